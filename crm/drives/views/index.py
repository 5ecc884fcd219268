"""The calendar of the test cars, a new booking, another time, and giving it back."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.customers.naming import called
from crm.drives import actions, queries
from crm.drives.forms import BookingForm, MoveForm, ReleaseForm
from crm.drives.rules import MINUTES, Kind
from crm.drives.shown import calendar, tally
from crm.drives.views.blueprint import bp
from crm.leads.queries import lead_for
from crm.shared import settings
from crm.shared.blobs import overdue
from crm.shared.web import allowed, done, row_id, show
from crm.shared.words import _
from crm.staff.rules import Right

YEAR = 366


@bp.get("/drives")
@allowed(Right.SELL)
def index() -> Response:
    """One day of all cars."""
    day = calendar(_day(request.args.get("on", "")), g.stamp)
    late = g.stamp.by.can(Right.BOARD) and overdue(g.stamp.store_id, g.stamp.today)
    return show("drives/index.html", tally=tally(day["bookings"]), photos_late=late, **day)


def _day(typed: str) -> date:
    """A day of the address; today when it cannot be read or is years away."""
    today: date = g.stamp.today
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        return today
    return found if abs((found - today).days) <= YEAR else today


@bp.get("/drives/new")
@allowed(Right.SELL)
def new_booking() -> Response:
    """From a free cell (car, day, time) or from a customer who is here now (lead)."""
    args, lead_id = request.args, request.args.get("lead", 0, type=row_id)
    form = BookingForm(
        car_id=args.get("car", 0, type=row_id), on_day=_day(args.get("on", "")), at_time=_time(args.get("at", "")),
        minutes=settings.of(g.stamp.store_id)[MINUTES], kind=Kind.DRIVE.value, lead_id=lead_id,
    )  # fmt: skip
    return _new(form, 200, lead_id)


def _time(typed: str) -> time:
    """The time of the address, else now to the minute."""
    try:
        return time.fromisoformat(typed)
    except ValueError:
        return time(g.stamp.local.hour, g.stamp.local.minute)


@bp.post("/drives")
@allowed(Right.SELL)
def book() -> Response:
    form = _offered(BookingForm(request.form), request.form.get("from_lead", 0, type=row_id))
    if form.submit(actions.give_out, stamp=g.stamp):
        return done(None, _after(form.result), toast=_("The car is booked."))
    return _new(form, form.status, request.form.get("from_lead", 0, type=row_id))


def _after(booking: Any) -> str:
    """Whoever is here now goes on to the paper; what is for later stands in the calendar."""
    here = booking.kind != Kind.BLOCK and booking.starts_at <= g.stamp.at
    if here:
        return url_for(".sheet", booking_id=booking.id)
    return url_for(".index", on=booking.on_day.isoformat())


def _new(form: BookingForm, status: int, lead_id: int) -> Response:
    part = "drives/_new.html"
    return show("leads/sheet.html", part, status, part=part, form=_offered(form, lead_id), lead_id=lead_id)


def _offered(form: BookingForm, lead_id: int) -> BookingForm:
    """The cars, and the customers of this person; from a customer's page only that one."""
    rows = [queries.known(lead_for(g.stamp.by, lead_id))] if lead_id else queries.own_leads(g.stamp.by)
    form.offer_leads([(row.id, " · ".join(filter(None, (called(row), row.grade, row.interest)))) for row in rows])
    form.offer(queries.cars(g.stamp.store_id))
    return form


@bp.get("/drives/<int:booking_id>/move")
@allowed(Right.SELL)
def new_time(booking_id: int) -> Response:
    one = queries.booking_for(g.stamp.by, booking_id)
    local, minutes = one.starts_at.astimezone(g.stamp.local.tzinfo), (one.ends_at - one.starts_at).seconds // 60
    form = MoveForm(car_id=one.car_id, on_day=one.on_day, at_time=local.time(), minutes=minutes)
    return _move(form, one, 200)


@bp.post("/drives/<int:booking_id>/move")
@allowed(Right.SELL)
def move(booking_id: int) -> Response:
    one = queries.booking_for(g.stamp.by, booking_id)
    form = MoveForm(request.form).offer(queries.cars(g.stamp.store_id))
    if form.submit(actions.move, one, stamp=g.stamp):
        return done(None, url_for(".index", on=one.on_day.isoformat()), toast=_("The car is booked for the new time."))
    return _move(form, queries.booking_for(g.stamp.by, booking_id), form.status)


def _move(form: MoveForm, one: Any, status: int) -> Response:
    form.offer(queries.cars(g.stamp.store_id))
    return show("leads/sheet.html", "drives/_move.html", status, part="drives/_move.html", form=form, one=one)


@bp.post("/drives/<int:booking_id>/release")
@allowed(Right.SELL)
def release(booking_id: int) -> Response:
    one, form = queries.booking_for(g.stamp.by, booking_id), ReleaseForm(request.form)
    right = form.submit(actions.release, one, stamp=g.stamp)
    return done(None, url_for(".index", on=one.on_day.isoformat()),
                toast=_("The car is free again.") if right else form.message)  # fmt: skip
