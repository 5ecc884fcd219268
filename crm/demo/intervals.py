"""How sure a figure is: shares with Wilson's interval, AUC with Hanley and McNeil's, the difference of two shares."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from crm.grading.rules.measures import SURE as Z
from crm.grading.rules.measures import Share, auc

Figures = dict[str, Any]


def pairs(found: set[tuple[int, ...]], truth: set[tuple[int, ...]]) -> Figures:
    right = len(found & truth)
    return {"precision": share_of(Share(right, len(found))), "recall": share_of(Share(right, len(truth)))}


def hits_of(said: Sequence[bool], true: Sequence[bool]) -> Figures:
    both = sum(s and t for s, t in zip(said, true, strict=True))
    return {"precision": share_of(Share(both, sum(said))), "recall": share_of(Share(both, sum(true)))}


def share_of(share: Share) -> Figures:
    low, high = share.interval
    rate = None if share.rate is None else round(share.rate, 4)
    return {"rate": rate, "of": share.n, "interval": [round(low, 4), round(high, 4)]}


def area(scores: Sequence[float], won: Sequence[int]) -> Figures:
    """AUC with the interval of Hanley and McNeil (1982)."""
    found = auc(scores, won)
    hits = sum(won)
    if found is None:
        return {"rate": None, "of": len(won), "interval": [0.0, 1.0]}
    q1, q2 = found / (2 - found), 2 * found * found / (1 + found)
    spread = found * (1 - found) + (hits - 1) * (q1 - found**2) + (len(won) - hits - 1) * (q2 - found**2)
    half = Z * math.sqrt(max(0.0, spread) / (hits * (len(won) - hits)))
    return {
        "rate": round(found, 4), "of": len(won),
        "interval": [round(max(0.0, found - half), 4), round(min(1.0, found + half), 4)],
    }  # fmt: skip


def difference(one: Share, other: Share) -> tuple[float, float]:
    """Newcombe's interval of the difference of two shares: Wilson's, combined."""
    a, b = one.rate or 0.0, other.rate or 0.0
    (low_a, high_a), (low_b, high_b) = one.interval, other.interval
    return (a - b - math.hypot(a - low_a, high_b - b), a - b + math.hypot(high_a - a, b - low_b))


def mean(values: Iterable[float]) -> float:
    listed = list(values)
    return math.fsum(listed) / len(listed) if listed else 0.0
