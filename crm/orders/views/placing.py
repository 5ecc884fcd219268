"""Signing an order, and telling later which car it is and when it comes."""

from __future__ import annotations

from typing import Any

from flask import g, request
from werkzeug.wrappers import Response

from crm.leads.models import Lead
from crm.leads.queries import lead_for
from crm.orders import actions, queries
from crm.orders.forms import OrderForm, PromiseForm
from crm.orders.rules import DEPOSIT_MOST, PARTS, Deposit
from crm.orders.views.base import bp, lead_page, order_page, sheet, with_warning
from crm.shared import settings
from crm.shared.web import allowed, done, row_id
from crm.shared.words import _
from crm.staff.rules import Right
from crm.stock.queries import car_in


@bp.get("/leads/<int:lead_id>/orders/new")
@allowed(Right.SELL)
def new_order(lead_id: int) -> Response:
    lead = lead_for(g.stamp.by, lead_id)
    return _order(lead, OrderForm(deposit_kind=Deposit.EARNEST.value, **_told(lead)))


@bp.post("/leads/<int:lead_id>/orders")
@allowed(Right.SELL)
def place_order(lead_id: int) -> Response:
    """The customer has signed."""
    lead, form = lead_for(g.stamp.by, lead_id), OrderForm(request.form)
    if form.submit(actions.place_order, lead, stamp=g.stamp):
        said = _("Ordered. The customer is contacted every week until the car is here.")
        return done(None, lead_page(lead_id), toast=with_warning(said, form.vin.data))
    return _order(lead, form, form.status)


def _order(lead: Lead, form: OrderForm, status: int = 200) -> Response:
    return sheet("order", status, lead=lead, form=form, percent=settings.of(lead.store_id)[DEPOSIT_MOST])


def _told(lead: Lead) -> dict[str, Any]:
    """What is known before anything is typed: a quotation of the lead, or a car in stock."""
    offered, car = request.args.get("quotation", type=row_id), request.args.get("car", type=row_id)
    quotation = queries.quotation_in(lead.id, offered) if offered else None
    if quotation is not None:
        parts = {name: getattr(quotation, f"{name}_fen") or None for name in PARTS}
        known = {"model": quotation.model, "colour": quotation.colour, "price": parts.pop("car")}
        return {**parts, **known, "quotation": quotation.id}
    stocked = car_in(lead.store_id, car) if car else None
    if stocked is not None:
        return {"model": stocked.model, "colour": stocked.colour, "vin": stocked.vin or ""}
    return {"model": lead.interest}


@bp.get("/orders/<int:order_id>/promise/new")
@allowed(Right.SELL)
def new_promise(order_id: int) -> Response:
    order, lead = queries.order_for(g.stamp.by, order_id)
    form = PromiseForm(promised_on=order.promised_on, vin=order.vin or "")
    return sheet("promise", order=order, lead=lead, form=form)


@bp.post("/orders/<int:order_id>/promise")
@allowed(Right.SELL)
def change_promise(order_id: int) -> Response:
    """Another day, or which car it is."""
    order, lead = queries.order_for(g.stamp.by, order_id)
    form = PromiseForm(request.form)
    if form.submit(actions.change_promise, order, lead, stamp=g.stamp):
        return done(None, order_page(order_id), toast=with_warning(_("Written down."), form.vin.data))
    return sheet("promise", form.status, order=order, lead=lead, form=form)
