"""A day out of a cell: a serial of either era, or one of the many ways in which people write a date."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from crm.imports.reading.repairs import Tell, silent
from crm.imports.reading.signs import Problem, text

_NO_DAY = frozenset({"1900-01-01", "1899-12-30", "1899-12-31", "0001-01-01", "0000-00-00", "9999-12-31", "1970-01-01"})
_ISO = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}")
_EPOCH = {1900: date(1899, 12, 30), 1904: date(1904, 1, 1)}
_REPUBLIC = 1911  # 民国 1 is 1912


def day(cell: Any, era: int = 1900, tell: Tell = silent) -> date | None:
    """A day from a serial of the workbook's era, or from text with the year first."""
    if isinstance(cell, str) and _ISO.fullmatch(cell) and cell not in _NO_DAY:
        return _checked(int(cell[:4]), int(cell[5:7]), int(cell[8:]), cell)
    if isinstance(cell, bool):
        raise Problem("imports.date_wrong", value=str(cell))
    if isinstance(cell, (int, float)) and abs(cell) < 1e15:
        return _from_number(cell, era, tell)
    plain = text(cell, 60, tell).lstrip("'")
    if plain[:10] in _NO_DAY:
        tell("no_date")
        return None
    if not plain:
        return None
    if re.fullmatch(r"\d{5}(\.\d+)?|\d{8}|\d{14}|0", plain):
        return _from_number(float(plain) if "." in plain else int(plain), era, tell)
    parts = _parts(plain, tell)
    if parts is None:
        raise Problem("imports.date_wrong", value=plain)
    return _checked(*parts, plain)


_CLOCK = r"\d{1,2}[:时点]\d{1,2}(?:[:分]\d{1,2}(?:[.:]\d+)?秒?)?分?|\d{1,2}[时点]|\d{6}"
_TIME = (
    rf"(?:[T ]*(?:上午|下午|中午|晚上|凌晨|am|pm)?\s*(?:{_CLOCK})\s*(?:am|pm)?\s*(?:z|[+-]\d\d:?\d\d)?"
    r"|\s*(?:上午|下午))?"
)
_WEEKDAY = r"(?:\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?"
_YEAR_FIRST = re.compile(
    rf"(\d{{4}}|\d{{2}})\s*[-/.年\s]\s*(\d{{1,2}})\s*[-/.月\s]\s*(\d{{1,2}})\s*[日号.]?{_WEEKDAY}\s*{_TIME}",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(\d{{4}})(\d\d)(\d\d)\s*{_TIME}", re.IGNORECASE)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})\s*[-/.]\s*(\d{{1,2}})\s*[-/.]\s*(\d{{4}})\s*{_TIME}", re.IGNORECASE)
_OF_REPUBLIC = re.compile(r"(?:中华)?民国\s*(\d{2,3})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_NAMED = re.compile(
    rf"(?:(\d{{1,2}})[- ]([a-z]{{3}})[a-z]*|([a-z]{{3}})[a-z]*\.? (\d{{1,2}}))[-, ]+(\d{{4}}|\d\d)\s*{_TIME}", re.I
)
_NUMERALS = {sign: str(worth) for worth, signs in enumerate(("〇零○", *"一二三四五六七八九")) for sign in signs}


def _parts(plain: str, tell: Tell) -> tuple[int, int, int] | None:
    """Year, month and day as they are written, whether or not there is such a day."""
    if any(sign in _NUMERALS for sign in plain[:6]):
        plain = _in_digits(plain)
        tell("chinese_digits")
    if found := _YEAR_FIRST.fullmatch(plain) or _BARE.fullmatch(plain):
        year, month, number = (int(one) for one in found.groups())
        return _full(year, tell), month, number
    if found := _OF_REPUBLIC.fullmatch(plain.replace("國", "国").replace("華", "华")):
        tell("republic_year")
        return int(found[1]) + _REPUBLIC, int(found[2]), int(found[3])
    if found := _NAMED.fullmatch(plain):
        name = (found[2] or found[3]).lower()
        if name in _MONTHS:
            return _full(int(found[5]), tell), _MONTHS.index(name) + 1, int(found[1] or found[4])
    return _year_last(plain)


def _year_last(plain: str) -> tuple[int, int, int] | None:
    found = _YEAR_LAST.fullmatch(plain)
    if found is None:
        return None
    first, second, year = (int(one) for one in found.groups())
    if first <= 12 and second <= 12 and first != second:
        raise Problem("imports.date_order", value=plain)
    return (year, second, first) if first > 12 else (year, first, second)


def _full(year: int, tell: Tell) -> int:
    """26 is 2026, 88 is 1988."""
    if year >= 100:
        return year
    tell("short_year")
    return year + 2000 if year < 70 else year + 1900


def _in_digits(plain: str) -> str:
    """二〇二六年三月十五日 as 2026年3月15日."""
    plain = re.sub(r"(?<=[年月])十(?=[日号月])", "10", plain)
    plain = re.sub(r"(?<=[年月])十", "1", plain)
    plain = re.sub(r"(?<=[二三])十(?=[日号])", "0", plain)
    plain = re.sub(r"(?<=[二三])十(?=[一二三四五六七八九])", "", plain)
    return "".join(_NUMERALS.get(sign, sign) for sign in plain)


def _from_number(number: int | float, era: int, tell: Tell) -> date | None:
    """20260305 as written, 20260305143000 with a time, else a serial; 60 is the day that never was."""
    whole = int(number)
    if whole == 0:
        return None
    if 10**13 <= whole < 10**14:
        whole //= 10**6
    if 19_000_000 <= whole <= 99_991_231:
        year, rest = divmod(whole, 10_000)
        if f"{year}-{rest // 100:02}-{rest % 100:02}" in _NO_DAY:
            tell("no_date")
            return None
        return _checked(year, rest // 100, rest % 100, str(whole))
    if whole == 1 or whole == 2_958_465:  # 1900-01-01 and 9999-12-31 as serials: nothing was known
        tell("no_date")
        return None
    if not 1 < whole < 110_000 or (era == 1900 and whole == 60):
        raise Problem("imports.date_wrong", value=str(number))
    found = _EPOCH[era] + timedelta(days=whole if era == 1904 or whole > 60 else whole + 1)
    tell("serial")
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
