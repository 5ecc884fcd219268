"""Filing a car, changing its plate or mileage, and the day of its next maintenance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crm.customers.actions import rewrite_search_terms
from crm.customers.contacts import contact_in
from crm.customers.models import Customer
from crm.customers.rules import normalise_plate, normalise_vin
from crm.dictionaries.queries import lexicon
from crm.shared import settings
from crm.shared.crypto import blind
from crm.shared.db import db
from crm.shared.forms import Refused, expect_version
from crm.shared.stamp import Stamp
from crm.shared.words import _
from crm.vehicles import queries
from crm.vehicles.models import Vehicle
from crm.vehicles.rules import SANBAO_MONTHS, WARRANTY_MONTHS, Reading, add_months, next_due


def add_or_update_vehicle(
    customer: Customer, *, vin: str | None = None, plate: str | None = None, energy: str = "fuel", series: str = "",
    model: str = "", bought_on: date | None = None, sold_here: bool = False, mileage_km: int | None = None,
    mileage_on: date | None = None, insured_until: date | None = None, inspection_on: date | None = None, stamp: Stamp,
) -> Vehicle:  # fmt: skip
    """The customer's car: the one with this VIN or plate, else a new one. What is not given is kept."""
    vin, plate = normalise_vin(vin), normalise_plate(plate)
    if not vin and not plate:
        raise Refused(_("A car is known by its VIN or its plate; give one of them."), "vin")
    car = queries.vehicle_by(customer.store_id, vin=vin, plate=plate)
    if car is None:
        car = Vehicle(store_id=customer.store_id, energy=energy, series="", model="", sold_here=False)
        db.session.add(car)
    before = car.customer_id
    car.customer_id, car.energy = customer.id, energy
    if before not in (None, customer.id):
        car.driver_id = None  # sold on: the firm's driver stays with the firm
    words = lexicon(customer.store_id)  # one word for one thing, whoever types it
    car.model = (words.canonical("model", model) or model) or car.model
    car.series = (words.canonical("series", series) or series) or car.series or words.series_of(car.model)
    car.bought_on = bought_on or car.bought_on
    car.sold_here = sold_here or car.sold_here
    car.insured_until, car.inspection_on = insured_until or car.insured_until, inspection_on or car.inspection_on
    _identify(car, vin, plate)
    _read_mileage(car, mileage_km, mileage_on or stamp.today)
    if sold_here:
        _guarantee(car)
    if car.next_due_on is None:
        plan_next(car, _readings(car))
    db.session.flush()
    rewrite_search_terms(customer)
    if before not in (None, customer.id):
        rewrite_search_terms(db.session.get_one(Customer, before))  # the car was sold on
    return car


def change_vehicle(
    car: Vehicle,
    customer: Customer,
    *,
    plate: str | None,
    mileage_km: int | None,
    driver_id: int | None = None,
    version: int | None = None,
    stamp: Stamp,
) -> Vehicle:
    """The plate came, the mileage was read, or a firm's car has another driver; the next maintenance follows."""
    expect_version(car, version, plate=car.plate, mileage_km=car.mileage_km, driver_id=car.driver_id)
    before = _readings(car)
    _drive(car, customer, driver_id)
    _identify(car, None, normalise_plate(plate))
    _read_mileage(car, mileage_km, stamp.today)
    if car.next_due_reason is None or car.next_due_reason.startswith("vehicles.first"):
        plan_next(car, [*before, *_readings(car)])
    db.session.flush()
    rewrite_search_terms(customer)
    return car


def identify(
    car: Vehicle, customer: Customer, *, vin: str | None = None, plate: str | None = None, stamp: Stamp
) -> Vehicle:
    """The VIN or the plate as the registration certificate says; another car's is refused (F-51)."""
    vin, plate = normalise_vin(vin), normalise_plate(plate)
    twin = queries.vehicle_by(car.store_id, vin=vin, plate=None) if vin else None
    if twin is not None and twin.id != car.id:
        raise Refused(_("Another car on file has this VIN. Look at it first: it may be the same car."), "vin")
    _identify(car, vin, plate)
    db.session.flush()
    rewrite_search_terms(customer)
    return car


def _drive(car: Vehicle, firm: Customer, driver_id: int | None) -> None:
    """Who drives a firm's car is one of its contacts (F-53)."""
    if driver_id and contact_in(car.store_id, firm.id, driver_id) is None:
        raise Refused(_("Choose one of the company's contacts."), "driver_id")
    car.driver_id = driver_id or None


def plan_next(car: Vehicle, readings: Sequence[Reading]) -> None:
    """Write down when the car is due next, and why (R-305, R-307)."""
    plan = queries.plan_for(queries.plans_of(car.store_id), car.series)
    numbers = settings.of(car.store_id)
    due = next_due(plan, car.bought_on, readings, numbers, car.told_due_on, car.told_due_km)
    car.next_due_on, car.next_due_km = due.on, due.km
    car.next_due_reason, car.next_due_facts = due.reason.code, dict(due.reason.facts)


def _identify(car: Vehicle, vin: str | None, plate: str | None) -> None:
    if vin and vin != car.vin:
        car.vin, car.vin_index = vin, blind(car.store_id, "vin", vin)
        car.vin6_index = blind(car.store_id, "vin6", vin[-6:])
    if plate and plate != car.plate:
        car.plate, car.plate_index = plate, blind(car.store_id, "plate", plate)


def _read_mileage(car: Vehicle, km: int | None, on: date) -> None:
    if km is not None and (car.mileage_on is None or on >= car.mileage_on):
        car.mileage_km, car.mileage_on = km, on


def _guarantee(car: Vehicle) -> None:
    """Warranty and three-guarantees period count from the delivery (F-47); the maker may give more."""
    numbers = settings.of(car.store_id)
    if car.bought_on:
        car.warranty_end_on = car.warranty_end_on or add_months(car.bought_on, numbers[WARRANTY_MONTHS])
        car.sanbao_end_on = car.sanbao_end_on or add_months(car.bought_on, numbers[SANBAO_MONTHS])


def _readings(car: Vehicle) -> list[Reading]:
    return [Reading(car.mileage_on, car.mileage_km)] if car.mileage_on else []
