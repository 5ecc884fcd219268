"""Carrying a plan out, as its rows stand: a few statements in one transaction, whatever the number of leads.

Killed half-way nothing has happened; done twice it is done once, because the run changes from planned to done in one
conditional statement, and a step of a lead's count is taken once (uq_ageing_moves_once).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, update

from crm.ageing.actions.moving import give, write
from crm.ageing.models import Move, Run
from crm.ageing.queries.standing import stands
from crm.ageing.rules import State
from crm.leads.models import Lead
from crm.notices import actions as notices
from crm.shared.db import db
from crm.shared.forms import Refused, expect_version
from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.shared.words import _

TOPIC = "ageing"
TOLD, TO_CONFIRM = "reassigned", "to_confirm"


def carry_out(run: Run, *, version: int | None = None, stamp: Stamp) -> Run:
    """Every planned lead that still stands as planned changes hands now; what has changed since is left as it is."""
    db.session.refresh(run, with_for_update=True)
    if run.state != "planned":
        raise Refused(_("This redistribution has been carried out already."))
    expect_version(run, version)
    run.state, run.ran_at, run.ran_by_id = "done", stamp.at, stamp.by.id
    db.session.flush()
    planned = Move.run_id == run.id, Move.state == State.PLANNED
    true = select(Move.id).join(Lead, stands(run.kind, stamp)).where(*planned)
    write(update(Move).where(*planned, Move.id.not_in(true)).values(state=State.PASSED))
    run.moved = write(update(Move).where(*planned).values(state=State.MOVED))
    give(run, stamp)
    tell_everybody(run, State.MOVED, "ageing.told", stamp)
    notices.withdraw(TO_CONFIRM, run.id, stamp=stamp)
    raise_topic(run.store_id, TOPIC)
    return run


def tell_everybody(run: Run, state: State, code: str, stamp: Stamp) -> None:
    """One notice for each person whose leads have changed: how many came, and how many went."""
    came, went = ("new", "old") if state is State.MOVED else ("old", "new")
    notices.withdraw(TOLD, run.id, stamp=stamp)
    gained, gone = _by_person(run.id, state, came), _by_person(run.id, state, went)
    for staff_id in sorted(gained.keys() | gone.keys()):
        facts = {"gained": gained.get(staff_id, 0), "gone": gone.get(staff_id, 0)}
        if staff_id not in (stamp.by.id, run.leaver_id):
            notices.tell(staff_id, TOLD, run.id, reason=Reason(code, facts), stamp=stamp)


def _by_person(run_id: int, state: State, which: str) -> dict[int, int]:
    person = Move.new_owner_id if which == "new" else Move.old_owner_id
    moved = Move.old_owner_id.is_distinct_from(Move.new_owner_id)
    counted = select(person, func.count()).where(Move.run_id == run_id, Move.state == state, moved)
    rows: Any = db.session.execute(counted.where(person.is_not(None)).group_by(person))
    return {row[0]: row[1] for row in rows}
