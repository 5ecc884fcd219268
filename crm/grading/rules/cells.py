"""One cell of somebody's table: is it empty, a number, a day, a yes?

Empty answers ("Select", blank, NA) are an answer of their own: who left a question open tells something by it.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache

EMPTY = frozenset(
    """ na n/a n.a. nan null none nil nat <na> (null) #n/a #na \\n ? ?? - -- --- . … select select... please_select
    please-select choose -select- --select-- (select) [select] (blank) [blank] (empty) undefined missing 请选择 未选择
    未填 未填写 空 空白 无数据 缺失""".split()
) | {
    "",
    "please select",
    "select one",
    "select an option",
    "not selected",
    "-- select --",
    "- select -",
    "not provided",
}
YES = frozenset(
    """1 yes y true t won win converted success successful sold bought purchased ordered order delivered positive
    closed_won closedwon subscribed accepted 是 有 成交 已成交 订单 已订单 下订 已下订 购买 已购买 赢单 转化
    已转化 交车 已交车 成功""".split()
) | {"closed won", "closed-won", "deal won"}
NO = frozenset(
    """0 no n false f lost lose unconverted failed failure unsold rejected refused dead negative closed_lost closedlost
    -1     否 无 没有 未成交 战败 输单 未购买 未转化 失败 流失 无效""".split()
) | {"closed lost", "closed-lost", "deal lost", "not converted", "not sold", "not purchased", "no sale"}
_MONEY = re.compile(r"^[¥￥$€£]|(?:元|人民币|rmb|usd|cny|%|％)$", re.IGNORECASE)
_GROUPED = re.compile(r"^[+-]?\d{1,3}(?:[,，' ]\d{3})+(?:\.\d*)?$")
_PLAIN = re.compile(r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$")
_DAY = re.compile(r"^(\d{1,4})[-/.年](\d{1,2})[-/.月](\d{1,4})日?(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2}))?.*)?$")
_COMPACT = re.compile(r"^(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$")
_LARGEST = 1e15


@lru_cache(maxsize=200_000)
def plain(text: str) -> str:
    """The words of a cell without the accidents of typing: one width, one case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).replace("\ufeff", "").split()).casefold()


def is_empty(text: str) -> bool:
    return plain(text) in EMPTY


@lru_cache(maxsize=200_000)
def number(text: str) -> float | None:
    """The number in a cell, also when it was kept as text: 1,234 · ¥12,000 · 35% · 1.5万."""
    word = unicodedata.normalize("NFKC", text).strip().replace("\u2212", "-")
    word = _MONEY.sub("", word).strip()
    times = 1.0
    if word.endswith(("万", "萬")):
        word, times = word[:-1].strip(), 10_000.0
    if _GROUPED.match(word):
        word = re.sub(r"[,，' ]", "", word)
    if not _PLAIN.match(word):
        return None
    found = float(word) * times
    return found if abs(found) <= _LARGEST else None


def days_first(cells: list[str]) -> bool:
    """Whether 03/04/2024 is the third of April in this column: some first part is above 12, and no second part."""
    parts = [match.groups() for match in map(_DAY.match, cells) if match]
    firsts = [int(part[0]) for part in parts if len(part[0]) <= 2]
    seconds = [int(part[1]) for part in parts if len(part[0]) <= 2]
    return any(first > 12 for first in firsts) and not any(second > 12 for second in seconds)


def is_day(text: str) -> bool:
    """A calendar day, and no number that merely looks like one."""
    word = text.strip()
    return bool(_COMPACT.match(word)) or (number(word) is None and moment(word) is not None)


def moment(text: str, day_first: bool = False) -> float | None:
    """An instant as a number to sort by: a day in the usual writings, a year, a stamp, or any number."""
    word = unicodedata.normalize("NFKC", text).strip()
    if _COMPACT.match(word):
        word = f"{word[:4]}-{word[4:6]}-{word[6:8]}"
    match = _DAY.match(word)
    if match is None:
        found = number(word)
        return _written_out(word) if found is None else found
    a, b, c = (int(part) for part in match.groups()[:3])
    if len(match[1]) == 4:
        year, month, day = a, b, c
    else:
        year, (day, month) = c + (2000 if c < 100 else 0), (a, b) if day_first else (b, a)
    try:
        return date(year, month, day).toordinal() * 86_400.0 + _seconds(match)
    except ValueError:
        return None


def _seconds(match: re.Match[str]) -> int:
    hour, minute, second = (int(part or 0) for part in match.groups()[3:6])
    late = (match.string[match.end(5) :] if match[5] else "").casefold()
    if "pm" in late and hour < 12:
        hour += 12
    if "am" in late and hour == 12:
        hour = 0
    return hour * 3600 + minute * 60 + second


def _written_out(word: str) -> float | None:
    for pattern in (
        "%d %b %Y",
        "%b %d, %Y",
        "%d-%b-%Y",
        "%d-%b-%y",
        "%d %B %Y",
        "%B %d, %Y",
        "%Y-%m",
        "%b %Y",
        "%b-%y",
    ):
        try:
            return datetime.strptime(word, pattern).toordinal() * 86_400.0  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
