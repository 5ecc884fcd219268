"""How right a score is: order (AUC), hits per grade with their intervals, and whether its chances come true."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

SURE = 1.959964  # 95 %


class Share(NamedTuple):
    """So many of so many, with Wilson's interval, which stays honest for few and for none."""

    hits: int
    n: int

    @property
    def rate(self) -> float | None:
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.hits, self.n)


def wilson(hits: int, n: int, z: float = SURE) -> tuple[float, float]:
    """Between which rates the true one lies, nineteen times in twenty."""
    if n == 0:
        return 0.0, 1.0
    rate, square = hits / n, z * z
    middle = (rate + square / (2 * n)) / (1 + square / n)
    half = z * math.sqrt(rate * (1 - rate) / n + square / (4 * n * n)) / (1 + square / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def auc(scores: Sequence[float], won: Sequence[int]) -> float | None:
    """How often a sale scores above a loss; equal scores count half. None without both."""
    hits = sum(won)
    misses = len(won) - hits
    if not hits or not misses:
        return None
    below = wins = 0.0
    for _score, tied in groupby(sorted(zip(scores, won, strict=True)), key=lambda pair: pair[0]):
        outcomes = [outcome for _s, outcome in tied]
        up = sum(outcomes)
        wins += up * (below + (len(outcomes) - up) / 2)
        below += len(outcomes) - up
    return wins / (hits * misses)


def ece(chances: Sequence[float], won: Sequence[int], bins: int = 10) -> float | None:
    """Expected calibration error: in ten groups of equal size, by chance, how far the stated chance is from what
    happened. Rows of one chance are alike: each of them counts with the outcome of all, whatever their order."""
    n = len(won)
    if n == 0:
        return None
    pairs: list[tuple[float, float]] = []
    for chance, tied in groupby(sorted(zip(chances, won, strict=True)), key=lambda pair: pair[0]):
        outcomes = [outcome for _c, outcome in tied]
        pairs += [(chance, sum(outcomes) / len(outcomes))] * len(outcomes)
    error = 0.0
    for group in range(min(bins, n)):
        some = pairs[group * n // bins : (group + 1) * n // bins] if n >= bins else pairs[group : group + 1]
        error += abs(math.fsum(chance - outcome for chance, outcome in some))
    return error / n


def log_loss(chances: Iterable[float], won: Iterable[int]) -> float:
    """The sum of surprises; smaller is better."""
    return -math.fsum(
        math.log(max(1e-12, chance if outcome else 1 - chance)) for chance, outcome in zip(chances, won, strict=True)
    )


def surely_less(a: Share, b: Share, z: float = SURE) -> bool:
    """Whether the rate of `a` lies below that of `b` beyond chance."""
    return gap(a, b) > z


def gap(a: Share, b: Share) -> float:
    """By how many standard errors the rate of `b` exceeds that of `a`; one seen half is added to each side."""
    one, two = (a.hits + 0.5) / (a.n + 1), (b.hits + 0.5) / (b.n + 1)
    spread = one * (1 - one) / (a.n + 1) + two * (1 - two) / (b.n + 1)
    return (two - one) / math.sqrt(spread)


def order_holds(grades: Sequence[Share]) -> str:
    """Hottest first: "holds" when each grade surely buys more often than the next, "open" while the order is right but
    chance could explain a step, "broken" when a lower grade buys more often. Empty grades say nothing: "open"."""
    if any(share.n == 0 for share in grades):
        return "open"
    steps = [(low, high) for high, low in pairwise(grades)]
    if any(low.hits * high.n > high.hits * low.n for low, high in steps):
        return "broken"
    return "holds" if all(surely_less(low, high) for low, high in steps) else "open"
