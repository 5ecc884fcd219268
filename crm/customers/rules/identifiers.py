"""What a car is known by: plate and VIN; made comparable, and made unreadable for passers-by.

People type them with spaces, hyphens, full-width digits, the letter O for a zero. Nothing here ever blocks: an odd
plate or VIN is kept with a warning, because the car in front of the desk is real and the rule may be old (F-51, F-52).
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from crm.customers.rules.signs import plain
from crm.shared.reasons import Reason, sentences
from crm.shared.words import N_

SENTENCES = sentences(
    {
        "customers.vin_length": N_("A VIN has 17 signs; this has {signs}."),
        "customers.vin_domestic": N_("The check digit of this VIN should be {expected}; please read it again."),
        "customers.vin_foreign": N_("The check digit would be {expected}; some makers abroad do not use it."),
        "customers.plate_odd": N_("This does not look like a plate; it is kept as typed."),
    }
)


# ---- plates (F-52)
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_SIGN = "A-HJ-NP-Z0-9"
_PLATES = {
    "green": re.compile(rf"[{PROVINCES}][A-Z](?:[A-HJK][{_SIGN}]\d{{4}}|\d{{5}}[A-HJK])"),
    "blue": re.compile(rf"[{PROVINCES}][A-Z][{_SIGN}]{{5}}"),
    "special": re.compile(rf"[{PROVINCES}][A-Z][{_SIGN}]{{4}}[学警港澳挂使领试超]|使\d{{6}}|\d{{6}}使"),
    "temporary": re.compile(rf"临.*|.*临|[{PROVINCES}][A-Z][{_SIGN}]{{4,5}}临"),
}
_NO_PLATE = re.compile(r"(?:无|没有|暂未|未|尚未|待|暂无)?(?:上牌|挂牌|车牌|牌照|新车|牌|未知)*")


class PlateKind(StrEnum):
    """What a plate's shape says. A yellow plate has the shape of a blue one."""

    BLUE = "blue"
    GREEN = "green"
    SPECIAL = "special"
    TEMPORARY = "temporary"
    ODD = "odd"


def normalise_plate(text: str | None) -> str | None:
    """The plate without dots and spaces, O and I read as 0 and 1; None where nothing that could be one is given."""
    bare = re.sub(r"[^0-9A-Z一-鿿]", "", plain(text or "").upper())
    if _NO_PLATE.fullmatch(bare) or len(bare) < 5:
        return None
    head, tail = (bare[:2], bare[2:]) if bare[0] in PROVINCES else ("", bare)
    return head + tail.replace("O", "0").replace("I", "1")


def plate_kind(plate: str) -> PlateKind:
    """The kind of a normalised plate; ODD is a warning, never a refusal."""
    for kind, shape in _PLATES.items():
        if shape.fullmatch(plate):
            return PlateKind(kind)
    return PlateKind.ODD


def mask_plate(plate: str | None) -> str:
    """粤B·8**H3, green 粤B·F2**19."""
    if not plate:
        return ""
    if plate[0] not in PROVINCES or len(plate) < 6:
        return plate[:1] + "*" * max(1, len(plate) - 3) + plate[-2:]
    tail = plate[2:]
    return f"{plate[:2]}·{tail[:-4]}**{tail[-2:]}"


# ---- VIN (F-51)
_WORTH = [*range(10), *range(1, 9), 1, 2, 3, 4, 5, 7, 9, *range(2, 10)]
_VALUES = dict(zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", _WORTH, strict=True))
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


class VinWarning(NamedTuple):
    """`strong` for cars made here: they all carry the check digit."""

    strong: bool
    reason: Reason


def normalise_vin(text: str | None) -> str | None:
    """Upper case without spaces; O and Q read as 0, I as 1, because a VIN has none of them."""
    bare = re.sub(r"[^0-9A-Z]", "", plain(text or "").upper())
    return bare.translate(str.maketrans("OQI", "001")) or None


def check_digit(vin: str) -> str:
    """What position 9 of a 17-sign VIN should be."""
    rest = sum(_VALUES[sign] * weight for sign, weight in zip(vin, _WEIGHTS, strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def check_vin(vin: str) -> VinWarning | None:
    """What is odd about a normalised VIN, or None. Never a reason to refuse it."""
    if len(vin) != 17:
        return VinWarning(True, Reason("customers.vin_length", {"signs": len(vin)}))
    expected = check_digit(vin)
    if vin[8] == expected:
        return None
    strong = vin.startswith("L")
    return VinWarning(
        strong,
        Reason("customers.vin_domestic" if strong else "customers.vin_foreign", {"expected": expected}),
    )


def mask_vin(vin: str | None) -> str:
    """L**********4471."""
    return f"{vin[0]}{'*' * 10}{vin[-4:]}" if vin and len(vin) > 6 else ("*" * len(vin or ""))
