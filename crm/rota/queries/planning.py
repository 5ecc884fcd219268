"""Reading the plan: shifts, the cells of some days, who may be planned, and swaps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from crm.rota.queries.people import SELLERS
from crm.rota.rules.planning import Cell, Hours, Post, Worker, stations
from crm.rota.shifts import Plan, Shift, Swap
from crm.shared.db import db
from crm.shared.stamp import Person
from crm.staff.models import Staff, StaffRole, Team
from crm.staff.queries import people_with
from crm.staff.rules import Role


def shifts(store_id: int, *, all_of_them: bool = False) -> Sequence[Shift]:
    """The store's shifts, the earliest first."""
    found = select(Shift).where(Shift.store_id == store_id)
    if not all_of_them:
        found = found.where(Shift.archived_at.is_(None))
    return db.session.scalars(found.order_by(Shift.starts, Shift.ends, Shift.id)).all()


def shift_for(person: Person, shift_id: int) -> Shift | None:
    return db.session.scalar(select(Shift).where(Shift.id == shift_id, Shift.store_id == person.store_id))


def teams(store_id: int) -> Sequence[Any]:
    """The groups that have somebody to stand."""
    mine = (Staff.team_id == Team.id, Staff.disabled_at.is_(None))
    posts = Staff.id.in_(select(StaffRole.staff_id).where(StaffRole.role == Role.ADVISOR))
    found = select(Team.id, Team.name).where(Team.store_id == store_id, Team.archived_at.is_(None))
    return db.session.execute(found.where(select(Staff.id).where(*mine, posts).exists()).order_by(Team.name)).all()


@dataclass
class Day:
    """What the plan says of one day: rows by group and by person (also emptied ones), and where that puts everybody."""

    teams: dict[int, Plan] = field(default_factory=dict)
    people: dict[int, Plan] = field(default_factory=dict)
    stations: dict[int, Cell] = field(default_factory=dict)

    @property
    def planned(self) -> bool:
        return bool(self.stations)


def workers(store_id: int) -> dict[int, Person]:
    """Everybody who may stand, by id."""
    return {one.id: one for one in people_with(store_id, *SELLERS) if one.id is not None}


def plan_of(store_id: int, days: Iterable[date], known: Mapping[int, Person] | None = None) -> dict[date, Day]:
    """The plan of some days: three statements however many they are."""
    wanted = sorted(days)
    known = workers(store_id) if known is None else known
    rows = db.session.scalars(select(Plan).where(Plan.store_id == store_id, Plan.on_day.in_(wanted))).all()
    hours = {one.id: Hours(one.starts, one.ends) for one in shifts(store_id, all_of_them=True)} if rows else {}
    found: dict[date, Day] = defaultdict(Day)
    for row in rows:
        (found[row.on_day].teams if row.team_id else found[row.on_day].people)[row.team_id or row.staff_id or 0] = row
    staff = [Worker(one.id or 0, one.team_id, Role.ADVISOR in one.roles) for one in known.values()]
    for day in found.values():
        says = [{key: cell_of(row, hours) for key, row in part.items() if row.post} for part in (day.teams, day.people)]
        day.stations = stations(staff, *says)
    return {on_day: found[on_day] for on_day in wanted}


def cell_of(row: Plan, hours: Mapping[int, Hours]) -> Cell:
    return Cell(Post(row.post), hours[row.shift_id] if row.shift_id else None)


def row_of(store_id: int, on_day: date, *, team_id: int | None = None, staff_id: int | None = None) -> Plan | None:
    """The cell of a group or a person on a day."""
    whose = Plan.team_id == team_id if team_id else Plan.staff_id == staff_id
    return db.session.scalar(select(Plan).where(Plan.store_id == store_id, Plan.on_day == on_day, whose))


_other = aliased(Staff)
_swaps = (
    select(
        Swap.id, Swap.on_day, Swap.back_on, Swap.staff_id, Swap.other_id, Swap.at, Swap.by_id, Swap.ended_at,
        Swap.outcome, Swap.version, Staff.name.label("name"), _other.name.label("other"),
    )
    .join(Staff, Staff.id == Swap.staff_id)
    .join(_other, _other.id == Swap.other_id)
)  # fmt: skip


def swaps(store_id: int, since: date, until: date) -> Sequence[Any]:
    """The swaps that touch these days, the latest first."""
    touches = or_(Swap.on_day.between(since, until), Swap.back_on.between(since, until))
    found = _swaps.where(Swap.store_id == store_id, touches)
    return db.session.execute(found.order_by(Swap.id.desc()).limit(50)).all()


def swap_for(person: Person, swap_id: int) -> Swap | None:
    """A swap of the store; who may answer it is the action's question."""
    return db.session.scalar(select(Swap).where(Swap.id == swap_id, Swap.store_id == person.store_id))
