"""From a score to a chance: fitted on the earlier part only, on scores that the rows did not help to make."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from crm.grading.rules.logistic import chance_of, line, log_odds_of

TRUST = 60  # rows that weigh as much as the smooth line
BLOCK = 40  # rows that a step of its own needs
DRIFT = 2.0  # how much of a difference of the latest third is put down to chance, in variances


@dataclass(frozen=True)
class Chances:
    """`steps`: from this score on, this chance; the lowest step holds for everything below too."""

    steps: tuple[tuple[int, float], ...]

    def of(self, score: int) -> float:
        place = bisect_right([least for least, _chance in self.steps], score)
        return self.steps[max(0, place - 1)][1]


def calibrate(scores: Sequence[int], won: Sequence[int]) -> Chances:
    """The chance of each score: a smooth line, bent where enough rows disagree, never falling while the score rises.
    Rows are in their order in time; where the latest third surely buys more or less than the line says, it sets the
    level."""
    a, b = line(scores, won)
    a += _drift(scores, won, a, b)
    lowest, highest = min(scores), max(scores)
    line_of = {score: chance_of(a + b * score) for score in range(lowest, highest + 1)}
    hits, counts = Counter[int](), Counter(scores)
    for score, outcome in zip(scores, won, strict=True):
        hits[score] += outcome
    level = _drift_factor(scores, won, a, b)
    bent: list[tuple[int, float, float]] = []
    for first, last in _blocks(counts, lowest, highest):
        block = range(first, last + 1)
        n = sum(counts[score] for score in block)
        told = sum(counts[score] * line_of[score] for score in block)
        seen = sum(hits[score] for score in block) + level * n
        shift = log_odds_of(_held(seen, told, n)) - log_odds_of(told / n) if n else 0.0
        bent += [(score, chance_of(log_odds_of(line_of[score]) + shift), counts[score] + 0.5) for score in block]
    return Chances(_merged(_rising(bent)))


def _held(seen: float, told: float, n: int) -> float:
    """What happened, drawn to the line the more the fewer rows there are."""
    share = (max(0.0, seen) + TRUST * told / n) / (n + TRUST)
    return min(1 - 1e-4, max(1e-4, share))


def _drift(scores: Sequence[int], won: Sequence[int], a: float, b: float) -> float:
    """By how much the log-odds of the latest third lie off the line, less what chance may explain of it."""
    start = len(won) * 2 // 3
    late = range(start, len(won))
    told = [chance_of(a + b * scores[at]) for at in late]
    happened = sum(won[at] for at in late)
    chance = sum(one * (1 - one) for one in told)  # the variance of what happens when nothing has changed
    off = (happened - sum(told)) ** 2
    if off <= DRIFT * chance:
        return 0.0
    shift = 0.0
    for _step in range(30):
        chances = [chance_of(a + shift + b * scores[at]) for at in late]
        shift += (happened - sum(chances)) / (sum(c * (1 - c) for c in chances) + 1.0)
    return shift * (1 - DRIFT * chance / off)


def _drift_factor(scores: Sequence[int], won: Sequence[int], a: float, b: float) -> float:
    """What the moved line expects more than happened, for each row: the bends are about shape, not about level."""
    return (sum(chance_of(a + b * score) for score in scores) - sum(won)) / len(won)


def _blocks(counts: Counter[int], lowest: int, highest: int) -> list[tuple[int, int]]:
    """Neighbouring scores with enough rows between them."""
    blocks: list[tuple[int, int]] = []
    first, held = lowest, 0
    for score in range(lowest, highest + 1):
        held += counts[score]
        if held >= BLOCK:
            blocks.append((first, score))
            first, held = score + 1, 0
    if first <= highest:
        if blocks:
            blocks[-1] = (blocks[-1][0], highest)
        else:
            blocks.append((lowest, highest))
    return blocks


def _rising(steps: Sequence[tuple[int, float, float]]) -> list[tuple[int, float]]:
    """Neighbours that would fall are joined at their mean."""
    pools: list[list[float]] = []  # first score, mean, weight
    for score, chance, weight in steps:
        pools.append([score, chance, weight])
        while len(pools) > 1 and pools[-2][1] > pools[-1][1]:
            _score, mean, more = pools.pop()
            last = pools[-1]
            last[1] = (last[1] * last[2] + mean * more) / (last[2] + more)
            last[2] += more
    return [(int(pool[0]), pool[1]) for pool in pools]


def _merged(steps: Sequence[tuple[int, float]]) -> tuple[tuple[int, float], ...]:
    """Rounded to a tenth of a percent; equal neighbours are one step."""
    told: list[tuple[int, float]] = []
    for score, chance in steps:
        short = round(chance, 3)
        if not told or told[-1][1] != short:
            told.append((score, short))
    return tuple(told)
