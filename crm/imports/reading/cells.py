"""One cell, as people and old systems write it, to a value: phones, plates, VINs, amounts, kilometres, text."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from crm.customers.rules import digits_of, normalise_plate, normalise_vin, phones_in, plate_kind

_BLANKS = frozenset(
    {"", "-", "--", "---", "—", "——", "/", "//", "\\", ".", "无", "空", "暂无", "未知", "不详", "没有",
     "null", "none", "n/a", "#n/a", "nan", "#value!", "#ref!", "#name?", "#div/0!", "#null!", "#num!"}
)  # fmt: skip
_NO_PLATE = re.compile(r"^(未上牌|无牌|没上牌|暂未上牌|新车|临牌|临时牌照|待上牌|无车牌|未上户|临|临时)$")
MOST_KM = 2_000_000


class Problem(Exception):
    """The cell cannot be taken: a reason code and its facts; the column's name is added by who reads the row."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def text(cell: Any, most: int = 200) -> str:
    """Half-width, single-spaced text; "" for every way of writing that there is nothing."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        cell = format(Decimal(repr(cell)).normalize(), "f")
    plain = " ".join(unicodedata.normalize("NFKC", str(cell)).replace("\u200b", "").split())
    if "\ufffd" in plain:
        raise Problem("imports.unreadable_cell")
    if plain.casefold() in _BLANKS:
        return ""
    if len(plain) > most:
        raise Problem("imports.too_long", signs=len(plain), limit=most)
    return plain


def name(cell: Any) -> str:
    """A name as it is written: only its spaces and its width are put right, so that rare signs stay."""
    if cell is None:
        return ""
    plain = " ".join(str(cell).replace("\u3000", " ").replace("\u200b", "").split())
    return plain if text(plain, 60) else ""


# ---------------------------------------------------------------- numbers


def _number(plain: str) -> Decimal | None:
    """1,234.50 and 1.2万; None when it is no number."""
    factor = 1
    if plain.endswith("万"):
        plain, factor = plain[:-1], 10_000
    plain = plain.replace(",", "").replace(" ", "").replace("，", "")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,2})?", plain, re.IGNORECASE):
        return None
    try:
        return Decimal(plain) * factor
    except InvalidOperation:
        return None


def amount_fen(cell: Any) -> int | None:
    """¥1,234.5 · 1234.50元 · １２３４ · 1.2万: in fen, half a fen rounded up."""
    plain = text(cell, 60)
    if not plain:
        return None
    if plain in ("免费", "赠送", "免"):
        return 0
    bare = re.sub(r"^(rmb|cny|人民币)?\s*[¥￥]?\s*", "", plain, flags=re.IGNORECASE)
    found = _number(re.sub(r"\s*(元整|元|圆|rmb|cny)$", "", bare, flags=re.IGNORECASE))
    if found is None or abs(found) > 100_000_000:
        raise Problem("imports.amount_wrong", value=plain)
    if found < 0:
        raise Problem("imports.amount_negative", value=plain)
    return int((found * 100).quantize(Decimal(1), rounding="ROUND_HALF_UP"))


def mileage(cell: Any) -> int | None:
    """64,000 · 6.4万 · 64000km · 64000公里."""
    plain = text(cell, 60)
    if not plain:
        return None
    found = _number(re.sub(r"\s*(公里|千米|kms?|㎞)$", "", plain, flags=re.IGNORECASE))
    if found is None or found < 0:
        raise Problem("imports.km_wrong", value=plain)
    if found > MOST_KM:
        raise Problem("imports.km_far", km=int(found))
    return int(found)


# ---------------------------------------------------------------- phones, plates, VINs


def phones(cell: Any) -> list[str]:
    """Every number in the cell, normalised, in the order written; two in one cell are two (F-50)."""
    if isinstance(cell, float) and abs(cell) < 1e15:
        cell = int(cell)
    plain = text(cell, 120)
    if not plain:
        return []
    if found := re.fullmatch(r"(\d(?:\.\d+)?)e\+?(\d{2})", plain, re.IGNORECASE):
        value = Decimal(plain)
        if len(found[1].replace(".", "")) < 11 or value != value.to_integral_value():
            raise Problem("imports.phone_shortened", value=plain)
        plain = str(int(value))
    numbers = phones_in(plain)
    for part in re.split(r"[/,;、|和或]", plain):  # a second number that cannot be read is not dropped in silence
        if (len(digits_of(part)) >= 5 or not numbers) and not phones_in(part):
            raise _no_phone(part.strip())
    return numbers


def _no_phone(part: str) -> Problem:
    digits = digits_of(part)
    digits = digits[2:] if digits.startswith("86") and len(digits) > 11 else digits
    if re.fullmatch(r"[\d\s+()-]+", part) and len(digits) != 11:
        return Problem("imports.phone_length", digits=len(digits))
    return Problem("imports.phone_wrong", value=part)


def plate(cell: Any) -> str:
    """A plate without dots and spaces, O and I read as 0 and 1 (F-52). "" is no plate yet; an odd one is kept."""
    plain = text(cell, 40)
    if not plain or _NO_PLATE.match(plain):
        return ""
    found = normalise_plate(plain)
    if not found or (plate_kind(found) == "odd" and not re.fullmatch(r"(?=.*\d)[\w]{5,10}", found)):
        raise Problem("imports.plate_wrong", value=plain)
    return found


def vin(cell: Any) -> str:
    """17 signs; I, O and Q are never in a VIN, so they are read as 1 and 0 (F-51). The check digit never blocks."""
    plain = text(cell, 60)
    if not plain:
        return ""
    found = normalise_vin(plain)
    if not found or len(found) != 17:
        raise Problem("imports.vin_length", signs=len(found or ""))
    return found
