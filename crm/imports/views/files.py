"""The files of the store: upload one, what became of the earlier ones, the workbook of what was not taken."""

from __future__ import annotations

import io

from flask import g, request, send_file, url_for
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.wrappers import Response

from crm.imports import actions, listing, queries, refusals
from crm.imports.forms import UploadForm
from crm.imports.rules import FILE_MB, UNDO_DAYS, State
from crm.imports.views.blueprint import NAMES, bp
from crm.imports.views.detail import mine, moving
from crm.shared import settings
from crm.shared.forms import Form
from crm.shared.web import allowed, done, not_found, row_id, show
from crm.shared.words import _
from crm.staff.rules import Right

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("")
@allowed(Right.IMPORT)
def index() -> Response:
    return _index(UploadForm())


def _index(form: Form, status: int = 200) -> Response:
    rows = listing.imports_of(g.stamp, request.args.get("before", type=row_id))
    numbers, more = settings.of(g.stamp.store_id), len(rows) > queries.PAGE
    return show(
        "imports/index.html", None, status, form=form, more=more, limit=numbers[FILE_MB], days=numbers[UNDO_DAYS],
        rows=[(row, listing.way_back(row, g.stamp)) for row in rows[: queries.PAGE]],
        at_work=moving(listing.at_work(g.stamp)), **NAMES,
    )  # fmt: skip


@bp.post("")
@allowed(Right.IMPORT)
def upload() -> Response:
    form = UploadForm(CombinedMultiDict([request.files, request.form]))
    if form.submit(actions.upload, stamp=g.stamp):
        return done(None, url_for(".detail", import_id=form.result.id), toast=_("The file is being read."))
    return _index(form, form.status)


@bp.get("/<int:import_id>/refused.xlsx")
@allowed(Right.IMPORT)
def refused(import_id: int) -> Response:
    """The rows that were not taken, to be corrected and uploaded again."""
    record = mine(import_id)
    if State(record.state) not in (State.CHECKED, State.DONE):
        not_found()
    content = io.BytesIO(refusals.workbook_of(record))
    answer = send_file(content, XLSX, as_attachment=True, download_name=_("refused-%(id)s.xlsx", id=record.id))
    answer.headers["Cache-Control"] = "no-store"  # a file of personal data, never kept by a browser or proxy
    return answer
