"""The calendar feed of one person: by whose secret address, and what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from crm.appointments.models import Appointment, AppointmentChange, CalendarFeed
from crm.appointments.queries.expected import rows
from crm.shared.db import db
from crm.shared.stamp import Stamp
from crm.staff.actions import token_hash
from crm.staff.models import Staff, Store

BACK_DAYS = 30
MOST = 500

_changed = (
    select(func.max(AppointmentChange.at, type_=AppointmentChange.at.type))
    .where(AppointmentChange.appointment_id == Appointment.id)
    .correlate(Appointment)
    .scalar_subquery()
)


def reader(token: str) -> Any:
    """Whose feed this secret opens; nobody's when it was revoked or the person has left."""
    found = (
        select(
            CalendarFeed.id, CalendarFeed.staff_id, CalendarFeed.store_id, Staff.language, Staff.name, Staff.name_en,
            Store.zone, Store.name.label("store"), Store.name_en.label("store_en"),
        )
        .join(Staff, Staff.id == CalendarFeed.staff_id)
        .join(Store, Store.id == CalendarFeed.store_id)
    )  # fmt: skip
    live = CalendarFeed.token_hash == token_hash(token), CalendarFeed.revoked_at.is_(None), Staff.disabled_at.is_(None)
    return db.session.execute(found.where(*live)).first()


def events(stamp: Stamp, staff_id: int) -> Sequence[Any]:
    """This person's appointments from a month ago on; cancelled ones, too, so that a calendar takes them out."""
    since = stamp.today - timedelta(days=BACK_DAYS)
    mine = (Appointment.store_id == stamp.store_id, Appointment.advisor_id == staff_id, Appointment.on_day >= since)
    found = rows.add_columns(_changed.label("changed_at")).where(*mine)
    return db.session.execute(found.order_by(Appointment.starts_at, Appointment.id).limit(MOST)).all()


def feed_of(staff_id: int) -> CalendarFeed | None:
    """The address that is open now."""
    return db.session.scalar(
        select(CalendarFeed).where(CalendarFeed.staff_id == staff_id, CalendarFeed.revoked_at.is_(None))
    )
