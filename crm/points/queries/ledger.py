"""Rows with how they stand, and the sums of a month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from crm.customers.models import Customer
from crm.leads.models import Lead
from crm.points.models import PointAnswer, PointObjection, PointProposal, PointVerdict
from crm.points.rules.ledger import Verdict
from crm.shared.db import db
from crm.shared.scope import NotYours
from crm.shared.stamp import Person
from crm.staff.models import Staff

PAGE = 50
Decider, Revoked, Upheld = aliased(Staff), aliased(PointAnswer), aliased(PointAnswer)
COUNTS = and_(PointVerdict.verdict == Verdict.CONFIRMED.value, Revoked.id.is_(None))


def _joined(columns: Any) -> Any:
    return (
        columns
        .outerjoin(PointVerdict, PointVerdict.proposal_id == PointProposal.id)
        .outerjoin(Revoked, and_(Revoked.proposal_id == PointProposal.id, Revoked.revoked.is_(True)))
    )


def _rows() -> Any:
    shown: Any = select(
        PointProposal.id, PointProposal.staff_id, PointProposal.points, PointProposal.rule, PointProposal.on_day,
        PointProposal.lead_id, PointProposal.reason_code, PointProposal.facts, Staff.name, Staff.name_en,
        Customer.name.label("customer"), Customer.sex, Customer.kind.label("customer_kind"), PointVerdict.verdict,
        PointVerdict.note, PointVerdict.at.label("decided_at"), Decider.name.label("decider"),
        PointObjection.words.label("objection"), Revoked.words.label("revoked"), Upheld.words.label("upheld"),
    )  # fmt: skip
    return (
        _joined(shown.join(Staff, Staff.id == PointProposal.staff_id))
        .outerjoin(Decider, Decider.id == PointVerdict.by_id)
        .outerjoin(PointObjection, PointObjection.proposal_id == PointProposal.id)
        .outerjoin(Upheld, and_(Upheld.proposal_id == PointProposal.id, Upheld.revoked.is_(False)))
        .outerjoin(Lead, Lead.id == PointProposal.lead_id)
        .outerjoin(Customer, Customer.id == Lead.customer_id)
    )


def _page(where: Sequence[ColumnElement[bool]], before: int | None) -> Sequence[Any]:
    found = _rows().where(*where)
    if before is not None:
        found = found.where(PointProposal.id < before)
    return db.session.execute(found.order_by(PointProposal.id.desc()).limit(PAGE + 1)).all()


def of_person(store_id: int, staff_id: int, first: date, after: date, *, before: int | None = None) -> Sequence[Any]:
    """A person's rows of a month, newest first; one more than a page."""
    month = (PointProposal.on_day >= first, PointProposal.on_day < after)
    return _page([PointProposal.store_id == store_id, PointProposal.staff_id == staff_id, *month], before)


def waiting(person: Person, below: Sequence[int], *, before: int | None = None) -> Sequence[Any]:
    """What waits for this person's word: proposals about people `below`, and objections nobody has answered."""
    objected = and_(COUNTS, PointObjection.id.is_not(None), Upheld.id.is_(None))
    mine = (PointProposal.store_id == person.store_id, PointProposal.staff_id.in_(below))
    return _page([*mine, or_(PointVerdict.id.is_(None), objected)], before)


def month(store_id: int, first: date, after: date) -> Sequence[Any]:
    """R-705: per person what counts, what is proposed, what was dropped or taken back; the most points off first."""
    counted = func.coalesce(func.sum(case((COUNTS, PointProposal.points), else_=0)), 0)
    proposed = func.coalesce(func.sum(case((PointVerdict.id.is_(None), 1), else_=0)), 0)
    away = func.sum(case((or_(PointVerdict.verdict == Verdict.DROPPED.value, Revoked.id.is_not(None)), 1), else_=0))
    shown: Any = select(
        PointProposal.staff_id, Staff.name, Staff.name_en, counted.label("counted"), proposed.label("proposed"),
        func.coalesce(away, 0).label("away"), func.count().label("rows"),
    )  # fmt: skip
    found = _joined(shown.join(Staff, Staff.id == PointProposal.staff_id)).where(
        PointProposal.store_id == store_id, PointProposal.on_day >= first, PointProposal.on_day < after
    )
    grouped = found.group_by(PointProposal.staff_id, Staff.name, Staff.name_en)
    return db.session.execute(grouped.order_by(counted, PointProposal.staff_id).limit(200)).all()


def sum_of(store_id: int, staff_id: int, first: date, after: date) -> int:
    """What counts in a month; 0 or less."""
    total: Any = select(func.coalesce(func.sum(PointProposal.points), 0))
    found = _joined(total.select_from(PointProposal)).where(
        PointProposal.store_id == store_id, PointProposal.staff_id == staff_id, COUNTS,
        PointProposal.on_day >= first, PointProposal.on_day < after,
    )  # fmt: skip
    return int(db.session.scalar(found) or 0)


def proposal_for(person: Person, proposal_id: int) -> PointProposal:
    """A row of the reader's store; what they may do with it is the action's question."""
    mine = (PointProposal.id == proposal_id, PointProposal.store_id == person.store_id)
    found = db.session.scalar(select(PointProposal).where(*mine))
    if found is None:
        raise NotYours
    return found


def own_proposal(person: Person, proposal_id: int) -> PointProposal:
    """The same, only when it is about the reader."""
    found = proposal_for(person, proposal_id)
    if found.staff_id != person.id:
        raise NotYours
    return found
