"""The opportunity itself: where it stands, what it is due for, and the grades it was given."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.customers.rules import CHANNEL_DETAILS
from crm.dictionaries.models import spoken
from crm.shared.db import Base, Id, Json, Ref, Stamped, StoreRow, Versioned

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
    aged_step: Mapped[int] = mapped_column(default=0, server_default="0")  # steps of that count taken: 0–3
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


spoken("model", "leads", "interest")
spoken("source", "leads", "channel_detail", codes=CHANNEL_DETAILS)  # what a file said, where no code of F-06 fits
