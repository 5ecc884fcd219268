"""One lead as its page shows it, in few statements, and its part of the customer's timeline."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Select, Text, bindparam, cast, func, select
from sqlalchemy.orm import aliased

from crm.customers.models import Customer
from crm.customers.timeline import entries, timeline_part
from crm.leads.models import (
    GradeChange,
    Lead,
    LeadAssignment,
    LeadFreeze,
    OwnerPeriod,
)
from crm.leads.queries.evidence import (
    drive_verdict,
    drive_wish,
    last_call_agreed,
    last_call_counts,
    recent_visits,
    visits_since,
)
from crm.leads.queries.scope import kind_of, scope
from crm.shared.db import db
from crm.shared.scope import NotYours
from crm.shared.stamp import Stamp
from crm.staff.models import Staff, Team


class Graded(NamedTuple):
    """One grade change as the chart needs it."""

    id: int
    on_day: date
    old: str
    new: str
    how: str
    suggested: str


def _history() -> Any:
    """The last forty changes as one text beside Lead: the page has no statement to spare for them."""
    last = (
        select(
            GradeChange.id, GradeChange.on_day, GradeChange.old, GradeChange.new, GradeChange.how, GradeChange.suggested
        )
        .where(GradeChange.lead_id == Lead.id)
        .order_by(GradeChange.id.desc())
        .limit(40)
        .correlate(Lead)
        .subquery()
    )
    parts = [last.c.id, last.c.on_day, last.c.old, last.c.new, last.c.how, func.coalesce(last.c.suggested, "")]
    line: ColumnElement[str] = cast(parts[0], Text)
    for part in parts[1:]:
        line = line + "|" + cast(part, Text)
    return select(func.aggregate_strings(line, ";")).scalar_subquery()


grade_lines = _history().label("grade_lines")
kept_reason = (
    select(GradeChange.reason)
    .where(GradeChange.lead_id == Lead.id)
    .order_by(GradeChange.id.desc())
    .limit(1)
    .correlate(Lead)
    .scalar_subquery()
    .label("last_reason")
)


watching = aliased(Staff)
watched_by = (
    select(watching.name)
    .join(OwnerPeriod, OwnerPeriod.watcher_id == watching.id)
    .where(OwnerPeriod.lead_id == Lead.id, OwnerPeriod.until_at.is_(None))
    .correlate(Lead)
    .scalar_subquery()
)


@cache
def _page(kind: str) -> Select[Any]:
    """The page's statement for a reader who sees so far, built once."""
    seen = scope(kind, *(bindparam(name, type_=BigInteger) for name in ("me", "store", "team")))
    return (
        select(
            Lead, Customer, Staff.name.label("owner"), Staff.name_en.label("owner_en"), Team.name.label("team"),
            recent_visits.label("recent_visits"), last_call_counts.label("last_call_counts"),
            last_call_agreed.label("last_call_agreed"), drive_wish.label("drive_wish"),
            drive_verdict.label("drive_verdict"), grade_lines, kept_reason, watched_by.label("watcher"),
        )
        .join(Customer, Customer.id == Lead.customer_id)
        .outerjoin(Staff, Staff.id == Lead.owner_id)
        .outerjoin(Team, Team.id == Staff.team_id)
        .where(Lead.id == bindparam("lead", type_=BigInteger), seen)
    )  # fmt: skip


def page_row(stamp: Stamp, lead_id: int) -> Any:
    """The lead with its customer, owner, team and the evidence for its grade; 404 unless this person may see it."""
    by = stamp.by
    values = {
        "lead": lead_id, "me": by.id, "store": by.store_id, "team": by.team_id, "visits_since": visits_since(stamp)
    }  # fmt: skip
    found = db.session.execute(_page(kind_of(by)), values).first()
    if found is None:
        raise NotYours
    return found


def graded(lines: str | None) -> list[Graded]:
    """The changes, oldest first."""
    found = []
    for line in (lines or "").split(";"):
        if line:
            number, day, *rest = line.split("|")
            found.append(Graded(int(number), date.fromisoformat(day), *rest))
    return sorted(found)


def grade_row(lead_id: int) -> Any:
    """The grade's history of one lead, for its card alone."""
    return db.session.execute(select(grade_lines, kept_reason).where(Lead.id == lead_id)).one()


@timeline_part("grade", "leads/_entry_grade.html")
def _grades(customer: Any) -> Select[Any]:
    """code: how; text: from and to; more: the reason a person gave; also: what was suggested."""
    part = entries(
        GradeChange, at=GradeChange.at, ref=GradeChange.id, by=GradeChange.by_id, code=GradeChange.how,
        text=GradeChange.old + GradeChange.new, more=GradeChange.reason, also=GradeChange.suggested,
    )  # fmt: skip
    return part.join(Lead, Lead.id == GradeChange.lead_id).where(Lead.customer_id == customer)


@timeline_part("assignment", "leads/_entry_assignment.html")
def _assignments(customer: Any) -> Select[Any]:
    new = aliased(Staff)
    part = entries(
        LeadAssignment, at=LeadAssignment.at, ref=LeadAssignment.id, by=LeadAssignment.by_id, text=new.name,
        more=LeadAssignment.reason, code=LeadAssignment.reason_code, also=cast(LeadAssignment.facts, Text),
    )  # fmt: skip
    part = part.join(new, new.id == LeadAssignment.new_owner_id)
    return part.join(Lead, Lead.id == LeadAssignment.lead_id).where(Lead.customer_id == customer)


@timeline_part("freeze", "leads/_entry_freeze.html")
def _freezes(customer: Any) -> Select[Any]:
    """code: until when; text: why."""
    part = entries(
        LeadFreeze, at=LeadFreeze.at, ref=LeadFreeze.id, by=LeadFreeze.by_id, code=cast(LeadFreeze.until_on, Text),
        text=LeadFreeze.reason,
    )  # fmt: skip
    return part.join(Lead, Lead.id == LeadFreeze.lead_id).where(Lead.customer_id == customer)
