"""Reception as rows: who came, why, and who received them (the turns are rows of the rota)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.crypto import Cipher
from crm.shared.db import Base, Id, Json, Ref, Stamped, StoreRow, Versioned

_NOT_DONE = "completed_at IS NULL AND lapsed_at IS NULL AND void_at IS NULL"


def _only(condition: str) -> Any:
    """An index over some rows only, on both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class Visit(StoreRow, Stamped, Versioned, Base):
    """Somebody came, or called: recorded even with no name and no phone (F-12)."""

    __tablename__ = "visits"
    again = False  # in this request: recorded before, by the same form or on another tablet
    __table_args__ = (
        Index("ix_visits_day", "store_id", "on_day", "id"),
        Index("ix_visits_open", "store_id", "on_day", **_only("left_at IS NULL")),
        Index("ix_visits_unfinished", "store_id", "id", **_only(_NOT_DONE)),
        Index("ix_visits_customer", "customer_id", "arrived_at"),
        Index("ix_visits_lead", "lead_id"),
        Index("uq_visits_key", "store_id", "key", unique=True, **_only("key IS NOT NULL")),
    )  # fmt: skip
    id: Mapped[Id]
    customer_id: Mapped[Ref | None] = mapped_column(ForeignKey("customers.id"))
    contact_id: Mapped[Ref | None] = mapped_column(ForeignKey("company_contacts.id"))  # who came for a firm (F-53)
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
    driving_at: Mapped[datetime | None]  # out on a test drive now
    lapsed_at: Mapped[datetime | None]  # its day ended before anybody completed it (F-12)
    void_at: Mapped[datetime | None]  # taken back at the desk: there was no such visit
    key: Mapped[str | None]  # of the form that recorded it: sent twice, it is one visit


class VisitStep(StoreRow, Stamped, Base):
    """One tap at the desk about a visit, in order: came, given, drive_out, drive_back, left, and taking one back.

    `facts` keeps what the tap has changed, so that it can be taken back; a row "undone" names the step in `of_id`.
    """

    __tablename__ = "visit_steps"
    __table_args__ = (Index("ix_visit_steps_visit", "visit_id", "id"), UniqueConstraint("of_id"))
    id: Mapped[Id]
    visit_id: Mapped[Ref] = mapped_column(ForeignKey("visits.id"))
    kind: Mapped[str]
    staff_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
    of_id: Mapped[Ref | None] = mapped_column(ForeignKey("visit_steps.id"))
    reason_code: Mapped[str] = mapped_column(default="")
    facts: Mapped[Json | None]
