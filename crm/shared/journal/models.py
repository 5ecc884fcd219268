"""The undo journal as rows: a batch, and what it found in each row that it changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import BIG, WORD, Base, Id, Json, Ref, Stamped, StoreRow

KEPT_DAYS = 30


class JournalBatch(StoreRow, Stamped, Base):
    """One thing that was done to many rows, and may be undone until `kept_until`."""

    __tablename__ = "journal_batches"
    __table_args__ = (Index("ix_journal_batches_until", "store_id", "kept_until"),)
    id: Mapped[Id]
    kind: Mapped[str]
    kept_until: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
    scrubbed_at: Mapped[datetime | None]  # the images are gone: too old, or somebody in them was erased


class JournalRow(Base):
    """One row that the batch has changed: the changed columns before and after, ciphertext as it lies in the table."""

    __tablename__ = "journal_rows"
    __table_args__ = (Index("ix_journal_rows_row", "table_name", "row_key"),)
    batch_id: Mapped[int] = mapped_column(BIG, ForeignKey("journal_batches.id"), primary_key=True)
    no: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    table_name: Mapped[str] = mapped_column(WORD)
    row_key: Mapped[str] = mapped_column(WORD)
    what: Mapped[str]  # inserted | updated | deleted
    version_after: Mapped[int | None]
    before: Mapped[Json]
    after: Mapped[Json]
