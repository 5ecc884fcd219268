"""What waits for approval, the answer to it, and the log of everything that has left the house (F-84)."""

from __future__ import annotations

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.exports import actions, queries
from crm.exports.forms import DecisionForm
from crm.exports.views.base import bp, shared, views
from crm.exports.views.taking import page
from crm.shared.web import allowed, done, not_found, row_id, show
from crm.shared.words import _
from crm.staff.rules import Right


@bp.get("/approvals")
@allowed(Right.APPROVE_EXPORT)
def approvals() -> Response:
    rows = queries.waiting(g.stamp.by)
    return show("exports/approvals.html", rows=rows, next_url="", seg=views("exports.approvals"), log=True, **shared())


@bp.get("/log")
@allowed(Right.AUDIT, Right.APPROVE_EXPORT)
def log() -> Response:
    rows = queries.log(g.stamp.by, request.args.get("before", type=row_id))
    more = url_for(".log", before=rows[queries.PAGE - 1].Export.id) if len(rows) > queries.PAGE else ""
    return show(
        "exports/log.html", rows=rows[: queries.PAGE], next_url=more, seg=views("exports.log"), log=True, **shared()
    )


@bp.post("/<int:export_id>/decision")
@allowed(Right.APPROVE_EXPORT)
def decide(export_id: int) -> Response:
    export = queries.to_decide(g.stamp.by, export_id) or not_found()
    form = DecisionForm(request.form)
    if form.submit(actions.decide, export, stamp=g.stamp):
        return done(None, url_for(".approvals"), toast=_("Your answer is sent."))
    return page(queries.line_for(g.stamp.by, export_id), form, form.status)
