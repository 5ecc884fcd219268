"""About the grading itself: changes of several standards at once, how well it held, who looked at what."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import Base, Decided, Id, Json, Ref, Stamped, StoreRow


class StandardSet(StoreRow, Stamped, Base):
    """Several standards changed in one act, a preset or a proposal; `before` brings them back."""

    __tablename__ = "standard_sets"
    __table_args__ = (Index("ix_standard_sets_kind", "store_id", "id"),)
    id: Mapped[Id]
    kind: Mapped[str]  # the code of a preset, or "weights"
    before: Mapped[Json]  # {key: number}
    after: Mapped[Json]
    check_id: Mapped[Ref | None] = mapped_column(ForeignKey("grading_checks.id"))
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))


class GradingCheck(StoreRow, Stamped, Decided, Base):
    """What became of each grade up to a day, how well the points foretold it, and which points would do better."""

    __tablename__ = "grading_checks"
    __table_args__ = (UniqueConstraint("store_id", "on_day"),)
    id: Mapped[Id]
    on_day: Mapped[date]
    card_no: Mapped[int]  # the points that were judged
    figures: Mapped[Json]  # rules.holding.Held


class GradeReview(StoreRow, Stamped, Base):
    """A supervisor has looked at a lowered grade (F-04): seen, or put back with words."""

    __tablename__ = "grade_reviews"
    __table_args__ = (UniqueConstraint("grade_change_id"),)
    id: Mapped[Id]
    grade_change_id: Mapped[Ref] = mapped_column(ForeignKey("grade_changes.id"))
    verdict: Mapped[str]  # rules.reviews.Verdict
    note: Mapped[str] = mapped_column(default="")
