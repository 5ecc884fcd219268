"""Reception as rows: who came, why, and who received them (the turns are rows of the rota)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.crypto import Cipher
from crm.shared.db import Base, Id, Ref, Stamped, StoreRow, Versioned

_NOT_DONE = "completed_at IS NULL"


def _only(condition: str) -> Any:
    """An index over some rows only, on both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


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
