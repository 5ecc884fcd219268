"""Lost sales, their review, and how leads come back."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import Base, Decided, Fen, Id, Ref, Stamped, StoreRow


class LostSale(StoreRow, Stamped, Base):
    """An application to count a lead as lost (F-15). It counts only with an approving LostDecision."""

    __tablename__ = "lost_sales"
    __table_args__ = (
        Index("ix_lost_sales_lead", "lead_id", "id"),
        Index("ix_lost_sales_by", "store_id", "by_id", "id"),
    )
    id: Mapped[Id]
    lead_id: Mapped[Ref] = mapped_column(ForeignKey("leads.id"))
    reason: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    competitor_brand: Mapped[str] = mapped_column(default="")
    competitor_model: Mapped[str] = mapped_column(default="")
    competitor_store: Mapped[str] = mapped_column(default="", server_default="")  # where they bought our own brand
    price_gap_fen: Mapped[Fen | None]  # the other offer minus ours: negative means they were cheaper
    would_have_won: Mapped[str] = mapped_column(default="")
    reopen_on: Mapped[date | None]
    duplicate_of_id: Mapped[Ref | None] = mapped_column(ForeignKey("leads.id"))
    failed_days: Mapped[int] = mapped_column(default=0)  # the evidence of that day, for UNREACHABLE
    contacts: Mapped[int | None]  # that counted until that day, visits among them; None: older than the rule
    given_up: Mapped[bool | None]  # the machine's judgement of that day (F-15): subjective, or ended from outside


class LostDecision(StoreRow, Stamped, Base):
    """What became of an application: approved, sent back with words, or withdrawn by the applicant."""

    __tablename__ = "lost_decisions"
    __table_args__ = (UniqueConstraint("lost_sale_id"), Index("ix_lost_decisions_at", "store_id", "verdict", "at"))
    id: Mapped[Id]
    lost_sale_id: Mapped[Ref] = mapped_column(ForeignKey("lost_sales.id"))
    verdict: Mapped[str]
    note: Mapped[str] = mapped_column(default="")


class Reopening(StoreRow, Stamped, Decided, Base):
    """A lost lead came back: on its date, by hand, or on an occasion; a new count begins (A-06)."""

    __tablename__ = "reopenings"
    __table_args__ = (
        UniqueConstraint("lead_id", "on_day"),
        Index("ix_reopenings_day", "store_id", "on_day"),
        Index("ix_reopenings_occasion", "occasion_id"),
    )
    id: Mapped[Id]
    lead_id: Mapped[Ref] = mapped_column(ForeignKey("leads.id"))
    on_day: Mapped[date]
    occasion_id: Mapped[Ref | None] = mapped_column(ForeignKey("occasions.id"))
