"""Agreeing on a time, confirming it, moving it, cancelling it."""

from __future__ import annotations

from datetime import date, time

from sqlalchemy import select

from crm.appointments.actions.keeping import expect_free, free_slots, instant, let_go, move_car, take_car, take_slots
from crm.appointments.actions.telling import expect_open, note
from crm.appointments.models import Appointment
from crm.appointments.queries.listed import AWAITED
from crm.appointments.rules import Change, Kind, length
from crm.drives.actions import when_booked
from crm.drives.models import Booking
from crm.leads.actions.losing import on_decided
from crm.leads.models import Lead, LostDecision, LostSale
from crm.leads.rules import ACTIVE, Verdict
from crm.rota.queries import seller
from crm.shared import settings
from crm.shared.db import db
from crm.shared.forms import Refused, expect_version
from crm.shared.stamp import Stamp
from crm.shared.words import _


def make_appointment(
    lead: Lead, *, on_day: date, at_time: time, advisor_id: int, kind: str = Kind.VISIT, car_id: int | None = None,
    place: str = "", follows_id: int | None = None, stamp: Stamp,
) -> Appointment:  # fmt: skip
    """The customer has said when they come; car, advisor and time are looked at together, and kept together."""
    if lead.stage not in ACTIVE:
        raise Refused(_("This lead is closed."))
    if seller(stamp.store_id, advisor_id) is None:
        raise Refused(_("Choose somebody who sells in this store."), "advisor_id")
    if kind == Kind.HOME and not place.strip():
        raise Refused(_("Write where the home visit is."), "place")
    made = Appointment(
        store_id=lead.store_id, lead_id=lead.id, customer_id=lead.customer_id, advisor_id=advisor_id, kind=kind,
        starts_at=instant(on_day, at_time, stamp), on_day=on_day, follows_id=follows_id,
        minutes=length(kind, settings.of(lead.store_id)), place=place.strip() if kind == Kind.HOME else None,
    )  # fmt: skip
    _expect_first(made)
    expect_free(made, stamp)
    made.sign(stamp)
    with db.session.begin_nested():
        db.session.add(made)
        db.session.flush()
        take_slots(made)
        take_car(made, car_id, stamp)
    note(made, Change.MADE, stamp)
    return made


def _expect_first(made: Appointment) -> None:
    same = select(Appointment.id).where(
        Appointment.lead_id == made.lead_id, Appointment.starts_at == made.starts_at, Appointment.cancelled_at.is_(None)
    )
    if db.session.scalar(same.limit(1)) is not None:
        raise Refused(_("They are expected at this time already."), "at_time")


@when_booked
def expect_for(booking: Booking, stamp: Stamp) -> None:
    """A car was given to a customer for a later time: the desk expects them, and the advisor's time is kept."""
    lead = db.session.get_one(Lead, booking.lead_id)
    made = Appointment(
        store_id=booking.store_id, lead_id=lead.id, customer_id=lead.customer_id, advisor_id=booking.advisor_id,
        kind=Kind.TEST_DRIVE, starts_at=booking.starts_at, on_day=booking.on_day,
        minutes=int((booking.ends_at - booking.starts_at).total_seconds() // 60),
    )  # fmt: skip
    made.sign(stamp)
    db.session.add(made)
    db.session.flush()
    booking.appointment_id = made.id
    db.session.flush()
    expect_free(made, stamp)
    take_slots(made)
    note(made, Change.MADE, stamp)


def confirm_appointment(appointment: Appointment, *, stamp: Stamp) -> Appointment:
    """The customer has said again that they come; pressing twice is once."""
    expect_open(appointment)
    if appointment.confirmed_at is None:
        appointment.confirmed_at = stamp.at
        note(appointment, Change.CONFIRMED, stamp)
    return appointment


def move_appointment(
    appointment: Appointment, *, on_day: date, at_time: time, reason: str = "", version: int | None = None,
    stamp: Stamp,
) -> Appointment:  # fmt: skip
    """Another time; the one before stays in the rows. On another day the supervisor registers it anew."""
    expect_version(appointment, version, on_day=appointment.on_day.isoformat())
    expect_open(appointment)
    if appointment.on_day < stamp.today:
        raise Refused(_("They did not come on that day: write down why, with the new time."))
    if appointment.kind == Kind.HOME and not reason.strip():
        raise Refused(_("A home visit is not moved lightly: say why."), "reason")
    was = appointment.starts_at
    starts_at = instant(on_day, at_time, stamp)
    if on_day != appointment.on_day:
        appointment.registered_at = None
    with db.session.begin_nested():
        appointment.starts_at, appointment.on_day, appointment.confirmed_at = starts_at, on_day, None
        expect_free(appointment, stamp)
        free_slots(appointment)
        take_slots(appointment)
        move_car(appointment, stamp)
    note(appointment, Change.MOVED, stamp, was_at=was, reason=reason.strip())
    return appointment


def cancel_appointment(appointment: Appointment, *, reason: str = "", stamp: Stamp) -> Appointment:
    """They do not come; pressing twice is once."""
    if appointment.cancelled_at is None:
        expect_open(appointment)
        if appointment.on_day < stamp.today:
            raise Refused(_("They did not come on that day: write down why, with the new time."))
        appointment.cancelled_at = stamp.at
        let_go(appointment, stamp)
        note(appointment, Change.CANCELLED, stamp, reason=reason)
    return appointment


@on_decided
def lapse(_sale: LostSale, lead: Lead, decision: LostDecision, stamp: Stamp) -> None:
    """The lead is lost for good: nobody is expected any more, and car and advisor are free again."""
    if decision.verdict != Verdict.APPROVED:
        return
    mine = (Appointment.lead_id == lead.id, Appointment.on_day >= stamp.today, *AWAITED)
    for appointment in db.session.scalars(select(Appointment).where(*mine)):
        cancel_appointment(appointment, reason=_("The lead was closed as lost."), stamp=stamp)
