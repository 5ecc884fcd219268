"""Asking for a file, watching it, calling it off, fetching it."""

from __future__ import annotations

import io
import json
from typing import Any

from flask import g, make_response, request, send_file, url_for
from werkzeug.wrappers import Response

from crm.exports import actions, queries
from crm.exports.files import MEDIA
from crm.exports.forms import KEPT, ExportForm
from crm.exports.models import Export
from crm.exports.rules import KEEP_DAYS, Form
from crm.exports.views.base import ANYBODY, bp, shared, views
from crm.shared import settings
from crm.shared.forms import Form as Button
from crm.shared.sheets import SHEETS, Sheet, sheets_on
from crm.shared.web import allowed, done, not_found, row_id, show, unchanged, wants_part
from crm.shared.words import _, language
from crm.staff.rules import Right


@bp.get("")
@allowed(*ANYBODY)
def index() -> Response:
    return _index()


def _index(form: Button | None = None, status: int = 200) -> Response:
    rows = queries.own(g.stamp.by, request.args.get("before", type=row_id))
    more = url_for(".index", before=rows[queries.PAGE - 1].Export.id) if len(rows) > queries.PAGE else ""
    return show(
        "exports/index.html", None, status, rows=rows[: queries.PAGE], next_url=more, seg=views("exports.index"),
        form=form, log=False, **shared(),
    )  # fmt: skip


@bp.get("/new")
@allowed(Right.EXPORT)
def new() -> Response:
    return _new(ExportForm(), _offered(request.args), request.args.to_dict())


@bp.post("")
@allowed(Right.EXPORT)
def ask_for() -> Response:
    offered, form = _offered(request.form), ExportForm(request.form)
    kept = {name.removeprefix(KEPT): value for name, value in request.form.items() if name.startswith(KEPT)}
    if form.submit(actions.ask_for, filters=kept, language=language(), stamp=g.stamp):
        return done(None, url_for(".detail", export_id=form.result.id))
    return _new(form, offered, kept, form.status)


def _offered(asked: Any) -> list[Sheet]:
    """The lists of the page that was left, or the one that was named; 404 when none is the reader's."""
    one = SHEETS.get(asked.get("sheet", ""))
    found = sheets_on(asked.get("page_of", ""), g.stamp.by)
    if not found and one is not None and one.open_to(g.stamp.by):
        found = [one]
    return found or not_found()


def _new(form: ExportForm, offered: list[Sheet], kept: dict[str, str], status: int = 200) -> Response:
    asked, page_of = request.values.get("sheet"), request.values.get("page_of", "")
    here = next((one for one in offered if one.key == asked), offered[0])
    chosen = {name: value for one in offered for name, value in one.chosen(kept).items()}
    links: dict[str, Any] = {"page_of": page_of or None, **chosen}
    return show(
        "exports/new.html", None, status, form=form, offered=offered, here=here, chosen=here.chosen(kept),
        lists=[(url_for(".new", sheet=one.key, **links), _(one.label), None, one is here) for one in offered],
        page_of=page_of, columns=here.columns_for(g.stamp.by), alone=queries.alone(g.stamp.by),
        taken=queries.taken_today(g.stamp), days=settings.of(g.stamp.store_id)[KEEP_DAYS], kept_prefix=KEPT,
    )  # fmt: skip


@bp.get("/<int:export_id>")
@allowed(*ANYBODY)
def detail(export_id: int) -> Response:
    line = queries.line_for(g.stamp.by, export_id) or not_found()
    seen = line.Export.version * 10_000_000 + line.Export.rows_done
    if wants_part():
        return unchanged(seen) or _moving(line, seen)
    return page(line)


def _moving(line: Any, seen: int) -> Response:
    """The moving part; when the file is there, the page as a whole comes again."""
    if line.Export.state in shared()["working"]:
        return show("exports/_working.html", None, line=line, export=line.Export, seen=seen, **shared())
    response = make_response("", 200)
    response.headers["HX-Refresh"] = "true"
    return response


def page(line: Any, form: Any = None, status: int = 200) -> Response:
    """One export, whoever looks at it."""
    export, stamp = line.Export, g.stamp
    return show(
        "exports/detail.html", None, status, line=line, export=export, form=form, mine=export.by_id == stamp.by.id,
        seen=export.version * 10_000_000 + export.rows_done, may_decide=actions.may_decide(export, stamp),
        chosen=json.loads(export.filters or "{}"), **shared(),
    )  # fmt: skip


@bp.post("/<int:export_id>/cancellation")
@allowed(Right.EXPORT)
def call_off(export_id: int) -> Response:
    form = Button(request.form)
    if form.submit(actions.call_off, _mine(export_id), stamp=g.stamp):
        return done(None, url_for(".detail", export_id=export_id), toast=_("The export is called off."))
    return page(queries.line_for(g.stamp.by, export_id), form, form.status)


@bp.post("/<int:export_id>/download")
@allowed(Right.EXPORT)
def fetch(export_id: int) -> Response:
    """By POST: each download is a row of the log, written before the first byte goes out (F-84)."""
    export, form = _mine(export_id), Button(request.form)
    if not form.submit(actions.fetch, export, stamp=g.stamp):
        return page(queries.line_for(g.stamp.by, export_id), form, form.status)
    answer = send_file(io.BytesIO(form.result), MEDIA[Form(export.form)], True, export.name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _mine(export_id: int) -> Export:
    return queries.export_for(g.stamp.by, export_id) or not_found()
