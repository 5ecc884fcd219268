"""Which questions the card asks: one after the other, each only if it helps on rows that came later.

The earlier part of the history is cut once more in time. A question is tried on the first piece and kept only when it
foretells the second piece better, so that what was true for a month only does not get onto the card.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm.grading.rules.logistic import Codes, Fit, chance_of, odds_for
from crm.grading.rules.measures import log_loss

MOST_QUESTIONS = 12
RIDGES = (3.0, 10.0, 30.0)
PATIENCE = 4  # questions in a row that did not help before the search ends
LOOKED_AT = 24_000  # rows are enough to choose by; the weights are fitted on all of them
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
    fit: Fit
    early: list[Codes]
    late: list[Codes]
    won: list[int]
    surprise: float

    def later_surprise(self, chosen: Sequence[int]) -> float:
        odds = odds_for(self.fit.weights, [self.late[at] for at in chosen], len(self.won))
        return log_loss(map(chance_of, odds), self.won)


def choose(columns: Sequence[Column], won: Sequence[int], most: int = MOST_QUESTIONS) -> tuple[list[int], float]:
    """The places of the questions worth asking, the most telling first, and how strongly weights are held back."""
    rows = _rows(len(won))
    cut = len(rows) * 2 // 3
    if not 0 < sum(won[row] for row in rows[:cut]) < cut:
        return [], RIDGES[-1]
    trial = _trial(columns, won, rows, cut, RIDGES[1])
    chosen = _forward(trial, columns, most, cut)
    if not chosen:
        return [], RIDGES[-1]
    return chosen, min(RIDGES, key=lambda ridge: _surprise_with(trial, chosen, columns, ridge))


def _rows(many: int) -> list[int]:
    """All rows, or evenly spread ones, in their order in time."""
    if many <= LOOKED_AT:
        return list(range(many))
    return [at * many // LOOKED_AT for at in range(LOOKED_AT)]


def _trial(columns: Sequence[Column], won: Sequence[int], rows: Sequence[int], cut: int, ridge: float) -> _Trial:
    early, late = rows[:cut], rows[cut:]
    fit = Fit([won[row] for row in early], ridge)
    fit.run(1)
    later = [won[row] for row in late]
    found = _Trial(fit, [c.some(early) for c in columns], [c.some(late) for c in columns], later, 0.0)
    found.surprise = found.later_surprise([])
    return found


def _forward(trial: _Trial, columns: Sequence[Column], most: int, cut: int) -> list[int]:
    chosen: list[int] = []
    refused: set[int] = set()
    failed = 0
    least = max(LEAST_GAIN, LEAST_SHARE * len(trial.won))
    while len(chosen) < most and failed < PATIENCE:
        at = _most_telling(trial, columns, {*chosen, *refused})
        if at is None:
            break
        kept = [list(weights) for weights in trial.fit.weights.answers], trial.fit.weights.base, trial.fit.odds
        trial.fit.add(trial.early[at], columns[at].size)
        trial.fit.run(6, still=0.02)
        surprise = trial.later_surprise([*chosen, at])
        if trial.surprise - surprise >= least:
            chosen.append(at)
            trial.surprise, failed = surprise, 0
            continue
        refused.add(at)
        failed += 1
        trial.fit.columns.pop()
        trial.fit.weights.answers, trial.fit.weights.base, trial.fit.odds = kept
    return chosen


def _most_telling(trial: _Trial, columns: Sequence[Column], known: set[int]) -> int | None:
    """The question whose answers explain most of what the card gets wrong so far, less what chance would explain."""
    best, gain = None, 0.0
    ridge = trial.fit.ridge
    for at, column in enumerate(columns):
        if at in known:
            continue
        pull, hold = trial.fit.slopes(trial.early[at], column.size)
        told = sum(p * p / (h + ridge) for p, h in zip(pull, hold, strict=True))
        chance = sum(h / (h + ridge) for h in hold)
        if told - 1.5 * chance > gain:
            best, gain = at, told - 1.5 * chance
    return best


def _surprise_with(trial: _Trial, chosen: Sequence[int], columns: Sequence[Column], ridge: float) -> float:
    fit = Fit(trial.fit.won, ridge)
    for at in chosen:
        fit.add(trial.early[at], columns[at].size)
    fit.run(15)
    trial.fit = fit
    return trial.later_surprise(chosen)
