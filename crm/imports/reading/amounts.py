"""Amounts and kilometres as people write them: ¥1,234.50, １２３４元, 1.2万, (100), 64,000公里, 6.4w."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from crm.imports.reading.repairs import Tell, silent
from crm.imports.reading.signs import Problem, text

MOST_KM = 2_000_000
MOST_YUAN = 100_000_000
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)?(?:\.\d*)?(?:e[+-]?\d{1,2})?", re.IGNORECASE)
_BEFORE = re.compile(r"^([+-]?)\s*(?:rmb|cny|人民币)?\s*[:：]?\s*[¥￥]?\s*", re.IGNORECASE)
_AFTER = re.compile(r"\s*(?:元整|元正|元|圆整|圆|块|rmb|cny)$", re.IGNORECASE)
_KM = re.compile(r"\s*(?:公里|千米|kms?|㎞)$", re.IGNORECASE)
_FREE = frozenset({"免费", "赠送", "免"})


def _number(plain: str, tell: Tell) -> Decimal | None:
    """1,234.50 and 1.2万; None when it is no number. A comma parts thousands only: 1.234,50 is nobody's guess."""
    factor = 1
    if plain.endswith(("万", "w", "W")):
        plain, factor = plain[:-1].rstrip(), 10_000
    if not _NUMBER.fullmatch(plain) or not any(map(str.isdigit, plain)):
        return None
    try:
        found = Decimal(plain.replace(",", "").replace(" ", "")) * factor
    except InvalidOperation:
        return None
    if factor != 1:
        tell("ten_thousands")
    return found


def amount_fen(cell: Any, tell: Tell = silent, *, below_zero: bool = False) -> int | None:
    """In fen, half a fen rounded up; (100) is 100 below zero, which is refused unless the column may have it."""
    if type(cell) is int and 0 <= cell <= MOST_YUAN:
        return cell * 100
    plain = text(cell, 60, tell)
    if not plain:
        return None
    if plain in _FREE:
        return 0
    bare = plain
    if found := re.fullmatch(r"([¥￥]?\s*)\((.+)\)(\s*元?)|(.+\d)-", bare):
        bare = "-" + (found[2] or found[4])
        tell("brackets")
    number = _number(_BEFORE.sub(r"\1", _AFTER.sub("", bare)).strip(), tell)
    if number is None or abs(number) > MOST_YUAN:
        raise Problem("imports.amount_wrong", value=plain)
    if number < 0 and not below_zero:
        raise Problem("imports.amount_negative", value=plain)
    fen = int((number * 100).quantize(Decimal(1), rounding="ROUND_HALF_UP"))
    if abs(fen - number * 100) > Decimal("0.0001"):  # 0.30000000000000004 is a machine's 0.3
        tell("rounded")
    return fen


def mileage(cell: Any, tell: Tell = silent) -> int | None:
    """64,000 · 6.4万 · 6.4w · 64000km · 64000公里."""
    if type(cell) is int and 0 <= cell <= MOST_KM:
        return cell
    plain = text(cell, 60, tell)
    if not plain:
        return None
    found = _number(_KM.sub("", plain).strip(), tell)
    if found is None or found < 0:
        raise Problem("imports.km_wrong", value=plain)
    if found > MOST_KM:
        raise Problem("imports.km_far", km=int(found))
    return int(found)
