"""A person's word about one row of a plan: not this time, as proposed after all, or to somebody else."""

from __future__ import annotations

from sqlalchemy import select

from crm.ageing.actions.planning import TOPIC
from crm.ageing.models import Move, Run
from crm.ageing.rules import State
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.shared.words import _
from crm.staff.models import Staff


def leave_out(move: Move, run: Run, *, leaves: bool, stamp: Stamp) -> Move:
    """Not this time, or again as planned; twice is once."""
    _check(move, run, stamp)
    move.state = State.LEFT_OUT if leaves else State.PLANNED
    return move


def choose(move: Move, run: Run, *, owner_id: int | None, stamp: Stamp) -> Move:
    """Another destination; None leaves the lead where it is, this time."""
    _check(move, run, stamp)
    if owner_id is None:
        move.state = State.LEFT_OUT
        return move
    here = select(Staff.id).where(Staff.id == owner_id, Staff.store_id == run.store_id, Staff.disabled_at.is_(None))
    if db.session.scalar(here) is None:
        raise Refused(_("Choose somebody who works in this store."), "owner_id")
    if owner_id == move.old_owner_id:
        raise Refused(_("This person already looks after the lead."), "owner_id")
    if owner_id != move.new_owner_id:
        move.new_owner_id, move.chosen, move.code = owner_id, True, "ageing.by_hand"
    move.state = State.PLANNED
    return move


def _check(move: Move, run: Run, stamp: Stamp) -> None:
    db.session.refresh(run, with_for_update=True)
    if run.state != "planned" or move.state not in (State.PLANNED, State.LEFT_OUT):
        raise Refused(_("This redistribution has been carried out already."))
    run.planned_at = stamp.at  # another plan than the one that somebody else may be looking at
    raise_topic(run.store_id, TOPIC)
