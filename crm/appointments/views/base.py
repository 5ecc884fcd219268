"""The blueprint of appointments, and what its views share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, g, url_for
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from crm.appointments import queries
from crm.appointments.forms import AppointmentForm
from crm.appointments.models import Appointment
from crm.appointments.rules import CHANGE_NAMES, KIND_NAMES, MISSED_NAMES
from crm.drives.queries import cars
from crm.rota.queries import sellers
from crm.shared.filters import named
from crm.shared.web import not_found, show

bp = Blueprint("appointments", __name__)
bp.add_app_template_global(KIND_NAMES, "appointment_names")  # type: ignore[arg-type]
bp.add_app_template_global(MISSED_NAMES, "missed_names")  # type: ignore[arg-type]
bp.add_app_template_global(CHANGE_NAMES, "change_names")  # type: ignore[arg-type]


@bp.app_template_global()
def first_due(rows: Sequence[Any], now: Any) -> int:
    """Which row of a day is to be confirmed next."""
    waiting = (at for at, one in enumerate(rows) if _waits(one) and one.starts_at > now)
    return next(waiting, -1)


def _waits(one: Any) -> bool:
    return not (one.confirmed_at or one.came_at or one.cancelled_at or one.missed_at)


def mine(appointment_id: int) -> Appointment:
    """The appointment, or 404 unless this person may touch it."""
    return queries.appointment_for(g.stamp.by, appointment_id) or not_found()


def lead_page(lead_id: int) -> str:
    return url_for("leads.detail", lead_id=lead_id)


def sheet(name: str, status: int = 200, /, **context: Any) -> Response:
    """A form in a dialog, or on a page of its own without script."""
    part = f"appointments/_{name}.html"
    return show("leads/sheet.html", part, status, part=part, **context)


def offer(form: AppointmentForm) -> AppointmentForm:
    """The people and the cars to choose from."""
    form.advisor_id.choices = [SelectChoice(value=one.id, label=named(one)) for one in sellers(g.stamp.store_id)]
    fleet = [SelectChoice(value=one.id, label=one.name) for one in cars(g.stamp.store_id)]
    form.car_id.choices = [SelectChoice(value="", label="—"), *fleet]
    return form


def day_or(text: str | None, other: date) -> date:
    """A day from an address; anything else is `other`."""
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return other
    return found if 2000 <= found.year < 2200 else other  # days beside which there are others
