"""A notice as a row: for whom, about what, and how it went."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import Base, Decided, Id, Json, Ref, Stamped, StoreRow

_OPEN = text("ended_at IS NULL")


class Notice(StoreRow, Stamped, Decided, Base):
    """`at` is when it was sent, `by_id` by whom (None: the machine). It carries ids and a reason, never a customer."""

    __tablename__ = "notices"
    __table_args__ = (
        Index(
            "uq_notices_open", "staff_id", "kind", "subject_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
        Index("ix_notices_subject", "store_id", "kind", "subject_id", "id"),
        Index("ix_notices_person", "staff_id", "at"),
    )
    id: Mapped[Id]
    staff_id: Mapped[Ref] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str]
    subject_id: Mapped[Ref]
    answer_by_at: Mapped[datetime | None]  # None: no limit
    seen_at: Mapped[datetime | None]  # a page of the person has fetched it
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    end_code: Mapped[str | None]  # why it ended without them: passed on, recalled
    end_facts: Mapped[Json | None]
