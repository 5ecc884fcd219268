"""Writing what is new or different in the picture of a batch, set by set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from crm.customers.models import Customer
from crm.customers.rules import pinyin_key
from crm.imports import bulk
from crm.imports.draw import CAR, PERSON, VISIT, parts
from crm.imports.scene import Car, Person, Picture
from crm.shared.crypto import blind
from crm.shared.db import db
from crm.shared.pour import amend
from crm.shared.stamp import Stamp
from crm.vehicles.models import Vehicle
from crm.workshop.actions import update_readings
from crm.workshop.models import ServiceVisit, noon
from crm.workshop.rules import natural_key


def write(picture: Picture, import_id: int, stamp: Stamp) -> None:
    """Write what is new or different in the picture, set by set, and bring search, mileage and due dates in step."""
    store_id = stamp.store_id
    new = [person for person in picture.everyone if person.id is None]
    old = [person for person in picture.everyone if person.id is not None]
    for person, one in zip(
        new, bulk.write_customers(store_id, [_columns(p, PERSON) for p in new], stamp, searchable=False), strict=True
    ):
        person.id = one
    _amend_people(store_id, [person for person in old if person.touched])
    cars = [car for person in picture.everyone for car in person.cars]
    fresh = [car for car in cars if car.id is None]
    made = {id(car) for car in fresh}
    rows = [{"customer_id": car.owner.id, **_columns(car, CAR)} for car in fresh]
    for car, one in zip(fresh, bulk.write_vehicles(store_id, rows, stamp), strict=True):
        car.id = one
    _amend_cars(store_id, [car for car in cars if car.touched and id(car) not in made])
    visited = _write_visits(cars, import_id, stamp)
    named = {"name", "phone", "phone2", "vin", "plate"}
    again = {
        person.id for person in old if person.id
        and (person.touched & named or any(car.touched & named or id(car) in made for car in person.cars))
    }  # fmt: skip
    bulk.index_customers(store_id, [person.id for person in new if person.id])
    bulk.index_customers(store_id, again, fresh=False)
    update_readings(
        store_id, {car.id for car in cars if car.id and (car.touched or id(car) in made or car.id in visited)}
    )


def _columns(thing: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: value if (value := getattr(thing, name)) != "" or name in _NEVER_NULL else None for name in names}


_NEVER_NULL = {"name", "kind", "model", "series", "order_no", "job", "item", "advisor_name", "energy"}


def _amend_people(store_id: int, people: Sequence[Person]) -> None:
    versions = _versions(Customer, people)
    amend(Customer, [
        {
            "id": person.id, **_columns(person, PERSON), "pinyin_key": pinyin_key(person.name),
            "phone_index": blind(store_id, "phone", person.phone) if person.phone else None,
            "version": versions[person.id or 0] + 1,
        }
        for person in people
    ])  # fmt: skip


def _amend_cars(store_id: int, cars: Sequence[Car]) -> None:
    versions = _versions(Vehicle, cars)
    amend(Vehicle, [
        {
            "id": car.id, **_columns(car, CAR), **bulk.car_indexes(store_id, car.vin, car.plate),
            "version": versions[car.id or 0] + 1,
        }
        for car in cars
    ])  # fmt: skip


def _versions(model: Any, things: Sequence[Any]) -> dict[int, int]:
    found: dict[int, int] = {}
    for some in parts({thing.id for thing in things}):
        found |= {
            row.id: row.version for row in db.session.execute(select(model.id, model.version).where(model.id.in_(some)))
        }
    return found


def _write_visits(cars: Sequence[Car], import_id: int, stamp: Stamp) -> set[int]:
    """New visits and completed ones; the cars that were touched by it."""
    visits = [(car, visit) for car in cars for visit in car.visits]
    new = [
        {"vehicle_id": car.id, "customer_id": car.owner.id, "import_id": import_id, **_columns(visit, VISIT)}
        for car, visit in visits if visit.id is None
    ]  # fmt: skip
    bulk.write_service_visits(stamp.store_id, new, stamp)
    changed = [(car, visit) for car, visit in visits if visit.id is not None and visit.touched]
    amend(ServiceVisit, [
        {
            "id": visit.id, **_columns(visit, VISIT),
            "natural_key": natural_key(car.id or 0, visit.came_on, visit.order_no, visit.job),
            "came_at": noon(visit.came_on, stamp.zone),
        }
        for car, visit in changed
    ])  # fmt: skip
    return {row["vehicle_id"] for row in new} | {car.id for car, _visit in changed if car.id}
