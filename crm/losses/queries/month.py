"""A month's approved losses, sliced by reason, car, advisor and competitor, and who decided how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import aliased

from crm.customers.models import Customer
from crm.leads.models import Lead, LostDecision, LostSale
from crm.leads.queries import leads_for
from crm.leads.rules import BRANCHES, Verdict
from crm.losses.models import LostEscalation
from crm.losses.rules.month import after
from crm.shared.db import db
from crm.shared.stamp import Stamp
from crm.staff.models import Staff

PAGE = 50
Applicant, Decider = aliased(Staff), aliased(Staff)
rival = case((LostSale.competitor_brand != "", LostSale.competitor_brand), else_=LostSale.competitor_store)


@dataclass(frozen=True)
class Slice:
    """One month, and what the reader has narrowed it to."""

    first: date
    branch: str = ""
    reason: str = ""
    model: str | None = None
    advisor: int | None = None
    rival: str | None = None

    def narrowed(self) -> dict[str, Any]:
        """The words of the address, without the month."""
        parts = {name: getattr(self, name) for name in ("branch", "reason", "model", "advisor", "rival")}
        return {name: value for name, value in parts.items() if value not in ("", None)}


def instants(first: date, zone: str) -> tuple[datetime, datetime]:
    """The month's first instant on the store's wall, and the first one after it."""
    wall = ZoneInfo(zone)
    return datetime.combine(first, time(), wall), datetime.combine(after(first), time(), wall)


def _lost(cut: Slice, stamp: Stamp) -> list[ColumnElement[bool]]:
    """Approved in this month and in this slice; only approved ones count (F-15)."""
    since, until = instants(cut.first, stamp.zone)
    held: list[ColumnElement[bool]] = [
        LostDecision.store_id == stamp.store_id, LostDecision.verdict == Verdict.APPROVED, LostDecision.at >= since,
        LostDecision.at < until, leads_for(stamp.by),
    ]  # fmt: skip
    if cut.branch:
        held.append(LostSale.reason.in_(next((one.reasons for one in BRANCHES if one.code == cut.branch), ())))
    wanted: Mapping[Any, Any] = {
        LostSale.reason: cut.reason or None, Lead.interest: cut.model, LostSale.by_id: cut.advisor, rival: cut.rival,
    }  # fmt: skip
    return held + [column == value for column, value in wanted.items() if value is not None]


def _from(found: Any) -> Any:
    return found.join(LostDecision, LostDecision.lost_sale_id == LostSale.id).join(Lead, Lead.id == LostSale.lead_id)


def tallies(cut: Slice, stamp: Stamp) -> Sequence[Any]:
    """The month as counts by reason, car, advisor and competitor: reason, model, advisor, rival."""
    given_up = func.count(case((LostSale.given_up.is_(True), 1))).label("given_up")
    found: Any = select(
        LostSale.reason, Lead.interest.label("model"), LostSale.by_id.label("advisor"), Applicant.name,
        Applicant.name_en, rival.label("rival"), func.count().label("n"), given_up,
    )  # fmt: skip
    by = (LostSale.reason, Lead.interest, LostSale.by_id, Applicant.name, Applicant.name_en, rival)
    found = _from(found).outerjoin(Applicant, Applicant.id == LostSale.by_id)
    return db.session.execute(found.where(*_lost(cut, stamp)).group_by(*by)).all()


def gaps(cut: Slice, stamp: Stamp) -> Sequence[int]:
    """The price gaps that were told, theirs minus ours."""
    found: Any = select(LostSale.price_gap_fen)
    told = _from(found).where(*_lost(cut, stamp), LostSale.price_gap_fen.is_not(None))
    return list(db.session.scalars(told.order_by(LostSale.price_gap_fen).limit(10_000)))


def losses(cut: Slice, stamp: Stamp, *, before: int | None = None) -> Sequence[Any]:
    """The losses themselves, the newest first; one more than a page."""
    found: Any = select(
        LostSale.id, LostSale.lead_id, LostSale.reason, LostSale.note, LostSale.would_have_won, LostSale.given_up,
        LostSale.competitor_brand, LostSale.competitor_model, LostSale.competitor_store, LostSale.price_gap_fen,
        Lead.interest, Lead.grade, Customer.name, Customer.sex, Customer.kind, Applicant.name.label("advisor"),
        Applicant.name_en.label("advisor_en"), LostDecision.at.label("decided_at"),
    )  # fmt: skip
    found = _from(found).join(Customer, Customer.id == Lead.customer_id)
    found = found.outerjoin(Applicant, Applicant.id == LostSale.by_id).where(*_lost(cut, stamp))
    if before is not None:
        found = found.where(LostSale.id < before)
    return db.session.execute(found.order_by(LostSale.id.desc()).limit(PAGE + 1)).all()


def decisions(first: date, stamp: Stamp) -> Sequence[Any]:
    """Who decided how this month: approved, sent back, escalated before, and how much of the approved was given up."""
    since, until = instants(first, stamp.zone)
    approved = LostDecision.verdict == Verdict.APPROVED
    found: Any = (
        select(
            Decider.id, Decider.name, Decider.name_en, func.count(case((approved, 1))).label("approved"),
            func.count(case((LostDecision.verdict == Verdict.SENT_BACK, 1))).label("sent_back"),
            func.count(LostEscalation.id).label("late"),
            func.count(case((approved & LostSale.given_up.is_(True), 1))).label("given_up"),
        )
        .select_from(LostDecision)
        .join(LostSale, LostSale.id == LostDecision.lost_sale_id)
        .join(Lead, Lead.id == LostSale.lead_id)
        .join(Decider, Decider.id == LostDecision.by_id)
        .outerjoin(LostEscalation, LostEscalation.lost_sale_id == LostSale.id)
        .where(LostDecision.store_id == stamp.store_id, LostDecision.at >= since, LostDecision.at < until)
        .where(LostDecision.verdict != Verdict.WITHDRAWN, leads_for(stamp.by))
    )  # fmt: skip
    return db.session.execute(found.group_by(Decider.id, Decider.name, Decider.name_en).order_by(Decider.name)).all()


def applications(first: date, stamp: Stamp) -> Sequence[Any]:
    """Who applied this month and what became of it: applied, approved, sent back, given up by the machine's reading."""
    since, until = instants(first, stamp.zone)
    found: Any = (
        select(
            Applicant.id, Applicant.name, Applicant.name_en, func.count().label("applied"),
            func.count(case((LostDecision.verdict == Verdict.APPROVED, 1))).label("approved"),
            func.count(case((LostDecision.verdict == Verdict.SENT_BACK, 1))).label("sent_back"),
            func.count(case((LostSale.given_up.is_(True), 1))).label("given_up"),
        )
        .select_from(LostSale)
        .join(Lead, Lead.id == LostSale.lead_id)
        .join(Applicant, Applicant.id == LostSale.by_id)
        .outerjoin(LostDecision, LostDecision.lost_sale_id == LostSale.id)
        .where(LostSale.store_id == stamp.store_id, LostSale.at >= since, LostSale.at < until, leads_for(stamp.by))
    )  # fmt: skip
    return db.session.execute(
        found.group_by(Applicant.id, Applicant.name, Applicant.name_en).order_by(func.count().desc(), Applicant.id)
    ).all()
