"""Who is away: the list, noting it, taking it back."""

from __future__ import annotations

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.rota.actions.absence import note_absence, withdraw_absence
from crm.rota.forms import AbsenceForm, offer_people
from crm.rota.queries import backups, sellers
from crm.rota.queries.absence import absence_for, away, listed
from crm.rota.rules.absence import WHY_NAMES
from crm.rota.views.blueprint import bp
from crm.shared.forms import Form
from crm.shared.web import allowed, done, not_found, show
from crm.shared.words import _
from crm.staff.rules import Right


@bp.get("/absences")
@allowed(Right.RUN_ROTA)
def absences() -> Response:
    return _page(AbsenceForm(first_on=g.stamp.today, last_on=g.stamp.today))


def _page(form: AbsenceForm, status: int = 200) -> Response:
    people, today = sellers(g.stamp.store_id), g.stamp.today
    offer_people(form.staff_id, people)
    return show(
        "rota/absences.html", None, status, form=form, rows=listed(g.stamp.store_id, today), why_names=WHY_NAMES,
        gone=len(away(g.stamp.store_id, [today])[today]), backups=backups(g.stamp.store_id),
        names={one.id: one for one in people},
    )  # fmt: skip


@bp.post("/absences")
@allowed(Right.RUN_ROTA)
def new_absence() -> Response:
    form = AbsenceForm(request.form)
    if form.submit(note_absence, stamp=g.stamp):
        return done(None, url_for(".absences"), toast=_("Noted. What falls due on these days makes no points."))
    return _page(form, form.status)


@bp.post("/absences/<int:absence_id>/withdrawal")
@allowed(Right.RUN_ROTA)
def end_absence(absence_id: int) -> Response:
    """They are there after all."""
    row, form = absence_for(g.stamp.by, absence_id) or not_found(), Form()
    form.submit(withdraw_absence, row, stamp=g.stamp)
    return done(None, url_for(".absences"), toast=form.message or _("Taken back."))
