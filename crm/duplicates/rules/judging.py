"""Two records in, a score from 0 to 100 and its sentences out: the one place where the product decides who is who.

Points are added up against the thought that two strangers agree by chance. What a family shares (phone, address,
car) would also agree between a father and a son, so the score is never higher than it is against that thought.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log2

from crm.duplicates.rules.evidence import LIKELY, SURE, Field, Level, code_of
from crm.duplicates.rules.faces import Face, Record, face_of, read_name
from crm.duplicates.rules.names import compare_names
from crm.duplicates.rules.parts import (
    compare_addresses,
    compare_births,
    compare_phones,
    compare_sexes,
    compare_signs,
)
from crm.duplicates.rules.rarity import Rarity
from crm.duplicates.rules.weights import EVEN, STATED, Finding, Weights
from crm.shared.reasons import Reason

KIND_DIFFERS = -40


@dataclass(frozen=True)
class Likeness:
    """`points` are the sum of the reasons' own points, held between 0 and 100; no reason names a person or a number."""

    points: int
    reasons: tuple[Reason, ...] = ()

    @property
    def verdict(self) -> str:
        """ "sure" may be merged by the machine, "likely" is shown to a person; by the defaults of both settings."""
        return "sure" if self.points >= SURE.default else "likely" if self.points >= LIKELY.default else ""


def compare(one: Record, other: Record, weights: Weights = STATED) -> Likeness:
    """How much two records look like one person or firm, and why."""
    return explain(face_of(one), face_of(other), weights)


def look(one: Face, other: Face, rarity: Rarity) -> tuple[Finding, ...]:
    """What can be found about two records; parts that are missing on a side are left out."""
    found = [(Field.NAME, compare_names(one.name, other.name, rarity))]
    if one.sex or other.sex:
        found.append((Field.SEX, compare_sexes(one, other)))
    if one.phones and other.phones:
        found.append((Field.PHONE, compare_phones(one.phones, other.phones, rarity)))
    if one.birth and other.birth:
        found.append((Field.BIRTH, compare_births(one.birth, other.birth, rarity)))
    if one.address and other.address:
        closely = any(seen.level not in (Level.NONE, Level.OTHER) and part != Field.SEX for part, seen in found)
        place = compare_addresses(one.address, other.address, one.place, other.place, rarity, closely)
        found.append((Field.ADDRESS, place))
    if one.plates and other.plates:
        found.append((Field.PLATE, compare_signs(one.plates, other.plates, 4)))
    if one.vins and other.vins:
        found.append((Field.VIN, compare_signs(one.vins, other.vins, 6)))
    if one.code and other.code:
        found.append((Field.CODE, compare_signs((one.code,), (other.code,), 99)))
    return tuple(
        (part, seen.level, in_bits(seen.chance), in_bits(seen.kin)) for part, seen in found if seen.level != Level.NONE
    )


def resembles(one: str, other: str) -> Reason | None:
    """Why two names may be one person's, for the warning while somebody types; None when they are different."""
    seen = compare_names(read_name(one)[0], read_name(other)[0], STATED.rarity)
    if seen.level in (Level.NONE, Level.HALF, Level.OTHER):
        return None
    points, _family = STATED.judge((Field.NAME, seen.level, in_bits(seen.chance), in_bits(seen.kin)))
    return Reason(code_of(Field.NAME, seen.level), {"points": points})


def in_bits(chance: float) -> int:
    return round(-log2(chance)) if chance > 0 else -1


def total(found: tuple[Finding, ...], weights: Weights) -> int:
    """The points of a set of findings."""
    points, family = 0, weights.kin_odds
    for one in found:
        gain, kin = weights.judge(one)
        points += gain
        family += kin
    return max(0, min(100, points, EVEN + round(weights.points_per_bit * family)))


def score(one: Face, other: Face, weights: Weights) -> int:
    """The points alone, for the many pairs that nobody will look at."""
    points = total(look(one, other, weights.rarity), weights)
    return points if one.kind == other.kind else max(0, points + KIND_DIFFERS)


def explain(one: Face, other: Face, weights: Weights) -> Likeness:
    """The points with the sentence of each."""
    reasons, points, family = [], 0, weights.kin_odds
    for found in look(one, other, weights.rarity):
        gain, kin = weights.judge(found)
        points += gain
        family += kin
        reasons.append(Reason(code_of(found[0], found[1]), {"points": gain}))
    against_family = EVEN + round(weights.points_per_bit * family)
    if against_family < points:
        reasons.append(Reason("duplicates.family", {"points": against_family - points}))
    if one.kind != other.kind:
        reasons.append(Reason("duplicates.kind_other", {"points": KIND_DIFFERS}))
    return Likeness(score(one, other, weights), tuple(reasons))
