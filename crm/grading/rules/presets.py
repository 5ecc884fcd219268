"""Two ready tables of grades: the one we ship, and the one of a large maker's dealers (domain §2.1).

A preset is nothing but numbers for standards that exist; one click sets them all, another brings the old ones back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crm.leads.rules.grades import CADENCES, HORIZONS, ORDERED_EVERY_DAYS, Grade
from crm.shared.numbers import Number
from crm.shared.words import N_


@dataclass(frozen=True)
class Preset:
    """A table of grades: who buys within how many days, and is contacted how often."""

    code: str
    name: str
    about: str
    horizons: tuple[int, int, int, int]  # H A B C
    cadences: tuple[int, int, int, int]
    ordered: int

    def values(self) -> dict[Number, int]:
        letters = (Grade.H, Grade.A, Grade.B, Grade.C)
        found = {HORIZONS[grade]: days for grade, days in zip(letters, self.horizons, strict=True)}
        found |= {CADENCES[grade]: days for grade, days in zip(letters, self.cadences, strict=True)}
        return found | {ORDERED_EVERY_DAYS: self.ordered}


PRESETS = {
    one.code: one
    for one in (
        Preset(
            "quarter", N_("7 / 15 / 30 / 90 days"), N_("As delivered (F-01): short horizons, close contact."),
            (7, 15, 30, 90), (2, 4, 7, 15), 7,
        ),
        Preset(
            "maker", N_("7 days / 1 month / 3 months / later"),
            N_("As dealers of a large maker grade: longer horizons, H every 2 days, A weekly, B every two weeks, C monthly."),  # noqa: E501
            (7, 30, 90, 180), (2, 7, 14, 30), 7,
        ),
    )
}  # fmt: skip


def differs(values: Mapping[Number, int], now: Mapping[Number, int]) -> dict[Number, int]:
    """What would change."""
    return {number: value for number, value in values.items() if now[number] != value}
