"""Reception as rows: who stands on duty, who came, and whose turn it was."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Time, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.crypto import Cipher
from crm.shared.db import Base, Decided, Id, Ref, Stamped, StoreRow, Versioned

_NOT_DONE = "completed_at IS NULL"


def _only(condition: str) -> Any:
    """An index over some rows only, on both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class Duty(StoreRow, Versioned, Base):
    """One person's standing duty (站岗) on one day; `position` is the order at the door (R-202)."""

    __tablename__ = "duty"
    __table_args__ = (UniqueConstraint("store_id", "on_day", "staff_id"),)
    id: Mapped[Id]
    on_day: Mapped[date]
    staff_id: Mapped[Ref] = mapped_column(ForeignKey("staff.id"))
    starts: Mapped[time] = mapped_column(Time)
    ends: Mapped[time] = mapped_column(Time)
    position: Mapped[int]
    lot: Mapped[int] = mapped_column(BigInteger)
    reserve: Mapped[bool] = mapped_column(default=False)  # not at the door, but called when all there are busy
    away_at: Mapped[datetime | None]  # on a break since
    off_at: Mapped[datetime | None]  # taken off the rota


class Visit(StoreRow, Stamped, Versioned, Base):
    """Somebody came, or called: recorded even with no name and no phone (F-12)."""

    __tablename__ = "visits"
    __table_args__ = (
        Index("ix_visits_day", "store_id", "on_day", "id"),
        Index("ix_visits_open", "store_id", "on_day", **_only("left_at IS NULL")),
        Index("ix_visits_unfinished", "store_id", "id", **_only(_NOT_DONE)),
        Index("ix_visits_customer", "customer_id", "arrived_at"),
        Index("ix_visits_lead", "lead_id"),
    )  # fmt: skip
    id: Mapped[Id]
    customer_id: Mapped[Ref | None] = mapped_column(ForeignKey("customers.id"))
    lead_id: Mapped[Ref | None] = mapped_column(ForeignKey("leads.id"))
    arrived_at: Mapped[datetime]
    on_day: Mapped[date]
    purpose: Mapped[str | None]
    channel: Mapped[str] = mapped_column(default="")
    channel_detail: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    note_appearance: Mapped[str | None] = mapped_column(Cipher("visits.note_appearance"))
    note_family: Mapped[str | None] = mapped_column(Cipher("visits.note_family"))
    note_background: Mapped[str | None] = mapped_column(Cipher("visits.note_background"))
    note_needs: Mapped[str | None] = mapped_column(Cipher("visits.note_needs"))
    party_size: Mapped[int | None]
    nothing_left: Mapped[bool] = mapped_column(default=False)  # asked, and left neither name nor phone
    first_visit: Mapped[bool] = mapped_column(default=True)
    advisor_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
    assigned_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]


class Turn(StoreRow, Stamped, Decided, Base):
    """Who was to receive a visit, and why; `counts` is false for the own advisor of a known customer."""

    __tablename__ = "turns"
    __table_args__ = (
        Index("ix_turns_visit", "visit_id", "id"),
        Index("ix_turns_day", "store_id", "on_day", "staff_id"),
    )
    id: Mapped[Id]
    visit_id: Mapped[Ref] = mapped_column(ForeignKey("visits.id"))
    staff_id: Mapped[Ref] = mapped_column(ForeignKey("staff.id"))
    on_day: Mapped[date]
    counts: Mapped[bool]
