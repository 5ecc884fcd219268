"""Somebody leaves: choose who takes over, see who would get what, hand over and end the sessions, take it back."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.ageing import actions
from crm.ageing.forms import ConfirmForm, LeaverForm, UndoForm
from crm.ageing.queries import leavers, page
from crm.ageing.rules import UNDO_DAYS
from crm.ageing.views.blueprint import bp, named
from crm.shared.forms import Form
from crm.shared.web import allowed, done, not_found, row_id, show
from crm.shared.words import _
from crm.staff.models import Staff
from crm.staff.rules import Right


@bp.get("/leavers")
@allowed(Right.REDISTRIBUTE, Right.PEOPLE)
def people() -> Response:
    """Whose work is to be handed over?"""
    return show("ageing/leavers.html", rows=leavers.people(g.stamp))


@bp.get("/leavers/<int:staff_id>")
@allowed(Right.REDISTRIBUTE, Right.PEOPLE)
def leaver(staff_id: int) -> Response:
    return _leaver(leavers.person_for(g.stamp, staff_id))


def _leaver(person: Staff, status: int = 200, form: Form | None = None) -> Response:
    """The wizard's page: what is in hand, the plan row by row when there is one, and the next button."""
    run, after = leavers.last_run(person.id), request.args.get("after", type=row_id) or 0
    rows = page.rows(run, g.stamp, after=after) if run else []
    shown: dict[str, Any] = {
        "run": run, "rows": rows[: page.PAGE], "kind": None, "person": person, "next_after":
        rows[page.PAGE - 1].id if len(rows) > page.PAGE else None,
    }  # fmt: skip
    if after:
        return show("ageing/leaver.html", "ageing/_rows.html", **shown)
    chosen = form if isinstance(form, LeaverForm) else LeaverForm()
    takers = [(one.id, named(one.name, one.name_en, one.team)) for one in page.takers(g.stamp) if one.id != person.id]
    done_at = run.ran_at if run and run.state == "done" else None
    left = UNDO_DAYS - (g.stamp.at - done_at).days if done_at else 0
    return show(
        "ageing/leaver.html", None, status, form=chosen.offer(takers), refused=form, works=leavers.WORK, left=left,
        hand=leavers.in_hand(person.id), tally=leavers.shares(run.id) if run else [], **shown,
        undo_form=form if isinstance(form, UndoForm) else UndoForm(),
    )  # fmt: skip


@bp.post("/leavers/<int:staff_id>/plan")
@allowed(Right.REDISTRIBUTE, Right.PEOPLE)
def plan_leaving(staff_id: int) -> Response:
    person, form = leavers.person_for(g.stamp, staff_id), LeaverForm(request.form)
    if form.submit(actions.plan_leaving, person, stamp=g.stamp):
        return done(None, url_for(".leaver", staff_id=staff_id), toast=_("Planned; nothing has been carried out yet."))
    return _leaver(leavers.person_for(g.stamp, staff_id), form.status, form)


@bp.post("/leavers/<int:staff_id>")
@allowed(Right.REDISTRIBUTE, Right.PEOPLE)
def leave(staff_id: int) -> Response:
    """Everything goes over and the sessions end."""
    person, form = leavers.person_for(g.stamp, staff_id), ConfirmForm(request.form)
    run = leavers.last_run(staff_id) or not_found()
    if form.submit(actions.leave, run, person, stamp=g.stamp):
        said = _("%(name)s has handed everything over and is signed out.", name=named(person.name, person.name_en))
        return done(None, url_for(".leaver", staff_id=staff_id), toast=said)
    return _leaver(leavers.person_for(g.stamp, staff_id), form.status, form)


@bp.post("/leavers/<int:staff_id>/return")
@allowed(Right.REDISTRIBUTE, Right.PEOPLE)
def come_back(staff_id: int) -> Response:
    person, form = leavers.person_for(g.stamp, staff_id), UndoForm(request.form)
    run = leavers.last_run(staff_id) or not_found()
    if form.submit(actions.come_back, run, person, stamp=g.stamp):
        said = _("%(name)s works here again and has the work back.", name=named(person.name, person.name_en))
        return done(None, url_for(".leaver", staff_id=staff_id), toast=said)
    return _leaver(leavers.person_for(g.stamp, staff_id), form.status, form)
