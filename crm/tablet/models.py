"""What came from the shared tablets: entries that were kept without the network, and drafts of a locked screen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.crypto import Cipher
from crm.shared.db import Base, Id, Json, Ref, StoreRow

_REFUSED: Any = text("state = 'refused'")


class TabletEntry(StoreRow, Base):
    """One visit that a tablet kept. `key` is the tablet's own number for it: what comes twice is one (T9).

    `body` holds what was typed only while a person still has to look at it; `owner_id` is the advisor whom this very
    entry gave to a customer who had none, so that an earlier arrival that comes later can set it right.
    """

    __tablename__ = "tablet_entries"
    __table_args__ = (
        UniqueConstraint("store_id", "key"),
        Index("ix_tablet_entries_refused", "store_id", "id", sqlite_where=_REFUSED, postgresql_where=_REFUSED),
        Index("ix_tablet_entries_device", "device_id", "received_at"),
        Index("ix_tablet_entries_customer", "customer_id"),
    )
    id: Mapped[Id]
    key: Mapped[str]
    device_id: Mapped[Ref] = mapped_column(ForeignKey("devices.id"))
    staff_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
    state: Mapped[str]
    reason_code: Mapped[str | None]
    facts: Mapped[Json]
    body: Mapped[str | None] = mapped_column(Cipher("tablet_entries.body"))
    arrived_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    off_seconds: Mapped[int] = mapped_column(default=0)  # how far the tablet's clock was off
    visit_id: Mapped[Ref | None] = mapped_column(ForeignKey("visits.id"))
    customer_id: Mapped[Ref | None] = mapped_column(ForeignKey("customers.id"))
    owner_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
    decided_by_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None]


class TabletDraft(StoreRow, Base):
    """What somebody was typing when the tablet locked; it comes back to the same person on the same tablet."""

    __tablename__ = "tablet_drafts"
    __table_args__ = (UniqueConstraint("device_id", "staff_id"),)
    id: Mapped[Id]
    device_id: Mapped[Ref] = mapped_column(ForeignKey("devices.id"))
    staff_id: Mapped[Ref] = mapped_column(ForeignKey("staff.id"))
    body: Mapped[str] = mapped_column(Cipher("tablet_drafts.body"))
    saved_at: Mapped[datetime]
