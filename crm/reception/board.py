"""The visit board: who waits, who is with whom, who has left, what nobody has finished; and the day's figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Row, and_, bindparam, case, func, select

from crm.customers.models import Customer
from crm.leads.models import Lead
from crm.reception.models import Visit
from crm.reception.queries import STORE, TODAY, here_and_now
from crm.reception.rules import Purpose
from crm.shared.db import db
from crm.shared.stamp import Stamp
from crm.shared.topics import Topic
from crm.staff.models import Staff

BESIDE = 8  # rows beside the intake; the list of visits shows pages of 50
PAGE = 50
VIEWS = ("all", "here", "unfinished")
COUNTED = 1_000  # Decision 12: a badge says 999+, never more
FIRST = 2**62  # before everything
_CAME = Visit.purpose.is_distinct_from(Purpose.PHONE)


@cache
def _board(view: str) -> Any:
    found = (
        select(
            Visit.id,
            Visit.arrived_at,
            Visit.on_day,
            Visit.assigned_at,
            Visit.left_at,
            Visit.completed_at,
            Visit.version,
            Visit.purpose,
            Visit.channel,
            Visit.channel_detail,
            Visit.party_size,
            Visit.first_visit,
            Visit.nothing_left,
            Visit.description,
            Visit.customer_id,
            Customer.name,
            Customer.sex,
            Customer.phone_index,
            Lead.grade,
            Lead.visit_count,
            Staff.name.label("advisor"),
        )
        .outerjoin(Customer, Customer.id == Visit.customer_id)
        .outerjoin(Lead, Lead.id == Visit.lead_id)
        .outerjoin(Staff, Staff.id == Visit.advisor_id)
        .where(Visit.store_id == STORE, Visit.id < bindparam("before", type_=BigInteger), Visit.void_at.is_(None))
        .order_by(Visit.id.desc())
        .limit(bindparam("most", type_=BigInteger))
    )
    if view == "unfinished":
        return found.where(Visit.completed_at.is_(None))
    found = found.where(Visit.on_day == TODAY)
    return found.where(Visit.left_at.is_(None), _CAME) if view == "here" else found


def board(stamp: Stamp, view: str = "all", *, before: int | None = None, most: int = PAGE) -> Sequence[Row[Any]]:
    """Today's visits, newest first ("all", "here"), or the unfinished of any day; one more than asked for."""
    values = {**here_and_now(stamp), "before": before or FIRST, "most": most + 1}
    if view == "unfinished":
        del values["today"]
    return db.session.execute(_board(view), values).all()


@dataclass(frozen=True)
class Day:
    """The day in figures, each from the rows below it."""

    visits: int
    here: int
    first: int
    filed: int
    buyers: int
    unfinished: int
    version: int  # of the topic: how often the desk has changed

    @property
    def filed_share(self) -> int:
        """Of those who looked at cars, how many left a phone, in per cent."""
        return round(100 * self.filed / self.buyers) if self.buyers else 0


def _how_many(*conditions: Any) -> Any:
    return func.coalesce(func.sum(case((and_(*conditions), 1), else_=0)), 0)


@cache
def _day() -> Any:
    looked = Visit.purpose == Purpose.LOOK
    changes = select(Topic.version).where(Topic.store_id == STORE, Topic.topic == "reception")
    open_ones = select(Visit.id).where(Visit.store_id == STORE, Visit.completed_at.is_(None)).limit(COUNTED).subquery()
    return select(
        _how_many(_CAME),
        _how_many(_CAME, Visit.left_at.is_(None)),
        _how_many(looked, Visit.first_visit),
        _how_many(looked, Visit.customer_id.is_not(None)),
        _how_many(looked),
        select(func.count()).select_from(open_ones).scalar_subquery(),
        func.coalesce(changes.scalar_subquery(), 0),
    ).where(Visit.store_id == STORE, Visit.on_day == TODAY)


def day(stamp: Stamp) -> Day:
    """Today's figures in one statement."""
    return Day(*(int(n) for n in db.session.execute(_day(), here_and_now(stamp)).one()))
