"""Letting a lead rest until a date, and taking it up before."""

from __future__ import annotations

from datetime import date

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.leads import actions, queries
from crm.leads.forms import FreezeForm
from crm.leads.models import Lead
from crm.leads.views import bp
from crm.shared.filters import short_day
from crm.shared.forms import Form
from crm.shared.web import allowed, done, show
from crm.shared.words import _
from crm.staff.rules import Right


@bp.app_template_filter("as_day")
def as_day(text: str) -> date:
    """A day that stands as text in the story."""
    return date.fromisoformat(text)


@bp.get("/leads/<int:lead_id>/freezes/new")
@allowed(Right.SELL)
def new_freeze(lead_id: int) -> Response:
    return _sheet(queries.lead_for(g.stamp.by, lead_id), FreezeForm())


@bp.post("/leads/<int:lead_id>/freezes")
@allowed(Right.SELL)
def freeze(lead_id: int) -> Response:
    lead, form = queries.lead_for(g.stamp.by, lead_id), FreezeForm(request.form)
    if form.submit(actions.freeze, lead, stamp=g.stamp):
        said = _("Rests until %(day)s.", day=short_day(form.result.until_on))
        return done(None, url_for(".detail", lead_id=lead_id), toast=said)
    return _sheet(lead, form, form.status)


@bp.post("/leads/<int:lead_id>/thawing")
@allowed(Right.SELL)
def take_up(lead_id: int) -> Response:
    lead, form = queries.lead_for(g.stamp.by, lead_id), Form()
    taken = form.submit(actions.take_up, lead, stamp=g.stamp)
    said = _("The lead is in today's list again.") if taken else form.message
    return done(None, url_for(".detail", lead_id=lead_id), toast=said)


def _sheet(lead: Lead, form: FreezeForm, status: int = 200) -> Response:
    """A dialog for htmx, a page of its own otherwise."""
    return show("leads/sheet.html", "leads/_freeze.html", status, lead=lead, form=form, part="leads/_freeze.html")
