"""The plan as rows: a store's shifts, who stands in which on a day, who changed places with whom, and when the door
was short."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ForeignKey, Index, Time, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import Base, Id, Ref, Stamped, StoreRow, Versioned


def _only(condition: str) -> Any:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class Shift(StoreRow, Versioned, Base):
    """A pattern such as early or late, in the store's wall time (R-202)."""

    __tablename__ = "shifts"
    __table_args__ = (UniqueConstraint("store_id", "name"),)
    id: Mapped[Id]
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    starts: Mapped[time] = mapped_column(Time)
    ends: Mapped[time] = mapped_column(Time)
    archived_at: Mapped[datetime | None]


class Plan(StoreRow, Stamped, Versioned, Base):
    """One cell of the week: what a group, or a person, does on a day. An empty `post` says nothing."""

    __tablename__ = "plans"
    __table_args__ = (
        Index("uq_plans_team", "store_id", "on_day", "team_id", unique=True, **_only("team_id IS NOT NULL")),
        Index("uq_plans_person", "store_id", "on_day", "staff_id", unique=True, **_only("staff_id IS NOT NULL")),
    )
    id: Mapped[Id]
    on_day: Mapped[date]
    team_id: Mapped[Ref | None] = mapped_column(ForeignKey("teams.id"))
    staff_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
    post: Mapped[str] = mapped_column(default="")
    shift_id: Mapped[Ref | None] = mapped_column(ForeignKey("shifts.id"))
    swap_id: Mapped[Ref | None] = mapped_column(ForeignKey("swaps.id"))  # came about by two people changing places


class Swap(StoreRow, Stamped, Versioned, Base):
    """Two people change places on a day, and perhaps on another in return: asked by one, agreed by the other."""

    __tablename__ = "swaps"
    __table_args__ = (Index("ix_swaps_day", "store_id", "on_day"),)
    id: Mapped[Id]
    staff_id: Mapped[Ref] = mapped_column(ForeignKey("staff.id"))  # whose shift is given away
    other_id: Mapped[Ref] = mapped_column(ForeignKey("staff.id"))
    on_day: Mapped[date]
    back_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
    outcome: Mapped[str | None]  # agreed, declined, withdrawn


class Shortage(StoreRow, Stamped, Base):
    """The door was short: since when (`at`), when the leader was called, when it was kept again (R-203, A-31)."""

    __tablename__ = "shortages"
    __table_args__ = (
        Index("uq_shortages_open", "store_id", unique=True, **_only("over_at IS NULL")),
        Index("ix_shortages_day", "store_id", "on_day"),
    )
    id: Mapped[Id]
    on_day: Mapped[date]
    called_at: Mapped[datetime | None]
    over_at: Mapped[datetime | None]
