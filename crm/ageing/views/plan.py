"""The dry run: who would go where and why, row by row, until somebody confirms it."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.ageing import actions
from crm.ageing.actions.planning import planned_run
from crm.ageing.forms import ConfirmForm, DestinationForm
from crm.ageing.models import Run
from crm.ageing.queries import page
from crm.ageing.rules import AUTOMATIC, CONFIRM_DAYS, LATE_POINTS, REST_DAYS, UNDO_DAYS
from crm.ageing.views.blueprint import bp, named
from crm.leads.rules.ageing import NUMBER_OF, STAY_ON, STAYS, STEPS, Kind
from crm.shared import settings
from crm.shared.forms import Form
from crm.shared.web import allowed, done, row_id, show
from crm.shared.words import _
from crm.staff.rules import Right


@bp.get("/redistribution")
@allowed(Right.ASSIGN, Right.REDISTRIBUTE)
def index() -> Response:
    """The plan that waits, and the runs that were; fifty rows a page."""
    after = request.args.get("after", type=row_id)
    return show("ageing/index.html", "ageing/_rows.html" if after else "ageing/_plan.html", **_told(after or 0))


def _told(after: int = 0) -> dict[str, Any]:
    """What the page says; with `after` only the next rows are wanted."""
    kind = request.args.get("step")
    kind = kind if kind in Kind.__members__.values() else None
    run, numbers = planned_run(g.stamp.store_id), settings.of(g.stamp.store_id)
    found = page.rows(run, g.stamp, kind=kind, after=after) if run else []
    shown: dict[str, Any] = {
        "run": run, "kind": kind, "rows": found[: page.PAGE],
        "next_after": found[page.PAGE - 1].id if len(found) > page.PAGE else None,
    }  # fmt: skip
    if after:
        return shown
    counts = page.counts(run, g.stamp) if run else page.Counts({}, {}, 0, 0)
    late = [counts.oldest[step] - numbers[NUMBER_OF[step]] for step in STEPS if step in counts.oldest]
    runs = page.runs(g.stamp)
    return shown | {
        "runs": runs, "left": {row.id: UNDO_DAYS - (g.stamp.at - row.ran_at).days for row in runs},
        "counts": counts, "late": max(late, default=0), "tally": page.tally(run, g.stamp) if run else [],
        "held": page.held(run) if run and counts.held else [], "numbers": _numbers(),
    }  # fmt: skip


def _numbers() -> dict[str, Any]:
    """The store's standards that the page speaks of."""
    numbers = settings.of(g.stamp.store_id)
    return {
        "steps": {kind.value: numbers[number] for kind, number in NUMBER_OF.items()},
        "stays": {grade.value: numbers[number] for grade, number in STAYS.items()} if numbers[STAY_ON] else {},
        "automatic": numbers[AUTOMATIC], "points": numbers[LATE_POINTS], "confirm_days": numbers[CONFIRM_DAYS],
        "rest": numbers[REST_DAYS],
    }  # fmt: skip


@bp.post("/redistribution/plan")
@allowed(Right.ASSIGN, Right.REDISTRIBUTE)
def look_anew() -> Response:
    """The night does it by itself; a person may not want to wait after a standard was changed."""
    run = actions.plan(g.stamp)
    if run is not None:
        actions.ask_to_confirm(run, g.stamp)
    return done(None, url_for(".index"), toast=_("Looked at anew."))


@bp.get("/redistribution/runs/<int:run_id>/confirmation")
@allowed(Right.REDISTRIBUTE)
def ask_confirmation(run_id: int) -> Response:
    return _confirmation(page.run_for(g.stamp, run_id), ConfirmForm(), 200)


def _confirmation(run: Run, form: ConfirmForm, status: int) -> Response:
    """What will happen, in numbers, before it does."""
    told = {"run": run, "form": form, "tally": page.tally(run, g.stamp), "total": page.counts(run, g.stamp).total}
    return show("ageing/sheet.html", "ageing/_confirm.html", status, part="ageing/_confirm.html", **told)


@bp.post("/redistribution/runs/<int:run_id>/confirmation")
@allowed(Right.REDISTRIBUTE)
def confirm(run_id: int) -> Response:
    run, form = page.run_for(g.stamp, run_id), ConfirmForm(request.form)
    if form.submit(actions.carry_out, run, stamp=g.stamp):
        said = _("%(n)s leads have changed hands.", n=form.result.moved)
        return done(None, url_for(".index"), toast=said)
    return _confirmation(run, form, form.status)


@bp.get("/redistribution/moves/<int:move_id>/destination")
@allowed(Right.ASSIGN, Right.REDISTRIBUTE)
def ask_destination(move_id: int) -> Response:
    row = page.move_for(g.stamp, move_id)
    return _destination(row, DestinationForm(owner_id=row.new_owner_id), 200)


def _destination(row: Any, form: DestinationForm, status: int) -> Response:
    people = [(one.id, named(one.name, one.name_en, one.team)) for one in page.takers(g.stamp)]
    told = {"row": row, "form": form.offer(people), "part": "ageing/_destination.html"}
    return show("ageing/sheet.html", "ageing/_destination.html", status, **told)


@bp.post("/redistribution/moves/<int:move_id>/destination")
@allowed(Right.ASSIGN, Right.REDISTRIBUTE)
def choose(move_id: int) -> Response:
    row, form = page.move_for(g.stamp, move_id), DestinationForm(request.form)
    if form.submit(actions.choose, row.Move, row.Run, stamp=g.stamp):
        return done(None, url_for(".index"), toast=_("The plan is changed; nothing has been carried out yet."))
    return _destination(page.move_for(g.stamp, move_id), form, form.status)


@bp.post("/redistribution/moves/<int:move_id>/left-out")
@allowed(Right.ASSIGN, Right.REDISTRIBUTE)
def leave_out(move_id: int) -> Response:
    """The box before the name: not this time, or as planned after all."""
    row, leaves, form = page.move_for(g.stamp, move_id), request.form.get("moves") is None, Form()
    if form.submit(actions.leave_out, row.Move, row.Run, leaves=leaves, stamp=g.stamp):
        return done("ageing/_plan.html", url_for(".index"), **_told())
    return done(None, url_for(".index"), toast=form.message)
