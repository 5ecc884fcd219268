"""The customer has driven the car."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import Base, Id, Ref, Stamped, StoreRow


class TestDrive(StoreRow, Stamped, Base):
    """The customer has driven the car."""

    __test__ = False
    __tablename__ = "test_drives"
    __table_args__ = (Index("ix_test_drives_lead", "lead_id", "id"),)
    id: Mapped[Id]
    lead_id: Mapped[Ref] = mapped_column(ForeignKey("leads.id"))
    driven_on: Mapped[date]
    model: Mapped[str]
    liked: Mapped[str] = mapped_column(default="")
    doubts: Mapped[str] = mapped_column(default="")
