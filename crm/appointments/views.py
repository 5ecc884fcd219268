"""Appointments on the lead's page: agreed, moved, cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, request, url_for
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from crm.appointments import actions, queries
from crm.appointments.forms import AppointmentForm, CancelForm, TimeForm
from crm.appointments.models import Appointment
from crm.appointments.rules import KIND_NAMES, Kind
from crm.leads.models import Lead
from crm.leads.queries import lead_for
from crm.rota.queries import sellers
from crm.shared.stamp import Stamp
from crm.shared.web import allowed, done, not_found, panel, show
from crm.shared.words import _
from crm.staff.rules import Right

bp = Blueprint("appointments", __name__)
bp.add_app_template_global(KIND_NAMES, "appointment_names")  # type: ignore[arg-type]


@panel("lead", Right.SELL, order=5)
def appointments(lead_id: int, stamp: Stamp) -> tuple[str, Mapping[str, Any]]:
    """What is agreed with this customer, and the way to agree on a time."""
    return "appointments/_panel.html", {"rows": queries.of_lead(lead_id), "lead_id": lead_id, "now": stamp.at}


def _lead_page(lead_id: int) -> str:
    return url_for("leads.detail", lead_id=lead_id)


def _sheet(name: str, status: int = 200, /, **context: Any) -> Response:
    part = f"appointments/_{name}.html"
    return show("leads/sheet.html", part, status, part=part, **context)


@bp.get("/leads/<int:lead_id>/appointments/new")
@allowed(Right.SELL)
def new_appointment(lead_id: int) -> Response:
    lead = lead_for(g.stamp.by, lead_id)
    form = AppointmentForm(advisor_id=lead.owner_id or g.stamp.by.id, kind=Kind.VISIT.value)
    return _sheet("new", lead=lead, form=_offer(form))


@bp.post("/leads/<int:lead_id>/appointments")
@allowed(Right.SELL)
def make_appointment(lead_id: int) -> Response:
    lead: Lead = lead_for(g.stamp.by, lead_id)
    form = _offer(AppointmentForm(request.form))
    if form.submit(actions.make_appointment, lead, stamp=g.stamp):
        return done(None, _lead_page(lead_id), toast=_("Agreed. The desk expects them."))
    return _sheet("new", form.status, lead=lead, form=form)


@bp.get("/appointments/<int:appointment_id>/move")
@allowed(Right.SELL)
def new_time(appointment_id: int) -> Response:
    one = _mine(appointment_id)
    local = one.starts_at.astimezone(g.stamp.local.tzinfo)
    return _sheet("move", one=one, form=TimeForm(on_day=one.on_day, at_time=local.time()))


@bp.post("/appointments/<int:appointment_id>/move")
@allowed(Right.SELL)
def move_appointment(appointment_id: int) -> Response:
    one, form = _mine(appointment_id), TimeForm(request.form)
    if form.submit(actions.move_appointment, one, stamp=g.stamp):
        return done(None, _lead_page(one.lead_id), toast=_("The appointment has moved."))
    return _sheet("move", form.status, one=one, form=form)


@bp.post("/appointments/<int:appointment_id>/cancellation")
@allowed(Right.SELL)
def cancel_appointment(appointment_id: int) -> Response:
    one, form = _mine(appointment_id), CancelForm(request.form)
    cancelled = form.submit(actions.cancel_appointment, one, stamp=g.stamp)
    return done(None, _lead_page(one.lead_id), toast=_("The appointment is cancelled.") if cancelled else form.message)


def _mine(appointment_id: int) -> Appointment:
    return queries.appointment_for(g.stamp.by, appointment_id) or not_found()


def _offer(form: AppointmentForm) -> AppointmentForm:
    form.advisor_id.choices = [SelectChoice(value=one.id, label=one.name) for one in sellers(g.stamp.store_id)]
    return form
