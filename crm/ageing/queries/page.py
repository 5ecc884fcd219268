"""A run as its page shows it: the rows that would move, who loses and gains, what stays, and the runs that were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from crm.ageing.models import Move, Run
from crm.ageing.queries.standing import stands, untouched
from crm.ageing.rules import UNDO_DAYS, State
from crm.customers.models import Customer
from crm.leads.models import Lead
from crm.leads.rules import LIVE
from crm.shared.db import db
from crm.shared.scope import NotYours
from crm.shared.stamp import Stamp
from crm.staff.models import Staff, Team

PAGE = 50
HELD_SHOWN = 12


@dataclass(frozen=True)
class Counts:
    """How many rows would move by step, how many are left out or held, and how old the oldest is."""

    by_kind: dict[str, int]
    oldest: dict[str, int]
    left_out: int
    held: int

    @property
    def total(self) -> int:
        return sum(self.by_kind.values())


def run_for(stamp: Stamp, run_id: int, kind: str = "age") -> Run:
    """The run, or 404 unless it is this store's."""
    found = select(Run).where(Run.id == run_id, Run.store_id == stamp.store_id, Run.kind == kind)
    run = db.session.scalar(found)
    if run is None:
        raise NotYours
    return run


def move_for(stamp: Stamp, move_id: int) -> Any:
    """One row with its run and what its page says about it, or 404."""
    found = db.session.execute(_rows(Move.id == move_id, Run.store_id == stamp.store_id).add_columns(Move, Run)).first()
    if found is None:
        raise NotYours
    return found


def counts(run: Run, stamp: Stamp) -> Counts:
    """One statement for the headline and the filters; a planned row counts while it is true."""
    lives = and_(Move.state == State.PLANNED, stands(run.kind, stamp))
    kind = case((lives, Move.kind), (Move.state == State.PLANNED, None), else_=Move.state)
    told = select(kind.label("kind"), func.count().label("n"), func.max(Move.days).label("days"))
    told = told.join(Lead, Lead.id == Move.lead_id).where(Move.run_id == run.id).group_by(kind)
    rows = {row.kind: row for row in db.session.execute(told) if row.kind}
    rest = {name: rows.pop(name).n if name in rows else 0 for name in (State.LEFT_OUT, State.HELD)}
    return Counts({name: row.n for name, row in rows.items()}, {name: row.days for name, row in rows.items()},
                  rest[State.LEFT_OUT], rest[State.HELD])  # fmt: skip


def rows(run: Run, stamp: Stamp, *, kind: str | None = None, after: int = 0) -> Sequence[Any]:
    """Fifty rows and one more: of a plan those that would move or were left out, afterwards what became of each."""
    if run.state == "planned":
        shown = or_(Move.state == State.LEFT_OUT, and_(Move.state == State.PLANNED, stands(run.kind, stamp)))
    else:
        shown = Move.state.not_in((State.HELD, State.LEFT_OUT))
    found = _rows(Move.run_id == run.id, shown, Move.id > after, *([Move.kind == kind] if kind else []))
    return db.session.execute(found.order_by(Move.id).limit(PAGE + 1)).all()


def _rows(*which: ColumnElement[bool]) -> Any:
    old, new, watcher = aliased(Staff), aliased(Staff), aliased(Staff)
    old_team, new_team = aliased(Team), aliased(Team)
    return (
        select(
            Move.id, Move.lead_id, Move.state, Move.kind.label("step"), Move.code, Move.days, Move.from_on,
            Move.chosen, Move.until_on, Move.new_owner_id, Lead.grade, Lead.stage, Lead.interest, Customer.name,
            Customer.sex, Customer.kind, Customer.phone, old.name.label("old"), old.name_en.label("old_en"),
            old_team.name.label("old_team"), new.name.label("new"), new.name_en.label("new_en"),
            new_team.name.label("new_team"), watcher.name.label("watcher"), watcher.name_en.label("watcher_en"),
        )
        .join(Run, Run.id == Move.run_id)
        .join(Lead, Lead.id == Move.lead_id)
        .join(Customer, Customer.id == Lead.customer_id)
        .outerjoin(old, old.id == Move.old_owner_id)
        .outerjoin(old_team, old_team.id == old.team_id)
        .outerjoin(new, new.id == Move.new_owner_id)
        .outerjoin(new_team, new_team.id == new.team_id)
        .outerjoin(watcher, watcher.id == Move.watcher_id)
        .where(*which)
    )  # fmt: skip


