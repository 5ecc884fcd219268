"""The pairs that wait for a person, and the merges that can still be taken apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from crm.customers.models import Customer
from crm.duplicates.models import Merge, SuspectedPair
from crm.duplicates.rules.merging import State
from crm.shared.db import db
from crm.shared.stamp import Person
from crm.staff.models import Staff

COUNTED = 1_000  # beyond that the headline says 1,000
PAGE = 6


def waiting(store_id: int, today: date) -> ColumnElement[bool]:
    """Open, or put off until a day that has come."""
    return and_(
        SuspectedPair.store_id == store_id,
        SuspectedPair.state.in_((State.OPEN, State.LATER)),
        or_(SuspectedPair.back_on.is_(None), SuspectedPair.back_on <= today),
    )


def pairs(store_id: int, today: date, sure: int, *, after: tuple[int, int] | None = None) -> Sequence[Row[Any]]:
    """The likeliest first, one more than a page; every row says how many there are in all and how many are certain."""
    a, b = aliased(Customer), aliased(Customer)
    first = (
        select(
            SuspectedPair.id, SuspectedPair.a_id, SuspectedPair.b_id, SuspectedPair.points, SuspectedPair.reasons,
            a.name.label("a_name"), a.sex.label("a_sex"), b.name.label("b_name"), b.sex.label("b_sex"),
        )
        .join(a, and_(a.id == SuspectedPair.a_id, a.archived_at.is_(None)))
        .join(b, and_(b.id == SuspectedPair.b_id, b.archived_at.is_(None)))
        .where(waiting(store_id, today))
        .order_by(SuspectedPair.points.desc(), SuspectedPair.id)
        .limit(COUNTED)
        .subquery()
    )  # fmt: skip
    near = func.sum(case((first.c.points >= sure, 1), else_=0)).over()
    counted = select(first, func.count().over().label("total"), near.label("near")).subquery()
    found = select(counted).order_by(counted.c.points.desc(), counted.c.id).limit(PAGE + 1)
    if after:
        points, last = after
        found = found.where(or_(counted.c.points < points, and_(counted.c.points == points, counted.c.id > last)))
    return db.session.execute(found).all()


def pair_for(person: Person, pair_id: int) -> SuspectedPair | None:
    """A pair of this person's store, whatever its state."""
    mine = select(SuspectedPair).where(SuspectedPair.id == pair_id, SuspectedPair.store_id == person.store_id)
    return db.session.scalar(mine)


def merges(store_id: int, since: datetime) -> Sequence[Row[Any]]:
    """What was merged lately, newest first, with both names as they are now."""
    keep, gone = aliased(Customer), aliased(Customer)
    found = (
        select(
            Merge.id, Merge.at, Merge.moved, Merge.reason_code, Merge.facts, Merge.why, Merge.apart_at, Merge.keep_id,
            keep.name, keep.sex, gone.name.label("gone_name"), gone.sex.label("gone_sex"), Staff.name.label("by"),
            Staff.name_en.label("by_en"),
        )
        .join(keep, keep.id == Merge.keep_id)
        .join(gone, gone.id == Merge.gone_id)
        .outerjoin(Staff, Staff.id == Merge.by_id)
        .where(Merge.store_id == store_id, Merge.at >= since)
    )  # fmt: skip
    return db.session.execute(found.order_by(Merge.at.desc(), Merge.id.desc()).limit(50)).all()


def merge_for(person: Person, merge_id: int) -> Merge | None:
    return db.session.scalar(select(Merge).where(Merge.id == merge_id, Merge.store_id == person.store_id))
