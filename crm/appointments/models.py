"""Who is expected: an appointment, and each change to it as a row."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import Base, Id, Ref, Stamped, StoreRow, Versioned


class Appointment(StoreRow, Stamped, Versioned, Base):
    """A customer has said when they come; `by_id` is who agreed on it (R-221, R-230)."""

    __tablename__ = "appointments"
    __table_args__ = (
        Index("ix_appointments_day", "store_id", "on_day", "starts_at"),
        Index("ix_appointments_lead", "lead_id", "id"),
        Index("ix_appointments_customer", "customer_id"),
    )
    id: Mapped[Id]
    lead_id: Mapped[Ref] = mapped_column(ForeignKey("leads.id"))
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
    advisor_id: Mapped[Ref] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str]  # visit | test_drive
    starts_at: Mapped[datetime]
    on_day: Mapped[date]
    came_visit_id: Mapped[Ref | None] = mapped_column(ForeignKey("visits.id"))
    came_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]


class AppointmentChange(StoreRow, Stamped, Base):
    """What became of it: made, moved, cancelled, came."""

    __tablename__ = "appointment_changes"
    __table_args__ = (Index("ix_appointment_changes_appointment", "appointment_id", "id"),)
    id: Mapped[Id]
    appointment_id: Mapped[Ref] = mapped_column(ForeignKey("appointments.id"))
    kind: Mapped[str]
    was_at: Mapped[datetime | None]  # the time that it was moved from
    reason: Mapped[str] = mapped_column(default="")
