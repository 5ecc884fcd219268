"""Which parts of a made-up store stand, so that a load which was stopped goes on where it was."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from crm.shared.db import Base, Id, StoreRow


class DemoPart(StoreRow, Base):
    """One batch of made-up rows, written in the transaction that poured them."""

    __tablename__ = "demo_parts"
    __table_args__ = (UniqueConstraint("store_id", "part", "no"),)
    id: Mapped[Id]
    part: Mapped[str]
    no: Mapped[int]
    rows: Mapped[int]
    at: Mapped[datetime]
