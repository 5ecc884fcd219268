"""Test drives as rows: the cars, who has them when, what was signed, and the words that are signed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.crypto import Cipher
from crm.shared.db import BIG, Base, Id, Ref, Stamped, StoreRow, Versioned, append_only


def _only(condition: str) -> Any:
    """An index over some rows only, on both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class DriveCar(StoreRow, Versioned, Base):
    """A car that customers may drive. `small` is the line under its name: battery 82 %, in the workshop till one."""

    __tablename__ = "drive_cars"
    __table_args__ = (Index("ix_drive_cars_store", "store_id", "position", "id"),)
    id: Mapped[Id]
    name: Mapped[str]
    model: Mapped[str]
    plate: Mapped[str | None] = mapped_column(Cipher("drive_cars.plate"))
    automatic: Mapped[bool] = mapped_column(default=True)
    small: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None]


class Booking(StoreRow, Stamped, Versioned, Base):
    """A car is given away for a while: to a customer who drives or rides along, or to the workshop (block)."""

    __tablename__ = "drive_bookings"
    __table_args__ = (
        Index("ix_drive_bookings_day", "store_id", "on_day", "car_id"),
        Index("ix_drive_bookings_lead", "lead_id", "id"),
        Index("ix_drive_bookings_appointment", "appointment_id", **_only("appointment_id IS NOT NULL")),
        # A car that is out has left once; it cannot leave again before it is back.
        Index("uq_drive_bookings_out", "car_id", unique=True, **_only("left_at IS NOT NULL AND back_at IS NULL")),
    )
    id: Mapped[Id]
    car_id: Mapped[Ref] = mapped_column(ForeignKey("drive_cars.id"))
    lead_id: Mapped[Ref | None] = mapped_column(ForeignKey("leads.id"))
    appointment_id: Mapped[Ref | None] = mapped_column(ForeignKey("appointments.id"))
    advisor_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str]  # drive | ride | block
    on_day: Mapped[date]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")
    left_at: Mapped[datetime | None]
    back_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]  # given back before it was used


class DriveSlot(Base):
    """One step of a car's time. The key is what makes a car twice at once impossible, also in a race."""

    __tablename__ = "drive_slots"
    __table_args__ = (Index("ix_drive_slots_booking", "booking_id"), {"sqlite_with_rowid": False})
    car_id: Mapped[int] = mapped_column(BIG, ForeignKey("drive_cars.id"), primary_key=True)
    step: Mapped[int] = mapped_column(BIG, primary_key=True)  # rules.STEP minutes since 1970
    booking_id: Mapped[Ref] = mapped_column(ForeignKey("drive_bookings.id"))


class DriveText(StoreRow, Stamped, Base):
    """One version of the words that are signed; a new version is a new row, and nobody rewrites what was signed."""

    __tablename__ = "drive_texts"
    __table_args__ = (UniqueConstraint("store_id", "kind", "version"),)
    id: Mapped[Id]
    kind: Mapped[str]  # drive | ride
    version: Mapped[int]
    body: Mapped[str]
    body_en: Mapped[str] = mapped_column(default="")


class DrivePaper(StoreRow, Stamped, Base):
    """What was checked and signed before the car left; `by_id` is the person who looked at the licence (F-19)."""

    __tablename__ = "drive_papers"
    __table_args__ = (
        Index("uq_drive_papers_standing", "booking_id", unique=True, **_only("void_at IS NULL")),
        Index("ix_drive_papers_lead", "lead_id", "id"),
    )
    id: Mapped[Id]
    booking_id: Mapped[Ref] = mapped_column(ForeignKey("drive_bookings.id"))
    lead_id: Mapped[Ref] = mapped_column(ForeignKey("leads.id"))
    text_id: Mapped[Ref] = mapped_column(ForeignKey("drive_texts.id"))
    language: Mapped[str]  # in which of its two languages the text was read
    driver: Mapped[str] = mapped_column(Cipher("drive_papers.driver"))  # who drives or rides; need not be the customer
    licence_class: Mapped[str | None]  # None: a ride needs none
    licence_since_on: Mapped[date | None]
    licence_until_on: Mapped[date | None]
    signature: Mapped[str | None] = mapped_column(Cipher("drive_papers.signature"))  # strokes, see rules.strokes
    void_at: Mapped[datetime | None]  # signed anew


class LicencePhoto(StoreRow, Stamped, Base):
    """A photo of the licence, only with a consent of its own; the picture itself lies sealed in blobs (F-82)."""

    __tablename__ = "licence_photos"
    __table_args__ = (Index("ix_licence_photos_booking", "booking_id"),)
    id: Mapped[Id]
    booking_id: Mapped[Ref] = mapped_column(ForeignKey("drive_bookings.id"))
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
    consent_id: Mapped[Ref] = mapped_column(ForeignKey("consents.id"))
    blob_id: Mapped[Ref] = mapped_column(ForeignKey("blobs.id"))


append_only("drive_texts")
