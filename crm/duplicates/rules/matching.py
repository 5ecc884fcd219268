"""The whole way: records in, groups of one person out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from crm.duplicates.rules.blocking import pairs_of
from crm.duplicates.rules.clusters import Pair, join, pairs_within
from crm.duplicates.rules.evidence import LIKELY, SURE
from crm.duplicates.rules.faces import Face, Record, face_of
from crm.duplicates.rules.judging import Likeness, explain, look, score, total
from crm.duplicates.rules.learning import Pattern, learn
from crm.duplicates.rules.rarity import Rarity, count, crowds_of
from crm.duplicates.rules.weights import EVEN, Weights

ENOUGH = 100  # records that can teach something
RIGHT = 0.99  # of the pairs found in a file
PROMISING = 20  # points from which a pair is looked at a second time


@dataclass
class Matched:
    """What the matcher made of a file: who is likely one person, who surely, and the weights used."""

    likely: set[Pair]
    sure: set[Pair]
    weights: Weights
    compared: int
    cut: int


def match(records: Sequence[Record], *, learned: bool = True) -> Matched:
    """Group the records of a file. With `learned` the weights are taken from the file, else from the stated table."""
    faces = [face_of(record) for record in records]
    learned = learned and len(faces) >= ENOUGH
    rarity = count(faces) if learned else Rarity(crowds=crowds_of(faces))
    found = {pair: look(faces[pair[0]], faces[pair[1]], rarity) for pair in pairs_of(faces)}
    weights = _learned(faces, found, rarity) if learned else Weights(rarity=rarity)
    points = {pattern: total(pattern, weights) for pattern in set(found.values())}
    cut = file_cut(Counter(points[pattern] for pattern in found.values()), weights) if learned else LIKELY.default
    links = [(*pair, points[pattern]) for pair, pattern in found.items() if points[pattern] >= cut]

    def again(a: int, b: int) -> int:
        pattern = found.get((a, b) if a < b else (b, a))
        return points[pattern] if pattern is not None else score(faces[a], faces[b], weights)

    likely = pairs_within(join(links, again, cut))
    sure = pairs_within(join((link for link in links if link[2] >= SURE.default), again, LIKELY.default))
    return Matched(likely, sure, weights, len(found), cut)


def _learned(faces: Sequence[Face], found: dict[Pair, Pattern], rarity: Rarity) -> Weights:
    """Learn twice: the first time tells how many doubles there are, which made every name look less rare."""
    weights = learn(faces, Counter(found.values()), rarity)
    pairs = len(faces) * (len(faces) - 1) / 2
    fewer = rarity.without(2 * 2**weights.odds * pairs / max(1, len(faces)))
    for pair, pattern in found.items():
        if total(pattern, weights) >= PROMISING:
            found[pair] = look(faces[pair[0]], faces[pair[1]], fewer)
    return learn(faces, Counter(found.values()), fewer)


def file_cut(points: Counter[int], weights: Weights) -> int:
    """The lowest points, even odds at least, at which the file's own odds promise RIGHT of the pairs to be right."""
    for cut in range(EVEN, LIKELY.default):
        above = [(number, times) for number, times in points.items() if number >= cut]
        wrong = sum(times / (1 + 2 ** ((number - EVEN) / weights.points_per_bit)) for number, times in above)
        if wrong <= (1 - RIGHT) * sum(times for _, times in above):
            return cut
    return LIKELY.default


def suspects(records: Sequence[Record], weights: Weights | None = None) -> list[tuple[int, int, Likeness]]:
    """Pairs of a store that a person should look at, the surest first, by the store's stated table."""
    faces: list[Face] = [face_of(record) for record in records]
    weights = weights or Weights(rarity=Rarity(crowds=crowds_of(faces)))
    found = [
        (one, other, explain(faces[one], faces[other], weights))
        for one, other in pairs_of(faces)
        if score(faces[one], faces[other], weights) >= LIKELY.default
    ]
    return sorted(found, key=lambda row: (-row[2].points, row[0], row[1]))
