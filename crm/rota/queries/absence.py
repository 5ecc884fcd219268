"""Who is away on which day: what was noted as an absence, and what the week's plan says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from crm.rota.absence import Absence
from crm.rota.queries.planning import plan_of
from crm.rota.rules.absence import LOOK_AHEAD, next_working_day
from crm.rota.rules.planning import Post
from crm.shared.db import db
from crm.shared.stamp import Person
from crm.staff.models import Staff
from crm.standards.queries import opening_between


def absent(store_id: int, days: Collection[date]) -> dict[date, set[int]]:
    """Who has a noted absence on each of the days: one statement."""
    found: dict[date, set[int]] = {day: set() for day in days}
    if not found:
        return found
    rows = select(Absence.staff_id, Absence.first_on, Absence.last_on).where(
        Absence.store_id == store_id, Absence.last_on >= min(found), Absence.first_on <= max(found),
        Absence.withdrawn_at.is_(None),
    )  # fmt: skip
    for row in db.session.execute(rows):
        for day, people in found.items():
            if row.first_on <= day <= row.last_on:
                people.add(row.staff_id)
    return found


def away(store_id: int, days: Iterable[date]) -> dict[date, set[int]]:
    """Who is not at work on each of the days: absences, and days off in the week's plan."""
    wanted = set(days)
    found = absent(store_id, wanted)
    for day, plan in (plan_of(store_id, wanted) if wanted else {}).items():
        found[day] |= {staff_id for staff_id, cell in plan.stations.items() if cell.post == Post.OFF}
    return found


def back_on(store_id: int, staff_id: int, after: date) -> date:
    """The next day after `after` on which this person works."""
    days = [after + timedelta(days=n) for n in range(1, LOOK_AHEAD)]
    off = {day for day, people in away(store_id, days).items() if staff_id in people}
    return next_working_day(after, opening_between(store_id, days[0], days[-1]), off)


def listed(store_id: int, since: date) -> Sequence[Any]:
    """Absences that are not over, the next one first."""
    return db.session.execute(
        select(Absence.id, Absence.staff_id, Absence.first_on, Absence.last_on, Absence.kind, Staff.name, Staff.name_en)
        .join(Staff, Staff.id == Absence.staff_id)
        .where(Absence.store_id == store_id, Absence.last_on >= since, Absence.withdrawn_at.is_(None))
        .order_by(Absence.first_on, Absence.id)
        .limit(200)
    ).all()


def absence_for(person: Person, absence_id: int) -> Absence | None:
    """An absence of the store."""
    return db.session.scalar(select(Absence).where(Absence.id == absence_id, Absence.store_id == person.store_id))
