"""Suspected pairs, what people said about them, and merges."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import Base, Decided, Id, Json, Ref, Stamped, StoreRow
from crm.shared.journal import JournalBatch


class SuspectedPair(StoreRow, Decided, Base):
    """Two files that may be one person. `digest` tells what both said when it was judged: "not the same" holds
    until one of them says something else."""

    __tablename__ = "suspected_pairs"
    __table_args__ = (
        UniqueConstraint("store_id", "a_id", "b_id"),
        Index("ix_suspected_pairs_list", "store_id", "state", "points", "id"),
        Index("ix_suspected_pairs_b", "b_id"),
        CheckConstraint("a_id < b_id", name="order"),
    )
    id: Mapped[Id]
    a_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
    b_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
    points: Mapped[int]
    reasons: Mapped[Json]  # [[code, facts] …], the strongest first; no personal data in them
    digest: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")  # rules.merging.State
    back_on: Mapped[date | None]  # of "later": in the list again from this day
    found_at: Mapped[datetime]


class PairVerdict(StoreRow, Stamped, Base):
    """What somebody said about a pair."""

    __tablename__ = "pair_verdicts"
    __table_args__ = (Index("ix_pair_verdicts_pair", "pair_id", "id"),)
    id: Mapped[Id]
    pair_id: Mapped[Ref] = mapped_column(ForeignKey("suspected_pairs.id"))
    verdict: Mapped[str]  # not_same | later | merged
    digest: Mapped[str]


class Merge(StoreRow, Stamped, Decided, Base):
    """Two files made one. The rows that moved stand in the journal's batch until it is too old."""

    __tablename__ = "merges"
    __table_args__ = (
        Index("ix_merges_at", "store_id", "at"),
        Index("ix_merges_keep", "keep_id", "at"),
        Index("ix_merges_gone", "gone_id"),
    )
    id: Mapped[Id]
    keep_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
    gone_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
    pair_id: Mapped[Ref | None] = mapped_column(ForeignKey("suspected_pairs.id"))
    batch_id: Mapped[Ref] = mapped_column(ForeignKey(JournalBatch.id))
    why: Mapped[str] = mapped_column(default="")  # asked for when the owners differ (T7)
    lost_owner_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
    moved: Mapped[Json]  # {table: rows}: what came from the other file
    marks: Mapped[Json]  # {table: last id}: what is newer has come since
    apart_at: Mapped[datetime | None]
    apart_by_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
