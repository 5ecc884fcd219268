"""A run that was carried out: what became of each lead, and taking the whole of it back."""

from __future__ import annotations

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.ageing import actions
from crm.ageing.forms import UndoForm
from crm.ageing.models import Run
from crm.ageing.queries import page
from crm.ageing.views.blueprint import bp
from crm.shared.web import allowed, done, row_id, show
from crm.shared.words import _
from crm.staff.rules import Right


@bp.get("/redistribution/runs/<int:run_id>")
@allowed(Right.ASSIGN, Right.REDISTRIBUTE)
def run(run_id: int) -> Response:
    """Its rows as they were carried out; fifty a page."""
    found, after = page.run_for(g.stamp, run_id), request.args.get("after", type=row_id) or 0
    rows = page.rows(found, g.stamp, after=after)
    next_after = rows[page.PAGE - 1].id if len(rows) > page.PAGE else None
    part = "ageing/_rows.html" if after else None
    return show("ageing/run.html", part, run=found, rows=rows[: page.PAGE], next_after=next_after, kind=None)


@bp.get("/redistribution/runs/<int:run_id>/undo")
@allowed(Right.REDISTRIBUTE)
def ask_undo(run_id: int) -> Response:
    return _undo(page.run_for(g.stamp, run_id), UndoForm(), 200)


def _undo(found: Run, form: UndoForm, status: int) -> Response:
    told = {"run": found, "form": form, "back": page.can_go_back(found), "part": "ageing/_undo.html"}
    return show("ageing/sheet.html", "ageing/_undo.html", status, **told)


@bp.post("/redistribution/runs/<int:run_id>/undo")
@allowed(Right.REDISTRIBUTE)
def undo(run_id: int) -> Response:
    found, form = page.run_for(g.stamp, run_id), UndoForm(request.form)
    if form.submit(actions.undo, found, stamp=g.stamp):
        said = _("%(n)s leads are back with the advisors they had before.", n=form.result.undone)
        return done(None, url_for(".index"), toast=said)
    return _undo(found, form, form.status)
