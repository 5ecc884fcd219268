"""What was done to a person's record, one row each: nothing about people changes without a name and a time."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import Base, Id, Json, Ref, Stamped, StoreRow


class StaffChange(Stamped, StoreRow, Base):
    """`facts` maps a field to [before, after]; a password or PIN is never among them."""

    __tablename__ = "staff_changes"
    __table_args__ = (Index("ix_staff_changes_staff", "store_id", "staff_id", "id"),)
    id: Mapped[Id]
    staff_id: Mapped[Ref] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str]
    facts: Mapped[Json]
