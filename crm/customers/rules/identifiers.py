"""What a customer or car is known by: phone number, plate, VIN; made comparable, and made unreadable for passers-by.

People type them with spaces, hyphens, full-width digits, the letter O for a zero. Nothing here ever blocks: an odd
plate or VIN is kept with a warning, because the car in front of the desk is real and the rule may be old (F-50…F-52).
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple

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

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?:0(?:10|2\d)\d{8}|0[3-9]\d{2}\d{7,8})")
_SERVICE = re.compile(r"(?:400|800)\d{7}")
_SCIENTIFIC = re.compile(r"(\d)\.(\d{1,12})[eE]\+?(\d{2})")
_BETWEEN = re.compile(r"[/,;、|\n\t和或]+")


def plain(text: str) -> str:
    """Full-width to half-width, no sign that only looks like nothing, trimmed."""
    kept = (sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) not in ("Cf", "Cc"))
    return "".join(kept).strip()


# ---- phones (F-50)
def phones_in(text: str) -> list[str]:
    """Every number of a cell, in order and once: "13800001111/0755-2222 3333" holds two."""
    found: list[str] = []
    parts = _BETWEEN.split(unicodedata.normalize("NFKC", text))
    for part in parts if len(parts) > 1 else _glued(parts[0]):
        number = _one_phone(part)
        if number and number not in found:
            found.append(number)
    return found


def normalise_phone(text: str | None) -> str | None:
    """The first number in the text as bare digits ("+" kept for another country), or None when there is none."""
    return next(iter(phones_in(text or "")), None)


def is_mobile(phone: str) -> bool:
    return _MOBILE.fullmatch(phone) is not None


def digits_of(text: str) -> str:
    """The digits that were typed, for "11 digits, this has 9"."""
    return "".join(sign for sign in plain(text) if sign in "0123456789")


def _glued(text: str) -> list[str]:
    """Two mobiles with nothing but a space between them."""
    digits = digits_of(text)
    if len(digits) == 22 and is_mobile(digits[:11]) and is_mobile(digits[11:]):
        return [digits[:11], digits[11:]]
    return [text]


def _one_phone(text: str) -> str | None:
    text = plain(text)
    if cell := _SCIENTIFIC.fullmatch(text):  # what a spreadsheet makes of a number
        whole, rest, power = cell.groups()
        text = whole + rest.ljust(int(power), "0") if len(rest) <= int(power) else text
    text = re.sub(r"(?<=\d)\.0+$", "", text)
    text = re.split(r"转|分机|ext", text, maxsplit=1, flags=re.IGNORECASE)[0]
    bare = re.sub(r"[\s\-‐-―()._·]", "", text)
    bare = re.sub(r"^[^\d+]+|\D+$", "", bare)  # 手机:138…, 138…(王先生)
    if foreign := re.fullmatch(r"(?:\+|00)([1-9]\d{6,14})", bare):
        if not foreign[1].startswith("86"):
            return "+" + foreign[1]
        bare = foreign[1][2:]
    elif bare.startswith("86") and len(bare) == 13:
        bare = bare[2:]
    for shape in (_MOBILE, _LANDLINE, _SERVICE):
        if shape.fullmatch(bare):
            return bare
    if _LANDLINE.fullmatch("0" + bare) and len(bare) >= 10 and not bare.startswith("1"):
        return "0" + bare  # +86 755 … without the zero
    return _LANDLINE.match(bare)[0] if "-" in text and _extension(bare) else None  # type: ignore[index]


def _extension(bare: str) -> bool:
    """0755-12345678-801: a landline with up to five digits behind it."""
    found = _LANDLINE.match(bare)
    return found is not None and bare.isdigit() and len(bare) - found.end() <= 5


def mask_phone(phone: str | None) -> str:
    """138****1234; a short one shows its last two digits only."""
    if not phone:
        return ""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 10 else f"****{phone[-2:]}"


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
