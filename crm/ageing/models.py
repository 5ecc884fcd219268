"""One redistribution as rows: the run, and each lead that it moves or leaves, with its why."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import Base, Id, Json, Ref, StoreRow, Versioned

_PLANNED = text("state = 'planned' AND kind = 'age'")
_LEAVER = text("state = 'planned' AND kind = 'leaver'")
_ONCE = text("state = 'moved' AND kind <> 'leaver'")


class Run(StoreRow, Versioned, Base):
    """Planned at night or by hand, carried out once, and for thirty days undone as a whole.

    Kind `age` moves what has grown old; kind `leaver` hands over what one person had.
    """

    __tablename__ = "ageing_runs"
    __table_args__ = (
        Index("uq_ageing_runs_planned", "store_id", unique=True, sqlite_where=_PLANNED, postgresql_where=_PLANNED),
        Index("uq_ageing_runs_leaver", "leaver_id", unique=True, sqlite_where=_LEAVER, postgresql_where=_LEAVER),
        Index("ix_ageing_runs_state", "store_id", "kind", "state", "id"),
    )
    id: Mapped[Id]
    kind: Mapped[str]  # age | leaver
    state: Mapped[str] = mapped_column(default="planned")  # planned | done | undone
    leaver_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
    on_day: Mapped[date]  # first planned
    planned_at: Mapped[datetime]  # looked at last
    due_at: Mapped[datetime | None]  # the manager confirms until then
    late_at: Mapped[datetime | None]  # nobody did
    ran_at: Mapped[datetime | None]
    ran_by_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))  # None: by itself
    moved: Mapped[int] = mapped_column(default=0)
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
    undone: Mapped[int] = mapped_column(default=0)
    undone_why: Mapped[str] = mapped_column(default="")


class Move(StoreRow, Base):
    """One lead in a run. The typed columns are the facts of its reason, and what an undo goes back to."""

    __tablename__ = "ageing_moves"
    __table_args__ = (
        UniqueConstraint("run_id", "lead_id"),
        Index("ix_ageing_moves_run", "run_id", "state", "id"),
        Index("ix_ageing_moves_lead", "lead_id"),
        # Twice is once: a step of one count is taken once, whatever is killed, repeated or planned anew.
        Index("uq_ageing_moves_once", "lead_id", "from_on", "kind", unique=True, sqlite_where=_ONCE,
              postgresql_where=_ONCE),
    )  # fmt: skip
    id: Mapped[Id]
    run_id: Mapped[Ref] = mapped_column(ForeignKey("ageing_runs.id"))
    lead_id: Mapped[Ref] = mapped_column(ForeignKey("leads.id"))
    state: Mapped[str]  # planned | left_out | held | moved | passed | undone | kept
    kind: Mapped[str]  # swap | chiefs | office | stay | leaver
    code: Mapped[str]  # the sentence of why, or of why not
    from_on: Mapped[date]  # the day from which it counts
    days: Mapped[int]
    until_on: Mapped[date | None]  # held until this day
    old_owner_id: Mapped[Ref | None]  # people stay as rows: no foreign key has to be checked 50,000 times
    new_owner_id: Mapped[Ref | None]
    watcher_id: Mapped[Ref | None]
    old_step: Mapped[int] = mapped_column(default=0)
    new_step: Mapped[int] = mapped_column(default=0)
    chosen: Mapped[bool] = mapped_column(default=False)  # a person chose where it goes
    with_customer: Mapped[bool] = mapped_column(default=False)  # the customer was the same person's and went along


class LeaverThing(StoreRow, Base):
    """What else the leaver had: a call of after-sales, an appointment, a question, a customer without a lead."""

    __tablename__ = "leaver_things"
    __table_args__ = (UniqueConstraint("run_id", "table_name", "row_id"),)
    id: Mapped[Id]
    run_id: Mapped[Ref] = mapped_column(ForeignKey("ageing_runs.id"))
    table_name: Mapped[str]
    row_id: Mapped[Ref]
    state: Mapped[str]  # planned | moved | passed | undone | kept
    new_owner_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
    facts: Mapped[Json | None]


class RotationGroup(StoreRow, Base):
    """The groups between which old leads change, in their order; without rows it is every team that has advisors."""

    __tablename__ = "rotation_groups"
    __table_args__ = (UniqueConstraint("store_id", "team_id"), Index("ix_rotation_groups", "store_id", "position"))
    id: Mapped[Id]
    team_id: Mapped[Ref] = mapped_column(ForeignKey("teams.id"))
    position: Mapped[int]
