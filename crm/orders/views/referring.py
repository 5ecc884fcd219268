"""Who sent this customer (R-511, A-28)."""

from __future__ import annotations

from flask import g, request
from werkzeug.wrappers import Response

from crm.leads.queries import lead_for
from crm.orders import actions
from crm.orders.forms import ReferralForm
from crm.orders.views.base import bp, lead_page, sheet
from crm.shared.forms import Form
from crm.shared.web import allowed, done
from crm.shared.words import _
from crm.staff.rules import Right


@bp.get("/leads/<int:lead_id>/referral/new")
@allowed(Right.SELL)
def new_referral(lead_id: int) -> Response:
    return sheet("referral", lead=lead_for(g.stamp.by, lead_id), form=ReferralForm())


@bp.post("/leads/<int:lead_id>/referral")
@allowed(Right.SELL)
def note_referral(lead_id: int) -> Response:
    """The number of who sent them, as the customer tells it."""
    lead, form = lead_for(g.stamp.by, lead_id), ReferralForm(request.form)
    if form.submit(actions.note_referral, lead, stamp=g.stamp):
        return done(None, lead_page(lead_id), toast=_("The referral is written down."))
    return sheet("referral", form.status, lead=lead, form=form)


@bp.post("/leads/<int:lead_id>/referral/removal")
@allowed(Right.SELL)
def take_referral_back(lead_id: int) -> Response:
    """It was somebody else."""
    lead, form = lead_for(g.stamp.by, lead_id), Form()
    gone = form.submit(actions.take_referral_back, lead, stamp=g.stamp)
    return done(None, lead_page(lead_id), toast=_("Taken back.") if gone else form.message)
