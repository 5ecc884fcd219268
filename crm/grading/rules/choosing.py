"""Which questions the card asks: one after the other, each only if it helps on rows that came later.

The earlier part of the history is cut once more in time. A question is tried on the first piece and kept only when it
foretells the second piece better, so that what was true for a month only does not get onto the card.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crm.grading.rules.logistic import Codes, Fit, chance_of, odds_for
from crm.grading.rules.measures import log_loss

MOST_QUESTIONS = 12
RIDGES = (3.0, 10.0, 30.0)
PATIENCE = 4  # questions in a row that did not help before the search ends
LOOKED_AT = 24_000  # rows are enough to choose by; the weights are fitted on all of them
FEW = 2_000  # rows below which every quarter takes its turn as the later piece
LEAST_GAIN = 0.5  # by how much the surprise of the later piece must fall
LEAST_SHARE = 0.0003  # and by how much for each of its rows


@dataclass(frozen=True)
class Column:
    """One question's answers, row by row."""

    codes: Codes
    size: int

    def some(self, rows: Sequence[int]) -> Codes:
        return [self.codes[row] for row in rows]


@dataclass
class _Trial:
    """One piece of the rows teaches, another one examines."""

    fit: Fit
    early: list[Codes]
    late: list[Codes]
    won: list[int]

    def surprise(self, chosen: Sequence[int]) -> float:
        odds = odds_for(self.fit.weights, [self.late[at] for at in chosen], len(self.won))
        return log_loss(map(chance_of, odds), self.won)

    def with_one_more(self, at: int, size: int) -> _Trial:
        """The same trial with another question; this one stays as it is."""
        fit = self.fit.copy()
        fit.add(self.early[at], size)
        fit.run(6, still=0.02)
        return _Trial(fit, self.early, self.late, self.won)

    def anew(self, chosen: Sequence[int], columns: Sequence[Column], ridge: float) -> _Trial:
        fit = Fit(self.fit.won, ridge)
        for at in chosen:
            fit.add(self.early[at], columns[at].size)
        fit.run(15)
        return _Trial(fit, self.early, self.late, self.won)


def choose(columns: Sequence[Column], won: Sequence[int], most: int = MOST_QUESTIONS) -> tuple[list[int], float]:
    """The places of the questions worth asking, the most telling first, and how strongly weights are held back."""
    trials = [_trial(columns, won, early, late, RIDGES[1]) for early, late in _pieces(len(won))]
    trials = [one for one in trials if 0 < sum(one.fit.won) < len(one.fit.won)]
    chosen = _forward(trials, columns, most)
    if not chosen:
        return [], RIDGES[-1]

    def surprise_with(ridge: float) -> float:
        return sum(one.anew(chosen, columns, ridge).surprise(chosen) for one in trials)

    return chosen, min(RIDGES, key=surprise_with)


def _pieces(many: int) -> Iterator[tuple[list[int], list[int]]]:
    """Earlier rows teach, later ones examine; of few rows each quarter in time is examined by what the others teach."""
    if many >= FEW:
        rows = [at * many // LOOKED_AT for at in range(LOOKED_AT)] if many > LOOKED_AT else list(range(many))
        cut = len(rows) * 2 // 3
        yield rows[:cut], rows[cut:]
        return
    for quarter in range(4):
        low, high = many * quarter // 4, many * (quarter + 1) // 4
        yield [*range(low), *range(high, many)], list(range(low, high))


def _trial(
    columns: Sequence[Column], won: Sequence[int], early: Sequence[int], late: Sequence[int], ridge: float
) -> _Trial:
    fit = Fit([won[row] for row in early], ridge)
    fit.run(1)
    return _Trial(fit, [c.some(early) for c in columns], [c.some(late) for c in columns], [won[row] for row in late])


def _forward(trials: list[_Trial], columns: Sequence[Column], most: int) -> list[int]:
    chosen: list[int] = []
    refused: set[int] = set()
    failed = 0
    least = max(LEAST_GAIN, LEAST_SHARE * sum(len(one.won) for one in trials))
    known = sum(one.surprise([]) for one in trials)
    while len(chosen) < most and failed < PATIENCE:
        at = _most_telling(trials, columns, {*chosen, *refused})
        if at is None:
            break
        tried = [one.with_one_more(at, columns[at].size) for one in trials]
        surprise = sum(one.surprise([*chosen, at]) for one in tried)
        if known - surprise >= least:
            chosen.append(at)
            trials[:], known, failed = tried, surprise, 0
        else:
            refused.add(at)
            failed += 1
    return chosen


def _most_telling(trials: Sequence[_Trial], columns: Sequence[Column], known: set[int]) -> int | None:
    """The question whose answers explain most of what the card gets wrong so far, less what chance would explain."""
    best, gain = None, 0.0
    for at, column in enumerate(columns):
        if at not in known:
            told = sum(_told(one.fit, one.early[at], column.size) for one in trials) / len(trials)
            if told > gain:
                best, gain = at, told
    return best


def _told(fit: Fit, codes: Codes, size: int) -> float:
    pull, hold = fit.slopes(codes, size)
    explained = sum(p * p / (h + fit.ridge) for p, h in zip(pull, hold, strict=True))
    return explained - 1.5 * sum(h / (h + fit.ridge) for h in hold)
