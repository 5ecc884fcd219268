"""Stepping back from an order (退订): the written request, the answer, and the money."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import Base, Fen, Id, Ref, Stamped, StoreRow

_OPEN = text("closed_at IS NULL")


class Cancellation(StoreRow, Stamped, Base):
    """A request to take an order back (F-18). It counts only with an approving CancellationDecision."""

    __tablename__ = "cancellations"
    __table_args__ = (
        Index("uq_cancellations_open", "order_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_cancellations_order", "order_id", "id"),
        Index("ix_cancellations_at", "store_id", "at"),
    )
    id: Mapped[Id]
    order_id: Mapped[Ref] = mapped_column(ForeignKey("orders.id"))
    reason: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    written_on: Mapped[date | None]  # the day on the customer's letter
    becomes: Mapped[str] = mapped_column(default="open", server_default="open")  # the lead afterwards: open | lost
    competitor_brand: Mapped[str] = mapped_column(default="", server_default="")
    competitor_model: Mapped[str] = mapped_column(default="", server_default="")
    closed_at: Mapped[datetime | None]  # when it was answered; None: it waits


class CancellationDecision(StoreRow, Stamped, Base):
    """The one answer to a request: approved, refused, or withdrawn by who asked."""

    __tablename__ = "cancellation_decisions"
    __table_args__ = (UniqueConstraint("cancellation_id"),)
    id: Mapped[Id]
    cancellation_id: Mapped[Ref] = mapped_column(ForeignKey("cancellations.id"))
    verdict: Mapped[str]
    note: Mapped[str] = mapped_column(default="")


class Refund(StoreRow, Stamped, Base):
    """Where the customer's money stands after a cancellation: kept, owed, or paid back. The newest row counts."""

    __tablename__ = "refunds"
    __table_args__ = (UniqueConstraint("cancellation_id", "state"),)
    id: Mapped[Id]
    cancellation_id: Mapped[Ref] = mapped_column(ForeignKey("cancellations.id"))
    state: Mapped[str]
    amount_fen: Mapped[Fen]
