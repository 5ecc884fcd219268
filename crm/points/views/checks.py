"""The day's spot checks: look, and say kept or not kept."""

from __future__ import annotations

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.callbacks.rules.contact import CHANNEL_NAMES, TOPIC_NAMES
from crm.points import actions
from crm.points.forms import MarkForm
from crm.points.queries import checks as queries
from crm.points.rules.sampling import MARK_NAMES, OFFICE_NAMES, OFFICES_OF, Office
from crm.points.views.blueprint import bp, words
from crm.reception.rules import PURPOSE_NAMES
from crm.shared.web import allowed, done, show
from crm.shared.words import _
from crm.staff.rules import Right


def offices() -> list[str]:
    """For which office the reader looks."""
    return sorted({OFFICES_OF[role].value for role in g.stamp.by.roles if role in OFFICES_OF})


@bp.get("/points/checks")
@allowed(Right.POINTS)
def checks() -> Response:
    return _page(MarkForm())


def _page(form: MarkForm, status: int = 200, about: int | None = None) -> Response:
    mine = offices()
    rows = queries.listed(g.stamp.store_id, mine, g.stamp.today)
    return show(
        "points/checks.html", None, status, rows=rows[: queries.PAGE], more=len(rows) > queries.PAGE, form=form,
        about=about, left=sum(not row.mark for row in rows[: queries.PAGE]),
        offices=[_(OFFICE_NAMES[Office(one)]) for one in mine],
        channels=CHANNEL_NAMES, topics=TOPIC_NAMES, purposes=PURPOSE_NAMES, mark_names=MARK_NAMES, **words(),
    )  # fmt: skip


@bp.post("/points/checks/<int:check_id>/mark")
@allowed(Right.POINTS)
def mark(check_id: int) -> Response:
    """Kept, or not kept with what it was."""
    check, form = queries.check_for(g.stamp.by, check_id, offices()), MarkForm(request.form)
    if form.submit(actions.mark_check, check, stamp=g.stamp):
        kept = form.result.mark == "kept"
        return done(None, url_for(".checks"), toast=_("Kept.") if kept else _("Written down; points are proposed."))
    return _page(form, form.status, check_id)
