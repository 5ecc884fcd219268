"""Recording a visit, completing it, giving it to an advisor, and its end."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.reception import actions, board, queries
from crm.reception.forms import AssignmentForm, IntakeForm, VisitForm
from crm.reception.models import Visit
from crm.reception.rules import NOTES, WAITING_MINUTES
from crm.reception.views.blueprint import bp
from crm.reception.views.desk import asked_view, page_context, shown
from crm.rota.forms import PlaceForm
from crm.rota.queries import name_of
from crm.shared import settings
from crm.shared.web import allowed, done, not_found, row_id, show, wants_part
from crm.shared.words import _
from crm.staff.rules import Right

KEPT = ("purpose", "channel", "channel_detail", "party_size", "description", "customer_id", "nothing_left")


@bp.post("/visits")
@allowed(Right.RECEIVE)
def record_visit() -> Response:
    form = IntakeForm(request.form)
    if not form.submit(actions.record_visit, stamp=g.stamp):
        return show("reception/desk.html", "reception/_intake.html", form.status, **page_context(form))
    return _recorded(form.result)


def _recorded(visit: Visit) -> Response:
    """An empty intake for the next one, with the board renewed; the toast says who receives."""
    name = name_of(visit.advisor_id)
    toast = _("Recorded; %(name)s receives.", name=name) if name else _("Recorded.")
    context = page_context() if wants_part() else {}
    return done("reception/_recorded.html", url_for(".desk"), changed="reception", toast=toast, **context)


@bp.get("/visits")
@allowed(Right.RECEIVE)
def index() -> Response:
    """All visits of a view, a page at a time."""
    view = asked_view()
    rows = board.board(g.stamp, view, before=request.args.get("before", type=row_id))
    older = url_for(".index", view=view, before=rows[board.PAGE - 1].id) if len(rows) > board.PAGE else ""
    late = settings.of(g.stamp.store_id)[WAITING_MINUTES]
    return show(
        "reception/visits.html", None, visits=[shown(row) for row in rows[: board.PAGE]], older=older, view=view,
        day=board.day(g.stamp), late_after=late,
    )  # fmt: skip


@bp.get("/visits/<int:visit_id>")
@allowed(Right.RECEIVE)
def visit(visit_id: int) -> Response:
    return _visit(_here(visit_id))


@bp.post("/visits/<int:visit_id>")
@allowed(Right.RECEIVE)
def complete_visit(visit_id: int) -> Response:
    form = VisitForm(request.form)
    if form.submit(actions.complete_visit, _here(visit_id), stamp=g.stamp):
        saved = _("The visit is completed.") if form.result.completed_at else _("Saved; something is still missing.")
        return done(None, url_for(".desk"), toast=saved)
    return _visit(_here(visit_id), form=form, status=form.status)


@bp.post("/visits/<int:visit_id>/assignment")
@allowed(Right.RECEIVE)
def assign(visit_id: int) -> Response:
    form, one = AssignmentForm(request.form), _here(visit_id)
    if form.submit(actions.assign, one, stamp=g.stamp):
        name = name_of(form.result.staff_id) if form.result else ""
        toast = _("%(name)s receives.", name=name) if name else _("Nobody is free; they wait.")
        return done(None, url_for(".desk"), toast=toast)
    return _visit(_here(visit_id), assignment=form, status=form.status)


@bp.post("/visits/<int:visit_id>/departure")
@allowed(Right.RECEIVE)
def leave(visit_id: int) -> Response:
    form = PlaceForm(request.form)
    form.submit(lambda version: actions.leave(_here(visit_id), stamp=g.stamp))
    return done(None, url_for(".desk"), toast=_("The visitor has left."))


def _here(visit_id: int) -> Visit:
    return queries.visit_for(g.stamp.by, visit_id) or not_found()


def _visit(visit: Visit, *, form: Any = None, assignment: Any = None, status: int = 200) -> Response:
    """The desk with this visit in the intake. The four notes are shown to who may read them (A-22)."""
    names = (*KEPT, *NOTES) if g.stamp.by.can(Right.FAMILY_NOTES) else KEPT
    form = form or VisitForm(data={name: getattr(visit, name) for name in names})
    context = page_context(form, visit, assignment or AssignmentForm())
    return show("reception/desk.html", "reception/_intake.html", status, **context)
