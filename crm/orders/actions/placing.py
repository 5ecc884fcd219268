"""The customer signs (F-18); later the day of delivery or the VIN is told."""

from __future__ import annotations

from datetime import date, timedelta

from crm.customers.rules import normalise_vin
from crm.leads.actions import wait_for_the_car
from crm.leads.models import Lead
from crm.leads.rules import LIVE, Stage
from crm.orders import queries
from crm.orders.models import Order
from crm.orders.rules import (
    DEPOSIT_MOST,
    PROMISE_MOST_DAYS,
    Deposit,
    contract_fen,
    deposit_fits,
    deposit_most_fen,
)
from crm.shared import settings
from crm.shared.crypto import blind
from crm.shared.db import db
from crm.shared.forms import Refused, expect_version
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.shared.words import _


def place_order(
    lead: Lead, *, model: str, price: int, colour: str = "", equipment: int = 0, discount: int = 0, tax: int = 0,
    insurance: int = 0, plates: int = 0, other: int = 0, deposit: int = 0, deposit_kind: Deposit = Deposit.ADVANCE,
    promised_on: date | None = None, vin: str = "", quotation: int | None = None, stamp: Stamp,
) -> Order:  # fmt: skip
    """The customer has signed. Amounts in fen; `price` is the car's. The lead waits for its car from now on."""
    if lead.stage not in LIVE:
        raise Refused(_("Only a lead that is still followed up can be ordered."))
    if lead.stage == Stage.LOST_PENDING:
        raise Refused(_("This lead is under review as lost. Withdraw the application first."))
    contract = contract_fen(price, equipment, discount)
    if contract <= 0:
        raise Refused(_("The discount is more than the price."), "discount")
    _check_promise(promised_on, stamp.today, stamp)
    _check_deposit(deposit_kind, deposit, contract, stamp)
    if quotation is not None and queries.quotation_in(lead.id, quotation) is None:
        quotation = None  # of another lead, or made up: the order stands on its own
    order = Order(
        store_id=lead.store_id, lead_id=lead.id, customer_id=lead.customer_id, quotation_id=quotation,
        model=model.strip(), colour=colour.strip(), price_fen=contract, car_fen=price, equipment_fen=equipment,
        discount_fen=discount, tax_fen=tax, insurance_fen=insurance, plates_fen=plates, other_fen=other,
        deposit_fen=deposit, deposit_kind=deposit_kind, promised_on=promised_on,
    )  # fmt: skip
    _name_the_car(order, vin)
    order.sign(stamp)
    db.session.add(order)
    lead.stage = Stage.ORDERED
    wait_for_the_car(lead, stamp)
    raise_topic(lead.store_id, "leads")
    return order


def change_promise(
    order: Order, lead: Lead, *, promised_on: date | None, vin: str = "", version: int | None = None, stamp: Stamp
) -> Order:
    """The factory has told another day, or which car it is."""
    expect_version(order, version, promised_on=order.promised_on)
    queries.check_waits(order, lead)
    if promised_on != order.promised_on:
        _check_promise(promised_on, stamp.today, stamp)
    order.promised_on = promised_on
    _name_the_car(order, vin)
    raise_topic(lead.store_id, "leads")
    return order


def _name_the_car(order: Order, typed: str) -> None:
    """The VIN as typed: a wrong check digit is warned of on the screen and never refused (F-51)."""
    vin = normalise_vin(typed)
    if not vin:
        return
    if queries.promised_to_another(order, vin):
        raise Refused(_("The car with this VIN is promised to another customer."), "vin")
    if queries.was_delivered(order.store_id, vin):
        raise Refused(_("A car with this VIN has already been delivered."), "vin")
    order.vin, order.vin_index = vin, blind(order.store_id, "vin", vin)


def _check_promise(promised_on: date | None, first: date, stamp: Stamp) -> None:
    most = settings.of(stamp.store_id)[PROMISE_MOST_DAYS]
    if promised_on and not first <= promised_on <= stamp.today + timedelta(days=most):
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
