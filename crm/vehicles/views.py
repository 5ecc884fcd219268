"""The customer's cars on the customer's page, and a car's plate and mileage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, request, url_for
from werkzeug.wrappers import Response

from crm.customers.models import Customer
from crm.customers.queries import customer_for
from crm.shared.stamp import Stamp
from crm.shared.web import allowed, done, not_found, panel, show
from crm.shared.words import _
from crm.staff.rules import Right
from crm.vehicles import actions, queries
from crm.vehicles.forms import VehicleForm
from crm.vehicles.models import Vehicle

bp = Blueprint("vehicles", __name__)


@panel("customer", order=10)
def cars(customer_id: int, stamp: Stamp) -> tuple[str, Mapping[str, Any]] | None:
    """The customer's cars with their next maintenance."""
    found = queries.vehicles_of(customer_id)
    return (
        ("vehicles/_panel.html", {"cars": found, "today": stamp.today, "may_edit": _may_edit(stamp)}) if found else None
    )


def _may_edit(stamp: Stamp) -> bool:
    return stamp.by.can(Right.EDIT_CUSTOMERS, Right.SELL)


def _mine(vehicle_id: int) -> tuple[Vehicle, Customer]:
    """The car and its owner; 404 unless this person may see the owner."""
    car = queries.vehicle_in(g.stamp.store_id, vehicle_id) or not_found()
    return car, customer_for(g.stamp.by, car.customer_id) or not_found()


@bp.get("/vehicles/<int:vehicle_id>")
@allowed(Right.EDIT_CUSTOMERS, Right.SELL)
def detail(vehicle_id: int) -> Response:
    car, customer = _mine(vehicle_id)
    form = VehicleForm(plate=car.plate or "", mileage_km=car.mileage_km)
    return show("vehicles/edit.html", car=car, customer=customer, form=form)


@bp.post("/vehicles/<int:vehicle_id>")
@allowed(Right.EDIT_CUSTOMERS, Right.SELL)
def change(vehicle_id: int) -> Response:
    """The plate came, or the mileage was read."""
    car, customer = _mine(vehicle_id)
    form = VehicleForm(request.form)
    if form.submit(actions.change_vehicle, car, customer, stamp=g.stamp):
        return done(None, url_for("customers.detail", customer_id=customer.id), toast=_("The car is up to date."))
    return show("vehicles/edit.html", None, form.status, car=car, customer=customer, form=form)
