"""Numbers that people write: phones, plates, VINs, days of birth, made comparable from whatever a cell holds."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from crm.customers.rules import normalise_plate, normalise_vin, phones_in, plain

_ORDERS = {
    "ymd": re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})"),
    "dmy": re.compile(r"(\d{1,2})\D{1,2}(\d{1,2})\D{1,2}(\d{4})"),
}


class Birth(NamedTuple):
    """A day of birth: its digits as year, month, day where they can be told apart, else as they stand."""

    digits: str
    dated: bool


@lru_cache(maxsize=65536)
def phones_of(cell: str) -> tuple[str, ...]:
    """The numbers in a cell (F-50); a number of a shape that we do not know stands as its bare digits."""
    found = tuple(phones_in(cell))
    if found:
        return found
    bare = re.sub(r"\D", "", plain(cell))
    if not 5 <= len(bare) <= 16 or len(set(bare)) == 1:
        return ()
    return tuple(phones_in(bare)) or (bare,)  # 212/345-1234 is one number, not two


def plates_of(cell: str) -> tuple[str, ...]:
    plate = normalise_plate(cell)
    return (plate,) if plate else ()


def vins_of(cell: str) -> tuple[str, ...]:
    """A VIN, or its last signs where only they were noted."""
    vin = normalise_vin(cell)
    return (vin,) if vin and len(vin) >= 6 else ()


@lru_cache(maxsize=65536)
def birth_of(cell: str) -> Birth | None:
    """19570210, 1957-2-10, 10/02/1957, 1957年2月10日 are one day; a year alone stays a year."""
    text = re.sub(r"\.0+$", "", plain(cell).strip())
    for order, shape in _ORDERS.items():
        if found := shape.match(text):
            year, month, day = map(int, found.groups() if order == "ymd" else reversed(found.groups()))
            if month > 12 >= day:
                month, day = day, month
            return _birth(f"{year:04d}{month:02d}{day:02d}")
    bare = re.sub(r"\D", "", text)
    if len(bare) == 14 or (len(bare) > 8 and " " in text):
        bare = bare[:8]
    return _birth(bare) if 4 <= len(bare) <= 8 and bare.strip("0") else None


def _birth(digits: str) -> Birth:
    if len(digits) == 8 and not _is_day(digits):
        for turned in (digits[4:] + digits[2:4] + digits[:2], digits[4:] + digits[:2] + digits[2:4]):
            if digits[:2] not in ("18", "19", "20") and _is_day(turned):
                return Birth(turned, True)
    return Birth(digits, len(digits) == 8 and _is_day(digits))


def _is_day(digits: str) -> bool:
    try:
        return 1850 < date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year < 2100
    except ValueError:
        return False


def one_slip(one: str, other: str) -> bool:
    """One digit wrong, left out or put in, or two neighbours exchanged, in numbers that are otherwise one."""
    if one == other:
        return False
    if len(one) == len(other):
        wrong = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        return len(wrong) == 1 or (
            len(wrong) == 2 and wrong[1] == wrong[0] + 1
            and one[wrong[0]] == other[wrong[1]] and one[wrong[1]] == other[wrong[0]]
        )  # fmt: skip
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    if len(longer) != len(shorter) + 1:
        return False
    place = next((i for i, (a, b) in enumerate(zip(longer, shorter, strict=False)) if a != b), len(shorter))
    return longer[:place] + longer[place + 1 :] == shorter
