"""Agreeing on a time, moving it, cancelling it, and noting that they came."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select

from crm.appointments.models import Appointment, AppointmentChange
from crm.appointments.rules import AHEAD_DAYS, Change, Kind, why_not_then
from crm.leads.models import Lead
from crm.leads.rules import ACTIVE
from crm.rota.queries import seller
from crm.shared import settings
from crm.shared.db import db
from crm.shared.forms import Refused, expect_version
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.shared.words import _

TOPIC = "reception"


def make_appointment(
    lead: Lead, *, on_day: date, at_time: time, advisor_id: int, kind: str = Kind.VISIT, stamp: Stamp
) -> Appointment:
    """The customer has said when they come; at the desk they are expected on that day."""
    if lead.stage not in ACTIVE:
        raise Refused(_("This lead is closed."))
    if seller(stamp.store_id, advisor_id) is None:
        raise Refused(_("Choose somebody who sells in this store."), "advisor_id")
    starts_at = _instant(on_day, at_time, stamp)
    same = select(Appointment).where(
        Appointment.lead_id == lead.id, Appointment.starts_at == starts_at, Appointment.cancelled_at.is_(None)
    )
    if db.session.scalar(same) is not None:
        raise Refused(_("They are expected at this time already."), "at_time")
    made = Appointment(
        store_id=lead.store_id, lead_id=lead.id, customer_id=lead.customer_id, advisor_id=advisor_id, kind=kind,
        starts_at=starts_at, on_day=on_day,
    )  # fmt: skip
    made.sign(stamp)
    db.session.add(made)
    db.session.flush()
    _note(made, Change.MADE, stamp)
    return made


def move_appointment(
    appointment: Appointment, *, on_day: date, at_time: time, version: int | None = None, stamp: Stamp
) -> Appointment:
    """Another time; the one before stays in the rows."""
    expect_version(appointment, version, on_day=appointment.on_day.isoformat())
    _expect_open(appointment)
    was, appointment.starts_at = appointment.starts_at, _instant(on_day, at_time, stamp)
    appointment.on_day = on_day
    _note(appointment, Change.MOVED, stamp, was_at=was)
    return appointment


def cancel_appointment(appointment: Appointment, *, reason: str = "", stamp: Stamp) -> Appointment:
    """They do not come; pressing twice is once."""
    if appointment.cancelled_at is None:
        _expect_open(appointment)
        appointment.cancelled_at = stamp.at
        _note(appointment, Change.CANCELLED, stamp, reason=reason)
    return appointment


def note_arrival(appointment: Appointment, visit_id: int, stamp: Stamp) -> None:
    """They have come: the visit is this one."""
    appointment.came_visit_id, appointment.came_at = visit_id, stamp.at
    _note(appointment, Change.CAME, stamp)


def forget_arrival(visit_id: int, stamp: Stamp) -> None:
    """The visit was taken back at the desk: they are expected again."""
    for one in db.session.scalars(select(Appointment).where(Appointment.came_visit_id == visit_id)):
        one.came_visit_id = one.came_at = None
        raise_topic(stamp.store_id, TOPIC)


def _expect_open(appointment: Appointment) -> None:
    if appointment.came_at is not None:
        raise Refused(_("They have come already."))
    if appointment.cancelled_at is not None:
        raise Refused(_("This appointment has been cancelled."))


def _instant(on_day: date, at_time: time, stamp: Stamp) -> datetime:
    starts_at = datetime.combine(on_day, at_time, ZoneInfo(stamp.zone))
    wrong = why_not_then(starts_at, stamp.at, settings.of(stamp.store_id)[AHEAD_DAYS])
    if wrong:
        raise Refused(_(wrong), "on_day")
    return starts_at


def _note(
    appointment: Appointment, kind: Change, stamp: Stamp, *, was_at: datetime | None = None, reason: str = ""
) -> None:
    row = AppointmentChange(
        store_id=appointment.store_id, appointment_id=appointment.id, kind=kind, was_at=was_at, reason=reason
    )
    row.sign(stamp)
    db.session.add(row)
    raise_topic(appointment.store_id, TOPIC)
