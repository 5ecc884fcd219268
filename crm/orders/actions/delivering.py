"""The car is handed over: the customer becomes an owner, and after-sales takes over (R-237, R-301, R-305, A-33)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from crm.callbacks.actions import care_call, lapse
from crm.callbacks.rules.queue import Rule, seven_day_on
from crm.customers.models import Customer
from crm.customers.rules import normalise_vin
from crm.leads.models import Lead
from crm.leads.rules import Stage
from crm.notices.actions import tell
from crm.orders import queries
from crm.orders.models import Delivery, DeliveryCheck, Order
from crm.orders.rules import ACCEPT_HOURS, Check, days_of, unticked
from crm.shared import settings
from crm.shared.clock import clock
from crm.shared.db import db, insert_missing
from crm.shared.forms import Refused
from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.shared.words import _
from crm.staff.queries import people_with
from crm.staff.rules import Role
from crm.vehicles.actions import add_or_update_vehicle
from crm.vehicles.models import Vehicle

AFTER_SALES = (Role.SERVICE, Role.CARE)


def deliver(
    order: Order, lead: Lead, *, vin: str, plate: str = "", energy: str = "fuel", mileage_km: int, delivered_on: date,
    checks: Collection[str] = (), left_out: str = "", insured_until: date | None = None,
    inspection_on: date | None = None, wishes: str = "", stamp: Stamp,
) -> Delivery:  # fmt: skip
    """Hand the car over: the customer owns a vehicle, is called after seven days, and the days to come are set."""
    queries.check_waits(order, lead)
    _check_day(order, delivered_on, stamp)
    if queries.was_delivered(order.store_id, normalise_vin(vin)):
        raise Refused(_("A car with this VIN has already been delivered."), "vin")
    if unticked(checks) and not left_out.strip():
        raise Refused(_("Tick what was gone through, or say what is still to be done."), "left_out")
    insured, inspection = days_of(delivered_on, settings.of(stamp.store_id))
    if insured_until is not None and insured_until < delivered_on:
        raise Refused(_("The insurance runs at least until the delivery."), "insured_until")
    if inspection_on is not None and inspection_on < delivered_on:
        raise Refused(_("The inspection comes after the delivery."), "inspection_on")
    customer = db.session.get_one(Customer, lead.customer_id)
    car = add_or_update_vehicle(
        customer, vin=vin, plate=plate, energy=energy, series=order.model, model=order.model, bought_on=delivered_on,
        sold_here=True, mileage_km=mileage_km, mileage_on=delivered_on, insured_until=insured_until or insured,
        inspection_on=inspection_on or inspection, stamp=stamp,
    )  # fmt: skip
    delivery = Delivery(
        store_id=order.store_id, order_id=order.id, vehicle_id=car.id, delivered_on=delivered_on,
        mileage_km=mileage_km, accept_by_at=stamp.at + timedelta(hours=settings.of(stamp.store_id)[ACCEPT_HOURS]),
        left_out=left_out.strip(), wishes=wishes.strip(),
    )  # fmt: skip
    delivery.sign(stamp)
    db.session.add(delivery)
    db.session.flush()
    _tick(delivery, checks, stamp)
    order.vin_index = None
    lead.stage, lead.next_on, lead.next_rule = Stage.DELIVERED, None, None
    lapse(lead.id, stamp)
    _care(customer, car, lead, delivery, stamp)
    return delivery


def _check_day(order: Order, delivered_on: date, stamp: Stamp) -> None:
    if not clock.day(order.at, stamp.zone) <= delivered_on <= stamp.today:
        raise Refused(_("The delivery was between the order and today."), "delivered_on")


def _care(customer: Customer, car: Vehicle, lead: Lead, delivery: Delivery, stamp: Stamp) -> None:
    """The new-car call is customer service's (R-301); the advisor stays the one who knows the customer (A-33)."""
    due_on, why = seven_day_on(delivery.delivered_on, settings.of(stamp.store_id))
    care_call(customer.id, car.id, Rule.SEVEN_DAY, due_on, why, stamp)
    customer.owner_id = customer.owner_id or lead.owner_id
    handed = Reason("orders.handed_over", {"name": stamp.by.name})
    for person in people_with(stamp.store_id, *AFTER_SALES):
        if person.id is not None:  # one notice however many owners wait: the page has them all
            tell(person.id, "handover", stamp.store_id, reason=handed, stamp=stamp)
    for topic in ("leads", "handovers"):
        raise_topic(stamp.store_id, topic)


def make_up_for(delivery: Delivery, *, checks: Collection[str], stamp: Stamp) -> int:
    """What was left out on the day has been done since: the number of points that are new."""
    return _tick(delivery, checks, stamp)


def _tick(delivery: Delivery, checks: Collection[str], stamp: Stamp) -> int:
    signed = {"store_id": delivery.store_id, "delivery_id": delivery.id, "by_id": stamp.by.id, "at": stamp.at}
    return insert_missing(DeliveryCheck, [{**signed, "item": item.value} for item in Check if item in checks])
