"""Who is expected: an appointment, each change to it as a row, and what keeps two from being at once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.crypto import Cipher
from crm.shared.db import BIG, Base, Id, Ref, Stamped, StoreRow, Versioned, append_only


def _only(condition: str) -> Any:
    """An index over some rows only, on both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


_AWAITED = "came_at IS NULL AND cancelled_at IS NULL AND missed_at IS NULL"


class Appointment(StoreRow, Stamped, Versioned, Base):
    """A customer has said when they come; `by_id` is who agreed on it (R-221, R-230)."""

    __tablename__ = "appointments"
    __table_args__ = (
        Index("ix_appointments_day", "store_id", "on_day", "starts_at"),
        Index("ix_appointments_lead", "lead_id", "id"),
        Index("ix_appointments_customer", "customer_id"),
        # Whoever has not come owes a reason; the list of today and of those days is short.
        Index("ix_appointments_awaited", "store_id", "advisor_id", "on_day", **_only(_AWAITED)),
        # A missed one has at most one new time.
        Index("uq_appointments_follows", "follows_id", unique=True, **_only("follows_id IS NOT NULL")),
    )
    id: Mapped[Id]
    lead_id: Mapped[Ref] = mapped_column(ForeignKey("leads.id"))
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
    advisor_id: Mapped[Ref] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str]  # rules.Kind
    starts_at: Mapped[datetime]
    on_day: Mapped[date]
    minutes: Mapped[int] = mapped_column(default=60, server_default="60")
    place: Mapped[str | None] = mapped_column(Cipher("appointments.place"))  # where, of a home visit
    confirmed_at: Mapped[datetime | None]  # the customer has said again that they come
    registered_at: Mapped[datetime | None]  # on the supervisor's list of the day
    came_visit_id: Mapped[Ref | None] = mapped_column(ForeignKey("visits.id"))
    came_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    missed_at: Mapped[datetime | None]  # they did not come, and the reason stands in the rows
    follows_id: Mapped[Ref | None] = mapped_column(ForeignKey("appointments.id"))  # the missed one it makes good


class AppointmentChange(StoreRow, Stamped, Base):
    """What became of it (rules.Change). Rows of the past stand for good."""

    __tablename__ = "appointment_changes"
    __table_args__ = (
        Index("ix_appointment_changes_appointment", "appointment_id", "id"),
        Index("ix_appointment_changes_missed", "store_id", "at", **_only("kind = 'missed'")),
    )
    id: Mapped[Id]
    appointment_id: Mapped[Ref] = mapped_column(ForeignKey("appointments.id"))
    kind: Mapped[str]
    was_at: Mapped[datetime | None]  # the time that it was moved from
    code: Mapped[str | None]  # rules.Missed, why they did not come
    reason: Mapped[str] = mapped_column(default="")


append_only("appointment_changes")


class AppointmentSlot(Base):
    """One step of an advisor's time. The key is what makes an advisor twice at once impossible, also in a race."""

    __tablename__ = "appointment_slots"
    __table_args__ = (Index("ix_appointment_slots_appointment", "appointment_id"), {"sqlite_with_rowid": False})
    staff_id: Mapped[int] = mapped_column(BIG, ForeignKey("staff.id"), primary_key=True)
    step: Mapped[int] = mapped_column(BIG, primary_key=True)  # drives.rules.STEP minutes since 1970
    appointment_id: Mapped[Ref] = mapped_column(ForeignKey("appointments.id"))


class ListRegistered(StoreRow, Stamped, Base):
    """The supervisor has registered a day's list, or what was added to it later (R-230)."""

    __tablename__ = "lists_registered"
    __table_args__ = (Index("ix_lists_registered_day", "store_id", "on_day"),)
    id: Mapped[Id]
    on_day: Mapped[date]
    how_many: Mapped[int]


class CalendarFeed(StoreRow, Stamped, Base):
    """The secret address under which a person's calendar programme reads their appointments; kept hashed."""

    __tablename__ = "calendar_feeds"
    __table_args__ = (Index("uq_calendar_feeds_live", "staff_id", unique=True, **_only("revoked_at IS NULL")),)
    id: Mapped[Id]
    staff_id: Mapped[Ref] = mapped_column(ForeignKey("staff.id"))
    token_hash: Mapped[str] = mapped_column(unique=True)
    ends_with: Mapped[str] = mapped_column(String(4))  # to tell it from another one
    revoked_at: Mapped[datetime | None]
