"""How the day stands: the numbers of the headline, what is done, and who is behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, Date, Row, Select, and_, bindparam, case, func, literal, select

from crm.appointments.models import Appointment
from crm.appointments.queries.listed import owes_a_reason
from crm.callbacks.models import Call, Task
from crm.callbacks.queries.day import (
    MIDNIGHT,
    OPEN_LEAD,
    PLACE,
    RANK,
    STORE,
    TODAY,
    WHOSE,
    Whose,
    mine,
    moment_of,
    rows_of,
)  # fmt: skip
from crm.callbacks.rules.queue import Rule, Section
from crm.leads.models import Lead
from crm.leads.rules import ACTIVE
from crm.leads.rules.climb import due_before, level_of
from crm.shared import settings
from crm.shared.db import db
from crm.shared.stamp import Person, Stamp
from crm.staff.models import Staff
from crm.staff.rules import Right

MOST = 1_000  # counts are capped: above it the badge says 999+
DONE_SHOWN = 20
DONE, DONE_FIRST, MISSED, NO_SHOW = 10, 11, 20, 30  # beside the numbers of the sections
_BY = (Call.store_id == STORE, Call.by_id == WHOSE, Call.at >= MIDNIGHT)
_CLOSED = and_(Task.id == Call.task_id, Task.call_id == Call.id)  # from the day's calls to their tasks, by key


@dataclass(frozen=True)
class Counts:
    """The numbers of the headline, the filters and the progress."""

    by_section: dict[Section, int]
    done: int
    done_first: int
    unreached: int
    no_shows: int = 0  # of earlier days, without a reason and a new time yet

    @property
    def open(self) -> int:
        return sum(self.by_section.values())

    @property
    def called(self) -> int:
        """Calls of today that stand under a closed task, or did not count."""
        return self.done + self.unreached

    @property
    def open_shown(self) -> str:
        """For a badge of three signs."""
        return str(self.open) if self.open < MOST else "999+"

    @property
    def overdue(self) -> int:
        return self.by_section.get(Section.OVERDUE, 0)

    @property
    def today(self) -> int:
        return self.by_section.get(Section.TODAY, 0)

    @property
    def new(self) -> int:
        return self.by_section.get(Section.NEW, 0) + self.by_section.get(Section.SOON, 0)


def counts(whose: Whose, stamp: Stamp, soon: datetime) -> Counts:
    """How many stand in each section and how many were done today; one statement, capped."""
    found: dict[int, int] = {}
    given = {**moment_of(stamp, soon), "store": whose.store_id, "whose": whose.id}
    for what, number in db.session.execute(_counts(whose.cares), given):
        found[what] = found.get(what, 0) + number
    sections = {section: found.get(number, 0) for section, number in PLACE.items()}
    first = found.get(DONE_FIRST, 0)
    return Counts(sections, found.get(DONE, 0) + first, first, found.get(MISSED, 0), found.get(NO_SHOW, 0))


@cache
def _counts(cares: bool) -> CompoundSelect[Any]:
    open_ones = (
        select(RANK.label("what")).select_from(Task).outerjoin(Lead, Lead.id == Task.lead_id).where(*mine(cares))
        .limit(MOST).subquery()
    )  # fmt: skip
    kind = case((Task.rule == Rule.FIRST_CONTACT.value, DONE_FIRST), else_=DONE)
    done = select(kind, func.count()).join(Call, _CLOSED).where(*_BY, Call.counts).group_by(kind)
    missed = select(literal(MISSED), func.count()).where(*_BY, ~Call.counts)
    owing = select(literal(NO_SHOW), func.count()).select_from(Appointment).join(Lead, Lead.id == Appointment.lead_id)
    owing = owing.where(Appointment.store_id == STORE, Appointment.advisor_id == WHOSE, *owes_a_reason(TODAY))
    return select(open_ones.c.what, func.count()).group_by(open_ones.c.what).union_all(done, missed, owing)


def done_today(whose: Whose, stamp: Stamp) -> Sequence[Row[Any]]:
    """What this person has finished today, the latest first."""
    return db.session.execute(_done(), {**moment_of(stamp), "store": whose.store_id, "whose": whose.id}).all()


@cache
def _done() -> Select[Any]:
    columns = (Call.at, Call.channel.label("by_channel"), Call.result, Call.next_on.label("said_next_on"))
    found = rows_of(*columns, Task.closed_how.label("how"), Call.id.label("call_id")).join(Call, _CLOSED).where(*_BY)
    return found.order_by(Call.at.desc(), Call.id.desc()).limit(DONE_SHOWN)


def overdue_by_advisor(
    store_id: int, today: date, at: datetime, team_id: int | None = None, climbed_by: date | None = None
) -> Sequence[Row[Any]]:
    """Who is behind: (staff_id, name, name_en, team_id, due, overdue, climbed), the longest first.

    `staff_id` None: nobody's leads. `climbed`: what was due by that day and is the reader's matter by now.
    """
    given = {"store": store_id, "today": today, "at": at, "soon": at, "climbed_by": climbed_by or date.min}
    found = _behind()
    if team_id is not None:
        found = found.where(Staff.team_id == team_id)
    return db.session.execute(found, given).all()


@cache
def _behind() -> Select[Any]:
    overdue = func.sum(case((RANK.in_([PLACE[Section.OVERDUE]]), 1), else_=0)).label("overdue")
    late = and_(RANK.in_([PLACE[Section.OVERDUE]]), Task.until_on <= bindparam("climbed_by", type_=Date))
    climbed = func.sum(case((late, 1), else_=0)).label("climbed")
    people: Any = select(
        Task.owner_id.label("staff_id"), Staff.name, Staff.name_en, Staff.team_id, func.count().label("due"), overdue,
        climbed,
    )  # fmt: skip
    found: Select[Any] = (
        people.join(Lead, and_(Lead.id == Task.lead_id, Lead.stage.in_(ACTIVE)))
        .outerjoin(Staff, Staff.id == Task.owner_id)
        .where(Task.store_id == STORE, *OPEN_LEAD, Task.opens_on <= TODAY)
        .group_by(Task.owner_id, Staff.name, Staff.name_en, Staff.team_id)
        .order_by(overdue.desc(), func.count().desc(), Staff.name)
    )
    return found


def team_of(person: Person, stamp: Stamp) -> Sequence[Row[Any]]:
    """Whose days a chief may open: the store's, or the own team's; with what has climbed to this chief."""
    level = level_of(person.roles)
    by = due_before(level, stamp.today, settings.of(person.store_id)) if level else None
    if person.can(Right.ALL_LEADS):
        return overdue_by_advisor(person.store_id, stamp.today, stamp.at, None, by)
    if person.can(Right.TEAM_LEADS) and person.team_id is not None:
        return overdue_by_advisor(person.store_id, stamp.today, stamp.at, person.team_id, by)
    return []


def climbed_by_advisor(stamp: Stamp, by: date) -> Sequence[Row[Any]]:
    """What is overdue since that day, by advisor."""
    return overdue_by_advisor(stamp.store_id, stamp.today, stamp.at, None, by)
