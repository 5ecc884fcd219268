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
from crm.duplicates.rules.rarity import count
from crm.duplicates.rules.weights import STATED, Weights


@dataclass
class Matched:
    """What the matcher made of a file: who is likely one person, who surely, and the weights used."""

    likely: set[Pair]
    sure: set[Pair]
    weights: Weights
    compared: int


def match(records: Sequence[Record], *, learned: bool = True) -> Matched:
    """Group the records of a file. With `learned` the weights are taken from the file, else from the stated table."""
    faces = [face_of(record) for record in records]
    rarity = count(faces) if learned else STATED.rarity
    found = {pair: look(faces[pair[0]], faces[pair[1]], rarity) for pair in pairs_of(faces)}
    patterns: Counter[Pattern] = Counter(found.values())
    weights = learn(faces, patterns, rarity) if learned else STATED
    points = {pattern: total(pattern, weights) for pattern in patterns}
    links = [(*pair, points[pattern]) for pair, pattern in found.items() if points[pattern] >= LIKELY.default]

    def again(a: int, b: int) -> int:
        pair = (a, b) if a < b else (b, a)
        pattern = found.get(pair)
        return points[pattern] if pattern is not None else score(faces[a], faces[b], weights)

    likely = pairs_within(join(links, again, LIKELY.default))
    sure = pairs_within(join((link for link in links if link[2] >= SURE.default), again, LIKELY.default))
    return Matched(likely, sure, weights, len(found))


def suspects(records: Sequence[Record], weights: Weights = STATED) -> list[tuple[int, int, Likeness]]:
    """Pairs of a store that a person should look at, the surest first, by the store's stated table."""
    faces: list[Face] = [face_of(record) for record in records]
    found = [
        (one, other, explain(faces[one], faces[other], weights))
        for one, other in pairs_of(faces)
        if score(faces[one], faces[other], weights) >= LIKELY.default
    ]
    return sorted(found, key=lambda row: (-row[2].points, row[0], row[1]))
