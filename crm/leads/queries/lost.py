"""Lost sales: what waits for a review, what came back, and why the approved ones were lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, column, func, or_, select, table
from sqlalchemy.orm import aliased

from crm.customers.models import Customer
from crm.customers.timeline import entries, timeline_part
from crm.leads.models import Lead, LostDecision, LostSale, Reopening
from crm.leads.queries.scope import leads_for
from crm.leads.rules import BRANCHES, LostReason, Stage, Verdict, branch_of
from crm.shared.db import db
from crm.shared.scope import NotYours
from crm.shared.stamp import Person, Stamp
from crm.staff.models import Staff

PAGE = 50
Decider = aliased(Staff)
escalations = table("lost_escalations", column("lost_sale_id"))  # a row of a later step, read by name only
called = select(escalations.c.lost_sale_id).where(escalations.c.lost_sale_id == LostSale.id).exists()


def _rows() -> Any:
    return (
        select(
            LostSale.id, LostSale.lead_id, LostSale.reason, LostSale.note, LostSale.competitor_brand,
            LostSale.competitor_model, LostSale.competitor_store, LostSale.contacts, LostSale.given_up,
            LostSale.price_gap_fen, LostSale.would_have_won, LostSale.reopen_on,
            LostSale.duplicate_of_id, LostSale.failed_days, LostSale.at, LostSale.by_id, Lead.grade, Lead.stage,
            Lead.interest, Lead.opened_on, Customer.name, Customer.sex, Customer.kind, Staff.name.label("advisor"),
            Staff.name_en.label("advisor_en"), LostDecision.verdict, LostDecision.note.label("words"),
            LostDecision.at.label("decided_at"), Decider.name.label("decider"), called.label("called"),
        )
        .join(Lead, Lead.id == LostSale.lead_id)
        .join(Customer, Customer.id == Lead.customer_id)
        .outerjoin(Staff, Staff.id == LostSale.by_id)
        .outerjoin(LostDecision, LostDecision.lost_sale_id == LostSale.id)
        .outerjoin(Decider, Decider.id == LostDecision.by_id)
    )  # fmt: skip


def pending(person: Person, *, after: int | None = None) -> Sequence[Any]:
    """What waits for a review in the store, the oldest first; one more than a page."""
    found = _rows().where(
        Lead.store_id == person.store_id, Lead.stage == Stage.LOST_PENDING, LostDecision.id.is_(None), leads_for(person)
    )
    if after is not None:
        found = found.where(LostSale.id > after)
    return db.session.execute(found.order_by(LostSale.id).limit(PAGE + 1)).all()


def application(person: Person, lost_sale_id: int) -> Any:
    """One application with everything that was told; 404 unless this person may see its lead."""
    found = db.session.execute(_rows().where(LostSale.id == lost_sale_id, leads_for(person))).first()
    if found is None:
        raise NotYours
    return found


def mine(person: Person, since: datetime) -> Sequence[Any]:
    """A person's own applications: sent back and still theirs first, then the waiting ones, then the lately decided."""
    back = and_(LostDecision.verdict == Verdict.SENT_BACK, Lead.stage == Stage.OPEN)
    rank = case((back, 0), (LostDecision.id.is_(None), 1), else_=2)
    found = _rows().where(
        LostSale.store_id == person.store_id, LostSale.by_id == person.id,
        or_(rank < 2, LostDecision.at >= since),
    )  # fmt: skip
    return db.session.execute(found.order_by(rank, LostSale.id.desc()).limit(PAGE)).all()


def approved(person: Person, since: datetime, reasons: Sequence[str], *, before: int | None = None) -> Sequence[Any]:
    """The approved ones since an instant, of some reasons or of all, newest first."""
    found = _rows().where(
        LostDecision.store_id == person.store_id, LostDecision.verdict == Verdict.APPROVED, LostDecision.at >= since,
        leads_for(person),
    )  # fmt: skip
    if reasons:
        found = found.where(LostSale.reason.in_(reasons))
    if before is not None:
        found = found.where(LostSale.id < before)
    return db.session.execute(found.order_by(LostSale.id.desc()).limit(PAGE + 1)).all()


def reopening_soon(person: Person, until: date) -> Sequence[Any]:
    """Lost leads whose date to reopen comes by then."""
    found = (
        select(Lead.id, Lead.interest, Lead.reopen_on, Lead.version, Customer.name, Customer.sex, Customer.kind)
        .join(Customer, Customer.id == Lead.customer_id)
        .where(Lead.store_id == person.store_id, Lead.stage == Stage.LOST, Lead.reopen_on <= until, leads_for(person))
    )
    return db.session.execute(found.order_by(Lead.reopen_on, Lead.id).limit(10)).all()


