"""A contact that is overdue climbs: after a day it is the leader's matter, then the supervisor's, then the manager's.

Nothing is flagged at night: how far it has climbed follows from its due day, so that it is right at every moment.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from enum import StrEnum

from crm.shared.numbers import Number
from crm.shared.words import N_


class Level(StrEnum):
    """Whose matter an overdue contact is, besides its advisor's."""

    ADVISOR = "advisor"
    LEADER = "leader"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"


LEVEL_NAMES: dict[str, str] = {
    Level.ADVISOR: N_("Sales advisor"),
    Level.LEADER: N_("Group leader"),
    Level.SUPERVISOR: N_("Sales supervisor"),
    Level.MANAGER: N_("Sales manager"),
}
CLIMB = {
    Level.LEADER: Number("leads.climb_leader_days", 1, "d", N_("Overdue for so long it is the leader's matter"), 1, 30),
    Level.SUPERVISOR: Number("leads.climb_supervisor_days", 2, "d", N_("… and the sales supervisor's"), 1, 60),
    Level.MANAGER: Number("leads.climb_manager_days", 4, "d", N_("… and the sales manager's"), 1, 90),
}


def climbed_to(due_on: date, today: date, numbers: Mapping[Number, int]) -> Level | None:
    """How far it has climbed; None while it is not overdue."""
    days = (today - due_on).days
    if days <= 0:
        return None
    reached = [level for level, number in CLIMB.items() if days >= numbers[number]]
    return max(reached, key=tuple(Level).index, default=Level.ADVISOR)


def level_of(roles: Collection[str]) -> Level | None:
    """The highest post of a reader on this ladder; None for everybody else."""
    held = [level for level in CLIMB if level.value in roles]
    return max(held, key=tuple(Level).index, default=None)


def due_before(level: Level, today: date, numbers: Mapping[Number, int]) -> date:
    """What was due by this day has climbed to that level."""
    return today - timedelta(days=numbers[CLIMB[level]])
