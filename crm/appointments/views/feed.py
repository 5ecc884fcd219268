"""A person's appointments in their own calendar programme: a secret address that can be closed."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from flask import Response as Answer
from flask import g, url_for
from werkzeug.wrappers import Response

from crm.appointments import actions, queries
from crm.appointments.rules import KIND_NAMES, Event, Kind, calendar
from crm.appointments.views.base import bp
from crm.customers.naming import called
from crm.customers.rules import Kind as FileKind
from crm.customers.rules import surname_of
from crm.shared.clock import clock
from crm.shared.filters import named
from crm.shared.forms import Form
from crm.shared.stamp import machine
from crm.shared.web import allowed, done, not_found, panel, public, show
from crm.shared.words import _
from crm.staff.rules import Right


@panel("me", Right.SELL, order=40)
def way_to_the_feed(_staff_id: int, _stamp: object) -> tuple[str, dict[str, Any]]:
    return "appointments/_me.html", {}


@bp.get("/me/calendar")
@allowed(Right.SELL)
def feed() -> Response:
    return _page()


def _page(token: str = "") -> Response:
    address = url_for(".read_feed", token=token, _external=True) if token else ""
    return show("appointments/feed.html", None, feed=queries.feed_of(g.stamp.by.id), address=address)


@bp.post("/me/calendar")
@allowed(Right.SELL)
def open_feed() -> Response:
    """Shown on this answer only; the same form again lands on the page without it."""
    form = Form()
    form.submit(actions.open_feed, stamp=g.stamp)
    g.landing = url_for(".feed")
    return _page(form.result or "")


@bp.post("/me/calendar/revocation")
@allowed(Right.SELL)
def close_feed() -> Response:
    actions.close_feed(stamp=g.stamp)
    return done(None, url_for(".feed"), toast=_("The address no longer answers."))


@bp.get("/calendar/<token>.ics")
@public
def read_feed(token: str) -> Response:
    """No number, no address, no full name: a surname, what for, the car, the time."""
    reader = queries.reader(token) or not_found()
    g.language = reader.language or "zh"
    stamp = machine(reader.store_id, clock.now(), reader.zone)
    name = f"{_('Appointments')} · {named(reader)}"
    body = calendar(name, [_event(row) for row in queries.events(stamp, reader.staff_id)])
    answer = Answer(body, content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Disposition"] = 'inline; filename="appointments.ics"'
    return answer


def _event(row: Any) -> Event:
    status = "CONFIRMED" if row.confirmed_at or row.came_at else "TENTATIVE"
    if row.cancelled_at or row.missed_at:
        status = "CANCELLED"
    told = (_by_surname(row), _(KIND_NAMES[Kind(row.kind)]), row.car)
    return Event(
        uid=f"appointment-{row.id}@yuke", starts_at=row.starts_at, version=row.version, status=status,
        ends_at=row.starts_at + timedelta(minutes=row.minutes), changed_at=row.changed_at or row.starts_at,
        summary=" · ".join(part for part in told if part),
    )  # fmt: skip


def _by_surname(row: Any) -> str:
    """邓女士 of 邓晓雯; a firm keeps its name, which is nobody's secret."""
    name = row.name if row.file == FileKind.COMPANY else surname_of(row.name or "")
    return called(SimpleNamespace(name=name, sex=row.sex))