def tally(run: Run, stamp: Stamp) -> Sequence[Any]:
    """Who loses and who gains, with what each has afterwards; the sums before and after are the same."""
    planned = select(Move.old_owner_id, Move.new_owner_id).join(Lead, stands(run.kind, stamp))
    planned = planned.where(Move.run_id == run.id, Move.state == State.PLANNED)
    moving = planned.where(Move.old_owner_id.is_distinct_from(Move.new_owner_id)).subquery()
    none, one = literal(0), literal(1)
    live = select(Lead.owner_id, none, none, func.count()).where(Lead.store_id == stamp.store_id, Lead.stage.in_(LIVE))
    parts = union_all(
        select(moving.c.old_owner_id.label("who"), one.label("gone"), none.label("gained"), none.label("now")),
        select(moving.c.new_owner_id, none, one, none),
        live.group_by(Lead.owner_id),
    ).subquery()
    gone, gained = func.sum(parts.c.gone), func.sum(parts.c.gained)
    found = (
        select(
            Staff.name, Staff.name_en, Team.name.label("team"), gone.label("gone"), gained.label("gained"),
            (func.sum(parts.c.now) + gained - gone).label("after"),
        )
        .select_from(parts)
        .outerjoin(Staff, Staff.id == parts.c.who)
        .outerjoin(Team, Team.id == Staff.team_id)
        .group_by(parts.c.who, Staff.name, Staff.name_en, Team.name)
        .having(gone + gained > 0)
        .order_by(gone.desc(), gained.desc(), Staff.name)
    )  # fmt: skip
    return db.session.execute(found).all()


def held(run: Run) -> Sequence[Any]:
    """The first few that are due and stay, with why."""
    found = _rows(Move.run_id == run.id, Move.state == State.HELD)
    return db.session.execute(found.order_by(Move.code, Move.id).limit(HELD_SHOWN)).all()


def runs(stamp: Stamp) -> Sequence[Any]:
    """The last runs, who confirmed them, and what has become of their leads since."""
    since = stamp.at - timedelta(days=UNDO_DAYS)
    last = (
        (select(Run).where(Run.store_id == stamp.store_id, Run.kind == "age", Run.state != "planned", Run.moved > 0))
        .order_by(Run.id.desc())
        .limit(10)
        .subquery()
    )
    came = case((and_(Move.state == State.MOVED, Lead.last_visit_on > last.c.on_day), 1), else_=0)
    sold = case((and_(Move.state == State.MOVED, Lead.stage.not_in(LIVE)), 1), else_=0)
    told = (
        select(
            last.c.id, last.c.state, last.c.ran_at, last.c.moved, last.c.undone_at, last.c.undone, last.c.ran_by_id,
            Staff.name, Staff.name_en, func.sum(came).label("came"), func.sum(sold).label("sold"),
            (last.c.ran_at > literal(since, Run.ran_at.type)).label("can_undo"),
        )
        .select_from(last)
        .join(Move, Move.run_id == last.c.id)
        .join(Lead, Lead.id == Move.lead_id)
        .outerjoin(Staff, Staff.id == last.c.ran_by_id)
        .group_by(*(last.c[name] for name in ("id", "state", "ran_at", "moved", "undone_at", "undone", "ran_by_id")),
                  Staff.name, Staff.name_en)
        .order_by(last.c.id.desc())
    )  # fmt: skip
    return db.session.execute(told).all()


def takers(stamp: Stamp) -> Sequence[Any]:
    """Everybody who may be given a lead by hand, with the group."""
    from crm.staff.models import StaffRole
    from crm.staff.rules import ROLES, Right

    sells = [role for role, rights in ROLES.items() if Right.SELL in rights]
    posts = select(StaffRole.staff_id).where(StaffRole.role.in_(sells))
    found = select(Staff.id, Staff.name, Staff.name_en, Team.name.label("team")).outerjoin(
        Team, Team.id == Staff.team_id
    )
    return db.session.execute(
        found.where(Staff.store_id == stamp.store_id, Staff.disabled_at.is_(None), Staff.id.in_(posts))
        .order_by(Team.name, Staff.name)
    ).all()  # fmt: skip


def can_go_back(run: Run) -> int:
    """How many leads an undo would bring back now."""
    return db.session.scalar(select(func.count()).select_from(untouched(run).subquery())) or 0
