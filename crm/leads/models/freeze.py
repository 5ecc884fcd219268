"""A lead rests until a date: the customer asked for peace, or waits for something nobody can hurry (冷冻, F-02)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import Base, Id, Ref, Stamped, StoreRow


class LeadFreeze(StoreRow, Stamped, Base):
    """Why the lead rests and until when. Over when its day comes, when the customer is met, or when it is taken up."""

    __tablename__ = "lead_freezes"
    __table_args__ = (Index("ix_lead_freezes_lead", "lead_id", "id"),)
    id: Mapped[Id]
    lead_id: Mapped[Ref] = mapped_column(ForeignKey("leads.id"))
    until_on: Mapped[date]
    reason: Mapped[str]
    was_on: Mapped[date | None]  # the next contact as it stood before
