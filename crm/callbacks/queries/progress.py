"""How the day stands: the numbers of the headline, what is done, and who is behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, and_, case, func, literal, select

from crm.callbacks.models import Call, Task
from crm.callbacks.queries.day import MOST, Whose, mine, rank_of, rows_of
from crm.callbacks.rules.queue import SECTION_ORDER, Kind, Rule, Section
from crm.leads.models import Lead
from crm.leads.rules import LIVE
from crm.shared.db import db
from crm.shared.stamp import Person, Stamp
from crm.staff.models import Staff
from crm.staff.rules import Right


@dataclass(frozen=True)
class Counts:
    """The numbers of the headline, the filters and the progress."""

    by_section: dict[Section, int]
    done: int
    done_first: int
    unreached: int

    @property
    def open(self) -> int:
        return sum(self.by_section.values())

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
    open_ones = (
        select(rank_of(stamp.at, stamp.today, soon).label("what"))
        .select_from(Task)
        .outerjoin(Lead, Lead.id == Task.lead_id)
        .where(*mine(whose, stamp))
        .limit(MOST)
        .subquery()
    )
    done = (
        select(literal(10) + case((Task.rule == Rule.FIRST_CONTACT.value, 1), else_=0), func.count())
        .join(Call, Call.id == Task.call_id)
        .where(*_by(whose, stamp), Call.counts)
        .group_by(Task.rule)
    )
    missed = select(literal(20), func.count()).where(*_by(whose, stamp), ~Call.counts)
    grouped = select(open_ones.c.what, func.count()).group_by(open_ones.c.what)
    found: dict[int, int] = {}
    for what, number in db.session.execute(grouped.union_all(done, missed)):
        found[what] = found.get(what, 0) + number
    sections = {section: found.get(number, 0) for number, section in enumerate(SECTION_ORDER)}
    return Counts(sections, found.get(10, 0) + found.get(11, 0), found.get(11, 0), found.get(20, 0))


def _by(whose: Whose, stamp: Stamp) -> tuple[ColumnElement[bool], ...]:
    midnight = datetime.combine(stamp.today, time(), ZoneInfo(stamp.zone))
    return Call.store_id == whose.store_id, Call.by_id == whose.id, Call.at >= midnight


def done_today(whose: Whose, stamp: Stamp, limit: int = 20) -> Sequence[Row[Any]]:
    """What this person has finished today, the latest first."""
    found = (
        rows_of(
            Call.at, Call.channel.label("by_channel"), Call.result, Call.next_on.label("said_next_on"),
            Task.closed_how.label("how"),
        )  # fmt: skip
        .join(Call, Call.id == Task.call_id)
        .where(*_by(whose, stamp))
    )
    return db.session.execute(found.order_by(Call.at.desc(), Call.id.desc()).limit(limit)).all()


def overdue_by_advisor(store_id: int, today: date, at: datetime, team_id: int | None = None) -> Sequence[Row[Any]]:
    """Who is behind: (staff_id, name, name_en, due, overdue), the longest list first. `staff_id` None: nobody's leads."""
    late = case((rank_of(at, today, at) == SECTION_ORDER.index(Section.OVERDUE), 1), else_=0)
    overdue = func.sum(late).label("overdue")
    found = (
        select(Task.owner_id.label("staff_id"), Staff.name, Staff.name_en, func.count().label("due"), overdue)
        .join(Lead, and_(Lead.id == Task.lead_id, Lead.stage.in_(LIVE)))
        .outerjoin(Staff, Staff.id == Task.owner_id)
        .where(Task.store_id == store_id, Task.kind == Kind.SALES.value, Task.closed_at.is_(None), Task.opens_on <= today)
        .group_by(Task.owner_id, Staff.name, Staff.name_en)
        .order_by(overdue.desc(), func.count().desc(), Staff.name)
    )
    if team_id is not None:
        found = found.where(Staff.team_id == team_id)
    return db.session.execute(found).all()


def team_of(person: Person, stamp: Stamp) -> Sequence[Row[Any]]:
    """Whose days a chief may open: the store's, or the own team's."""
    if person.can(Right.ALL_LEADS):
        return overdue_by_advisor(person.store_id, stamp.today, stamp.at)
    if person.can(Right.TEAM_LEADS) and person.team_id is not None:
        return overdue_by_advisor(person.store_id, stamp.today, stamp.at, person.team_id)
    return []
