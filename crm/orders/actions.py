"""The order, its cancellation, and the delivery that makes the customer an owner (F-18, R-237, R-301, R-305)."""

from __future__ import annotations

from datetime import date, timedelta

from crm.callbacks.actions import care_call, lapse
from crm.callbacks.rules.queue import Rule, seven_day_on
from crm.customers.models import Customer
from crm.customers.rules import normalise_vin
from crm.leads.actions import queue_anew, wait_for_the_car
from crm.leads.models import Lead
from crm.leads.rules import LIVE, Stage
from crm.orders import queries
from crm.orders.models import Cancellation, Delivery, Order
from crm.orders.rules import DEPOSIT_MOST, PROMISE_MOST_DAYS, CancelReason, Deposit, deposit_fits, deposit_most_fen
from crm.shared import settings
from crm.shared.clock import clock
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.shared.words import _
from crm.vehicles.actions import add_or_update_vehicle
from crm.vehicles.models import Vehicle


def place_order(
    lead: Lead, *, model: str, price: int, deposit: int = 0, deposit_kind: Deposit = Deposit.ADVANCE,
    promised_on: date | None = None, stamp: Stamp,
) -> Order:  # fmt: skip
    """The customer has signed. `price` and `deposit` in fen. The lead leaves the queue."""
    if lead.stage not in LIVE:
        raise Refused(_("Only a lead that is still followed up can be ordered."))
    if lead.stage == Stage.LOST_PENDING:
        raise Refused(_("This lead is under review as lost. Withdraw the application first."))
    _check_promise(promised_on, stamp)
    _check_deposit(deposit_kind, deposit, price, stamp)
    order = Order(
        store_id=lead.store_id, lead_id=lead.id, customer_id=lead.customer_id, model=model.strip(), price_fen=price,
        deposit_fen=deposit, deposit_kind=deposit_kind, promised_on=promised_on,
    )  # fmt: skip
    order.sign(stamp)
    db.session.add(order)
    lead.stage = Stage.ORDERED
    wait_for_the_car(lead, stamp)
    lapse(lead.id, stamp)
    raise_topic(lead.store_id, "leads")
    return order


def _check_promise(promised_on: date | None, stamp: Stamp) -> None:
    most = settings.of(stamp.store_id)[PROMISE_MOST_DAYS]
    if promised_on and not stamp.today <= promised_on <= stamp.today + timedelta(days=most):
        raise Refused(_("Choose a day from today on, within %(days)s days.", days=most), "promised_on")


def _check_deposit(kind: Deposit, deposit: int, price: int, stamp: Stamp) -> None:
    percent = settings.of(stamp.store_id)[DEPOSIT_MOST]
    if deposit_fits(kind, deposit, price, percent):
        return
    if kind is Deposit.EARNEST:
        most = f"¥{deposit_most_fen(price, percent) // 100:,}"
        raise Refused(
            _("A legal deposit (定金) is at most %(percent)s%% of the price: %(most)s.", percent=percent, most=most),
            "deposit",
        )
    raise Refused(_("The deposit cannot be more than the price."), "deposit")


def cancel_order(order: Order, lead: Lead, *, reason: CancelReason, note: str = "", stamp: Stamp) -> Cancellation:
    """The customer stepped back: the order stays as a row, the lead is followed up again (F-18)."""
    if lead.stage != Stage.ORDERED or queries.live_order(lead.id) is not order:
        raise Refused(_("This order is already delivered or cancelled."))
    if reason is CancelReason.OTHER and not note.strip():
        raise Refused(_("Say in a few words what it was."), "note")
    cancelled = Cancellation(store_id=order.store_id, order_id=order.id, reason=reason, note=note.strip())
    cancelled.sign(stamp)
    db.session.add(cancelled)
    lead.stage = Stage.OPEN
    lead.next_on, lead.next_rule = stamp.today, "agreed"
    queue_anew(lead)
    raise_topic(lead.store_id, "leads")
    return cancelled


def deliver(
    order: Order, lead: Lead, *, vin: str, plate: str = "", energy: str = "fuel", mileage_km: int, delivered_on: date,
    stamp: Stamp,
) -> Delivery:  # fmt: skip
    """Hand the car over: the customer owns a vehicle, is called after seven days, and the first maintenance is set."""
    if lead.stage != Stage.ORDERED or queries.live_order(lead.id) is not order:
        raise Refused(_("This order is already delivered or cancelled."))
    if not clock.day(order.at, stamp.zone) <= delivered_on <= stamp.today:
        raise Refused(_("The delivery was between the order and today."), "delivered_on")
    if queries.was_delivered(order.store_id, normalise_vin(vin)):
        raise Refused(_("A car with this VIN has already been delivered."), "vin")
    customer = db.session.get_one(Customer, lead.customer_id)
    car = add_or_update_vehicle(
        customer, vin=vin, plate=plate, energy=energy, series=order.model, model=order.model, bought_on=delivered_on,
        sold_here=True, mileage_km=mileage_km, mileage_on=delivered_on, stamp=stamp,
    )  # fmt: skip
    delivery = Delivery(
        store_id=order.store_id, order_id=order.id, vehicle_id=car.id, delivered_on=delivered_on, mileage_km=mileage_km
    )
    delivery.sign(stamp)
    db.session.add(delivery)
    lead.stage = Stage.DELIVERED
    _care(customer, car, delivered_on, stamp)
    raise_topic(lead.store_id, "leads")
    return delivery


def _care(customer: Customer, car: Vehicle, delivered_on: date, stamp: Stamp) -> None:
    """The new-car call (R-301); sales care until then, customer service from then on (A-33)."""
    due_on, why = seven_day_on(delivered_on, settings.of(stamp.store_id))
    care_call(customer.id, car.id, Rule.SEVEN_DAY, due_on, why, stamp)
