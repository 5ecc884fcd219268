"""After a loss: who was told that it waits, what is still said to the customer, and what wakes them again."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import Base, Decided, Fen, Id, Json, Ref, Stamped, StoreRow, Versioned

OPEN = text("done_at IS NULL")


class LostEscalation(StoreRow, Stamped, Decided, Base):
    """Nobody has decided an application in time; the manager was called, once (F-15)."""

    __tablename__ = "lost_escalations"
    __table_args__ = (UniqueConstraint("lost_sale_id"),)
    id: Mapped[Id]
    lost_sale_id: Mapped[Ref] = mapped_column(ForeignKey("lost_sales.id"))


class Touch(StoreRow, Decided, Base):
    """One thing to say to a customer we have lost: thanks, then now and then a word, never more (R-236)."""

    __tablename__ = "lost_touches"
    __table_args__ = (
        UniqueConstraint("lost_sale_id", "kind", "due_on"),
        Index("ix_lost_touches_due", "store_id", "due_on", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_lost_touches_lead", "lead_id"),
        Index("ix_lost_touches_done", "store_id", "done_at"),
    )
    id: Mapped[Id]
    lost_sale_id: Mapped[Ref] = mapped_column(ForeignKey("lost_sales.id"))
    lead_id: Mapped[Ref] = mapped_column(ForeignKey("leads.id"))
    kind: Mapped[str]  # rules.touches.Kind
    due_on: Mapped[date]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
    how: Mapped[str | None]  # rules.touches.How


class Occasion(StoreRow, Stamped, Versioned, Base):
    """Marketing enters what has changed: a price, or a new model. It wakes the lost customers whom it concerns."""

    __tablename__ = "occasions"
    __table_args__ = (Index("ix_occasions_due", "store_id", "from_on", "id"),)
    id: Mapped[Id]
    kind: Mapped[str]  # rules.occasions.Kind
    model: Mapped[str]  # the car as marketing names it
    old_price_fen: Mapped[Fen | None]
    new_price_fen: Mapped[Fen | None]
    note: Mapped[str] = mapped_column(default="")  # what the advisors are to say
    interests: Mapped[Json]  # which of the cars asked for it concerns, as they were said
    branches: Mapped[Json]  # which branches of the tree of reasons; empty: all
    only_covered: Mapped[bool] = mapped_column(default=False)  # only where it makes up for the price gap that was told
    from_on: Mapped[date]
    ran_at: Mapped[datetime | None]
    woken: Mapped[int] = mapped_column(default=0)
    batch_id: Mapped[Ref | None] = mapped_column(ForeignKey("journal_batches.id"))
    ended_at: Mapped[datetime | None]  # taken back, or cancelled before its day
    ended_by_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
