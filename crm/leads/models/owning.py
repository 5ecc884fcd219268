"""Who looks after a lead, since when and until when, whom it counts for, and how it changed hands."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import Base, Id, Json, Ref, Stamped, StoreRow

_OPEN = text("until_at IS NULL")


class LeadAssignment(StoreRow, Stamped, Base):
    """The lead was handed to another advisor, and why: in a person's words, or by a rule's reason."""

    __tablename__ = "lead_assignments"
    __table_args__ = (Index("ix_lead_assignments_lead", "lead_id", "id"),)
    id: Mapped[Id]
    lead_id: Mapped[Ref] = mapped_column(ForeignKey("leads.id"))
    old_owner_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
    new_owner_id: Mapped[Ref] = mapped_column(ForeignKey("staff.id"))
    reason: Mapped[str]
    reason_code: Mapped[str | None]
    facts: Mapped[Json | None]


class OwnerPeriod(StoreRow, Base):
    """From `since_at` until `until_at` (None: still) this person looks after the lead; None is nobody.

    The first period of a lead begins when it was opened, each further one where the last one ends: no gap and no
    overlap (A-09). From the third month on a second person watches (R-255).
    """

    __tablename__ = "owner_periods"
    __table_args__ = (
        Index("uq_owner_periods_open", "lead_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        UniqueConstraint("lead_id", "since_at"),
        Index("ix_owner_periods_owner", "store_id", "owner_id", "lead_id"),
        Index("ix_owner_periods_watcher", "watcher_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        CheckConstraint("until_at > since_at", name="forward"),
    )
    id: Mapped[Id]
    lead_id: Mapped[Ref] = mapped_column(ForeignKey("leads.id"))
    owner_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
    watcher_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
    since_at: Mapped[datetime]
    until_at: Mapped[datetime | None]


class CommissionPeriod(StoreRow, Base):
    """Whom a sale in this time counts for: `earner_id`, less what `shared_percent` leaves to the advisor before (A-09).

    None is nobody: from the hand-over to the chiefs on it does not count for an advisor's commission (R-256).
    """

    __tablename__ = "commission_periods"
    __table_args__ = (
        Index("uq_commission_periods_open", "lead_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        UniqueConstraint("lead_id", "since_at"),
        Index("ix_commission_periods_earner", "store_id", "earner_id", "lead_id"),
        CheckConstraint("until_at > since_at", name="forward"),
    )
    id: Mapped[Id]
    lead_id: Mapped[Ref] = mapped_column(ForeignKey("leads.id"))
    earner_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
    shared_with_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
    shared_percent: Mapped[int] = mapped_column(default=0, server_default="0")
    since_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
