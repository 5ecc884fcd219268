"""The signed order with its price, part by part."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.crypto import Cipher
from crm.shared.db import Base, Fen, Id, Ref, Stamped, StoreRow, Versioned


class Priced:
    """The parts of a price, in fen (F-18). `price_fen` is the contract: car and equipment less the discount.

    Tax, insurance, plates and the rest are paid along with it, most of them to others.
    """

    price_fen: Mapped[Fen]
    car_fen: Mapped[Fen] = mapped_column(default=0, server_default="0")
    equipment_fen: Mapped[Fen] = mapped_column(default=0, server_default="0")
    discount_fen: Mapped[Fen] = mapped_column(default=0, server_default="0")
    tax_fen: Mapped[Fen] = mapped_column(default=0, server_default="0")
    insurance_fen: Mapped[Fen] = mapped_column(default=0, server_default="0")
    plates_fen: Mapped[Fen] = mapped_column(default=0, server_default="0")
    other_fen: Mapped[Fen] = mapped_column(default=0, server_default="0")

    @property
    def along_fen(self) -> int:
        """What is paid along with the contract price."""
        return self.tax_fen + self.insurance_fen + self.plates_fen + self.other_fen

    @property
    def total_fen(self) -> int:
        """What the customer pays until the car is on the road."""
        return self.price_fen + self.along_fen


class Order(StoreRow, Stamped, Versioned, Priced, Base):
    """A signed order. A cancelled one never vanishes: its lead is open again, or lost (F-18)."""

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("store_id", "vin_index"),
        Index("ix_orders_lead", "lead_id", "id"),
        Index("ix_orders_at", "store_id", "at"),
    )
    id: Mapped[Id]
    lead_id: Mapped[Ref] = mapped_column(ForeignKey("leads.id"))
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
    quotation_id: Mapped[Ref | None] = mapped_column(ForeignKey("quotations.id"))
    model: Mapped[str]
    colour: Mapped[str] = mapped_column(default="", server_default="")
    deposit_fen: Mapped[Fen] = mapped_column(default=0)
    deposit_kind: Mapped[str]
    promised_on: Mapped[date | None]  # the latest day of delivery
    vin: Mapped[str | None] = mapped_column(Cipher("orders.vin"))  # when it is known
    vin_index: Mapped[str | None]  # while the order waits: one car is promised to one customer
