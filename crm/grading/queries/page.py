"""What the pages about the grading show: the last check, what was set at once, the versions of the card."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from crm.grading.models import GradingCheck, StandardSet
from crm.leads.models import Lead, PointCard
from crm.leads.rules import LIVE
from crm.shared.db import db
from crm.shared.scope import NotYours
from crm.shared.stamp import Person
from crm.staff.models import Staff

CARDS = 10


def last_check(store_id: int) -> GradingCheck | None:
    newest = select(GradingCheck).where(GradingCheck.store_id == store_id).order_by(GradingCheck.on_day.desc())
    return db.session.scalar(newest.limit(1))


def check_for(person: Person, check_id: int) -> GradingCheck:
    found = db.session.get(GradingCheck, check_id)
    if found is None or found.store_id != person.store_id:
        raise NotYours
    return found


def set_for(person: Person, set_id: int) -> StandardSet:
    found = db.session.get(StandardSet, set_id)
    if found is None or found.store_id != person.store_id:
        raise NotYours
    return found


def sets(store_id: int, *, weights: bool) -> Sequence[Any]:
    """The last acts that set several standards, newest first, with who did it."""
    kind = StandardSet.kind == "weights" if weights else StandardSet.kind != "weights"
    rows = select(StandardSet, Staff.name, Staff.name_en).outerjoin(Staff, Staff.id == StandardSet.by_id)
    found = rows.where(StandardSet.store_id == store_id, kind).order_by(StandardSet.id.desc())
    return db.session.execute(found.limit(CARDS)).all()


def cards(store_id: int) -> Sequence[Any]:
    """The versions of the points, newest first, with who first used them."""
    rows = select(PointCard, Staff.name, Staff.name_en).outerjoin(Staff, Staff.id == PointCard.by_id)
    found = rows.where(PointCard.store_id == store_id).order_by(PointCard.no.desc())
    return db.session.execute(found.limit(CARDS)).all()


def open_by_grade(store_id: int) -> dict[str, int]:
    """How many leads are followed up in each grade: whom a new cadence concerns."""
    rows = select(Lead.grade, func.count()).where(Lead.store_id == store_id, Lead.stage.in_(LIVE)).group_by(Lead.grade)
    return {grade: many for grade, many in db.session.execute(rows)}  # noqa: C416 - rows are no pairs to a type checker
