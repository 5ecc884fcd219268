"""What waits for a word, the month by person, and one person's rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.people.queries import person_for
from crm.points import actions
from crm.points.forms import VerdictForm, WordsForm
from crm.points.queries import ledger
from crm.points.queries.people import ranks
from crm.points.views.blueprint import asked_month, bp, neighbours, words
from crm.shared.forms import Form
from crm.shared.web import allowed, done, not_found, row_id, show
from crm.shared.words import _
from crm.staff.rules import Right


@bp.get("/points/waiting")
@allowed(Right.POINTS)
def waiting() -> Response:
    return _waiting(VerdictForm())


def _waiting(form: Form, status: int = 200, about: int | None = None) -> Response:
    me, heights = g.stamp.by, ranks(g.stamp.store_id)
    below = [staff_id for staff_id, height in heights.items() if height < heights.get(me.id, 0)]
    rows = ledger.waiting(me, below, before=request.args.get("before", type=row_id))
    return show(
        "points/waiting.html", None, status, rows=rows[: ledger.PAGE], more=len(rows) > ledger.PAGE, form=form,
        about=about, revokes=me.can(Right.REVOKE_POINTS), **words(),
    )  # fmt: skip


@bp.post("/points/<int:proposal_id>/verdict")
@allowed(Right.POINTS)
def decide(proposal_id: int) -> Response:
    """Confirm, or drop with a reason."""
    return _said(proposal_id, VerdictForm(request.form), actions.decide, _("Decided."))


@bp.post("/points/<int:proposal_id>/revocation")
@allowed(Right.REVOKE_POINTS)
def revoke(proposal_id: int) -> Response:
    """It no longer counts."""
    return _said(proposal_id, WordsForm(request.form), actions.revoke, _("Taken back; the row stays with your words."))


@bp.post("/points/<int:proposal_id>/answer")
@allowed(Right.REVOKE_POINTS)
def answer(proposal_id: int) -> Response:
    """The objection is answered: it stands."""
    return _said(proposal_id, WordsForm(request.form), actions.answer_objection, _("Answered; it stands."))


def _said(proposal_id: int, form: Form, action: Callable[..., Any], toast: str) -> Response:
    row = ledger.proposal_for(g.stamp.by, proposal_id)
    back = request.form.get("of", type=row_id)
    if form.submit(action, row, stamp=g.stamp):
        there = url_for(".person", staff_id=back, month=row.on_day.isoformat()[:7]) if back else url_for(".waiting")
        return done(None, there, toast=toast)
    return _person(back, form, form.status, proposal_id) if back else _waiting(form, form.status, proposal_id)


@bp.get("/points/month")
@allowed(Right.POINTS)
def month() -> Response:
    """R-705: points by person."""
    first, after = asked_month()
    earlier, later = neighbours(first)
    rows = ledger.month(g.stamp.store_id, first, after)
    return show("points/month.html", rows=rows, first=first, earlier=earlier, later=later,
                month=first.isoformat()[:7], **words())  # fmt: skip


@bp.get("/points/people/<int:staff_id>")
@allowed(Right.POINTS)
def person(staff_id: int) -> Response:
    """One person's rows of a month."""
    return _person(staff_id, WordsForm())


def _person(staff_id: int, form: Form, status: int = 200, about: int | None = None) -> Response:
    first, after = asked_month()
    of = person_for(g.stamp.by, staff_id) or not_found()
    rows = ledger.of_person(of.store_id, of.id, first, after, before=request.args.get("before", type=row_id))
    heights = ranks(g.stamp.store_id)
    may = g.stamp.by.can(Right.REVOKE_POINTS) and heights.get(g.stamp.by.id or 0, 0) > heights.get(of.id, 0)
    return show(
        "points/person.html", None, status, rows=rows[: ledger.PAGE], more=len(rows) > ledger.PAGE, of=of, first=first,
        month=first.isoformat()[:7], total=ledger.sum_of(of.store_id, of.id, first, after), form=form, about=about,
        revokes=may, **words(),
    )  # fmt: skip
