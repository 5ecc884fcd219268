"""Whether the door is short, and who leads those who should be there (R-203, A-31)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from crm.rota.queries.standing import door
from crm.rota.rules import STANDING, STANDING_MINUTES, Stand, is_alarm, order_of, thin_since
from crm.rota.shifts import Shortage
from crm.shared import settings
from crm.shared.db import db
from crm.shared.stamp import Person, Stamp
from crm.staff.models import Staff
from crm.staff.queries import people_with
from crm.staff.rules import Role
from crm.standards.queries import opening_between


def open_shortage(store_id: int) -> Shortage | None:
    """The shortage that is not over."""
    return db.session.scalar(select(Shortage).where(Shortage.store_id == store_id, Shortage.over_at.is_(None)))


def shortage_for(person: Person, shortage_id: int) -> Shortage | None:
    return db.session.scalar(select(Shortage).where(Shortage.id == shortage_id, Shortage.store_id == person.store_id))


def ready_at_door(stands: Sequence[Stand], stamp: Stamp) -> int:
    """How many could receive somebody now; the reserve does not stand at the door."""
    return sum(not one.reserve for one in order_of(stands, stamp.local.time()))


def is_open(stamp: Stamp) -> bool:
    """Within the store's opening hours."""
    hours = opening_between(stamp.store_id, stamp.today, stamp.today).get(stamp.today)
    return hours is not None and hours[0] <= stamp.local.time() < hours[1]


def short_since(stands: Sequence[Stand], stamp: Stamp) -> datetime | None:
    """Since when fewer than must are ready in opening hours; None while the door is kept."""
    wanted = settings.of(stamp.store_id)[STANDING]
    if ready_at_door(stands, stamp) >= wanted or not is_open(stamp):
        return None
    return thin_since(stands, stamp.at, stamp.local.time(), wanted) or stamp.at


def wants_look(stamp: Stamp, stands: Sequence[Stand] | None = None) -> bool:
    """Whether something is to be written: the door has become short, is so for too long, or is kept again."""
    stands = door(stamp) if stands is None else stands
    known = open_shortage(stamp.store_id)
    enough = ready_at_door(stands, stamp) >= settings.of(stamp.store_id)[STANDING]
    if known is None:
        return not enough and is_open(stamp)
    if enough or not is_open(stamp):
        return True
    return known.called_at is None and is_alarm(known.at, stamp.at, settings.of(stamp.store_id)[STANDING_MINUTES])


def leaders(stands: Sequence[Stand], stamp: Stamp) -> list[Person]:
    """The leaders of the groups on duty; without one everybody who runs the rota."""
    wall = stamp.local.time()
    here = [one.staff_id for one in stands if one.on_shift(wall) and not one.reserve]
    teams: set[Any] = set(db.session.scalars(select(Staff.team_id).where(Staff.id.in_(here))))
    chiefs = people_with(stamp.store_id, Role.LEADER, Role.SUPERVISOR, Role.MANAGER)
    mine = [one for one in chiefs if Role.LEADER in one.roles and one.team_id in teams - {None}]
    return mine or chiefs
