"""One cell, as people and old systems write it, to a value: days, phones, plates, VINs, amounts, kilometres."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from crm.customers.identifiers import digits_of, normalise_plate, normalise_vin, phones_in, plate_kind

_BLANKS = frozenset(
    {"", "-", "--", "---", "—", "——", "/", "//", "\\", ".", "无", "空", "暂无", "未知", "不详", "没有", "null", "none", "n/a",
     "#n/a", "nan", "#value!", "#ref!", "#name?", "#div/0!", "#null!", "#num!"}
)  # fmt: skip
_NO_DAY = frozenset({"1900-01-01", "1899-12-30", "1899-12-31", "0001-01-01", "0000-00-00", "9999-12-31", "1970-01-01"})
_NO_PLATE = re.compile(r"^(未上牌|无牌|没上牌|暂未上牌|新车|临牌|临时牌照|待上牌|无车牌|未上户|临|临时)$")
_EPOCH = {1900: date(1899, 12, 30), 1904: date(1904, 1, 1)}
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


# ---------------------------------------------------------------- days


def day(cell: Any, era: int = 1900) -> date | None:
    """A day from a serial of the workbook's era, or from text with the year first."""
    if isinstance(cell, bool):
        raise Problem("imports.date_wrong", value=str(cell))
    if isinstance(cell, (int, float)):
        return _from_number(cell, era)
    plain = text(cell, 60)
    if not plain or plain[:10] in _NO_DAY:
        return None
    if re.fullmatch(r"\d{5}(\.\d+)?|\d{8}|\d{14}|0", plain):
        return _from_number(float(plain) if "." in plain else int(plain), era)
    parts = _parts(plain)
    if parts is None:
        raise Problem("imports.date_wrong", value=plain)
    return _checked(*parts, plain)


_TIME = r"(?:[T ]*(?:上午|下午|中午|am|pm)?\s*\d{1,2}[:时]\d{1,2}(?:[:分]\d{1,2}(?:\.\d+)?秒?)?分?\s*(?:am|pm)?(?:z|[+-]\d\d:?\d\d)?)?"
_WEEKDAY = r"(?:\s*\(?(?:星期|周)[一二三四五六日天]\)?)?"
_YEAR_FIRST = re.compile(
    rf"(\d{{4}}|\d{{2}})\s*[-/.年\s]\s*(\d{{1,2}})\s*[-/.月\s]\s*(\d{{1,2}})\s*[日号]?{_WEEKDAY}\s*{_TIME}", re.IGNORECASE
)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})\s*[-/.]\s*(\d{{1,2}})\s*[-/.]\s*(\d{{4}})\s*{_TIME}", re.IGNORECASE)


def _parts(plain: str) -> tuple[int, int, int] | None:
    found = _YEAR_FIRST.fullmatch(plain)
    if found:
        year, month, number = (int(one) for one in found.groups())
        return (year + 2000 if year < 70 else year + 1900) if year < 100 else year, month, number
    found = _YEAR_LAST.fullmatch(plain)
    if found is None:
        return None
    first, second, year = (int(one) for one in found.groups())
    if first <= 12 and second <= 12 and first != second:
        raise Problem("imports.date_order", value=plain)
    return (year, second, first) if first > 12 else (year, first, second)


def _from_number(number: int | float, era: int) -> date | None:
    """20260305 as written, 20260305143000 with a time, else a serial; 60 is the day that never was."""
    whole = int(number)
    if whole == 0:
        return None
    if 10**13 <= whole < 10**14:
        whole //= 10**6
    if 19_000_000 <= whole <= 99_991_231:
        year, rest = divmod(whole, 10_000)
        shown = f"{year}-{rest // 100:02}-{rest % 100:02}"
        return None if shown in _NO_DAY else _checked(year, rest // 100, rest % 100, str(whole))
    if whole == 1 or whole == 2_958_465:  # 1900-01-01 and 9999-12-31 as serials: nothing was known
        return None
    if not 1 < whole < 110_000 or (era == 1900 and whole == 60):
        raise Problem("imports.date_wrong", value=str(number))
    found = _EPOCH[era] + timedelta(days=whole if era == 1904 or whole > 60 else whole + 1)
    return _checked(found.year, found.month, found.day, str(number))


def _checked(year: int, month: int, number: int, shown: str) -> date:
    if not 1 <= month <= 12:
        raise Problem("imports.date_month", value=shown, month=month)
    try:
        found = date(year, month, number)
    except ValueError:
        raise Problem("imports.date_day", value=shown, day=number) from None
    if not 1950 <= year <= 2100:
        raise Problem("imports.date_far", day=found.isoformat())
    return found


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
