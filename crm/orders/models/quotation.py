"""What a customer is offered: the price, what the old car is worth, and how it would be paid."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.orders.models.order import Priced
from crm.shared.db import Base, Fen, Id, Ref, Stamped, StoreRow


class Quotation(StoreRow, Stamped, Priced, Base):
    """An offer in writing, good until a day. It is never changed: a new one is made beside it."""

    __tablename__ = "quotations"
    __table_args__ = (Index("ix_quotations_lead", "lead_id", "id"),)
    id: Mapped[Id]
    lead_id: Mapped[Ref] = mapped_column(ForeignKey("leads.id"))
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
    model: Mapped[str]
    colour: Mapped[str] = mapped_column(default="")
    valid_until: Mapped[date]


class TradeIn(StoreRow, Stamped, Base):
    """The car that the customer gives in payment (二手车置换): what it is, and what it counts for until when."""

    __tablename__ = "trade_ins"
    __table_args__ = (UniqueConstraint("quotation_id"),)
    id: Mapped[Id]
    quotation_id: Mapped[Ref] = mapped_column(ForeignKey("quotations.id"))
    car: Mapped[str]
    mileage_km: Mapped[int]
    value_fen: Mapped[Fen]
    valid_until: Mapped[date]


class FinancePlan(StoreRow, Stamped, Base):
    """A loan as it would run: own money first, then so much a month."""

    __tablename__ = "finance_plans"
    __table_args__ = (UniqueConstraint("quotation_id"),)
    id: Mapped[Id]
    quotation_id: Mapped[Ref] = mapped_column(ForeignKey("quotations.id"))
    lender: Mapped[str] = mapped_column(default="")
    down_fen: Mapped[Fen]
    months: Mapped[int]
    rate_bp: Mapped[int]  # hundredths of a per cent a year
    monthly_fen: Mapped[Fen]
