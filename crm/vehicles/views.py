"""The customer's cars on the customer's page, and a car's plate and mileage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, request, url_for
from werkzeug.wrappers import Response

from crm.customers.contacts import contacts_of
from crm.customers.models import Customer
from crm.customers.naming import called
from crm.customers.queries import customer_for
from crm.customers.rules import ROLE_NAMES, ContactRole, Kind
from crm.shared.stamp import Stamp
from crm.shared.web import allowed, done, not_found, panel, row_id, show
from crm.shared.words import _
from crm.staff.rules import Right
from crm.vehicles import actions, papers, queries
from crm.vehicles.forms import VehicleForm
from crm.vehicles.models import Vehicle

bp = Blueprint("vehicles", __name__)


@panel("customer", order=10)
def cars(customer_id: int, stamp: Stamp) -> tuple[str, Mapping[str, Any]] | None:
    """The customer's cars with their next maintenance."""
    found = queries.vehicles_of(customer_id)
    if not found:
        return None
    fleet = url_for("vehicles.fleet", customer_id=customer_id) if len(found) > queries.BESIDE else ""
    return "vehicles/_panel.html", {
        "cars": found[: queries.BESIDE], "today": stamp.today, "may_edit": _may_edit(stamp), "fleet": fleet,
        "parts": papers.templates(),
    }  # fmt: skip


def _may_edit(stamp: Stamp) -> bool:
    return stamp.by.can(Right.EDIT_CUSTOMERS, Right.SELL)


def _mine(vehicle_id: int) -> tuple[Vehicle, Customer]:
    """The car and its owner; 404 unless this person may see the owner."""
    car = queries.vehicle_in(g.stamp.store_id, vehicle_id) or not_found()
    return car, customer_for(g.stamp.by, car.customer_id) or not_found()


@bp.get("/customers/<int:customer_id>/vehicles")
@allowed(Right.CUSTOMERS, Right.OWN_CUSTOMERS)
def fleet(customer_id: int) -> Response:
    """Every car of a firm with who drives it, fifty a page (F-53)."""
    customer = customer_for(g.stamp.by, customer_id) or not_found()
    cars = queries.vehicles_of(customer_id, before=request.args.get("before", type=row_id), most=queries.PAGE + 1)
    older = (
        url_for(".fleet", customer_id=customer_id, before=cars[queries.PAGE - 1].id) if len(cars) > queries.PAGE else ""
    )
    return show(
        "vehicles/fleet.html", customer=customer, cars=cars[: queries.PAGE], older=older, today=g.stamp.today,
        may_edit=_may_edit(g.stamp), parts=papers.templates(),
    )  # fmt: skip


@bp.get("/vehicles/<int:vehicle_id>")
@allowed(Right.EDIT_CUSTOMERS, Right.SELL)
def detail(vehicle_id: int) -> Response:
    car, customer = _mine(vehicle_id)
    form = VehicleForm(plate=car.plate or "", mileage_km=car.mileage_km, driver_id=car.driver_id)
    return _page(car, customer, form, 200)


@bp.post("/vehicles/<int:vehicle_id>")
@allowed(Right.EDIT_CUSTOMERS, Right.SELL)
def change(vehicle_id: int) -> Response:
    """The plate came, the mileage was read, or somebody else drives."""
    car, customer = _mine(vehicle_id)
    form = VehicleForm(request.form)
    if form.submit(actions.change_vehicle, car, customer, stamp=g.stamp):
        return done(None, url_for("customers.detail", customer_id=customer.id), toast=_("The car is up to date."))
    return _page(car, customer, form, form.status)


def _page(car: Vehicle, customer: Customer, form: VehicleForm, status: int) -> Response:
    firm = customer.kind == Kind.COMPANY
    people = contacts_of([customer.id])[customer.id] if firm else []
    form.offer((one.id, f"{called(one)} · {_(ROLE_NAMES[ContactRole(one.role)])}") for one in people)
    return show("vehicles/edit.html", None, status, car=car, customer=customer, form=form, firm=firm)
