"""Spot checks: a few of yesterday's contacts and receptions, drawn by a seed that stands in the rows (R-207, R-252).

Who knows the seed can draw again: the order of `drawn` depends on the seed and the ids alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from hashlib import sha256

from crm.shared.numbers import Number
from crm.shared.reasons import sentences
from crm.shared.words import N_
from crm.staff.rules import Role

RULE_VERSION = 1


class Office(StrEnum):
    """Who looks: the supervisor, or the GM office (R-252)."""

    SUPERVISOR = "supervisor"
    GM = "gm"


OFFICE_NAMES = {Office.SUPERVISOR: N_("Supervisor"), Office.GM: N_("GM office")}
OFFICES_OF = {Role.SUPERVISOR: Office.SUPERVISOR, Role.MANAGER: Office.SUPERVISOR, Role.GM: Office.GM}
MOST = {
    Office.SUPERVISOR: Number("points.checks_supervisor", 5, "", N_("Spot checks of a supervisor (R-252)"), 0, 50),
    Office.GM: Number("points.checks_gm", 2, "", N_("Spot checks of the GM office (R-252)"), 0, 50),
}  # fmt: skip


class Kind(StrEnum):
    """What is looked at."""

    CALL = "call"
    VISIT = "visit"


class Mark(StrEnum):
    KEPT = "kept"
    NOT_KEPT = "not_kept"


MARK_NAMES = {Mark.KEPT: N_("Was kept"), Mark.NOT_KEPT: N_("Was not kept")}
SENTENCES = sentences(
    {
        "points.drawn": N_("Drawn as number {place} of {pool} by seed {seed}"),
    }
)


def drawn(seed: int, pool: Iterable[tuple[str, int]], most: int) -> list[tuple[str, int]]:
    """The first `most` of (kind, id) in the order of their digest with the seed: the same for any order of the pool."""

    def place(one: tuple[str, int]) -> bytes:
        return sha256(f"{seed}:{one[0]}:{one[1]}".encode()).digest()

    return sorted(pool, key=place)[:most]
