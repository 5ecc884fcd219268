"""Somebody leaves: everything open goes to others in one run, the sessions end, and all of it can be taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import delete, select, update

from crm.ageing.actions.moving import write
from crm.ageing.actions.running import carry_out
from crm.ageing.actions.things import take_things_back, things_go_over
from crm.ageing.actions.undoing import undo
from crm.ageing.models import LeaverThing, Move, Run
from crm.ageing.queries.leavers import WORK, peers
from crm.ageing.rules import Person, State
from crm.appointments.models import CalendarFeed
from crm.leads.models import Lead
from crm.leads.rules import ACTIVE
from crm.people import actions as people
from crm.shared.db import db, insert_missing
from crm.shared.forms import Refused
from crm.shared.pour import next_ids, pour
from crm.shared.stamp import Stamp
from crm.shared.words import _
from crm.staff.models import Staff

Row = dict[str, Any]


def plan_leaving(person: Staff, *, owner_id: int | None = None, stamp: Stamp) -> Run:
    """Who would get what: by rule among the person's peers, or all to one. Nothing is carried out yet."""
    takers = _takers(person, owner_id, stamp)
    run = _run_of(person, stamp)
    run.planned_at, shared = stamp.at, {"store_id": run.store_id, "run_id": run.id}
    for table in (Move, LeaverThing):
        db.session.execute(delete(table).where(table.run_id == run.id).execution_options(synchronize_session=False))
    moves = list(_moves(person, takers, stamp))
    ids = next_ids(Move, len(moves))
    pour(Move, [{**row, **shared, "id": number} for number, row in zip(ids, moves, strict=True)])
    pour(LeaverThing, [{**row, **shared} for row in _things(person, takers, moves)])
    db.session.flush()
    return run


def _takers(person: Staff, owner_id: int | None, stamp: Stamp) -> Sequence[Person]:
    if owner_id is None:
        found = peers(person)
        if not found:
            raise Refused(_("Nobody here could take this over by rule. Choose a person."), "owner_id")
        return found
    here = select(Staff.id).where(Staff.id == owner_id, Staff.store_id == stamp.store_id, Staff.disabled_at.is_(None))
    if owner_id == person.id or db.session.scalar(here) is None:
        raise Refused(_("Choose somebody else who works in this store."), "owner_id")
    return [Person(owner_id)]


def _run_of(person: Staff, stamp: Stamp) -> Run:
    row = {"store_id": person.store_id, "kind": "leaver", "state": "planned", "leaver_id": person.id, "version": 1,
           "on_day": stamp.today, "planned_at": stamp.at, "moved": 0, "undone": 0, "undone_why": ""}  # fmt: skip
    insert_missing(Run, [row])  # of two people who begin at once the second goes on with the first one's
    planned = select(Run).where(Run.leaver_id == person.id, Run.kind == "leaver", Run.state == "planned")
    return db.session.scalars(planned.with_for_update()).one()


def _least(takers: Sequence[Person]) -> int:
    found = min(takers, key=lambda one: one.load)
    found.load += 1
    return found.id


def _moves(person: Staff, takers: Sequence[Person], stamp: Stamp) -> Iterator[Row]:
    theirs = select(Lead.id, Lead.opened_on, Lead.aged_step).where(Lead.owner_id == person.id, Lead.stage.in_(ACTIVE))
    for row in db.session.execute(theirs.order_by(Lead.id)):
        yield {
            "lead_id": row.id, "state": State.PLANNED, "kind": "leaver", "code": "ageing.leaver",
            "from_on": row.opened_on, "days": (stamp.today - row.opened_on).days, "old_owner_id": person.id,
            "new_owner_id": _least(takers), "old_step": row.aged_step, "new_step": row.aged_step,
        }  # fmt: skip


def _things(person: Staff, takers: Sequence[Person], moves: Sequence[Row]) -> Iterator[Row]:
    """What belongs to a lead goes where the lead goes; the rest is shared out."""
    with_lead = {row["lead_id"]: row["new_owner_id"] for row in moves}
    for work in WORK:
        columns = [work.model.id.label("id"), *([work.model.lead_id.label("lead_id")] if work.follows else [])]
        rows = db.session.execute(
            select(*columns).where(work.whose == person.id, work.left_open).order_by(work.model.id)
        )
        for row in rows:
            gets = with_lead.get(getattr(row, "lead_id", None) or 0) or _least(takers)
            yield {"table_name": work.name, "row_id": row.id, "state": State.PLANNED, "new_owner_id": gets}


def leave(run: Run, person: Staff, *, version: int | None = None, stamp: Stamp) -> Run:
    """Carry the plan out and end the person's sessions, all in this transaction."""
    carry_out(run, version=version, stamp=stamp)
    things_go_over(run, person.id, stamp)
    write(
        update(CalendarFeed)
        .where(CalendarFeed.staff_id == person.id, CalendarFeed.revoked_at.is_(None))
        .values(revoked_at=stamp.at)
    )
    if person.disabled_at is None:
        people.let_go(person, version=None, stamp=stamp)
    return run


def come_back(run: Run, person: Staff, *, why: str, stamp: Stamp) -> Run:
    """It was a mistake: the person works here again, and has what nobody has touched since."""
    if person.disabled_at is not None:
        people.take_back(person, version=None, stamp=stamp)
        db.session.flush()
    undo(run, why=why, stamp=stamp)
    take_things_back(run, person.id, stamp)
    return run
