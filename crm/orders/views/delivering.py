"""Handing the car over, and doing later what was left out on the day."""

from __future__ import annotations

from flask import g, request
from werkzeug.wrappers import Response

from crm.leads.models import Lead
from crm.orders import actions, queries
from crm.orders.forms import ChecksForm, DeliveryForm
from crm.orders.models import Order
from crm.orders.rules import days_of
from crm.orders.views.base import bp, order_page, sheet, with_warning
from crm.shared import settings
from crm.shared.web import allowed, done, not_found
from crm.shared.words import _
from crm.staff.rules import Right


@bp.get("/orders/<int:order_id>/delivery/new")
@allowed(Right.SELL)
def new_delivery(order_id: int) -> Response:
    order, lead = queries.order_for(g.stamp.by, order_id)
    insured, inspection = days_of(g.stamp.today, settings.of(order.store_id))
    days = {"delivered_on": g.stamp.today, "insured_until": insured, "inspection_on": inspection}
    return _form(order, lead, DeliveryForm(vin=order.vin or "", checks=[], **days))


@bp.post("/orders/<int:order_id>/delivery")
@allowed(Right.SELL)
def deliver(order_id: int) -> Response:
    """Hand the car over."""
    order, lead = queries.order_for(g.stamp.by, order_id)
    form = DeliveryForm(request.form)
    if form.submit(actions.deliver, order, lead, stamp=g.stamp):
        said = with_warning(_("Handed over. After-sales takes over within a day."), form.vin.data)
        return done(None, order_page(order_id), toast=said)
    return _form(order, lead, form, form.status)


def _form(order: Order, lead: Lead, form: DeliveryForm, status: int = 200) -> Response:
    return sheet("deliver", status, order=order, lead=lead, form=form)


@bp.post("/orders/<int:order_id>/checks")
@allowed(Right.SELL)
def make_up_for(order_id: int) -> Response:
    """What was left out on the day is done now."""
    order, _lead = queries.order_for(g.stamp.by, order_id)
    delivery, form = queries.delivery_of(order.id) or not_found(), ChecksForm(request.form)
    form.submit(actions.make_up_for, delivery, stamp=g.stamp)
    return done(None, order_page(order_id), toast=_("Written down."))
