"""The stated score: how often each finding is made about one person, about strangers, and within a family.

Three tables of shares; their ratios, as logarithms, are the points. A file may bring its own (see learning.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from math import log2

from crm.duplicates.rules.evidence import Field, Level
from crm.duplicates.rules.rarity import Rarity

Table = dict[Field, dict[Level, float]]
N, S, T, R, P, M, H, O = Level  # none, same, turned, near, short ("part"), most, half, other  # noqa: E741
EVEN = 50  # points of even odds
# (field, level, bits of chance among strangers, the same within a family); -1 bits: the table tells
Finding = tuple[Field, Level, int, int]

ONE_PERSON: Table = {
    Field.NAME: {S: 0.55, T: 0.01, R: 0.13, P: 0.20, M: 0.04, H: 0.04, O: 0.03},
    Field.SEX: {S: 0.83, M: 0.13, H: 0.03, O: 0.01},
    Field.PHONE: {S: 0.72, R: 0.08, P: 0.01, O: 0.19},
    Field.BIRTH: {S: 0.85, T: 0.02, R: 0.07, H: 0.02, O: 0.04},
    Field.ADDRESS: {S: 0.45, R: 0.20, M: 0.12, H: 0.08, O: 0.15},
    Field.PLATE: {S: 0.70, R: 0.05, P: 0.03, O: 0.22},
    Field.VIN: {S: 0.75, R: 0.03, P: 0.05, O: 0.17},
    Field.CODE: {S: 0.95, R: 0.03, O: 0.02},
}
STRANGERS: Table = {
    Field.NAME: {S: 1e-4, T: 1e-5, R: 5e-4, P: 0.01, M: 0.004, H: 0.05, O: 0.93},
    Field.SEX: {S: 0.42, M: 0.08, H: 0.08, O: 0.42},
    Field.PHONE: {S: 1e-6, R: 1e-5, P: 1e-5, O: 1.0},
    Field.BIRTH: {S: 1 / 22_000, T: 3e-5, R: 1e-3, H: 5e-3, O: 0.99},
    Field.ADDRESS: {S: 2e-4, R: 3e-4, M: 2e-3, H: 0.05, O: 0.95},
    Field.PLATE: {S: 1e-5, R: 1e-5, P: 1e-4, O: 1.0},
    Field.VIN: {S: 1e-5, R: 1e-6, P: 1e-5, O: 1.0},
    Field.CODE: {S: 1e-7, R: 1e-6, O: 1.0},
}
FAMILY: Table = {
    Field.NAME: {S: 0.003, T: 0.001, R: 0.008, P: 0.10, M: 0.02, H: 0.45, O: 0.42},
    Field.SEX: {S: 0.34, M: 0.07, H: 0.09, O: 0.50},
    Field.PHONE: {S: 0.55, R: 0.01, P: 0.01, O: 0.43},
    Field.BIRTH: STRANGERS[Field.BIRTH],
    Field.ADDRESS: {S: 0.40, R: 0.20, M: 0.10, H: 0.10, O: 0.20},
    Field.PLATE: {S: 0.40, R: 0.01, P: 0.01, O: 0.58},
    Field.VIN: {S: 0.35, R: 0.001, P: 0.02, O: 0.63},
    Field.CODE: STRANGERS[Field.CODE],
}


@dataclass
class Weights:
    """The tables in use, the odds before anything is compared, and how rare which value is."""

    one: Table = field(default_factory=lambda: ONE_PERSON)
    strangers: Table = field(default_factory=lambda: STRANGERS)
    family: Table = field(default_factory=lambda: FAMILY)
    odds: float = -16.5  # bits: among 20,000 records with 2,000 doubles, one pair in 92,000 is one person
    kin_odds: float = 3.0  # bits: how much oftener one person is filed twice than two of a family are filed
    kinship: float = 0.0  # bits: how much seldomer than stated two of a family share a name (flats of one house: never)
    rarity: Rarity = field(default_factory=Rarity)

    @cached_property
    def points_per_bit(self) -> float:
        """Even odds are 50 points whatever the size of the file; a store's own table has three points a bit."""
        return EVEN / -self.odds

    @cached_property
    def worth(self) -> dict[Finding, tuple[int, float]]:
        """What each finding met so far is worth."""
        return {}

    def judge(self, found: Finding) -> tuple[int, float]:
        """What a finding is worth: points against strangers, bits against a family."""
        worth = self.worth.get(found)
        if worth is None:
            strangers, family = self.bits(found)
            worth = self.worth[found] = round(self.points_per_bit * strangers), family
        return worth

    def bits(self, found: Finding) -> tuple[float, float]:
        """The same in bits. A value's own rarity counts where it was met; an address is never rarer than the table."""
        part, level, chance, kin = found
        one = log2(self.one[part].get(level, 1e-3))
        strangers, family = log2(self.strangers[part].get(level, 1e-3)), log2(self.family[part].get(level, 1e-3))
        if chance >= 0:
            strangers = max(-chance, strangers) if part == Field.ADDRESS else -chance
        if kin >= 0:
            family = -kin - self.kinship
        return one - strangers, one - family


STATED = Weights()
