"""A day out of a cell: a serial of either era, or one of the many ways in which people write a date."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from crm.imports.reading.cells import Problem, text

_NO_DAY = frozenset({"1900-01-01", "1899-12-30", "1899-12-31", "0001-01-01", "0000-00-00", "9999-12-31", "1970-01-01"})
_EPOCH = {1900: date(1899, 12, 30), 1904: date(1904, 1, 1)}


def day(cell: Any, era: int = 1900) -> date | None:
    """A day from a serial of the workbook's era, or from text with the year first."""
    if isinstance(cell, bool):
        raise Problem("imports.date_wrong", value=str(cell))
    if isinstance(cell, (int, float)) and abs(cell) < 1e15:
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


_TIME = (
    r"(?:[T ]*(?:上午|下午|中午|am|pm)?\s*\d{1,2}[:时]\d{1,2}(?:[:分]\d{1,2}(?:\.\d+)?秒?)?分?"
    r"\s*(?:am|pm)?(?:z|[+-]\d\d:?\d\d)?)?"
)
_WEEKDAY = r"(?:\s*\(?(?:星期|周)[一二三四五六日天]\)?)?"
_YEAR_FIRST = re.compile(
    rf"(\d{{4}}|\d{{2}})\s*[-/.年\s]\s*(\d{{1,2}})\s*[-/.月\s]\s*(\d{{1,2}})\s*[日号]?{_WEEKDAY}\s*{_TIME}",
    re.IGNORECASE,
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
