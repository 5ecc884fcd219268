"""What was found in the data, what people said about it, what they corrected, and how it went day by day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import BIG, WORD, Base, Id, Json, Ref, Stamped, StoreRow


class QualityFinding(Base):
    """A row that looks wrong. `mark` is the value that was looked at (an index or a number, never a name): a finding
    counts only while that value still stands there."""

    __tablename__ = "quality_findings"
    __table_args__ = ({"sqlite_with_rowid": False},)
    store_id: Mapped[int] = mapped_column(BIG, ForeignKey("stores.id"), primary_key=True)
    check: Mapped[str] = mapped_column(WORD, primary_key=True)
    subject_id: Mapped[int] = mapped_column(BIG, primary_key=True)
    mark: Mapped[str]
    found_on: Mapped[date]


class QualityVerdict(StoreRow, Stamped, Base):
    """Somebody has looked: it is right as it stands, until the value changes."""

    __tablename__ = "quality_verdicts"
    __table_args__ = (Index("ix_quality_verdicts_row", "store_id", "check", "subject_id", "mark"),)
    id: Mapped[Id]
    check: Mapped[str] = mapped_column(WORD)
    subject_id: Mapped[Ref]
    mark: Mapped[str] = mapped_column(WORD)


class QualityRun(StoreRow, Base):
    """One look through the store; `at_check` says how far it has come."""

    __tablename__ = "quality_runs"
    __table_args__ = (Index("ix_quality_runs_store", "store_id", "id"),)
    id: Mapped[Id]
    started_at: Mapped[datetime]
    at_check: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]


class QualityDay(Base):
    """How many there were on a day, of how many: the trend."""

    __tablename__ = "quality_days"
    __table_args__ = ({"sqlite_with_rowid": False},)
    store_id: Mapped[int] = mapped_column(BIG, ForeignKey("stores.id"), primary_key=True)
    on_day: Mapped[date] = mapped_column(primary_key=True)
    check: Mapped[str] = mapped_column(WORD, primary_key=True)
    found: Mapped[int]
    total: Mapped[int]


class QualityFix(StoreRow, Stamped, Base):
    """Something that was set right on the spot; its batches stand in the journal, so it can be taken back."""

    __tablename__ = "quality_fixes"
    __table_args__ = (Index("ix_quality_fixes_at", "store_id", "id"),)
    id: Mapped[Id]
    check: Mapped[str]
    done: Mapped[str]
    rows: Mapped[int]
    subject_id: Mapped[int | None] = mapped_column(BIG)  # None: several rows at once
    batches: Mapped[Json]
    undone_at: Mapped[datetime | None]
    left: Mapped[int] = mapped_column(default=0)  # rows that somebody had changed since
