"""Who sent whom: the chain from one owner to the next (R-511, A-28)."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import Base, Id, Ref, Stamped, StoreRow


class Referral(StoreRow, Stamped, Base):
    """One customer sent another, who asks for a car with this lead. One giver for each deal (A-28)."""

    __tablename__ = "referrals"
    __table_args__ = (
        UniqueConstraint("lead_id"),
        Index("ix_referrals_giver", "giver_id", "id"),
        Index("ix_referrals_customer", "customer_id", "id"),
    )
    id: Mapped[Id]
    lead_id: Mapped[Ref] = mapped_column(ForeignKey("leads.id"))
    giver_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
