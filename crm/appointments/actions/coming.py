"""They came, or they did not: the arrival, and the no-show with its reason and its new time (R-230, R-231)."""

from __future__ import annotations

from datetime import date, time

from sqlalchemy import select

from crm.appointments import queries
from crm.appointments.actions.agreeing import make_appointment
from crm.appointments.actions.keeping import let_go
from crm.appointments.actions.telling import TOPIC, expect_open, note
from crm.appointments.models import Appointment
from crm.appointments.rules import MISSED_NAMES, Change, Kind, Missed
from crm.drives.queries import of_appointment
from crm.leads.actions import put_on_agenda, queue_anew
from crm.leads.models import Lead
from crm.leads.rules.agenda import AgendaKind
from crm.shared.db import db
from crm.shared.forms import Refused, expect_version
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.shared.words import _


def note_arrival(appointment: Appointment, visit_id: int, stamp: Stamp) -> None:
    """They have come: the visit is this one."""
    appointment.came_visit_id, appointment.came_at, appointment.missed_at = visit_id, stamp.at, None
    note(appointment, Change.CAME, stamp)


def came_in(customer_id: int, visit_id: int, stamp: Stamp) -> None:
    """A visit was recorded in another way than by the list: whoever was expected today has come."""
    appointment = queries.awaited(stamp, customer_id)
    if appointment is not None:
        note_arrival(appointment, visit_id, stamp)


def forget_arrival(visit_id: int, stamp: Stamp) -> None:
    """The visit was taken back at the desk: they are expected again."""
    for one in db.session.scalars(select(Appointment).where(Appointment.came_visit_id == visit_id)):
        one.came_visit_id = one.came_at = None
        note(one, Change.NOT_COME, stamp)
        raise_topic(stamp.store_id, TOPIC)


def keep_home_visit(appointment: Appointment, *, stamp: Stamp) -> Appointment:
    """The advisor was at the customer's home; no desk sees that (R-227)."""
    if appointment.kind != Kind.HOME:
        raise Refused(_("The desk notes who comes to the store."))
    if appointment.came_at is None:
        expect_open(appointment)
        if appointment.starts_at > stamp.at:
            raise Refused(_("This home visit is still to come."))
        appointment.came_at = stamp.at
        note(appointment, Change.CAME, stamp)
    return appointment


def settle_no_show(
    appointment: Appointment, *, code: Missed, reason: str = "", again: bool = True, on_day: date | None = None,
    at_time: time | None = None, version: int | None = None, stamp: Stamp,
) -> Appointment | None:  # fmt: skip
    """Why they did not come, and when they come instead: a row of its own, the missed one stays as it was (R-231).

    Without a new time the customer is to be called today, with the reason as the call's topic.
    """
    expect_version(appointment, version)
    expect_open(appointment)
    if appointment.on_day >= stamp.today:
        raise Refused(_("The day is not over: they may still come."))
    if not again and not reason.strip():
        raise Refused(_("Say in one line why there is no new time."), "reason")
    appointment.missed_at = stamp.at
    booking = of_appointment(appointment.id)
    let_go(appointment, stamp)
    note(appointment, Change.MISSED, stamp, code=code.value, reason=reason.strip())
    db.session.flush()
    lead = db.session.get_one(Lead, appointment.lead_id)
    if not again:
        _call_instead(lead, appointment, code, reason, stamp)
        return None
    if on_day is None or at_time is None:
        raise Refused(_("Say when they come instead."), "on_day" if on_day is None else "at_time")
    return make_appointment(
        lead, on_day=on_day, at_time=at_time, advisor_id=appointment.advisor_id, kind=appointment.kind,
        car_id=booking.car_id if booking else None, place=appointment.place or "", follows_id=appointment.id,
        stamp=stamp,
    )  # fmt: skip


def _call_instead(lead: Lead, missed: Appointment, code: Missed, reason: str, stamp: Stamp) -> None:
    lead.next_on, lead.next_rule = stamp.today, "no_show"
    text = f"{_(MISSED_NAMES[code])}: {reason.strip()}"
    put_on_agenda(lead, AgendaKind.NO_SHOW, text, ref_id=missed.id, stamp=stamp)
    queue_anew(lead)
