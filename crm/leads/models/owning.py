"""Who looks after a lead, and how it changed hands."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import Base, Id, Ref, Stamped, StoreRow


class LeadAssignment(StoreRow, Stamped, Base):
    """The lead was handed to another advisor, and why."""

    __tablename__ = "lead_assignments"
    __table_args__ = (Index("ix_lead_assignments_lead", "lead_id", "id"),)
    id: Mapped[Id]
    lead_id: Mapped[Ref] = mapped_column(ForeignKey("leads.id"))
    old_owner_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
    new_owner_id: Mapped[Ref] = mapped_column(ForeignKey("staff.id"))
    reason: Mapped[str]
