"""Questions, who has them, and their answers."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import Base, Id, Ref, Stamped, StoreRow, Versioned

OPEN = text("closed_at IS NULL")


class Question(StoreRow, Stamped, Versioned, Base):
    """What a customer wants to know; open until it is answered or taken back."""

    __tablename__ = "questions"
    __table_args__ = (
        Index(
            "ix_questions_specialist", "store_id", "specialist_id", "due_on", sqlite_where=OPEN, postgresql_where=OPEN
        ),
        Index("ix_questions_by", "store_id", "by_id", "due_on", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_questions_open", "store_id", "due_on", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_questions_customer", "customer_id", "id"),
    )
    id: Mapped[Id]
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
    lead_id: Mapped[Ref] = mapped_column(ForeignKey("leads.id"))
    specialist_id: Mapped[Ref] = mapped_column(ForeignKey("staff.id"))
    asked: Mapped[str]
    due_on: Mapped[date]
    closed_at: Mapped[datetime | None]
    closed_how: Mapped[str | None]


class QuestionAnswer(StoreRow, Stamped, Base):
    """What a specialist said."""

    __tablename__ = "question_answers"
    id: Mapped[Id]
    question_id: Mapped[Ref] = mapped_column(ForeignKey("questions.id"), unique=True)
    text: Mapped[str]


class QuestionPass(StoreRow, Stamped, Base):
    """Somebody else knows better: the question went on to them."""

    __tablename__ = "question_passes"
    __table_args__ = (Index("ix_question_passes_question", "question_id", "id"),)
    id: Mapped[Id]
    question_id: Mapped[Ref] = mapped_column(ForeignKey("questions.id"))
    from_id: Mapped[Ref] = mapped_column(ForeignKey("staff.id"))
    to_id: Mapped[Ref] = mapped_column(ForeignKey("staff.id"))
