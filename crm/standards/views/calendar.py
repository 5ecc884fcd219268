"""The store's calendar: opening hours by weekday, and the days that differ."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.shared.forms import Form
from crm.shared.web import allowed, done, not_found, row_id, show
from crm.shared.words import _
from crm.staff.rules import Right
from crm.standards import actions, queries
from crm.standards.forms import HoursForm, SpecialDayForm
from crm.standards.rules import WEEKDAYS
from crm.standards.views import bp


@bp.get("/settings/calendar")
@allowed(Right.SETTINGS)
def calendar() -> Response:
    """Opening hours by weekday, and the days that differ."""
    return _calendar()


def _calendar(status: int = 200, **forms: Form) -> Response:
    store_id = g.stamp.store_id
    kept: dict[str, Any] = {"hours_form": forms.get("hours_form") or _hours_form(store_id)}
    chosen = queries.special_day(store_id, request.args.get("day", type=row_id) or 0)
    kept["day_form"] = forms.get("day_form") or SpecialDayForm(
        obj=chosen, works=("yes" if chosen.works else "no") if chosen else "no"
    )
    days = queries.special_days(store_id, g.stamp.today)
    return show("standards/calendar.html", None, status, days=days, weekdays=WEEKDAYS, **kept)


def _hours_form(store_id: int) -> HoursForm:
    stored = queries.hours(store_id)
    week = [stored.get(weekday) for weekday in range(7)]
    return HoursForm(
        data={
            "days": [
                {"open": row.archived_at is None, "opens": row.opens, "closes": row.closes, "version": row.version}
                if row else {"open": False, "opens": None, "closes": None, "version": 0}
                for row in week
            ]
        }
    )  # fmt: skip


@bp.post("/settings/calendar/hours")
@allowed(Right.SETTINGS)
def set_hours() -> Response:
    form = HoursForm(request.form)
    if form.submit(actions.set_hours, stamp=g.stamp):
        return done(None, url_for(".calendar"), toast=_("Opening hours saved"))
    status = form.status
    if form.theirs:  # name the day, and let the next save be one with open eyes
        weekday = form.theirs["days"]
        now = _hours_form(g.stamp.store_id).days[weekday].form
        hours = f"{now.opens.data:%H:%M}–{now.closes.data:%H:%M}" if now.open.data else _("closed all day")
        form.theirs = {_(WEEKDAYS[weekday]): hours}
        form.days[weekday].form.version.data = now.version.data
    return _calendar(status, hours_form=form)


@bp.post("/settings/calendar/days")
@allowed(Right.SETTINGS)
def set_day() -> Response:
    form = SpecialDayForm(request.form)
    if form.submit(actions.set_special_day, stamp=g.stamp):
        return done(None, url_for(".calendar"), toast=_("%(name)s saved", name=form["name"].data))
    status = form.status
    if form.theirs:
        form.version.data = queries.version_of_day(g.stamp.store_id, form.on_day.data)
    return _calendar(status, day_form=form)


@bp.post("/settings/calendar/days/<int:day_id>/archive")
@allowed(Right.SETTINGS)
def put_day_away(day_id: int) -> Response:
    day = queries.special_day(g.stamp.store_id, day_id) or not_found()
    form = Form()
    if form.submit(actions.put_day_away, day, version=request.form.get("version", type=int), stamp=g.stamp):
        return done(None, url_for(".calendar"), toast=_("An ordinary day again"))
    kept = SpecialDayForm()
    kept.message = form.message
    return _calendar(form.status, day_form=kept)
