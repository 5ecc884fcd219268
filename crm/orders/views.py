"""The order on the lead's page: signing, stepping back, handing over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, request, url_for
from werkzeug.wrappers import Response

from crm.customers.rules import check_vin, normalise_vin
from crm.leads.queries import lead_for
from crm.orders import actions, queries
from crm.orders.forms import CancelForm, DeliveryForm, OrderForm
from crm.orders.rules import CANCEL_NAMES, DEPOSIT_MOST, DEPOSIT_NAMES, Deposit
from crm.shared import settings
from crm.shared.reasons import say
from crm.shared.stamp import Stamp
from crm.shared.web import allowed, done, panel, show
from crm.shared.words import _
from crm.staff.rules import Right

bp = Blueprint("orders", __name__)
bp.add_app_template_global(CANCEL_NAMES, "cancel_names")  # type: ignore[arg-type]
bp.add_app_template_global(DEPOSIT_NAMES, "deposit_names")  # type: ignore[arg-type]


@panel("lead", Right.SELL, order=20)
def order(lead_id: int, stamp: Stamp) -> tuple[str, Mapping[str, Any]] | None:
    """The lead's order, or the way to place one."""
    found = queries.order_of(lead_id)
    return ("orders/_panel.html", {"order": found, "today": stamp.today}) if found else None


def _lead_page(lead_id: int) -> str:
    return url_for("leads.detail", lead_id=lead_id)


def _sheet(name: str, status: int = 200, /, **context: Any) -> Response:
    return show("leads/sheet.html", f"orders/_{name}.html", status, part=f"orders/_{name}.html", **context)


@bp.get("/leads/<int:lead_id>/orders/new")
@allowed(Right.SELL)
def new_order(lead_id: int) -> Response:
    lead = lead_for(g.stamp.by, lead_id)
    form = OrderForm(model=lead.interest, deposit_kind=Deposit.EARNEST.value)
    return _sheet("order", lead=lead, form=form, percent=settings.of(lead.store_id)[DEPOSIT_MOST])


@bp.post("/leads/<int:lead_id>/orders")
@allowed(Right.SELL)
def place_order(lead_id: int) -> Response:
    """The customer has signed."""
    lead, form = lead_for(g.stamp.by, lead_id), OrderForm(request.form)
    if form.submit(actions.place_order, lead, stamp=g.stamp):
        return done(None, _lead_page(lead_id), toast=_("Ordered. The callbacks of this lead have ended."))
    return _sheet("order", form.status, lead=lead, form=form, percent=settings.of(lead.store_id)[DEPOSIT_MOST])


@bp.get("/orders/<int:order_id>/cancellation/new")
@allowed(Right.SELL)
def new_cancellation(order_id: int) -> Response:
    order, lead = queries.order_for(g.stamp.by, order_id)
    return _sheet("cancel", order=order, lead=lead, form=CancelForm())


@bp.post("/orders/<int:order_id>/cancellation")
@allowed(Right.SELL)
def cancel_order(order_id: int) -> Response:
    """The customer stepped back; the lead is followed up again."""
    order, lead = queries.order_for(g.stamp.by, order_id)
    form = CancelForm(request.form)
    if form.submit(actions.cancel_order, order, lead, stamp=g.stamp):
        return done(None, _lead_page(lead.id), toast=_("The order is cancelled; the lead is open again."))
    return _sheet("cancel", form.status, order=order, lead=lead, form=form)


@bp.get("/orders/<int:order_id>/delivery/new")
@allowed(Right.SELL)
def new_delivery(order_id: int) -> Response:
    order, lead = queries.order_for(g.stamp.by, order_id)
    return _sheet("deliver", order=order, lead=lead, form=DeliveryForm(delivered_on=g.stamp.today))


@bp.post("/orders/<int:order_id>/delivery")
@allowed(Right.SELL)
def deliver(order_id: int) -> Response:
    """Hand the car over."""
    order, lead = queries.order_for(g.stamp.by, order_id)
    form = DeliveryForm(request.form)
    if form.submit(actions.deliver, order, lead, stamp=g.stamp):
        odd = check_vin(normalise_vin(form.vin.data) or "")
        said = _("Handed over. The new owner is called after a week.")
        return done(
            None, _lead_page(lead.id), toast=f"{said} {say(odd.reason.code, odd.reason.facts)}" if odd else said
        )
    return _sheet("deliver", form.status, order=order, lead=lead, form=form)
