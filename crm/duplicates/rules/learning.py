"""What a file teaches about itself: how often its one persons' records agree, without being told who is who.

Fellegi and Sunter's model, its shares found by expectation and maximisation over the patterns of findings. Three
kinds of pairs are told apart: one person, a family, strangers. The stated table is the belief to begin with.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log2
from random import Random

from crm.duplicates.rules.evidence import Field, Level
from crm.duplicates.rules.faces import Face
from crm.duplicates.rules.judging import look
from crm.duplicates.rules.names import SURNAME_IN_FAMILY
from crm.duplicates.rules.rarity import Rarity
from crm.duplicates.rules.weights import FAMILY, ONE_PERSON, STRANGERS, Finding, Table, Weights

Pattern = tuple[Finding, ...]
BELIEF = 12.0  # made-up pairs that the stated table counts as
ROUNDS = 15
DRAWN = 40_000  # pairs drawn by lot to see how strangers agree
NEVER = 0.05
HOUSEHOLD = (Field.PHONE, Field.ADDRESS, Field.PLATE, Field.VIN)


def learn(faces: Sequence[Face], patterns: Counter[Pattern], rarity: Rarity, seed: int = 1) -> Weights:
    """The weights of a file, from the patterns of the pairs that are worth comparing."""
    pairs = max(1, len(faces) * (len(faces) - 1) // 2)
    strangers = _strangers(faces, rarity, Random(seed))  # noqa: S311 - a sample, nothing secret
    start = max(len(faces) * 0.1, 1.0)
    weights = Weights(ONE_PERSON, strangers, FAMILY, log2(start / pairs), 3.0, rarity=rarity)
    for _ in range(ROUNDS):
        weights = _again(weights, patterns, pairs)
    return weights


def _strangers(faces: Sequence[Face], rarity: Rarity, chance: Random) -> Table:
    """How two records drawn by lot agree; the stated share where the draw saw too little."""
    seen: Counter[tuple[Field, Level]] = Counter()
    drawn: Counter[Field] = Counter()
    for _ in range(min(DRAWN, len(faces) ** 2)):
        one, other = chance.randrange(len(faces)), chance.randrange(len(faces))
        if one != other:
            for part, level, _c, _k in look(faces[one], faces[other], rarity):
                seen[part, level] += 1
                drawn[part] += 1
    return {
        part: {level: (seen[part, level] + 0.5) / (drawn[part] + 0.5 / share) for level, share in row.items()}
        for part, row in STRANGERS.items()
    }


def _again(weights: Weights, patterns: Counter[Pattern], pairs: int) -> Weights:
    """One round: how likely each pattern is one person, and the shares that follow."""
    one: Counter[tuple[Field, Level]] = Counter()
    kin: Counter[tuple[Field, Level]] = Counter()
    persons = families = 0.0
    for pattern, times in patterns.items():
        person, family = _chances(weights, pattern)
        persons += person * times
        families += family * times
        for part, level, _c, _k in pattern:
            one[part, level] += person * times  # type: ignore[assignment]
            if part in HOUSEHOLD or part == Field.NAME:
                kin[part, level] += family * times  # type: ignore[assignment]
    persons, families = max(persons, 1.0), max(families, 0.5)
    half, other = kin[Field.NAME, Level.HALF], kin[Field.NAME, Level.OTHER]
    named_alike = max(NEVER, (half + BELIEF * SURNAME_IN_FAMILY) / (half + other + BELIEF))
    return Weights(
        _shares(one, ONE_PERSON), weights.strangers, {**FAMILY, **_shares(kin, {f: FAMILY[f] for f in HOUSEHOLD})},
        min(-6.0, log2(persons / pairs)), max(-1.0, min(6.0, log2(persons / families))),
        log2(SURNAME_IN_FAMILY / min(SURNAME_IN_FAMILY, named_alike)), weights.rarity,
    )  # fmt: skip


def _chances(weights: Weights, pattern: Pattern) -> tuple[float, float]:
    """How likely a pattern is one person's, and how likely a family's."""
    strangers, family = weights.odds, weights.kin_odds
    for found in pattern:
        a, b = weights.bits(found)
        strangers += a
        family += b
    against = 2.0 ** min(60.0, -strangers) + 2.0 ** min(60.0, -family)
    person = 1.0 / (1.0 + against)
    return person, person * 2.0 ** min(60.0, -family)


def _shares(seen: Counter[tuple[Field, Level]], believed: Table) -> Table:
    found: Table = {}
    for part, row in believed.items():
        whole = sum(seen[part, level] for level in row) + BELIEF
        found[part] = {level: (seen[part, level] + BELIEF * share) / whole for level, share in row.items()}
    return found
