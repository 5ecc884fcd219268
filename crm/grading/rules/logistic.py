"""Weights of answers: a regularised logistic regression in plain Python.

Each question is one column of answer numbers. Within a question every row has exactly one answer, so Newton's step for
all its answers costs one look at the rows; the questions take turns until nothing moves.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

Codes = Sequence[int]
FAR = 30.0  # beyond this a chance is as good as certain


@dataclass
class Weights:
    """What each answer adds to the log-odds; `base` for everybody."""

    base: float
    answers: list[list[float]]


def chance_of(log_odds: float) -> float:
    return 1 / (1 + exp(-max(-FAR, min(FAR, log_odds))))


def log_odds_of(chance: float) -> float:
    held = min(1 - 1e-9, max(1e-9, chance))
    return math.log(held / (1 - held))


class Fit:
    """One regression while it grows: questions may be added, and it goes on from where it stands."""

    def __init__(self, won: Sequence[int], ridge: float) -> None:
        self.won, self.ridge = won, ridge
        self.columns: list[Codes] = []
        share = (sum(won) + 0.5) / (len(won) + 1)
        self.weights = Weights(log_odds_of(share), [])
        self.odds = [self.weights.base] * len(won)

    def add(self, codes: Codes, size: int) -> None:
        self.columns.append(codes)
        self.weights.answers.append([0.0] * size)

    def copy(self) -> Fit:
        """Another fit that stands where this one does."""
        other = Fit.__new__(Fit)
        other.won, other.ridge, other.columns, other.odds = self.won, self.ridge, list(self.columns), self.odds
        other.weights = Weights(self.weights.base, list(self.weights.answers))
        return other

    def slopes(self, codes: Codes, size: int) -> tuple[list[float], list[float]]:
        """For each answer of a question: how much more was won than foretold, and how firmly the rows hold it."""
        pull, hold = [0.0] * size, [0.0] * size
        for code, odds, outcome in zip(codes, self.odds, self.won, strict=True):
            chance = 1 / (1 + exp(-odds)) if -FAR < odds < FAR else chance_of(odds)
            pull[code] += outcome - chance
            hold[code] += chance * (1 - chance)
        return pull, hold

    def run(self, sweeps: int, still: float = 0.002) -> None:
        """Take turns until no weight moves by more than `still`."""
        for _sweep in range(sweeps):
            moved = self._base()
            for place, codes in enumerate(self.columns):
                moved = max(moved, self._turn(place, codes))
            if moved < still:
                return

    def _base(self) -> float:
        pull, hold = self.slopes([0] * len(self.won), 1)
        step = _limited(pull[0] / (hold[0] + 1e-6))
        self.weights.base += step
        self.odds = [odds + step for odds in self.odds]
        return abs(step)

    def _turn(self, place: int, codes: Codes) -> float:
        weights = self.weights.answers[place]
        pull, hold = self.slopes(codes, len(weights))
        steps = [
            _limited((p - self.ridge * weight) / (h + self.ridge))
            for p, h, weight in zip(pull, hold, weights, strict=True)
        ]
        self.weights.answers[place] = [weight + step for weight, step in zip(weights, steps, strict=True)]
        self.odds = [odds + steps[code] for odds, code in zip(self.odds, codes, strict=True)]
        return max(map(abs, steps), default=0.0)


def _limited(step: float) -> float:
    return max(-1.5, min(1.5, step))


def odds_for(weights: Weights, columns: Sequence[Codes], rows: int) -> list[float]:
    """The log-odds of rows that the weights have not seen."""
    odds = [weights.base] * rows
    for codes, added in zip(columns, weights.answers, strict=True):
        odds = [one + added[code] for one, code in zip(odds, codes, strict=True)]
    return odds


def line(scores: Sequence[float], won: Sequence[int], steps: int = 40) -> tuple[float, float]:
    """Platt's line: log-odds = a + b·score, b ≥ 0, with a faint pull of b towards nothing."""
    grouped: dict[float, list[float]] = {}
    for score, outcome in zip(scores, won, strict=True):
        seen = grouped.setdefault(score, [0.0, 0.0])
        seen[0] += 1
        seen[1] += outcome
    n = len(won)
    middle = math.fsum(scores) / n
    spread = math.sqrt(math.fsum((score - middle) ** 2 for score in scores) / n) or 1.0
    a, b = log_odds_of((sum(won) + 0.5) / (n + 1)), 0.0
    points = [((score - middle) / spread, count, hits) for score, (count, hits) in grouped.items()]
    for _step in range(steps):
        a, b, moved = _newton(points, a, b)
        if moved < 1e-7:
            break
    b = max(0.0, b)
    return a - b * middle / spread, b / spread


def _newton(points: Sequence[tuple[float, float, float]], a: float, b: float) -> tuple[float, float, float]:
    ga, gb, haa, hab, hbb = 0.0, -b, 1e-6, 0.0, 1.0
    for x, count, hits in points:
        chance = chance_of(a + b * x)
        firm = count * chance * (1 - chance)
        ga += hits - count * chance
        gb += (hits - count * chance) * x
        haa += firm
        hab += firm * x
        hbb += firm * x * x
    whole = haa * hbb - hab * hab
    da, db = (hbb * ga - hab * gb) / whole, (haa * gb - hab * ga) / whole
    da, db = max(-2.0, min(2.0, da)), max(-2.0, min(2.0, db))
    return a + da, b + db, abs(da) + abs(db)
