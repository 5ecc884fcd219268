"""Taking a whole run back, for thirty days: the leads that nobody has touched since go to where they were.

Who looked after them meanwhile is a fact and stays as a period of its own; who a sale counts for is put back as if
the run had never been. What was sold, lost or handed on since stays as it is, and the page says how many.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from crm.ageing.actions.moving import take_back, write
from crm.ageing.actions.running import TOPIC, tell_everybody
from crm.ageing.models import Move, Run
from crm.ageing.queries.standing import untouched
from crm.ageing.rules import UNDO_DAYS, State
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.shared.words import _


def undo(run: Run, *, why: str, stamp: Stamp) -> Run:
    """Everything back that is still as the run left it; once, and within thirty days."""
    db.session.refresh(run, with_for_update=True)
    if run.state != "done" or run.ran_at is None:
        raise Refused(_("This redistribution has been taken back already."))
    if run.ran_at + timedelta(days=UNDO_DAYS) < stamp.at:
        raise Refused(_("The time for undoing this is over."))
    if not why.strip():
        raise Refused(_("Say in one line why."), "why")
    run.state, run.undone_at, run.undone_by_id, run.undone_why = "undone", stamp.at, stamp.by.id, why.strip()
    db.session.flush()
    moved = Move.run_id == run.id, Move.state == State.MOVED
    write(update(Move).where(*moved, Move.id.not_in(untouched(run))).values(state=State.KEPT))
    run.undone = write(update(Move).where(*moved).values(state=State.UNDONE))
    take_back(run, stamp)
    tell_everybody(run, State.UNDONE, "ageing.told_undone", stamp)
    raise_topic(run.store_id, TOPIC)
    return run
