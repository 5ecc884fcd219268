"""A question of the card and its answers: a word, a range of numbers, nothing at all, or anything else.

How a column is cut into answers never looks at who bought: only at how often each answer is given. So the cut cannot
flatter the card, and a column cut on old rows means the same on new ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from crm.grading.rules.cells import is_empty, number, plain

MOST_WORDS = 25  # answers of one question that stand for themselves; rarer ones are "anything else"
FEWEST = 15  # rows that an answer of its own needs


@dataclass(frozen=True)
class Answer:
    """One answer: exactly one of words, a range [from, below), empty, or anything else."""

    words: tuple[str, ...] = ()
    least: float | None = None
    below: float | None = None
    empty: bool = False
    ranged: bool = False
    points: int = 0
    sentence: str = ""

    @property
    def other(self) -> bool:
        return not (self.words or self.ranged or self.empty)

    def has(self, value: float) -> bool:
        over = self.least is None or value >= self.least
        return self.ranged and over and (self.below is None or value < self.below)


@dataclass
class Question:
    """A column and its answers; what fits none of them is worth nothing, for or against."""

    column: str
    answers: list[Answer]
    _known: dict[str, int] = field(default_factory=dict, repr=False)

    def place(self, cell: str) -> int:
        """Which answer a cell gives; -1 when none fits."""
        found = self._known.get(cell)
        if found is None:
            found = self._known[cell] = self._find(cell)
        return found

    def _find(self, cell: str) -> int:
        if is_empty(cell):
            return self._first(lambda answer: answer.empty)
        word = plain(cell)
        found = self._first(lambda answer: word in map(plain, answer.words))
        value = number(cell) if found < 0 else None
        if value is not None:
            found = self._first(lambda answer: answer.has(value))
        return found if found >= 0 else self._first(lambda answer: answer.other)

    def _first(self, fits: object) -> int:
        return next((at for at, answer in enumerate(self.answers) if fits(answer)), -1)  # type: ignore[operator]

    def codes(self, cells: Sequence[str]) -> list[int]:
        """Every cell's answer."""
        known = {cell: self.place(cell) for cell in set(cells)}
        return [known[cell] for cell in cells]


def lay_out(column: str, cells: Sequence[str]) -> Question | None:
    """The answers that a column gives; None when it has but one."""
    counts = Counter(cells)
    empty = sum(count for cell, count in counts.items() if is_empty(cell))
    filled = {cell: count for cell, count in counts.items() if not is_empty(cell)}
    values: Counter[float] = Counter()
    words: Counter[str] = Counter()
    spelt: dict[str, str] = {}
    for cell, count in sorted(filled.items(), key=lambda pair: (-pair[1], pair[0])):
        value = number(cell)
        if value is not None:
            values[value] += count
        else:
            words[plain(cell)] += count
            spelt.setdefault(plain(cell), cell.strip())
    total = sum(filled.values())
    if len(values) < 3 or sum(values.values()) < 0.8 * total:
        for cell, count in sorted(filled.items()):
            if number(cell) is not None:
                words[plain(cell)] += count
                spelt.setdefault(plain(cell), cell.strip())
        values = Counter()
    fewest = max(FEWEST, len(cells) // 250)
    answers = _ranges(values, len(cells)) + _words(words, spelt, fewest)
    answers += [Answer(empty=True)] if empty else []
    rest = total - sum(values.values()) - sum(words[plain(a.words[0])] for a in answers if a.words)
    answers += [Answer()] if rest > 0 else []
    return Question(column, answers) if len(answers) > 1 else None


def _words(words: Counter[str], spelt: dict[str, str], fewest: int) -> list[Answer]:
    often = [word for word, count in words.most_common(MOST_WORDS) if count >= fewest]
    if len(words) - len(often) == 1 and len(often) < MOST_WORDS:  # one rare word needs no bag of its own
        often = [word for word, _count in words.most_common()]
    return [Answer(words=(spelt[word],)) for word in often]


def _ranges(values: Counter[float], rows: int) -> list[Answer]:
    """Ranges that hold about equally many rows, finer at both ends, where buyers are often found; a number that is
    given very often stands alone."""
    if not values:
        return []
    total, fewest = sum(values.values()), max(FEWEST, rows // 250)
    targets = [share * total for share in _shares(rows)]
    often = total / (len(targets) + 1)
    cuts: list[float] = []
    below, held, before = 0, 0, None
    for value in sorted(values):
        count = values[value]
        full = bool(targets) and below >= targets[0] * 0.98 and held >= fewest
        if before is not None and (full or (count >= often and held >= max(fewest, often * 0.3))):
            cuts.append(_between(before, value))
            held = 0
        targets = [target for target in targets if target * 0.98 > below]
        below, held, before = below + count, held + count, value
    if cuts and held < fewest:
        cuts.pop()
    edges = [None, *cuts, None]
    return [Answer(least=low, below=high, ranged=True) for low, high in pairwise(edges)]


def _shares(rows: int) -> list[float]:
    """After which shares of the rows a new range begins."""
    parts = 12 if rows >= 4_000 else 8 if rows >= 1_500 else 5 if rows >= 400 else 3
    even = [part / parts for part in range(1, parts)]
    tails = [0.02, 0.04] if rows >= 4_000 else [0.05] if rows >= 1_000 else []
    return sorted({*even, *tails, *(1 - tail for tail in tails)})


def _between(low: float, high: float) -> float:
    """The shortest number above `low` and at most `high`: people shall read it."""
    for places in range(-12, 9):
        step = Decimal(1).scaleb(-places)
        found = (Decimal(repr(high)) // step) * step
        if high < 0 and found > Decimal(repr(high)):
            found -= step
        if low < found <= high:
            return float(found)
    return high


def said(column: str, answer: Answer, numbers_whole: bool = False) -> str:
    """The sentence of an answer."""
    if answer.empty:
        return f"{column}: not answered"
    if answer.words:
        return f"{column}: {' / '.join(answer.words)}"
    if not answer.ranged:
        return f"{column}: any other answer"
    if answer.least is None and answer.below is None:
        return f"{column}: any number"
    if answer.least is None:
        return f"{column}: below {shown(answer.below)}"
    if answer.below is None:
        return f"{column}: {shown(answer.least)} or more"
    if numbers_whole and answer.below - answer.least == 1:
        return f"{column}: {shown(answer.least)}"
    return f"{column}: {shown(answer.least)} to below {shown(answer.below)}"


def shown(value: float | None) -> str:
    """A number as people write it."""
    if value is None:
        return ""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.10g}"
