"""One's own points, and the objection."""

from __future__ import annotations

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.points import actions
from crm.points.forms import WordsForm
from crm.points.queries import ledger
from crm.points.views.blueprint import asked_month, bp, neighbours, words
from crm.shared.web import allowed, done, row_id, show
from crm.shared.words import _
from crm.staff.rules import Right


@bp.get("/points")
@allowed(Right.SELL)
def own() -> Response:
    """A month of the reader: what counts, what is proposed, and with which reason."""
    return _page(WordsForm())


def _page(form: WordsForm, status: int = 200, about: int | None = None) -> Response:
    (first, after), me = asked_month(), g.stamp.by
    rows = ledger.of_person(me.store_id, me.id, first, after, before=request.args.get("before", type=row_id))
    earlier, later = neighbours(first)
    return show(
        "points/own.html", None, status, rows=rows[: ledger.PAGE], more=len(rows) > ledger.PAGE, first=first,
        total=ledger.sum_of(me.store_id, me.id, first, after), earlier=earlier, later=later, form=form, about=about,
        month=first.isoformat()[:7], **words(),
    )  # fmt: skip


@bp.post("/points/<int:proposal_id>/objection")
@allowed(Right.SELL)
def object_to(proposal_id: int) -> Response:
    """The person concerned says why it is not right."""
    row, form = ledger.own_proposal(g.stamp.by, proposal_id), WordsForm(request.form)
    if form.submit(actions.object_to, row, stamp=g.stamp):
        return done(None, url_for(".own", month=row.on_day.isoformat()[:7]), toast=_("Your objection is written down."))
    return _page(form, form.status, proposal_id)
