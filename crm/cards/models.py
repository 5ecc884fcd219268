"""What stands on a card, and to whom it was sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.crypto import Cipher
from crm.shared.db import Base, Id, Ref, Stamped, StoreRow, Versioned


class AdvisorCard(StoreRow, Stamped, Versioned, Base):
    """One person's card. Its address is secret by its token alone and holds nothing about any customer."""

    __tablename__ = "advisor_cards"
    id: Mapped[Id]
    staff_id: Mapped[Ref] = mapped_column(ForeignKey("staff.id"), unique=True)
    token: Mapped[str] = mapped_column(unique=True)
    phone: Mapped[str | None] = mapped_column(Cipher("advisor_cards.phone"))
    desk: Mapped[str | None] = mapped_column(Cipher("advisor_cards.desk"))
    wechat: Mapped[str | None] = mapped_column(Cipher("advisor_cards.wechat"))
    line: Mapped[str] = mapped_column(default="")  # a sentence about oneself
    numbers_at: Mapped[datetime | None]  # when a number that customers had was changed


class CardSending(StoreRow, Stamped, Base):
    """A customer was sent or shown the card of who looks after them: they know."""

    __tablename__ = "card_sendings"
    __table_args__ = (Index("ix_card_sendings_lead", "lead_id", "at"),)
    id: Mapped[Id]
    lead_id: Mapped[Ref] = mapped_column(ForeignKey("leads.id"))
    staff_id: Mapped[Ref] = mapped_column(ForeignKey("staff.id"))  # whose card
    how: Mapped[str]
