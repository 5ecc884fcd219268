"""The day in figures, each from rows that can be opened: visits, and the filing rate 留档率 (F-20) of each person."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, and_, case, func, literal, null, select, union_all

from crm.customers.models import Customer
from crm.reception.models import Visit
from crm.reception.queries import STORE, TODAY, here_and_now
from crm.reception.rules import Purpose
from crm.shared.db import db
from crm.shared.stamp import Stamp
from crm.shared.topics import Topic
from crm.staff.models import Staff

COUNTED = 1_000  # Decision 12: a badge says 999+, never more
CAME = Visit.purpose.is_distinct_from(Purpose.PHONE)
FIRST_LOOK = and_(Visit.purpose == Purpose.LOOK, Visit.first_visit, Visit.void_at.is_(None))
FILED = Customer.phone_index.is_not(None)  # F-11: with a number; beside an outer join of the customer


@dataclass(frozen=True)
class Day:
    """The day in figures, each from the rows below it."""

    visits: int
    here: int
    first: int
    filed: int
    unfinished: int
    version: int  # of the topic: how often the desk has changed

    @property
    def filed_share(self) -> int | None:
        return share(self.filed, self.first)


def share(filed: int, first: int) -> int | None:
    """First visits filed ÷ (first visits filed + looked, not filed), in per cent; None while nobody has come."""
    return round(100 * filed / first) if first else None


def _how_many(*conditions: Any) -> Any:
    return func.coalesce(func.sum(case((and_(*conditions), 1), else_=0)), 0)


@cache
def _day() -> Any:
    changes = select(Topic.version).where(Topic.store_id == STORE, Topic.topic == "reception")
    open_ones = (
        select(Visit.id)
        .where(
            Visit.store_id == STORE, Visit.completed_at.is_(None), Visit.lapsed_at.is_(None), Visit.void_at.is_(None)
        )
        .limit(COUNTED)
        .subquery()
    )
    return (
        select(
            _how_many(CAME).label("visits"), _how_many(CAME, Visit.left_at.is_(None)).label("here"),
            _how_many(FIRST_LOOK).label("first"),
            _how_many(FIRST_LOOK, FILED).label("filed"),
            select(func.count()).select_from(open_ones).scalar_subquery().label("unfinished"),
            func.coalesce(changes.scalar_subquery(), 0).label("version"),
        )
        .select_from(Visit)
        .outerjoin(Customer, Customer.id == Visit.customer_id)
        .where(Visit.store_id == STORE, Visit.on_day == TODAY, Visit.void_at.is_(None))
    )  # fmt: skip


def day(stamp: Stamp) -> Day:
    """Today's figures in one statement."""
    return Day(*(int(n) for n in db.session.execute(_day(), here_and_now(stamp)).one()))


@dataclass(frozen=True)
class Filing:
    """One person's first visits of today: how many, and how many of them left a number."""

    staff_id: int
    name: str
    whose: str  # by_id: recorded at the desk, advisor_id: received
    first: int
    filed: int

    @property
    def share(self) -> int | None:
        return share(self.filed, self.first)


@cache
def _both() -> Any:
    """The day's figures and everybody's filing rate as one statement: the desk shows both at once."""

    def of(whose: str) -> Any:
        person, nothing = getattr(Visit, whose), literal(0)
        filed = _how_many(FILED)
        return (
            select(literal(whose), person, nothing, nothing, func.count(), filed, nothing, nothing)
            .select_from(Visit)
            .outerjoin(Customer, Customer.id == Visit.customer_id)
            .where(Visit.store_id == STORE, Visit.on_day == TODAY, FIRST_LOOK, person.is_not(None))
            .group_by(person)
        )

    figures = _day()
    whole = figures.with_only_columns(
        literal("").label("whose"), null().cast(BigInteger).label("staff_id"), *figures.selected_columns
    )
    each = union_all(whole, of("by_id"), of("advisor_id")).subquery()
    found = select(each, Staff.name).outerjoin(Staff, Staff.id == each.c.staff_id)
    return found.order_by(each.c.whose.desc(), each.c.first.desc(), Staff.name)


def figures(stamp: Stamp) -> tuple[Day, list[Filing]]:
    """Today's figures, and the filing rate of everybody at the desk and of every advisor."""
    rows = db.session.execute(_both(), here_and_now(stamp)).all()
    people = [Filing(row.staff_id, row.name, row.whose, int(row.first), int(row.filed)) for row in rows if row.whose]
    whole = next(row for row in rows if not row.whose)
    numbers = (whole.visits, whole.here, whole.first, whole.filed, whole.unfinished, whole.version)
    return Day(*(int(n) for n in numbers)), people


def filing(stamp: Stamp) -> list[Filing]:
    """Today's filing rate of everybody at the desk and of every advisor."""
    return figures(stamp)[1]
