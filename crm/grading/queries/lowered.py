"""Lowered grades for the supervisor: who lowered what, why, and whether somebody has looked (F-04)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from crm.customers.models import Customer
from crm.grading.models import GradeReview
from crm.leads.models import GradeChange, Lead
from crm.leads.queries.scope import leads_for
from crm.shared.db import db
from crm.shared.scope import NotYours
from crm.shared.stamp import Person
from crm.staff.models import Staff

PAGE = 50
Reviewer = aliased(Staff)


def _rows() -> Any:
    return (
        select(
            GradeChange.id, GradeChange.lead_id, GradeChange.old, GradeChange.new, GradeChange.reason, GradeChange.at,
            GradeChange.how, GradeChange.by_id, Lead.grade, Lead.stage, Lead.interest, Lead.version, Customer.name,
            Customer.sex, Customer.kind, Lead.last_contact_at, Lead.visit_count, Lead.opened_on,
            Staff.name.label("advisor"), Staff.name_en.label("advisor_en"), GradeReview.verdict, GradeReview.note,
            GradeReview.at.label("reviewed_at"), Reviewer.name.label("reviewer"),
            Reviewer.name_en.label("reviewer_en"),
        )
        .join(Lead, Lead.id == GradeChange.lead_id)
        .join(Customer, Customer.id == Lead.customer_id)
        .outerjoin(Staff, Staff.id == GradeChange.by_id)
        .outerjoin(GradeReview, GradeReview.grade_change_id == GradeChange.id)
        .outerjoin(Reviewer, Reviewer.id == GradeReview.by_id)
    )  # fmt: skip


def lowered(person: Person, *, reviewed: bool, before: int | None = None) -> Sequence[Any]:
    """Downgrades of the store that wait for a look, or those that had one; newest first, one more than a page."""
    found = _rows().where(GradeChange.store_id == person.store_id, GradeChange.lowered, leads_for(person))
    found = found.where(GradeReview.id.is_not(None) if reviewed else GradeReview.id.is_(None))
    if before is not None:
        found = found.where(GradeChange.id < before)
    return db.session.execute(found.order_by(GradeChange.id.desc()).limit(PAGE + 1)).all()


def change_for(person: Person, change_id: int) -> tuple[GradeChange, Lead]:
    """A lowered grade and its lead; 404 unless this person may see it."""
    rows = select(GradeChange, Lead).join(Lead, Lead.id == GradeChange.lead_id)
    mine = (GradeChange.id == change_id, GradeChange.store_id == person.store_id, GradeChange.lowered)
    found = db.session.execute(rows.where(*mine, leads_for(person))).first()
    if found is None:
        raise NotYours
    return found[0], found[1]
