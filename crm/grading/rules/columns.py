"""Which columns can be questions at all: not the outcome, not numbers of rows, not names, not free text.

A column that foretells too well is named, because it was probably written down after the outcome was known.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from crm.grading.rules.answers import Question, lay_out
from crm.grading.rules.cells import is_day, is_empty, number, plain
from crm.grading.rules.measures import Share, auc

TOO_GOOD = 0.85  # a single column above this AUC is suspicious
ALONE = 0.97  # so is an answer that surely decides more than this share of its many rows
_KEY = re.compile(
    r"(^|[\s_\-.])(id|ids|no|nr|number|key|uuid|guid|code|index|row|serial|ref|reference|phone|mobile|tel|email|e-mail"
    r"|mail|name|address|vin|plate)([\s_\-.]|$)|编号|单号|序号|手机|电话|邮箱|姓名|地址|车牌|车架|身份证"
    r"|^unnamed|^column \d+$",
    re.IGNORECASE,
)
_KEY_TAIL = re.compile(r"[a-z](ID|Id|No|Key)$")


@dataclass(frozen=True)
class LeftOut:
    """A column that is no question, and why."""

    column: str
    why: str


@dataclass(frozen=True)
class Suspicion:
    """A column that foretells the outcome suspiciously well."""

    column: str
    auc: float
    answer: str = ""


def questions_of(columns: dict[str, list[str]]) -> tuple[list[Question], list[LeftOut]]:
    """The columns that can be asked, cut into answers, and those that cannot."""
    asked: list[Question] = []
    out: list[LeftOut] = []
    for column, cells in columns.items():
        why = no_question(column, cells)
        question = None if why else lay_out(column, cells)
        if question is None:
            out.append(LeftOut(column, why or "its answers are too rare or all alike"))
        else:
            asked.append(question)
    return asked, out


def no_question(column: str, cells: Sequence[str]) -> str | None:
    """Why a column is no question, or None."""
    filled = [cell for cell in cells if not is_empty(cell)]
    distinct = set(filled)
    if not filled:
        return "it is empty"
    if len(distinct) == 1 and len(filled) == len(cells):
        return "it says the same everywhere"
    if len(distinct) > 2 and sum(map(is_day, list(distinct)[:200])) >= 0.9 * min(200, len(distinct)):
        return "it holds days; a day is no answer"
    if len(distinct) < 20:
        return None
    many = len(distinct) / len(filled)
    numbers = [value for value in map(number, filled) if value is not None]
    if len(numbers) >= 0.9 * len(filled):
        return _running(column, numbers, many, len(cells))
    if many > 0.5:
        return "nearly every row says something else (a name, a number or free text)"
    if named_as_key(column) and many > 0.2:
        return "it names persons or records"
    return None


def _running(column: str, numbers: Sequence[float], many: float, rows: int) -> str | None:
    """Numbers that only name a row: whole, hardly ever repeated, and called so, or counting up or down the file."""
    whole = all(value == int(value) for value in numbers)
    if not whole or many < 0.9 or rows < 50:
        return None
    if named_as_key(column) or (many > 0.99 and rows >= 300) or _in_order(numbers):
        return "it numbers the rows"
    return None


def _in_order(numbers: Sequence[float]) -> bool:
    ups = sum(b > a for a, b in itertools.pairwise(numbers))
    return ups > 0.95 * (len(numbers) - 1) or ups < 0.05 * (len(numbers) - 1)


def named_as_key(column: str) -> bool:
    return bool(_KEY.search(plain(column)) or _KEY_TAIL.search(column.strip()))


def suspicion(question: Question, codes: Sequence[int], won: Sequence[int]) -> Suspicion | None:
    """Whether one column alone foretells nearly everything, or one frequent answer decides."""
    seen = [[0, 0] for _answer in question.answers]
    for code, outcome in zip(codes, won, strict=True):
        seen[code][0] += outcome
        seen[code][1] += 1
    rates = [(hits + 0.5) / (n + 1) for hits, n in seen]
    alone = auc([rates[code] for code in codes], won) or 0.5
    if alone >= TOO_GOOD:
        return Suspicion(question.column, alone)
    base, many = sum(won) / len(won), max(30, len(won) // 50)
    for (hits, n), answer in zip(seen, question.answers, strict=True):
        low, high = Share(hits, n).interval
        if (
            n >= many
            and 0.02 < base < 0.9
            and (low > ALONE or (high < 1 - ALONE and n > 0.2 * len(won) and base > 0.2))
        ):
            return Suspicion(question.column, alone, answer.words[0] if answer.words else "")
    return None
