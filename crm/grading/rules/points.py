"""From weights to points: few whole numbers that a person can add up on paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from crm.grading.rules.logistic import Codes, Weights
from crm.grading.rules.measures import auc

UNITS = (1.0, 0.8, 0.65, 0.5, 0.4, 0.33, 0.25, 0.2, 0.15, 0.1)  # log-odds a point, the coarsest first
WORSE = 0.0015  # AUC that readable points may cost; with few rows a little of what chance does to it


def rounded(weights: Weights, columns: Sequence[Codes], won: Sequence[int]) -> tuple[list[list[int]], float]:
    """The points of every answer, in the coarsest unit that foretells as well, and what a point is worth.

    The most frequent answer of each question is worth 0: only what is unusual adds or takes points."""
    centred = [_centred(answers, codes) for answers, codes in zip(weights.answers, columns, strict=True)]
    exact = auc(_sums(centred, columns, len(won)), won) or 0.5
    least = max(WORSE, 0.03 / max(1, min(sum(won), len(won) - sum(won))) ** 0.5)
    for unit in UNITS:
        points = [[round(weight / unit) for weight in answers] for answers in centred]
        if (auc(_sums(points, columns, len(won)), won) or 0.5) >= exact - least:
            return points, unit
    return points, unit


def _centred(answers: Sequence[float], codes: Codes) -> list[float]:
    common = answers[most_frequent(codes)]
    given = set(codes)
    return [weight - common if at in given else 0.0 for at, weight in enumerate(answers)]


def most_frequent(codes: Codes) -> int:
    """The answer that most rows give; the first one of equals."""
    counts = Counter(codes)
    return min(counts, key=lambda code: (-counts[code], code))


def _sums(points: Sequence[Sequence[float]], columns: Sequence[Codes], rows: int) -> list[float]:
    total = [0.0] * rows
    for codes, worth in zip(columns, points, strict=True):
        total = [one + worth[code] for one, code in zip(total, codes, strict=True)]
    return total
