"""Orders, their cancellation, and the delivery that makes a customer an owner."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import Base, Fen, Id, Ref, Stamped, StoreRow, Versioned


class Order(StoreRow, Stamped, Versioned, Base):
    """A signed order. A cancelled one never vanishes: its lead is open again (F-18)."""

    __tablename__ = "orders"
    __table_args__ = (Index("ix_orders_lead", "lead_id", "id"), Index("ix_orders_at", "store_id", "at"))
    id: Mapped[Id]
    lead_id: Mapped[Ref] = mapped_column(ForeignKey("leads.id"))
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
    model: Mapped[str]
    price_fen: Mapped[Fen]
    deposit_fen: Mapped[Fen] = mapped_column(default=0)
    deposit_kind: Mapped[str]
    promised_on: Mapped[date | None]


class Cancellation(StoreRow, Stamped, Base):
    """The customer stepped back from an order (退订)."""

    __tablename__ = "cancellations"
    __table_args__ = (UniqueConstraint("order_id"), Index("ix_cancellations_at", "store_id", "at"))
    id: Mapped[Id]
    order_id: Mapped[Ref] = mapped_column(ForeignKey("orders.id"))
    reason: Mapped[str]
    note: Mapped[str] = mapped_column(default="")


class Delivery(StoreRow, Stamped, Base):
    """The car was handed over; this day is the cause of the referral fund (R-511) and of the 7-day call (R-301)."""

    __tablename__ = "deliveries"
    __table_args__ = (UniqueConstraint("order_id"), Index("ix_deliveries_day", "store_id", "delivered_on"))
    id: Mapped[Id]
    order_id: Mapped[Ref] = mapped_column(ForeignKey("orders.id"))
    vehicle_id: Mapped[Ref] = mapped_column(ForeignKey("vehicles.id"))
    delivered_on: Mapped[date]
    mileage_km: Mapped[int]
