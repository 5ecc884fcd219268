"""Writing what is new or different in the picture of a batch, set by set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from crm.customers.models import Customer
from crm.customers.rules import pinyin_key
from crm.imports import bulk
from crm.imports.draw import CAR, PERSON, parts
from crm.imports.pen import Pen, Touched
from crm.imports.put_beside import columns_of, settle_cars, write_policies, write_visits
from crm.imports.scene import Car, Person, Picture
from crm.shared.crypto import blind
from crm.shared.db import db
from crm.vehicles.models import Vehicle


def write(picture: Picture, pen: Pen) -> None:
    """Write what is new or different in the picture: people, then their cars, then what stands beside the cars."""
    store_id = pen.store_id
    new = [person for person in picture.everyone if person.id is None]
    rows = [bulk.customer_row(store_id, columns_of(person, (*PERSON, "owner_id")), pen.stamp) for person in new]
    _amend_people(pen, [person for person in picture.everyone if person.id is not None and person.touched])
    for person, one in zip(new, pen.insert(Customer, rows), strict=True):
        person.id = one
    cars = [car for person in picture.everyone for car in person.cars]
    fresh = [car for car in cars if car.id is None]
    _amend_cars(pen, [car for car in cars if car.id is not None and car.touched])
    made = [bulk.vehicle_row(store_id, {"customer_id": car.owner.id, **columns_of(car, CAR)}) for car in fresh]
    for car, one in zip(fresh, pen.insert(Vehicle, made), strict=True):
        car.id = one
    write_visits(cars, pen)
    write_policies(cars, pen)


def settle(touched: Touched, pen: Pen) -> None:
    """Bring mileage, due dates and search in step with what a batch, or its undo, has left there."""
    settle_cars(touched, pen)
    fresh = touched.made(Customer)
    again = touched.changed(Customer, "name", "phone", "phone2", "credit_code")
    cars = touched.made(Vehicle) | touched.changed(Vehicle, "vin", "plate")
    again |= _owners(cars) | (touched[Customer] if not pen.remembers else set())
    bulk.index_customers(pen.store_id, fresh)
    bulk.index_customers(pen.store_id, again - fresh, fresh=False)


def _owners(vehicles: set[int]) -> set[int]:
    found: set[int] = set()
    for some in parts(vehicles):
        found.update(db.session.scalars(select(Vehicle.customer_id).where(Vehicle.id.in_(some))))
    return found


def _amend_people(pen: Pen, people: Sequence[Person]) -> None:
    """Only the values that the rows changed: what somebody writes beside it meanwhile stays."""
    rows = []
    for person in people:
        row: dict[str, Any] = {"id": person.id, **columns_of(person, sorted(person.touched))}
        if "name" in row:
            row["pinyin_key"] = pinyin_key(person.name)
        if "phone" in row:
            row["phone_index"] = blind(pen.store_id, "phone", person.phone) if person.phone else None
        rows.append(row)
    pen.update(Customer, rows)


def _amend_cars(pen: Pen, cars: Sequence[Car]) -> None:
    rows = []
    for car in cars:
        indexes = bulk.car_indexes(pen.store_id, car.vin, car.plate)
        wanted = {"vin_index", "vin6_index"} if "vin" in car.touched else set()
        wanted |= {"plate_index"} if "plate" in car.touched else set()
        own = {name: indexes[name] for name in sorted(wanted)}
        rows.append({"id": car.id, **columns_of(car, sorted(car.touched)), **own})
    pen.update(Vehicle, rows)
