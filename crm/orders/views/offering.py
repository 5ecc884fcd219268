"""A quotation: made on the phone, shown to the customer, printed."""

from __future__ import annotations

from datetime import timedelta

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.leads.models import Lead
from crm.leads.queries import lead_for
from crm.orders import actions, queries
from crm.orders.forms import QuotationForm
from crm.orders.rules import QUOTE_DAYS
from crm.orders.views.base import bp
from crm.shared import settings
from crm.shared.web import allowed, done, row_id, show
from crm.shared.words import _
from crm.staff.rules import Right
from crm.stock.queries import car_in, free_like


@bp.get("/leads/<int:lead_id>/quotations/new")
@allowed(Right.SELL)
def new_quotation(lead_id: int) -> Response:
    lead = lead_for(g.stamp.by, lead_id)
    good = g.stamp.today + timedelta(days=settings.of(lead.store_id)[QUOTE_DAYS])
    car = car_in(lead.store_id, chosen) if (chosen := request.args.get("car", type=row_id)) else None
    model, colour = (car.model, car.colour) if car else (lead.interest, "")
    return _form(lead, QuotationForm(model=model, colour=colour, valid_until=good, old_until=good))


@bp.post("/leads/<int:lead_id>/quotations")
@allowed(Right.SELL)
def offer(lead_id: int) -> Response:
    """Quote; the paper opens at once."""
    lead, form = lead_for(g.stamp.by, lead_id), QuotationForm(request.form)
    if form.submit(actions.offer, lead, stamp=g.stamp):
        return done(None, url_for(".quotation", quotation_id=form.result.id), toast=_("The quotation stands."))
    return _form(lead, form, form.status)


def _form(lead: Lead, form: QuotationForm, status: int = 200) -> Response:
    """A page of its own: too long for a dialog on a phone. Beside it what stands in stock."""
    cars = free_like(lead.store_id, form.model.data or lead.interest)
    return show("orders/new_quotation.html", None, status, lead=lead, form=form, cars=cars)


@bp.get("/quotations/<int:quotation_id>")
@allowed(Right.SELL)
def quotation(quotation_id: int) -> Response:
    """The paper, as the customer may read it."""
    row = queries.quotation_for(g.stamp.by, quotation_id)
    return show("orders/quotation.html", None, row=row, offer=row.Quotation, old=row.TradeIn, loan=row.FinancePlan)