@dataclass(frozen=True)
class Lost:
    """Why approved sales were lost: counts by reason, and by branch, largest first."""

    total: int
    by_reason: list[tuple[LostReason, int]]
    by_branch: list[tuple[str, str, int]]  # code, English name, count


def lost_reasons(person: Person, since: datetime, until: datetime | None = None) -> Lost:
    """The approved lost sales of a period by reason; only approved ones count (F-15)."""
    counted = (
        select(LostSale.reason, func.count())
        .join(LostDecision, LostDecision.lost_sale_id == LostSale.id)
        .join(Lead, Lead.id == LostSale.lead_id)
        .where(*_approved(person, since, until))
        .group_by(LostSale.reason)
    )
    known = [(LostReason(reason), n) for reason, n in db.session.execute(counted)]
    branches = {branch.code: 0 for branch in BRANCHES}
    for reason, n in known:
        branches[branch_of(reason).code] += n
    by_branch = [(branch.code, branch.name, branches[branch.code]) for branch in BRANCHES if branches[branch.code]]
    return Lost(
        sum(n for _, n in known),
        sorted(known, key=lambda pair: (-pair[1], pair[0])),
        sorted(by_branch, key=lambda row: -row[2]),
    )


def _approved(person: Person, since: datetime, until: datetime | None) -> list[ColumnElement[bool]]:
    holds = [
        LostDecision.store_id == person.store_id, LostDecision.verdict == Verdict.APPROVED, LostDecision.at >= since,
        leads_for(person),
    ]  # fmt: skip
    return [*holds, LostDecision.at < until] if until else holds


def open_application(lead_id: int) -> LostSale | None:
    """The application of a lead that nobody has decided yet."""
    return db.session.scalar(
        select(LostSale)
        .outerjoin(LostDecision, LostDecision.lost_sale_id == LostSale.id)
        .where(LostSale.lead_id == lead_id, LostDecision.id.is_(None))
        .order_by(LostSale.id.desc())
        .limit(1)
    )


def decision_on(lost_sale_id: int) -> Any:
    """What became of an application, by whom and when."""
    found = select(LostDecision.verdict, LostDecision.at, Staff.name).outerjoin(Staff, Staff.id == LostDecision.by_id)
    return db.session.execute(found.where(LostDecision.lost_sale_id == lost_sale_id)).first()


def lead_in_store(stamp: Stamp, lead_id: int) -> bool:
    """Whether such a lead exists in the store."""
    return db.session.scalar(select(Lead.id).where(Lead.id == lead_id, Lead.store_id == stamp.store_id)) is not None


@timeline_part("lost", "leads/_entry_lost.html")
def _lost(customer: Any) -> Select[Any]:
    """The application: code is its reason, text the note, more and also the competitor."""
    part = entries(
        LostSale, at=LostSale.at, ref=LostSale.id, by=LostSale.by_id, code=LostSale.reason, text=LostSale.note,
        more=LostSale.competitor_brand + LostSale.competitor_store, also=LostSale.competitor_model,
        number=LostSale.price_gap_fen,
    )  # fmt: skip
    return part.join(Lead, Lead.id == LostSale.lead_id).where(Lead.customer_id == customer)


@timeline_part("lost_decision", "leads/_entry_lost_decision.html")
def _lost_decisions(customer: Any) -> Select[Any]:
    part = entries(
        LostDecision, at=LostDecision.at, ref=LostDecision.id, by=LostDecision.by_id, code=LostDecision.verdict,
        text=LostDecision.note,
    )  # fmt: skip
    part = part.join(LostSale, LostSale.id == LostDecision.lost_sale_id)
    return part.join(Lead, Lead.id == LostSale.lead_id).where(Lead.customer_id == customer)


@timeline_part("reopening", "leads/_entry_reopening.html")
def _reopenings(customer: Any) -> Select[Any]:
    """code and text: why it came back, as the reason and its facts."""
    part = entries(
        Reopening, at=Reopening.at, ref=Reopening.id, by=Reopening.by_id, code=Reopening.reason_code,
        text=cast(Reopening.facts, Text),
    )  # fmt: skip
    return part.join(Lead, Lead.id == Reopening.lead_id).where(Lead.customer_id == customer)
