"""Enquiries as rows: where they come from, what was asked, who was to answer and why, and what came of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.crypto import Cipher
from crm.shared.db import BIG, Base, Decided, Id, Instant, Ref, Stamped, StoreRow, Versioned, append_only

_OPEN = "closed_at IS NULL"
_LIVE = "revoked_at IS NULL"


def _only(condition: str) -> Any:
    """An index over some rows only, on both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class Source(StoreRow, Stamped, Versioned, Base):
    """One door of the store: its website, its stand at a show, a media platform; with the rule of who answers."""

    __tablename__ = "enquiry_sources"
    __table_args__ = (UniqueConstraint("store_id", "name"), Index("ix_enquiry_sources_store", "store_id", "id"))
    id: Mapped[Id]
    name: Mapped[str]
    kind: Mapped[str]  # rules.SourceKind
    channel: Mapped[str]  # F-06, first level
    channel_detail: Mapped[str] = mapped_column(default="")  # second level
    answer_minutes: Mapped[int]  # the first answer is due so long after the enquiry (F-05)
    in_hours: Mapped[bool]  # only the minutes count in which the store is open
    a_minute: Mapped[int]  # how many enquiries are taken in a minute
    routing: Mapped[str]  # rules.Routing
    team_id: Mapped[Ref | None] = mapped_column(ForeignKey("teams.id"))
    code: Mapped[str] = mapped_column(unique=True)  # the address of its own form, /e/<code>
    form_open: Mapped[bool] = mapped_column(default=False)  # the form can be filled in
    closed_at: Mapped[datetime | None]  # takes no more enquiries; what came stays


class SourceToken(StoreRow, Stamped, Base):
    """A secret by which the source signs in: kept hashed, shown once; the rows are the log of its changes."""

    __tablename__ = "source_tokens"
    __table_args__ = (
        Index("uq_source_tokens_live", "source_id", unique=True, **_only(_LIVE)),
        Index("ix_source_tokens_source", "source_id", "id"),
    )
    id: Mapped[Id]
    source_id: Mapped[Ref] = mapped_column(ForeignKey("enquiry_sources.id"))
    token_hash: Mapped[str] = mapped_column(unique=True)
    ends_with: Mapped[str] = mapped_column(String(4))  # to tell it from another one
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))


class ConsentText(StoreRow, Stamped, Base):
    """The words in which this source asks for consent; an enquiry names the version that was read (F-71, F-72)."""

    __tablename__ = "consent_texts"
    __table_args__ = (UniqueConstraint("source_id", "version"),)
    id: Mapped[Id]
    source_id: Mapped[Ref] = mapped_column(ForeignKey("enquiry_sources.id"))
    version: Mapped[str]
    text: Mapped[str]
    text_en: Mapped[str] = mapped_column(default="")
    retired_at: Mapped[datetime | None]


class SourceCount(Base):
    """How many enquiries a source has sent in one minute: the counter that all web processes share."""

    __tablename__ = "source_counts"
    source_id: Mapped[int] = mapped_column(BIG, ForeignKey("enquiry_sources.id"), primary_key=True)
    minute_at: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    n: Mapped[int]


class Enquiry(StoreRow, Stamped, Decided, Base):
    """Somebody asked. A second one of the same person is a second row on the same lead; the reason says who answers."""

    __tablename__ = "enquiries"
    __table_args__ = (
        Index("uq_enquiries_key", "source_id", "key", unique=True),
        Index("ix_enquiries_lead", "lead_id", "id"),
        Index("ix_enquiries_customer", "customer_id", "at"),
        Index("ix_enquiries_open", "store_id", "due_at", **_only(_OPEN)),
        Index("ix_enquiries_day", "store_id", "on_day", "source_id"),
        Index("ix_enquiries_closed", "store_id", "closed_at", "id"),
    )
    id: Mapped[Id]
    source_id: Mapped[Ref | None] = mapped_column(ForeignKey("enquiry_sources.id"))  # None: typed in at the desk
    ref: Mapped[str] = mapped_column(unique=True)  # what the sender is told; says nothing about rows
    key: Mapped[str | None]  # the sender's idempotency key, or one made of the body
    body_hash: Mapped[str] = mapped_column(default="")
    customer_id: Mapped[Ref | None] = mapped_column(ForeignKey("customers.id"))  # None: no intention, nothing kept
    lead_id: Mapped[Ref | None] = mapped_column(ForeignKey("leads.id"))
    on_day: Mapped[date]
    asked_at: Mapped[datetime | None]  # when the customer pressed the button, if the sender says so
    channel: Mapped[str]
    detail: Mapped[str] = mapped_column(default="")  # page, campaign or stand, as the sender names it
    model: Mapped[str] = mapped_column(default="")
    message: Mapped[str | None] = mapped_column(Cipher("enquiries.message"))
    opened_lead: Mapped[bool]  # False: an open lead went on
    first_staff_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))  # who was to answer; None: the pool
    due_at: Mapped[datetime]  # the first answer until then (F-05)
    tried_at: Mapped[datetime | None]  # a contact that did not count
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
    closed_how: Mapped[str | None]  # rules.Closed


class EnquiryRoute(StoreRow, Stamped, Decided, Base):
    """Who was to answer from then on, and why: one row for each time that it changed. No staff is the pool."""

    __tablename__ = "enquiry_routes"
    __table_args__ = (
        Index("ix_enquiry_routes_enquiry", "enquiry_id", "id"),
        Index("ix_enquiry_routes_staff", "store_id", "staff_id", "how", "at"),
    )
    id: Mapped[Id]
    enquiry_id: Mapped[Ref | None] = mapped_column(ForeignKey("enquiries.id"))  # None: a lead that came by another door
    lead_id: Mapped[Ref] = mapped_column(ForeignKey("leads.id"))
    staff_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
    how: Mapped[str]  # rules.How


class NoIntention(StoreRow, Stamped, Base):
    """The enquiry was no intention to buy (F-13): counted for itself, never as a lost sale."""

    __tablename__ = "no_intentions"
    __table_args__ = (Index("ix_no_intentions_day", "store_id", "on_day", "reason"), UniqueConstraint("enquiry_id"))
    id: Mapped[Id]
    enquiry_id: Mapped[Ref] = mapped_column(ForeignKey("enquiries.id"))
    lead_id: Mapped[Ref | None] = mapped_column(ForeignKey("leads.id"))
    on_day: Mapped[date]
    reason: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    closed_lead: Mapped[bool]  # the lead that this enquiry had opened is invalid, too


class UnassignedCall(StoreRow, Stamped, Decided, Base):
    """The manager was called because nobody had taken a lead (A-37); once for each lead."""

    __tablename__ = "unassigned_calls"
    __table_args__ = (UniqueConstraint("lead_id"),)
    id: Mapped[Id]
    lead_id: Mapped[Ref] = mapped_column(ForeignKey("leads.id"))


append_only("enquiry_routes")
append_only("unassigned_calls")
