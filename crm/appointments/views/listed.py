"""A day's appointments: tomorrow's first, registered by the supervisor; who did not come is settled beside (R-230)."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.appointments import actions, queries
from crm.appointments.forms import ListForm, MissedForm
from crm.appointments.models import Appointment
from crm.appointments.queries.listed import PAGE
from crm.appointments.rules import REGISTER_BY
from crm.appointments.views.base import bp, day_or, mine, sheet
from crm.drives.shown import calendar
from crm.notices.views import opens
from crm.shared import settings
from crm.shared.web import allowed, done, row_id, show
from crm.shared.words import _, ngettext
from crm.staff.rules import Right


@opens("list_late")
def _the_list(on_day: int) -> str:
    return url_for("appointments.index", day=date.fromordinal(on_day).isoformat())


@bp.get("/appointments")
@allowed(Right.SELL)
def index() -> Response:
    days = queries.next_open_days(g.stamp, 2)
    on_day, after = day_or(request.args.get("day"), days[0]), request.args.get("after", type=row_id)
    rows = queries.day(g.stamp.by, on_day, queries.place(g.stamp.by, after) if after else None)
    older = url_for(".index", day=on_day.isoformat(), after=rows[PAGE - 1].id) if len(rows) > PAGE else ""
    return show("appointments/index.html", None, rows=rows[:PAGE], older=older, **_around(on_day, days))


def _around(on_day: date, days: list[date]) -> dict[str, Any]:
    """The headline, the registration, and who did not come."""
    stamp, by = g.stamp, settings.of(g.stamp.store_id)[REGISTER_BY]
    missed, counts = queries.unsettled(stamp.by, stamp.today), queries.counts(stamp.by, on_day)
    late = on_day == days[0] and counts.registered < counts.all and stamp.local.hour >= by
    return {
        "on_day": on_day, "days": sorted({stamp.today, *days, on_day}), "today": stamp.today, "now": stamp.at, "by": by,
        "counts": counts, "registered": queries.registered(stamp.store_id, on_day) if counts.registered else None,
        "chief": stamp.by.can(Right.ALL_LEADS), "late": late, "missed": missed,
        "form": MissedForm(on_day=days[0]) if missed else None,
    }  # fmt: skip


@bp.get("/appointments/below")
@allowed(Right.SELL)
def below() -> Response:
    """What may come a moment later: the cars of the day, and why people did not come this month."""
    on_day = day_or(request.args.get("day"), g.stamp.today)
    reasons = queries.why_missed(g.stamp, g.stamp.today.replace(day=1))
    return show("appointments/below.html", "appointments/_below.html", reasons=reasons, today=g.stamp.today,
                **calendar(on_day, g.stamp))  # fmt: skip


@bp.post("/appointments/lists")
@allowed(Right.ALL_LEADS)
def register_list() -> Response:
    """The supervisor has the list; the desk may count on it."""
    form = ListForm(request.form)
    taken = form.submit(actions.register_list, stamp=g.stamp)
    day = form.on_day.data.isoformat() if form.on_day.data else None
    if not taken:
        said = form.message or _((form.on_day.errors or [""])[0])
    elif form.result:
        said = ngettext("%(n)s appointment registered.", "%(n)s appointments registered.", form.result)
    else:
        said = _("The list is registered already.")
    return done(None, url_for(".index", day=day), toast=said)


@bp.get("/appointments/<int:appointment_id>/no-show")
@allowed(Right.SELL)
def no_show(appointment_id: int) -> Response:
    one = mine(appointment_id)
    return _missed(one, MissedForm(on_day=queries.next_open_day(g.stamp)))


def _missed(one: Appointment, form: MissedForm, status: int = 200) -> Response:
    return sheet("missed", status, one=queries.row_of(one.id), form=form)


@bp.post("/appointments/<int:appointment_id>/no-show")
@allowed(Right.SELL)
def settle_no_show(appointment_id: int) -> Response:
    one, form = mine(appointment_id), MissedForm(request.form)
    if form.submit(actions.settle_no_show, one, stamp=g.stamp):
        again = form.result
        said = _("Moved. The missed one stays in the rows.") if again else _("Noted. The call is in your day.")
        own = one.advisor_id == g.stamp.by.id and request.form.get("from") != "list"
        return done(None, url_for("callbacks.my_day") if own else url_for(".index"), toast=said)
    return _missed(one, form, form.status)
