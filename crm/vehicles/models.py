"""Cars in the store's care, and the maintenance plan of each series."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.dictionaries.models import spoken
from crm.shared.crypto import Cipher
from crm.shared.db import Base, Fen, Id, Json, Ref, StoreRow, Versioned


class Vehicle(StoreRow, Versioned, Base):
    """One car. The VIN is its key (F-51); the plate may be empty for weeks and may change (F-52, R-413)."""

    __tablename__ = "vehicles"
    __table_args__ = (
        UniqueConstraint("store_id", "vin_index"),
        Index("ix_vehicles_customer", "customer_id"),
        Index("ix_vehicles_plate", "store_id", "plate_index"),
        Index("ix_vehicles_vin6", "store_id", "vin6_index"),
        Index("ix_vehicles_due", "store_id", "next_due_on"),
    )
    id: Mapped[Id]
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
    vin: Mapped[str | None] = mapped_column(Cipher("vehicles.vin"))
    vin_index: Mapped[str | None]
    vin6_index: Mapped[str | None]
    plate: Mapped[str | None] = mapped_column(Cipher("vehicles.plate"))
    plate_index: Mapped[str | None]
    energy: Mapped[str] = mapped_column(default="fuel")
    series: Mapped[str] = mapped_column(default="")
    model: Mapped[str] = mapped_column(default="")
    colour: Mapped[str] = mapped_column(default="", server_default="")
    engine_no: Mapped[str | None] = mapped_column(Cipher("vehicles.engine_no"))
    bought_on: Mapped[date | None]
    registered_on: Mapped[date | None]  # first registration: a few days after the purchase, or years for a used car
    sold_here: Mapped[bool] = mapped_column(default=False)
    mileage_km: Mapped[int | None]
    mileage_on: Mapped[date | None]
    warranty_end_on: Mapped[date | None]  # F-47: both ends are fields, the maker may give more
    sanbao_end_on: Mapped[date | None]
    insured_until: Mapped[date | None]  # as told at the delivery; in step with the policies once there are any
    inspection_on: Mapped[date | None]
    next_due_on: Mapped[date | None]
    next_due_km: Mapped[int | None]
    next_due_reason: Mapped[str | None]
    next_due_facts: Mapped[Json | None]  # with next_due_reason: why that day, in words
    told_due_on: Mapped[date | None]  # told_…: as another system says; it never counts beside our own rows
    told_due_km: Mapped[int | None]
    told_visits: Mapped[int | None]
    told_spend_fen: Mapped[Fen | None]
    told_status: Mapped[str] = mapped_column(default="", server_default="")  # 跟踪中, 流失 …
    driver_id: Mapped[Ref | None] = mapped_column(ForeignKey("company_contacts.id"))  # who drives a firm's car (F-53)
    archived_at: Mapped[datetime | None]


class MaintenancePlan(StoreRow, Versioned, Base):
    """Maintenance intervals of one series (F-44); a series without a row follows the store's settings."""

    __tablename__ = "maintenance_plans"
    __table_args__ = (UniqueConstraint("store_id", "series"),)
    id: Mapped[Id]
    series: Mapped[str]
    first_months: Mapped[int]
    first_km: Mapped[int]
    next_months: Mapped[int]
    next_km: Mapped[int]


spoken("model", "vehicles", "model", series="series")  # their spellings are set right on one page
spoken("series", "vehicles", "series")
spoken("colour", "vehicles", "colour")
spoken("series", "maintenance_plans", "series", once=True)
