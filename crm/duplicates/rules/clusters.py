"""From pairs to persons: who belongs together when A is like B and B is like C, and how right that was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations, product
from typing import NamedTuple

LARGEST = 60  # records of one person; more is a fault in the data
Pair = tuple[int, int]


def join(links: Iterable[tuple[int, int, int]], again: Callable[[int, int], int], consent: int) -> list[list[int]]:
    """Groups made of (one, other, points), the surest first.

    Two groups become one only when all their pairs, taken together, agree: their mean is `consent` points or more.
    So a father and a son are not joined by a record that names neither.
    """
    group: dict[int, list[int]] = {}
    for one, other, _points in sorted(links, key=lambda link: (-link[2], link[0], link[1])):
        mine, theirs = group.setdefault(one, [one]), group.setdefault(other, [other])
        if mine is theirs or len(mine) + len(theirs) > LARGEST:
            continue
        if len(mine) + len(theirs) > 2:
            points = [again(a, b) for a, b in product(mine, theirs)]
            if sum(points) < consent * len(points):
                continue
        mine += theirs
        for number in theirs:
            group[number] = mine
    return list({id(members): members for members in group.values()}.values())


def pairs_within(groups: Iterable[Sequence[int]]) -> set[Pair]:
    """Every pair of each group, smaller number first."""
    return {(min(a, b), max(a, b)) for group in groups for a, b in combinations(group, 2)}


class Measure(NamedTuple):
    """Precision, recall and their harmonic mean over pairs."""

    precision: float
    recall: float
    f1: float


def measure(found: set[Pair], truth: Sequence[str]) -> Measure:
    """Against the truth: records with the same, not empty, truth id are one person."""
    right = sum(bool(truth[a]) and truth[a] == truth[b] for a, b in found)
    there = sum(n * (n - 1) // 2 for one, n in Counter(truth).items() if one)
    precision = right / len(found) if found else 1.0
    recall = right / there if there else 1.0
    return Measure(precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0)
