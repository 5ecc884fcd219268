"""The rota as rows: who stands on duty, who is on a break, whose turn it was, and the ledger that says whose is next.

Rows of the past are never rewritten: an instant is filled in once, a change of hours is a new row. That is what lets
`./yuke fairness` replay every decision from the rows alone.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Time, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import BIG, Base, Decided, Id, Ref, Stamped, StoreRow, Versioned, append_only


def _only(condition: str) -> Any:
    """An index over some rows only, on both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class Duty(StoreRow, Versioned, Base):
    """One person's standing duty (站岗) on one day, in the store's wall time (R-202)."""

    __tablename__ = "duty"
    __table_args__ = (
        Index("ix_duty_day", "store_id", "on_day", "staff_id"),
        Index("uq_duty_standing", "store_id", "on_day", "staff_id", unique=True, **_only("off_at IS NULL")),
    )
    id: Mapped[Id]
    on_day: Mapped[date]
    staff_id: Mapped[Ref] = mapped_column(ForeignKey("staff.id"))
    starts: Mapped[time] = mapped_column(Time)
    ends: Mapped[time] = mapped_column(Time)
    position: Mapped[int]  # the order in which they were put on; it gives nobody a turn
    lot: Mapped[int] = mapped_column(BigInteger)  # the draw of somebody who has no credit yet
    reserve: Mapped[bool] = mapped_column(default=False)  # not at the door, but called when all there are busy
    made_at: Mapped[datetime | None]  # on the rota since; None: since before the day began
    off_at: Mapped[datetime | None]  # taken off the rota


class DutyBreak(StoreRow, Base):
    """Away from the door for a while; open while `back_at` is missing."""

    __tablename__ = "duty_breaks"
    __table_args__ = (
        Index("ix_duty_breaks_day", "store_id", "on_day"),
        Index("uq_duty_breaks_open", "duty_id", unique=True, **_only("back_at IS NULL")),
    )
    id: Mapped[Id]
    duty_id: Mapped[Ref] = mapped_column(ForeignKey("duty.id"))
    on_day: Mapped[date]
    away_at: Mapped[datetime]
    back_at: Mapped[datetime | None]


class Turn(StoreRow, Stamped, Decided, Base):
    """Who was to receive a visit, and why; `counts` is false for what is nobody's turn (own customers, paperwork)."""

    __tablename__ = "turns"
    __table_args__ = (
        Index("ix_turns_visit", "visit_id", "id"),
        Index("ix_turns_day", "store_id", "on_day", "staff_id"),
        Index("ix_turns_open", "store_id", "on_day", **_only("released_at IS NULL")),
    )
    id: Mapped[Id]
    visit_id: Mapped[Ref] = mapped_column(ForeignKey("visits.id"))
    staff_id: Mapped[Ref] = mapped_column(ForeignKey("staff.id"))
    on_day: Mapped[date]
    counts: Mapped[bool]
    accepted_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]  # free again: the visitor has left, or somebody else receives
    ended: Mapped[str] = mapped_column(default="")  # how: left, passed, moved, recalled
    doing: Mapped[str] = mapped_column(default="")  # for the sentence of the next decision: "drive"


class Credit(StoreRow, Stamped, Decided, Base):
    """One entry of the ledger, in units of 1/UNIT turn: a share of an arrival (+), a turn received (-), or its return.

    `after` is the person's balance with this entry, `lot` their draw among equals until the next one.
    """

    __tablename__ = "credits"
    __table_args__ = (
        Index("ix_credits_person", "store_id", "staff_id", "id"),
        Index("ix_credits_day", "store_id", "on_day"),
        Index("ix_credits_visit", "visit_id"),
        UniqueConstraint("turn_id", "staff_id", "kind"),
    )
    id: Mapped[Id]
    on_day: Mapped[date]
    visit_id: Mapped[Ref] = mapped_column(ForeignKey("visits.id"))
    turn_id: Mapped[Ref] = mapped_column(ForeignKey("turns.id"))  # the decision that wrote it
    staff_id: Mapped[Ref] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str]  # share, turn, return
    units: Mapped[int] = mapped_column(BigInteger)
    after: Mapped[int] = mapped_column(BigInteger)
    lot: Mapped[int] = mapped_column(BIG)


append_only("credits")


class Backup(StoreRow, Stamped, Versioned, Base):
    """Who receives somebody's known customers while they are away; nobody when `backup_id` is missing."""

    __tablename__ = "backups"
    id: Mapped[Id]
    staff_id: Mapped[Ref] = mapped_column(ForeignKey("staff.id"), unique=True)
    backup_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
