"""The buttons of one import: read it another way, these columns, remember them, write, stop, take it all back."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.imports import actions, queries, rereading, sources
from crm.imports.forms import MappingForm, ReadAgainForm, RememberForm, StopForm, VersionForm
from crm.imports.models import Import
from crm.imports.rules import UNDO_DAYS, State
from crm.imports.views.blueprint import NAMES, bp
from crm.imports.views.detail import mine, page
from crm.shared import settings
from crm.shared.forms import Form
from crm.shared.web import allowed, done, not_found, show
from crm.shared.words import _
from crm.staff.rules import Right


@bp.post("/<int:import_id>/reading")
@allowed(Right.IMPORT)
def read_again(import_id: int) -> Response:
    form = ReadAgainForm(request.form).offer(mine(import_id).about)
    return _step(import_id, form, rereading.read_again, _("The file is being read again."))


@bp.post("/<int:import_id>/mapping")
@allowed(Right.IMPORT)
def check_columns(import_id: int) -> Response:
    said = _("The dry run has begun. Nothing is written yet.")
    return _step(import_id, MappingForm(request.form), actions.check_columns, said)


@bp.post("/<int:import_id>/source")
@allowed(Right.IMPORT)
def remember(import_id: int) -> Response:
    said = _("Remembered. The next such file follows these columns.")
    return _step(import_id, RememberForm(request.form), sources.remember, said)


@bp.get("/<int:import_id>/confirmation")
@allowed(Right.IMPORT)
def ask_confirmation(import_id: int) -> Response:
    record = mine(import_id)
    return _sheet("imports/_confirm.html", record) if record.state == State.CHECKED else not_found()


def _sheet(part: str, record: Import, form: Form | None = None, status: int = 200) -> Response:
    """A question before something with effect: a dialog, or a page where there is no script."""
    told = {"record": record, "form": form or Form(), "part": part, "days": settings.of(record.store_id)[UNDO_DAYS]}
    return show("imports/sheet.html", part, status, **told, **NAMES)


@bp.post("/<int:import_id>/confirmation")
@allowed(Right.IMPORT)
def confirm(import_id: int) -> Response:
    return _asked("imports/_confirm.html", import_id, actions.confirm, _("Writing has begun."))


@bp.post("/<int:import_id>/cancellation")
@allowed(Right.IMPORT)
def cancel(import_id: int) -> Response:
    form = StopForm(request.form)
    said = (
        _("It has been stopped and is being taken back.") if form.take_back.data else _("The import has been stopped.")
    )
    return _step(import_id, form, actions.cancel, said)


@bp.get("/<int:import_id>/undo")
@allowed(Right.IMPORT)
def ask_undo(import_id: int) -> Response:
    record = mine(import_id)
    return _sheet("imports/_undo.html", record) if queries.undoable(record, g.stamp) else not_found()


@bp.post("/<int:import_id>/undo")
@allowed(Right.IMPORT)
def undo(import_id: int) -> Response:
    return _asked("imports/_undo.html", import_id, actions.undo, _("The import is being taken back."))


def _asked(part: str, import_id: int, action: Any, said: str) -> Response:
    """The answer to a question; refused, it comes again and says why."""
    form = VersionForm(request.form)
    if form.submit(action, mine(import_id), stamp=g.stamp):
        return done(None, url_for(".detail", import_id=import_id), toast=said)
    return _sheet(part, mine(import_id), form, form.status)


def _step(import_id: int, form: Form, action: Any, said: str) -> Response:
    record = mine(import_id)
    if form.submit(action, record, stamp=g.stamp):
        return done(None, url_for(".detail", import_id=import_id), toast=said)
    return page(mine(import_id), form, form.status)
