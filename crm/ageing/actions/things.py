"""What a leaver had beside leads, moved and moved back by one statement for each table."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, update

from crm.ageing.actions.moving import write
from crm.ageing.models import LeaverThing, Run
from crm.ageing.queries.leavers import WORK, Work
from crm.ageing.rules import State
from crm.appointments.models import Appointment, AppointmentSlot
from crm.shared.db import db, insert_missing
from crm.shared.stamp import Stamp


def things_go_over(run: Run, leaver_id: int, stamp: Stamp) -> None:
    """Every planned thing that is still the leaver's and still open."""
    mine = LeaverThing.run_id == run.id, LeaverThing.state == State.PLANNED
    for work in WORK:
        here = *mine, LeaverThing.table_name == work.name
        true = select(work.model.id).where(work.whose == leaver_id, work.left_open)
        write(update(LeaverThing).where(*here, LeaverThing.row_id.not_in(true)).values(state=State.PASSED))
        _hand(work, LeaverThing.new_owner_id, *here)
    write(update(LeaverThing).where(*mine).values(state=State.MOVED))
    _times_go_along(run, State.MOVED)


def take_things_back(run: Run, leaver_id: int, stamp: Stamp) -> None:
    """Those that are still with whom they were given to, and still open."""
    mine = LeaverThing.run_id == run.id, LeaverThing.state == State.MOVED
    for work in WORK:
        here = *mine, LeaverThing.table_name == work.name
        same = select(work.model.id).where(work.model.id == LeaverThing.row_id, work.left_open)
        same = same.where(work.whose == LeaverThing.new_owner_id).correlate(LeaverThing)
        write(update(LeaverThing).where(*here, ~same.exists()).values(state=State.KEPT))
        _hand(work, leaver_id, *here)
    write(update(LeaverThing).where(*mine).values(state=State.UNDONE))
    _times_go_along(run, State.UNDONE)


def _hand(work: Work, gets: Any, *which: Any) -> None:
    values = {work.column: gets}
    if hasattr(work.model, "version"):
        values["version"] = work.model.version + 1
    write(update(work.model).where(work.model.id == LeaverThing.row_id, *which).values(values))


def _times_go_along(run: Run, state: State) -> None:
    """The advisor's time is taken by the appointments that came; where it was taken already the two stand together."""
    came = select(LeaverThing.row_id).where(
        LeaverThing.run_id == run.id, LeaverThing.state == state, LeaverThing.table_name == Appointment.__tablename__
    )
    taken = select(AppointmentSlot.step, AppointmentSlot.appointment_id, Appointment.advisor_id)
    taken = taken.join(Appointment, Appointment.id == AppointmentSlot.appointment_id)
    slots = db.session.execute(taken.where(AppointmentSlot.appointment_id.in_(came))).all()
    write(delete(AppointmentSlot).where(AppointmentSlot.appointment_id.in_(came)))
    insert_missing(
        AppointmentSlot,
        [{"staff_id": row.advisor_id, "step": row.step, "appointment_id": row.appointment_id} for row in slots],
    )
