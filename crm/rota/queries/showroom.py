"""What the wall shows besides the door: how many are in the house, the groups' names, the shift that runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import time
from typing import Any, NamedTuple

from sqlalchemy import case, func, or_, select

from crm.rota.queries.planning import shifts
from crm.rota.rules import Stand
from crm.shared.db import Base, db
from crm.shared.stamp import Stamp
from crm.staff.models import Staff, Team
from crm.standards.queries import opening_between


class Showroom(NamedTuple):
    """Numbers only: the wall names no customer."""

    waiting: int
    inside: int


def showroom(stamp: Stamp) -> Showroom:
    """Parties that wait for somebody, and all that are in the house; visits stand above this feature."""
    visits = Base.metadata.tables["visits"].c
    waits = case((or_(visits.purpose == "look", visits.purpose.is_(None)) & visits.assigned_at.is_(None), 1))
    row = db.session.execute(
        select(func.count(waits).label("waiting"), func.count().label("inside")).where(
            visits.store_id == stamp.store_id, visits.on_day == stamp.today, visits.left_at.is_(None),
            visits.void_at.is_(None), visits.purpose.is_distinct_from("phone"),
        )
    ).one()  # fmt: skip
    return Showroom(row.waiting, row.inside)


def groups_of(staff_ids: Iterable[int]) -> dict[int, str]:
    """The name of each one's group."""
    found = select(Staff.id, Team.name).join(Team, Team.id == Staff.team_id).where(Staff.id.in_(list(staff_ids)))
    return {row.id: row.name for row in db.session.execute(found)}


class Running(NamedTuple):
    """The shift that ends next, with its names when it is one of the store's patterns."""

    ends: time
    name: str = ""
    name_en: str = ""
    closing: bool = False  # no shift ends before the store closes


def running(stands: Sequence[Stand], stamp: Stamp) -> Running | None:
    """Until when those at the door stand, or until when the store is open; None when nobody stands and it is closed."""
    wall = stamp.local.time()
    here = [one for one in stands if one.on_shift(wall) and not one.reserve and one.ends != time.max]
    if not here:
        hours = opening_between(stamp.store_id, stamp.today, stamp.today).get(stamp.today)
        return Running(hours[1], closing=True) if hours else None
    first: Any = min(here, key=lambda one: one.ends)
    known = [one for one in shifts(stamp.store_id) if (one.starts, one.ends) == (first.starts, first.ends)]
    return Running(first.ends, known[0].name, known[0].name_en) if known else Running(first.ends)
