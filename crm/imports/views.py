"""The pages of imports: upload, columns, dry run, progress, result."""

from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, g, make_response, request, send_file, url_for
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.wrappers import Response

from crm.imports import actions, faces, queries, refusals
from crm.imports.forms import MappingForm, StopForm, UploadForm, VersionForm
from crm.imports.models import Import
from crm.imports.rules import FILE_MB, KIND_NAMES, OVER, STATE_NAMES, VERDICT_NAMES, WORKING, State, Verdict
from crm.shared import settings
from crm.shared.forms import Form
from crm.shared.web import allowed, done, not_found, row_id, show, unchanged, wants_part
from crm.shared.words import _
from crm.staff.rules import Right

bp = Blueprint("imports", __name__, url_prefix="/imports")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAMES = {"kinds": KIND_NAMES, "states": STATE_NAMES, "verdicts": VERDICT_NAMES}


def _mine(import_id: int) -> Import:
    return queries.import_for(g.stamp.by, import_id) or not_found()


@bp.get("")
@allowed(Right.IMPORT)
def index() -> Response:
    return _index(UploadForm())


def _index(form: Form, status: int = 200) -> Response:
    rows = queries.imports_for(g.stamp.by, request.args.get("before", type=row_id))
    more = len(rows) > queries.PAGE
    limit = settings.of(g.stamp.store_id)[FILE_MB]
    return show(
        "imports/index.html", None, status, form=form, rows=rows[: queries.PAGE], more=more, limit=limit,
        sentence=faces.sentence, **NAMES,
    )  # fmt: skip


@bp.post("")
@allowed(Right.IMPORT)
def upload() -> Response:
    form = UploadForm(CombinedMultiDict([request.files, request.form]))
    if form.submit(actions.upload, stamp=g.stamp):
        return done(None, url_for(".detail", import_id=form.result.id), toast=_("The file is being read."))
    return _index(form, form.status)


@bp.get("/<int:import_id>")
@allowed(Right.IMPORT)
def detail(import_id: int) -> Response:
    record = _mine(import_id)
    seen = record.version * 10_000_000 + record.rows_done
    if wants_part():
        return unchanged(seen) or _progress(record, seen)
    return _page(record, seen)


def _progress(record: Import, seen: int) -> Response:
    """The moving part; when the stage is over, the page as a whole comes again."""
    if State(record.state) in WORKING:
        return show(
            "imports/detail.html",
            "imports/_working.html",
            record=record,
            seen=seen,
            pace=faces.pace(record, g.now),
            **NAMES,
        )
    response = make_response("", 200)
    response.headers["HX-Refresh"] = "true"
    return response


def _page(record: Import, seen: int, form: Form | None = None, status: int = 200) -> Response:
    state = State(record.state)
    mapped = state in (State.MAPPED, State.CHECKED) and record.about
    counted = state in (State.CHECKED, State.DONE)
    return show(
        "imports/detail.html", None, status, record=record, seen=seen, form=form, over=state in OVER,
        working=state in WORKING, step=faces.step(record), steps=faces.STEPS, pace=faces.pace(record, g.now),
        columns=faces.columns(record, queries.samples_of(record.id), _chosen(form)) if mapped else [],
        choices=faces.choices(record) if mapped else [], earlier=queries.earlier_same(record),
        looks_like=faces.other_kind(record) if mapped else None,
        why=faces.sentence(record.reason_code, record.facts), **(_rows(record) if counted else {"lines": None}),
        **NAMES,
    )  # fmt: skip


def _chosen(form: Form | None) -> list[str] | None:
    return list(form.mapping.data) if isinstance(form, MappingForm) else None


def _rows(record: Import) -> dict[str, Any]:
    """The rows behind one of the five counts; by default the first one that says something."""
    counts = {verdict: int(getattr(record, f"rows_{verdict}")) for verdict in Verdict}
    asked = request.args.get("show", "")
    preferred = (Verdict.CHANGED, Verdict.HELD, Verdict.REFUSED, Verdict.NEW, Verdict.SAME)
    verdict = Verdict(asked) if asked in counts else next((one for one in preferred if counts[one]), Verdict.NEW)
    after = max(0, request.args.get("after", 0, type=row_id))
    rows = queries.rows_of(record.id, verdict, min(after, 2**31 - 1), written=State(record.state) is State.DONE)
    lines = [faces.line(row, verdict) for row in rows[: queries.PAGE]]
    return {"lines": lines, "more": len(rows) > queries.PAGE, "verdict": verdict, "counts": counts, "after": after}


@bp.post("/<int:import_id>/mapping")
@allowed(Right.IMPORT)
def check_columns(import_id: int) -> Response:
    return _step(
        import_id, MappingForm(request.form), actions.check_columns, _("The dry run has begun. Nothing is written yet.")
    )


@bp.post("/<int:import_id>/confirmation")
@allowed(Right.IMPORT)
def confirm(import_id: int) -> Response:
    return _step(import_id, VersionForm(request.form), actions.confirm, _("Writing has begun."))


@bp.post("/<int:import_id>/cancellation")
@allowed(Right.IMPORT)
def cancel(import_id: int) -> Response:
    return _step(import_id, StopForm(request.form), actions.cancel, _("The import has been stopped."))


def _step(import_id: int, form: Form, action: Any, said: str) -> Response:
    record = _mine(import_id)
    if form.submit(action, record, stamp=g.stamp):
        return done(None, url_for(".detail", import_id=import_id), toast=said)
    record = _mine(import_id)
    return _page(record, record.version * 10_000_000 + record.rows_done, form, form.status)


@bp.get("/<int:import_id>/refused.xlsx")
@allowed(Right.IMPORT)
def refused(import_id: int) -> Response:
    """The rows that were not taken, to be corrected and uploaded again."""
    record = _mine(import_id)
    if State(record.state) not in (State.CHECKED, State.DONE):
        not_found()
    content = io.BytesIO(refusals.workbook_of(record))
    answer = send_file(content, XLSX, as_attachment=True, download_name=_("refused-%(id)s.xlsx", id=record.id))
    answer.headers["Cache-Control"] = "no-store"  # a file of personal data, never kept by a browser or proxy
    return answer
