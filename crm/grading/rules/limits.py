"""From how many points on a grade is given: H few and hot, and every step down a real one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, combinations_with_replacement, pairwise

from crm.grading.rules.measures import Share, gap

GRADES = ("H", "A", "B", "C")
BOUNDS = ((0.05, 0.20), (0.10, 0.30), (0.15, 0.40), (0.20, 0.65))  # the share of H, A, B, C
WANTED = (0.15, 0.20, 0.30, 0.35)
EMPTY = 0.05  # how much off an empty grade is
Limits = tuple[int, int, int]


def grade_of(score: int, limits: Limits) -> str:
    return next((grade for grade, least in zip(GRADES, limits, strict=False) if score >= least), "C")


def limits_for(scores: Sequence[int], won: Sequence[int]) -> Limits:
    """Within sensible shares, the limits at which neighbouring grades differ most surely; else the nearest shares."""
    counts, hits = Counter(scores), Counter[int]()
    for score, outcome in zip(scores, won, strict=True):
        hits[score] += outcome
    steps = sorted(counts, reverse=True)
    ns = [0, *accumulate(counts[score] for score in steps)]
    hs = [0, *accumulate(hits[score] for score in steps)]
    best = max(_cuts(ns, BOUNDS), key=lambda cuts: _worth(cuts, ns, hs), default=None)
    cuts = best or _nearest(ns)
    return tuple(steps[cut - 1] if cut else steps[0] + 1 for cut in cuts)  # type: ignore[return-value]


Cuts = tuple[int, int, int]


def _cuts(ns: Sequence[int], bounds: Sequence[tuple[float, float]]) -> list[Cuts]:
    """Every way of cutting the scores in four that keeps the shares within bounds."""
    total, found = ns[-1], []

    def within(first: int, last: int, grade: int) -> bool:
        low, high = bounds[grade]
        return low <= (ns[last] - ns[first]) / total <= high

    many = len(ns)
    for h in range(1, many):
        if within(0, h, 0):
            for a in range(h + 1, many):
                if within(h, a, 1):
                    found += [(h, a, b) for b in range(a + 1, many - 1) if within(a, b, 2) and within(b, many - 1, 3)]
    return found


def _worth(cuts: Cuts, ns: Sequence[int], hs: Sequence[int]) -> float:
    """The smallest step between neighbouring grades, in standard errors; the shares decide only between equals."""
    edges = [0, *cuts, len(ns) - 1]
    shares = [Share(hs[b] - hs[a], ns[b] - ns[a]) for a, b in pairwise(edges)]
    step = min(gap(low, high) for high, low in pairwise(shares))
    off = sum(abs(share.n / ns[-1] - wanted) for share, wanted in zip(shares, WANTED, strict=True))
    return step - 4 * off


def _nearest(ns: Sequence[int]) -> Cuts:
    """Too few scores for that: the cuts whose shares come nearest to the wanted ones. A grade may stay empty, H first:
    better none than one that means nothing."""

    def off(cuts: Cuts) -> float:
        edges = (0, *cuts, len(ns) - 1)
        shares = [(ns[b] - ns[a]) / ns[-1] for a, b in pairwise(edges)]
        return sum(abs(share - wanted) + EMPTY * (share == 0) for share, wanted in zip(shares, WANTED, strict=True))

    return min(combinations_with_replacement(range(len(ns)), 3), key=off)
