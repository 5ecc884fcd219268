"""One cell, as people and old systems write it, to a value: phones, plates, VINs; beside them all other readers.

Every reader takes `tell`, which is called with the code of what was put right.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from crm.customers.rules import PROVINCES, digits_of, is_mobile, normalise_plate, normalise_vin, phones_in, plate_kind
from crm.imports.reading.amounts import MOST_KM, amount_fen, mileage
from crm.imports.reading.repairs import Tell, silent
from crm.imports.reading.signs import Problem, name, note, text
from crm.imports.reading.traditional import SIMPLE

__all__ = ["MOST_KM", "Problem", "Tell", "amount_fen", "mileage", "name", "note", "phones", "plate", "text", "vin"]

_NO_PLATE = re.compile(r"^(未上牌|无牌|没上牌|暂未上牌|新车|临牌|临时牌照|待上牌|无车牌|未上户|临|临时)$")
_USUAL_PLATE = re.compile(rf"[{PROVINCES}][A-Z][A-HJ-NP-Z0-9]{{5,6}}")  # most cells need no putting right
_USUAL_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_ONE_MOBILE = re.compile(r"1[3-9]\d{9}")
_SHORT = re.compile(r"\d(?:\.\d+)?e\+?\d{1,2}", re.IGNORECASE)
_BETWEEN = re.compile(r"([/,;、|\\&\n和或及])")
_PREFIX = re.compile(r"(?<!\d)(?:\+|00)?86[ -]?(?=1[3-9]|\(?0?\d{2,3}\)?[ -])")
_EXTENSION = re.compile(r"\d\s*(?:转|分机|ext|#)|\d-\d{7,8}-\d{1,5}$|1\d{10}-\d{1,5}$", re.IGNORECASE)
_FROM_AFAR = re.compile(
    r"00(1[3-9]\d{9})|(?:00)?(85[23][ -]?[235-9]\d{3}[ -]?\d{4})"
)  # 0852 and 0853 are no area codes now
_LIKE_DIGITS = str.maketrans("OoIl", "0011")


def phones(cell: Any, tell: Tell = silent) -> list[str]:
    """Every number in the cell, normalised, in the order written; two in one cell are two (F-50)."""
    if isinstance(cell, (int, str)) and _ONE_MOBILE.fullmatch(shown := str(cell)) and shown.isascii():
        return [shown]
    if isinstance(cell, float) and abs(cell) < 1e15:
        cell = int(cell)
    plain = text(cell, 120, tell)
    if not plain:
        return []
    parts = [_restored(part, tell) for part in _BETWEEN.split(plain)]
    plain = "".join(parts)
    numbers = phones_in(plain)
    for part in parts[::2]:  # a second number that cannot be read is not dropped in silence
        if (len(digits_of(part)) >= 5 or not numbers) and not phones_in(part):
            raise _no_phone(part.strip())
    _tell_phones(plain, numbers, tell)
    return numbers


def _restored(part: str, tell: Tell) -> str:
    """One part of the cell: 1.3812345678E+10 whole again, 138O0138000 with its zero; a shortened one is a Problem."""
    bare = part.strip()
    if _SHORT.fullmatch(bare):
        value = Decimal(bare)
        if len(re.split("[eE]", bare)[0].replace(".", "")) < 11 or value != value.to_integral_value():
            raise Problem("imports.phone_shortened", value=bare)
        tell("scientific")
        return str(int(value))
    if re.fullmatch(r"[\doOIl]{11}", bare) and not bare.isdigit() and is_mobile(bare.translate(_LIKE_DIGITS)):
        for sign, code in (("oO", "letter_o"), ("Il", "letter_i")):
            if any(one in bare for one in sign):
                tell(code)
        return bare.translate(_LIKE_DIGITS)
    if found := _FROM_AFAR.fullmatch(bare):
        return found[1] or f"+{found[2]}"
    return part


def _tell_phones(plain: str, numbers: list[str], tell: Tell) -> None:
    if len(numbers) > 1:
        tell("two_numbers")
    if len(numbers) > 2:
        tell("more_numbers")
    if _PREFIX.search(plain):
        tell("prefix")
    if _EXTENSION.search(plain):
        tell("extension")


def _no_phone(part: str) -> Problem:
    digits = digits_of(part)
    digits = digits[2:] if digits.startswith("86") and len(digits) > 11 else digits
    if re.fullmatch(r"[\d\s+()-]+", part) and len(digits) != 11:
        return Problem("imports.phone_length", digits=len(digits))
    return Problem("imports.phone_wrong", value=part)


# ---------------------------------------------------------------- plates and VINs


def plate(cell: Any, tell: Tell = silent) -> str:
    """A plate without dots and spaces, O and I read as 0 and 1 (F-52). "" is no plate yet; an odd one is kept."""
    if isinstance(cell, str) and _USUAL_PLATE.fullmatch(cell):
        return cell
    plain = text(cell, 40, tell)
    if not plain or _NO_PLATE.match(plain):
        return ""
    simple = plain.translate(SIMPLE)
    found = normalise_plate(simple)
    if not found or (plate_kind(found) == "odd" and not re.fullmatch(r"(?=.*\d)[\w]{5,10}", found)):
        raise Problem("imports.plate_wrong", value=plain)
    if simple != plain:
        tell("traditional")
    _tell_letters(simple, "OI", tell, head=2)
    return found


def vin(cell: Any, tell: Tell = silent) -> str:
    """17 signs; I, O and Q are never in a VIN, so they are read as 1 and 0 (F-51). The check digit never blocks."""
    if isinstance(cell, str) and _USUAL_VIN.fullmatch(cell):
        return cell
    plain = text(cell, 60, tell)
    if not plain:
        return ""
    found = normalise_vin(plain)
    if _SHORT.fullmatch(plain) or (isinstance(cell, (int, float)) and len(plain) > 15):
        raise Problem("imports.phone_shortened", value=plain)  # a spreadsheet keeps 15 digits of a number
    if not found or len(found) != 17:
        raise Problem("imports.vin_length", signs=len(found or ""))
    _tell_letters(plain, "OIQ", tell)
    return found


def _tell_letters(plain: str, never: str, tell: Tell, head: int = 0) -> None:
    """Which letters stood there that a plate or VIN never has (behind a plate's head), and whether they were small."""
    upper = plain.upper()
    for sign in never:
        if sign in upper[head:]:
            tell(f"letter_{sign.lower()}")
    if upper != plain:
        tell("lower_case")
