"""The points that suggested grades were added up with: a row for each set of numbers that was ever in use."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import Base, Id, Json, Stamped, StoreRow


class PointCard(StoreRow, Stamped, Base):
    """One version of the store's points. The settings say what counts now; a card keeps what counted then, so that a
    grade accepted in March is still explained in May. `GradeChange.rule_version` is its number `no`."""

    __tablename__ = "point_cards"
    __table_args__ = (UniqueConstraint("store_id", "no"), UniqueConstraint("store_id", "digest"))
    id: Mapped[Id]
    no: Mapped[int]
    digest: Mapped[str]
    points: Mapped[Json]  # {key of the setting: number}
    how: Mapped[str] = mapped_column(default="settings")  # settings | adopted | undone
