"""Who is not at work: leave, illness, training. Taken back by a second instant, never deleted."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import Base, Id, Ref, Stamped, StoreRow


class Absence(StoreRow, Stamped, Base):
    """Somebody is away from the first to the last day, both included."""

    __tablename__ = "absences"
    __table_args__ = (
        Index("ix_absences_days", "store_id", "last_on", "first_on"),
        CheckConstraint("first_on <= last_on", name="days"),
    )
    id: Mapped[Id]
    staff_id: Mapped[Ref] = mapped_column(ForeignKey("staff.id"))
    first_on: Mapped[date]
    last_on: Mapped[date]
    kind: Mapped[str]  # rules.absence.Why
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
