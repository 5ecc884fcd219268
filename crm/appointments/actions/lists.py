"""The supervisor registers tomorrow's list one day ahead (R-230)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select, update

from crm.appointments import queries
from crm.appointments.actions.telling import note_all
from crm.appointments.models import Appointment, ListRegistered
from crm.appointments.queries.listed import AWAITED
from crm.appointments.rules import REGISTER_BY, Change
from crm.notices import actions as notices
from crm.notices.models import Notice
from crm.shared import settings
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp
from crm.shared.words import _
from crm.staff.queries import people_with
from crm.staff.rules import Role

LATE = "list_late"
CHIEFS = (Role.SUPERVISOR, Role.MANAGER)  # the first post that somebody holds


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
    notices.withdraw(LATE, on_day.toordinal(), stamp=stamp)
    return len(ids)


def list_is_late(stamp: Stamp) -> bool:
    """The hour has passed, somebody of the next day stands on no list, and nobody was told; the minute asks."""
    if stamp.local.hour < settings.of(stamp.store_id)[REGISTER_BY]:
        return False
    on_day = queries.next_open_day(stamp)
    return not _told(on_day, stamp) and queries.unregistered(stamp.store_id, on_day) > 0


def tell_of_the_list(stamp: Stamp) -> int:
    """The supervisors hear of it, once for a day; how many were told."""
    if not list_is_late(stamp):
        return 0
    on_day = queries.next_open_day(stamp)
    facts = {"waiting": queries.unregistered(stamp.store_id, on_day), "hour": settings.of(stamp.store_id)[REGISTER_BY]}
    chiefs = next((found for role in CHIEFS if (found := people_with(stamp.store_id, role))), [])
    for chief in chiefs:
        why = Reason("appointments.list_late", facts)
        notices.tell(chief.id or 0, LATE, on_day.toordinal(), reason=why, stamp=stamp)
    return len(chiefs)


def _told(on_day: date, stamp: Stamp) -> bool:
    same = (Notice.store_id == stamp.store_id, Notice.kind == LATE, Notice.subject_id == on_day.toordinal())
    return db.session.scalar(select(Notice.id).where(*same).limit(1)) is not None
