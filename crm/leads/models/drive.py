"""The customer has sat in the car: driven it, or ridden along."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import Base, Id, Ref, Stamped, StoreRow

_BOOKED = text("booking_id IS NOT NULL")


class TestDrive(StoreRow, Stamped, Base):
    """A drive that took place, or a ride (F-19: only a drive counts as one), and what the customer thought of it.

    Without a booking it was written down afterwards, and nothing was signed.
    """

    __test__ = False
    __tablename__ = "test_drives"
    __table_args__ = (
        Index("ix_test_drives_lead", "lead_id", "id"),
        Index("ix_test_drives_day", "store_id", "driven_on", "id"),
        Index("uq_test_drives_booking", "booking_id", unique=True, sqlite_where=_BOOKED, postgresql_where=_BOOKED),
    )
    id: Mapped[Id]
    lead_id: Mapped[Ref] = mapped_column(ForeignKey("leads.id"))
    driven_on: Mapped[date]
    model: Mapped[str]
    kind: Mapped[str] = mapped_column(default="drive", server_default="drive")  # drive | ride
    booking_id: Mapped[Ref | None] = mapped_column(ForeignKey("drive_bookings.id"))
    verdict: Mapped[str | None]  # better | as_hoped | worse than they had hoped
    wish: Mapped[str | None]  # what they want next: order | quote | think | other_car | none
    liked: Mapped[str] = mapped_column(default="")
    doubts: Mapped[str] = mapped_column(default="")
