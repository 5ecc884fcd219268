"""Recording a visit, completing it, giving it to an advisor, its course, and taking a tap back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.appointments.queries import at_the_desk
from crm.reception import actions, board, queries
from crm.reception.forms import AssignmentForm, IntakeForm, StepForm, VisitForm
from crm.reception.models import Visit
from crm.reception.rules import NOTES, STEP_NAMES, WAITING_MINUTES, Step
from crm.reception.views.blueprint import bp
from crm.reception.views.desk import asked_view, page_context, shown_all
from crm.reception.views.telling import about, came_again, undo_of
from crm.rota.forms import PlaceForm
from crm.rota.queries import name_of
from crm.shared import settings
from crm.shared.web import allowed, done, not_found, row_id, show, wants_part
from crm.shared.words import _
from crm.staff.rules import Right

KEPT = ("purpose", "channel", "channel_detail", "party_size", "description", "customer_id", "nothing_left")
WHOSE = {"by": "by_id", "advisor": "advisor_id"}


@bp.post("/visits")
@allowed(Right.RECEIVE)
def record_visit() -> Response:
    form = IntakeForm(request.form)
    if not form.submit(actions.record_visit, key=request.form.get("idempotency_key") or None, stamp=g.stamp):
        return show("reception/desk.html", "reception/_intake.html", form.status, **page_context(form))
    return _recorded(form.result)


def _recorded(visit: Visit) -> Response:
    """An empty intake for the next one, with the board renewed; the toast says who receives and why."""
    context = page_context() if wants_part() else {}
    said, undo = (came_again(visit), "") if visit.again else (about(visit), undo_of(visit, Step.CAME))
    return done("reception/_recorded.html", url_for(".desk"), changed="reception", toast=said, undo=undo, **context)


@bp.post("/appointments/<int:appointment_id>/arrival")
@allowed(Right.RECEIVE)
def arrive(appointment_id: int) -> Response:
    """Somebody who was expected is here: one tap."""
    one, form = at_the_desk(g.stamp.by, appointment_id) or not_found(), PlaceForm(request.form)
    key = request.form.get("idempotency_key") or None
    if not form.submit(lambda version: actions.arrive(one, key=key, stamp=g.stamp)):
        return done(None, url_for(".desk"), toast=form.message)
    return done(None, url_for(".desk"), toast=about(form.result), undo=undo_of(form.result, Step.CAME))


@bp.get("/visits")
@allowed(Right.RECEIVE)
def index() -> Response:
    """All visits of a view, a page at a time; of one person where asked."""
    view, (whose, person) = asked_view(), _whose()
    rows = board.board(g.stamp, view, before=request.args.get("before", type=row_id), whose=whose, person=person or 0)
    before = rows[board.PAGE - 1].id if len(rows) > board.PAGE else None
    older = url_for(".index", **{**request.args, "before": before}) if before else ""
    late, name = settings.of(g.stamp.store_id)[WAITING_MINUTES], name_of(person)
    return show(
        "reception/visits.html", None, visits=shown_all(rows[: board.PAGE]), older=older, view=view,
        day=board.day(g.stamp), late_after=late, whose=name,
    )  # fmt: skip


def _whose() -> tuple[str, int | None]:
    for word, column in WHOSE.items():
        person = request.args.get(word, type=row_id)
        if person is not None:
            return column, person
    return "", None


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
        return done(None, url_for(".desk"), toast=about(one), undo=undo_of(one, Step.GIVEN) if form.result else "")
    return _visit(_here(visit_id), assignment=form, status=form.status)


@bp.post("/visits/<int:visit_id>/departure")
@allowed(Right.RECEIVE)
def leave(visit_id: int) -> Response:
    return _tap(visit_id, actions.leave, _("The visitor has left."), Step.LEFT)


@bp.post("/visits/<int:visit_id>/drive-out")
@allowed(Right.RECEIVE)
def drive_out(visit_id: int) -> Response:
    return _tap(visit_id, actions.drive_out, _("Out on a test drive."), Step.DRIVE_OUT)


@bp.post("/visits/<int:visit_id>/drive-back")
@allowed(Right.RECEIVE)
def drive_back(visit_id: int) -> Response:
    return _tap(visit_id, actions.drive_back, _("Back from the test drive."), Step.DRIVE_BACK)


def _tap(visit_id: int, action: Callable[..., Any], said: str, kind: Step) -> Response:
    """One tap of a row, which the toast offers to take back."""
    one, form = _here(visit_id), PlaceForm(request.form)
    if form.submit(lambda version: action(one, stamp=g.stamp)):
        return done(None, url_for(".desk"), toast=said, undo=undo_of(one, kind))
    return done(None, url_for(".desk"), toast=form.message)


@bp.post("/visits/<int:visit_id>/undoing")
@allowed(Right.RECEIVE)
def take_back(visit_id: int) -> Response:
    """Undo the latest tap, or the one named while nothing else has happened since."""
    form, one = StepForm(request.values), _here(visit_id)
    taken = form.submit(lambda step: actions.take_back(one, step_id=step, stamp=g.stamp))
    return done(None, url_for(".desk"), toast=_("Taken back.") if taken else form.message)


def _here(visit_id: int) -> Visit:
    return queries.visit_for(g.stamp.by, visit_id) or not_found()


def _visit(visit: Visit, *, form: Any = None, assignment: Any = None, status: int = 200) -> Response:
    """The desk with this visit in the intake. The four notes are shown to who may read them (A-22)."""
    names = (*KEPT, *NOTES) if g.stamp.by.can(Right.FAMILY_NOTES) else KEPT
    form = form or VisitForm(data={name: getattr(visit, name) for name in names})
    context = page_context(form, visit, assignment or AssignmentForm())
    course = queries.course_of(visit, g.stamp)
    return show("reception/desk.html", "reception/_intake.html", status, step_names=STEP_NAMES, **context, **course)
