"""After-sales has taken a new owner over."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import Base, Id, Ref, Stamped, StoreRow


class Acceptance(StoreRow, Stamped, Base):
    """Who in after-sales has read the hand-over and looks after the owner from then on; once for each delivery."""

    __tablename__ = "handover_acceptances"
    __table_args__ = (UniqueConstraint("delivery_id"), Index("ix_handover_acceptances_at", "store_id", "at"))
    id: Mapped[Id]
    delivery_id: Mapped[Ref] = mapped_column(ForeignKey("deliveries.id"))
    note: Mapped[str] = mapped_column(default="")
