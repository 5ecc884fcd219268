"""What the tablets kept and the server did not record by itself: nothing is lost in silence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.reception.forms import IntakeForm
from crm.shared.forms import Form
from crm.shared.stamp import Stamp
from crm.shared.web import allowed, done, not_found, panel, show
from crm.shared.words import _
from crm.staff.rules import Right
from crm.tablet import actions, queries
from crm.tablet.letters import kept
from crm.tablet.models import TabletEntry
from crm.tablet.people import receivers
from crm.tablet.rules import CLOCK_OFF, State
from crm.tablet.views import bp


@panel("desk", Right.RECEIVE)
def waiting(_nothing: int, stamp: Stamp) -> tuple[str, Mapping[str, Any]] | None:
    """At the desk, when something of a tablet needs a look."""
    number = queries.refused(stamp.store_id)
    return ("tablet/_waiting.html", {"number": number}) if number else None


@bp.get("/tablet/entries")
@allowed(Right.RECEIVE)
def index() -> Response:
    """What waits for a person, and what has come by itself."""
    store_id = g.stamp.store_id
    return show(
        "tablet/entries.html", None, waiting=queries.entries(store_id, waiting=True),
        come=queries.entries(store_id, waiting=False), off=CLOCK_OFF.total_seconds(), apart=apart,
    )  # fmt: skip


def apart(seconds: int) -> str:
    """How far two clocks were apart, as hours and minutes."""
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"{hours}:{minutes:02}"


def _entry(entry_id: int) -> TabletEntry:
    return queries.entry_for(g.stamp.by, entry_id) or not_found()


def _page(entry: TabletEntry, form: IntakeForm, status: int = 200) -> Response:
    if entry.state != State.REFUSED:
        return show("tablet/entry.html", None, 200 if status == 200 else 409, entry=entry, form=None)
    return show("tablet/entry.html", None, status, entry=entry, form=receivers(form, g.stamp))


@bp.get("/tablet/entries/<int:entry_id>")
@allowed(Right.RECEIVE)
def detail(entry_id: int) -> Response:
    """One entry as it was typed, to be completed and recorded."""
    entry = _entry(entry_id)
    form = IntakeForm(kept(entry.body))
    if entry.body:
        form.validate()  # what was wrong is said under its field
    return _page(entry, form)


@bp.post("/tablet/entries/<int:entry_id>/visit")
@allowed(Right.RECEIVE)
def record(entry_id: int) -> Response:
    """Record the visit, with the time at which it was taken down."""
    form = IntakeForm(request.form)
    if form.submit(actions.record_by_hand, _entry(entry_id), stamp=g.stamp):
        return done(None, url_for(".index"), toast=_("The visit is recorded"))
    return _page(_entry(entry_id), form, form.status)


@bp.post("/tablet/entries/<int:entry_id>/dismissal")
@allowed(Right.RECEIVE)
def set_aside(entry_id: int) -> Response:
    """Somebody has looked: it was no visit."""
    form = Form()
    if form.submit(actions.set_aside, _entry(entry_id), stamp=g.stamp):
        return done(None, url_for(".index"), toast=_("Put aside"))
    return _page(_entry(entry_id), IntakeForm(), 409)
