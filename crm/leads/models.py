"""The opportunity and the facts about it: grades, test drives, hand-overs, lost sales and their review."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import (
    Base,
    Decided,
    Fen,
    Id,
    Json,
    Ref,
    Stamped,
    StoreRow,
    Versioned,
)

_ACTIVE = text("stage IN ('open', 'lost_pending', 'ordered')")
_FIRST = text("first_due_on IS NOT NULL AND last_contact_at IS NULL")
_VISITED, _NEXT = text("after_visit_on IS NOT NULL"), text("next_on IS NOT NULL")


class Lead(StoreRow, Versioned, Base):
    """One chance to sell one car to one customer; a customer has at most one that is not closed (F-10)."""

    __tablename__ = "leads"
    __table_args__ = (
        Index("uq_leads_active_customer", "customer_id", unique=True, sqlite_where=_ACTIVE, postgresql_where=_ACTIVE),
        Index("ix_leads_stage", "store_id", "stage", "id"),
        Index("ix_leads_grade", "store_id", "stage", "grade", "id"),
        Index("ix_leads_owner", "store_id", "owner_id", "stage", "id"),
        Index("ix_leads_next", "store_id", "stage", "next_on", "id"),
        Index("ix_leads_reopen", "store_id", "stage", "reopen_on"),
        # What the day's queue asks for; each holds only the leads that the rule speaks of.
        Index("ix_leads_first_due", "store_id", "first_due_on", sqlite_where=_FIRST, postgresql_where=_FIRST),
        Index("ix_leads_after_visit", "store_id", "after_visit_on", sqlite_where=_VISITED, postgresql_where=_VISITED),
        Index("ix_leads_due", "store_id", "next_rule", "next_on", sqlite_where=_NEXT, postgresql_where=_NEXT),
        Index("ix_leads_opened", "store_id", "opened_on"),
        Index("ix_leads_customer", "customer_id"),
    )
    id: Mapped[Id]
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
    owner_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
    channel: Mapped[str]
    channel_detail: Mapped[str] = mapped_column(default="")
    interest: Mapped[str] = mapped_column(default="")  # the model they ask for, as said
    grade: Mapped[str] = mapped_column(default="N")
    stage: Mapped[str] = mapped_column(default="open")
    opened_at: Mapped[datetime]
    opened_on: Mapped[date]  # the count of 60/90/120 days begins here, anew after a reopening
    visit_count: Mapped[int] = mapped_column(default=0)
    last_visit_on: Mapped[date | None]
    last_contact_at: Mapped[datetime | None]
    last_contact_channel: Mapped[str | None]
    first_due_at: Mapped[datetime | None]  # first contact until then; None: none is owed
    first_due_on: Mapped[date | None]
    after_visit_on: Mapped[date | None]  # the call after a visit (F-03)
    next_on: Mapped[date | None]
    next_rule: Mapped[str | None]  # cadence | agreed | enquired
    reopen_on: Mapped[date | None]
    test_driven_on: Mapped[date | None]


class GradeChange(StoreRow, Stamped, Base):
    """A grade set, or kept against the suggestion (`old` = `new`). With reason_code the machine had suggested it."""

    __tablename__ = "grade_changes"
    __table_args__ = (
        Index("ix_grade_changes_lead", "lead_id", "id"),
        Index("ix_grade_changes_lowered", "store_id", "lowered", "id"),
    )
    id: Mapped[Id]
    lead_id: Mapped[Ref] = mapped_column(ForeignKey("leads.id"))
    on_day: Mapped[date]
    old: Mapped[str]
    new: Mapped[str]
    how: Mapped[str]  # accepted | kept | by_hand
    lowered: Mapped[bool] = mapped_column(default=False)  # the supervisor sees these (F-04)
    reason: Mapped[str] = mapped_column(default="")
    suggested: Mapped[str | None]
    reason_code: Mapped[str | None]
    rule_version: Mapped[int | None]
    facts: Mapped[Json | None]


class TestDrive(StoreRow, Stamped, Base):
    """The customer has driven the car."""

    __test__ = False
    __tablename__ = "test_drives"
    __table_args__ = (Index("ix_test_drives_lead", "lead_id", "id"),)
    id: Mapped[Id]
    lead_id: Mapped[Ref] = mapped_column(ForeignKey("leads.id"))
    driven_on: Mapped[date]
    model: Mapped[str]
    liked: Mapped[str] = mapped_column(default="")
    doubts: Mapped[str] = mapped_column(default="")


class LeadAssignment(StoreRow, Stamped, Base):
    """The lead was handed to another advisor, and why."""

    __tablename__ = "lead_assignments"
    __table_args__ = (Index("ix_lead_assignments_lead", "lead_id", "id"),)
    id: Mapped[Id]
    lead_id: Mapped[Ref] = mapped_column(ForeignKey("leads.id"))
    old_owner_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
    new_owner_id: Mapped[Ref] = mapped_column(ForeignKey("staff.id"))
    reason: Mapped[str]


class LostSale(StoreRow, Stamped, Base):
    """An application to count a lead as lost (F-15). It counts only with an approving LostDecision."""

    __tablename__ = "lost_sales"
    __table_args__ = (
        Index("ix_lost_sales_lead", "lead_id", "id"),
        Index("ix_lost_sales_by", "store_id", "by_id", "id"),
    )
    id: Mapped[Id]
    lead_id: Mapped[Ref] = mapped_column(ForeignKey("leads.id"))
    reason: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    competitor_brand: Mapped[str] = mapped_column(default="")
    competitor_model: Mapped[str] = mapped_column(default="")
    price_gap_fen: Mapped[Fen | None]  # the other offer minus ours: negative means they were cheaper
    would_have_won: Mapped[str] = mapped_column(default="")
    reopen_on: Mapped[date | None]
    duplicate_of_id: Mapped[Ref | None] = mapped_column(ForeignKey("leads.id"))
    failed_days: Mapped[int] = mapped_column(default=0)  # the evidence of that day, for UNREACHABLE


class LostDecision(StoreRow, Stamped, Base):
    """What became of an application: approved, sent back with words, or withdrawn by the applicant."""

    __tablename__ = "lost_decisions"
    __table_args__ = (UniqueConstraint("lost_sale_id"), Index("ix_lost_decisions_at", "store_id", "verdict", "at"))
    id: Mapped[Id]
    lost_sale_id: Mapped[Ref] = mapped_column(ForeignKey("lost_sales.id"))
    verdict: Mapped[str]
    note: Mapped[str] = mapped_column(default="")


class Reopening(StoreRow, Stamped, Decided, Base):
    """A lost lead came back, on its date or by hand; a new count begins (A-06)."""

    __tablename__ = "reopenings"
    __table_args__ = (UniqueConstraint("lead_id", "on_day"),)
    id: Mapped[Id]
    lead_id: Mapped[Ref] = mapped_column(ForeignKey("leads.id"))
    on_day: Mapped[date]
