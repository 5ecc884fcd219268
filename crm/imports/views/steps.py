"""The buttons of one import: these columns, write, stop."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.imports import actions
from crm.imports.forms import MappingForm, StopForm, VersionForm
from crm.imports.views.blueprint import bp
from crm.imports.views.detail import mine, page
from crm.shared.forms import Form
from crm.shared.web import allowed, done
from crm.shared.words import _
from crm.staff.rules import Right


@bp.post("/<int:import_id>/mapping")
@allowed(Right.IMPORT)
def check_columns(import_id: int) -> Response:
    said = _("The dry run has begun. Nothing is written yet.")
    return _step(import_id, MappingForm(request.form), actions.check_columns, said)


@bp.post("/<int:import_id>/confirmation")
@allowed(Right.IMPORT)
def confirm(import_id: int) -> Response:
    return _step(import_id, VersionForm(request.form), actions.confirm, _("Writing has begun."))


@bp.post("/<int:import_id>/cancellation")
@allowed(Right.IMPORT)
def cancel(import_id: int) -> Response:
    return _step(import_id, StopForm(request.form), actions.cancel, _("The import has been stopped."))


def _step(import_id: int, form: Form, action: Any, said: str) -> Response:
    record = mine(import_id)
    if form.submit(action, record, stamp=g.stamp):
        return done(None, url_for(".detail", import_id=import_id), toast=said)
    return page(mine(import_id), form, form.status)
