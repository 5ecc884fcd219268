"""Appointments on the lead's page: agreed, confirmed, moved, cancelled; and the course of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.appointments import actions, queries
from crm.appointments.forms import AppointmentForm, CancelForm, TimeForm
from crm.appointments.models import Appointment
from crm.appointments.rules import Kind
from crm.appointments.views.base import bp, lead_page, mine, offer, sheet
from crm.appointments.views.free import offered
from crm.drives.queries import of_appointment
from crm.leads.models import Lead
from crm.leads.queries import lead_for
from crm.shared.forms import Form
from crm.shared.stamp import Stamp
from crm.shared.web import allowed, done, panel, show
from crm.shared.words import _
from crm.staff.rules import Right


@panel("lead", Right.SELL, order=5)
def appointments(lead_id: int, stamp: Stamp) -> tuple[str, Mapping[str, Any]]:
    """What is agreed with this customer, and the way to agree on a time."""
    rows = queries.of_lead(lead_id)
    return "appointments/_panel.html", {"rows": rows, "lead_id": lead_id, "now": stamp.at, "today": stamp.today}


@bp.get("/leads/<int:lead_id>/appointments/new")
@allowed(Right.SELL)
def new_appointment(lead_id: int) -> Response:
    lead = lead_for(g.stamp.by, lead_id)
    kind = request.args.get("kind", "")
    kind = kind if kind in Kind._value2member_map_ else Kind.VISIT.value
    on_day = queries.next_open_day(g.stamp)
    form = AppointmentForm(advisor_id=lead.owner_id or g.stamp.by.id, kind=kind, on_day=on_day)
    return _new(lead, form)


def _new(lead: Lead, form: AppointmentForm, status: int = 200) -> Response:
    typed = form.at_time._value()
    day, whom, kind = form.on_day.data or g.stamp.today, form.advisor_id.data or 0, form.kind.data or Kind.VISIT
    known = kind if str(kind) in Kind._value2member_map_ else Kind.VISIT
    free = offered(day, whom, known, form.car_id.data)
    return sheet("new", status, lead=lead, form=offer(form), chosen=typed, **free)


@bp.post("/leads/<int:lead_id>/appointments")
@allowed(Right.SELL)
def make_appointment(lead_id: int) -> Response:
    lead, form = lead_for(g.stamp.by, lead_id), AppointmentForm(request.form)
    if form.submit(actions.make_appointment, lead, stamp=g.stamp):
        return done(None, lead_page(lead_id), toast=_("Agreed. It is kept for them."))
    return _new(lead, form, form.status)


@bp.get("/appointments/<int:appointment_id>")
@allowed(Right.SELL)
def appointment(appointment_id: int) -> Response:
    """One appointment with everything that became of it."""
    one = mine(appointment_id)
    row, course = queries.row_of(one.id), queries.course(one.id)
    return show(
        "appointments/appointment.html", None, one=row, place=one.place, course=course, now=g.stamp.at,
        today=g.stamp.today,
    )  # fmt: skip


@bp.get("/appointments/<int:appointment_id>/move")
@allowed(Right.SELL)
def new_time(appointment_id: int) -> Response:
    one = mine(appointment_id)
    return _move(one, TimeForm(on_day=max(one.on_day, g.stamp.today)))


def _move(one: Appointment, form: TimeForm, status: int = 200) -> Response:
    booking = of_appointment(one.id)
    free = offered(
        form.on_day.data or one.on_day, one.advisor_id, one.kind, booking.car_id if booking else None, but=one.id
    )
    return sheet("move", status, one=one, form=form, chosen=form.at_time._value(), car=booking, **free)


@bp.post("/appointments/<int:appointment_id>/move")
@allowed(Right.SELL)
def move_appointment(appointment_id: int) -> Response:
    one, form = mine(appointment_id), TimeForm(request.form)
    if form.submit(actions.move_appointment, one, stamp=g.stamp):
        return done(None, back_to(one), toast=_("The appointment has moved."))
    return _move(one, form, form.status)


@bp.post("/appointments/<int:appointment_id>/cancellation")
@allowed(Right.SELL)
def cancel_appointment(appointment_id: int) -> Response:
    one, form = mine(appointment_id), CancelForm(request.form)
    cancelled = form.submit(actions.cancel_appointment, one, stamp=g.stamp)
    return done(None, back_to(one), toast=_("The appointment is cancelled.") if cancelled else form.message)


@bp.post("/appointments/<int:appointment_id>/confirmation")
@allowed(Right.SELL)
def confirm_appointment(appointment_id: int) -> Response:
    one, form = mine(appointment_id), Form()
    taken = form.submit(actions.confirm_appointment, one, stamp=g.stamp)
    return done(None, back_to(one), toast=_("Confirmed.") if taken else form.message)


@bp.post("/appointments/<int:appointment_id>/home-visit")
@allowed(Right.SELL)
def keep_home_visit(appointment_id: int) -> Response:
    one, form = mine(appointment_id), Form()
    kept = form.submit(actions.keep_home_visit, one, stamp=g.stamp)
    return done(None, back_to(one), toast=_("The home visit has taken place.") if kept else form.message)


def back_to(one: Appointment) -> str:
    """Where the button stood: the day's list, or the lead's page."""
    if request.form.get("from") == "list":
        return url_for("appointments.index", day=one.on_day.isoformat())
    return lead_page(one.lead_id)
