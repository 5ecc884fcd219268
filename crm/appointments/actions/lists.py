"""The supervisor registers tomorrow's list one day ahead (R-230)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select, update

from crm.appointments.actions.telling import note_all
from crm.appointments.models import Appointment, ListRegistered
from crm.appointments.queries.listed import AWAITED
from crm.appointments.rules import Change
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.shared.words import _


def register_list(*, on_day: date, stamp: Stamp) -> int:
    """All of that day that is not on the list yet; how many were added. A second tap adds none."""
    if on_day < stamp.today:
        raise Refused(_("That day is over."), "on_day")
    fresh = (Appointment.store_id == stamp.store_id, Appointment.on_day == on_day, *AWAITED)
    waiting = select(Appointment.id).where(*fresh, Appointment.registered_at.is_(None)).order_by(Appointment.id)
    ids = list(db.session.scalars(waiting))
    if not ids:
        return 0
    db.session.execute(
        update(Appointment)
        .where(*fresh, Appointment.registered_at.is_(None), Appointment.id.in_(waiting.scalar_subquery()))
        .values(registered_at=stamp.at, version=Appointment.version + 1)
        .execution_options(synchronize_session=False)
    )
    note_all(ids, Change.REGISTERED, stamp)
    row = ListRegistered(store_id=stamp.store_id, on_day=on_day, how_many=len(ids))
    row.sign(stamp)
    db.session.add(row)
    return len(ids)
