"""The car is handed over: the facts of the day, what was gone through, and the photos."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.blobs import Blob
from crm.shared.crypto import Cipher
from crm.shared.db import Base, Id, Ref, Stamped, StoreRow


class Delivery(StoreRow, Stamped, Base):
    """The car was handed over; this day is the cause of the referral fund (R-511) and of the 7-day call (R-301)."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("order_id"),
        Index("ix_deliveries_day", "store_id", "delivered_on"),
        Index("ix_deliveries_accept", "store_id", "accept_by_at"),
        Index("ix_deliveries_vehicle", "vehicle_id"),
    )
    id: Mapped[Id]
    order_id: Mapped[Ref] = mapped_column(ForeignKey("orders.id"))
    vehicle_id: Mapped[Ref] = mapped_column(ForeignKey("vehicles.id"))
    delivered_on: Mapped[date]
    mileage_km: Mapped[int]
    accept_by_at: Mapped[datetime | None]  # after-sales takes over until then; None: older than this promise
    left_out: Mapped[str] = mapped_column(default="", server_default="")  # what was not done that day, and why
    wishes: Mapped[str | None] = mapped_column(Cipher("deliveries.wishes"))  # what after-sales should know


class DeliveryCheck(StoreRow, Stamped, Base):
    """One point of the delivery checklist was gone through with the customer."""

    __tablename__ = "delivery_checks"
    __table_args__ = (UniqueConstraint("delivery_id", "item"),)
    id: Mapped[Id]
    delivery_id: Mapped[Ref] = mapped_column(ForeignKey("deliveries.id"))
    item: Mapped[str]


class DeliveryPhoto(StoreRow, Stamped, Base):
    """A photo of the day, kept sealed and only while the customer's separate consent stands (F-73)."""

    __tablename__ = "delivery_photos"
    __table_args__ = (Index("ix_delivery_photos_delivery", "delivery_id", "id"),)
    id: Mapped[Id]
    delivery_id: Mapped[Ref] = mapped_column(ForeignKey("deliveries.id"))
    blob_id: Mapped[Ref] = mapped_column(ForeignKey(Blob.id))
