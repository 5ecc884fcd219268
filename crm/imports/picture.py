"""The picture of a batch: drawn from the database in a few statements, and what changed in it written back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from crm.customers.models import Customer
from crm.customers.rules import pinyin_key
from crm.imports import bulk
from crm.imports.judge import Car, Person, Picture, Visit
from crm.imports.records import Record, VisitRecord
from crm.shared.crypto import blind
from crm.shared.db import db
from crm.shared.pour import amend
from crm.shared.stamp import Stamp
from crm.vehicles.models import Vehicle
from crm.workshop.actions import update_readings
from crm.workshop.models import ServiceVisit
from crm.workshop.rules import natural_key

_CAR = ("vin", "plate", "model", "series", "energy", "bought_on", "mileage_km", "mileage_on", "warranty_end_on", "sanbao_end_on")
_VISIT = ("came_on", "left_on", "mileage_km", "order_no", "job", "item", "paid_fen", "warranty_fen", "insurance_fen", "advisor_name")
_PERSON = ("name", "sex", "kind", "phone", "phone2")
AT_ONCE = 900


# ---------------------------------------------------------------- drawn


def draw(store_id: int, records: Sequence[Record]) -> Picture:
    """What is on file for the phones, VINs, plates and order numbers of these rows; at most four statements per 900."""
    picture, people, cars = Picture(), {}, {}
    phones = {blind(store_id, "phone", one.phone) for one in records if one.phone}
    for row in _customers(store_id, phones):
        people[row.id] = picture.add_person(_person(row))
    ordered = list(_visits_keyed(store_id, _order_keys(records)))
    rows = list(_vehicles(store_id, records, people, {row.vehicle_id for row in ordered}))
    for row in _owners({row.customer_id for row in rows} - people.keys()):
        people[row.id] = picture.add_person(_person(row))
    for row in rows:
        if row.customer_id in people:
            cars[row.id] = picture.add_car(
                Car(owner=people[row.customer_id], id=row.id, **{name: _plain(getattr(row, name)) for name in _CAR})
            )
    _draw_visits([*_visits_on(cars, records), *ordered], picture, cars)
    return picture


def _plain(value: Any) -> Any:
    return "" if value is None else value


def _person(row: Any) -> Person:
    return Person(id=row.id, **{name: getattr(row, name) or "" for name in _PERSON})


def _parts(values: Collection[Any]) -> Iterable[list[Any]]:
    listed = sorted(values)
    for start in range(0, len(listed), AT_ONCE):
        yield listed[start : start + AT_ONCE]


_CUSTOMER = (Customer.id, Customer.name, Customer.sex, Customer.kind, Customer.phone, Customer.phone2)


def _customers(store_id: int, indexes: Collection[str]) -> Iterable[Any]:
    for some in _parts(indexes):
        yield from db.session.execute(
            select(*_CUSTOMER)
            .where(Customer.store_id == store_id, Customer.phone_index.in_(some), Customer.archived_at.is_(None))
            .order_by(Customer.id)
        )


def _owners(ids: Collection[int]) -> Iterable[Any]:
    for some in _parts(ids):
        yield from db.session.execute(select(*_CUSTOMER).where(Customer.id.in_(some), Customer.archived_at.is_(None)))


def _vehicles(
    store_id: int, records: Sequence[Record], people: Collection[int], ids: Collection[int]
) -> Iterable[Any]:
    """The cars of these VINs, plates and ids, and all cars of these people, each once."""
    wanted = (
        (Vehicle.vin_index, {blind(store_id, "vin", one.vin) for one in records if one.vin}),
        (Vehicle.plate_index, {blind(store_id, "plate", one.plate) for one in records if one.plate}),
        (Vehicle.customer_id, people),
        (Vehicle.id, ids),
    )
    seen: set[int] = set()
    columns = [getattr(Vehicle, name) for name in _CAR]
    for column, values in wanted:
        for some in _parts(values):
            for row in db.session.execute(
                select(Vehicle.id, Vehicle.customer_id, *columns)
                .where(Vehicle.store_id == store_id, column.in_(some), Vehicle.archived_at.is_(None))
                .order_by(Vehicle.id)
            ):
                if row.id not in seen:
                    seen.add(row.id)
                    yield row


_VISIT_COLUMNS = (ServiceVisit.id, ServiceVisit.vehicle_id, *(getattr(ServiceVisit, name) for name in _VISIT))


def _visits_on(cars: Collection[int], records: Sequence[Record]) -> Iterable[Any]:
    """The visits of these cars on the days that the rows may name; of a customers' file all, for the last one."""
    days = [one.came_on for one in records if isinstance(one, VisitRecord)] or [date.min, date.max]
    for some in _parts(cars):
        yield from db.session.execute(
            select(*_VISIT_COLUMNS)
            .where(ServiceVisit.vehicle_id.in_(some), ServiceVisit.came_on.between(min(days), max(days)))
            .order_by(ServiceVisit.id)
        )


def _order_keys(records: Sequence[Record]) -> set[str]:
    return {
        natural_key(0, one.came_on, one.order_no, one.job)
        for one in records if isinstance(one, VisitRecord) and one.order_no
    }  # fmt: skip


def _visits_keyed(store_id: int, keys: Collection[str]) -> Iterable[Any]:
    for some in _parts(keys):
        yield from db.session.execute(
            select(*_VISIT_COLUMNS).where(ServiceVisit.store_id == store_id, ServiceVisit.natural_key.in_(some))
        )


def _draw_visits(rows: Sequence[Any], picture: Picture, cars: dict[int, Car]) -> None:
    seen: set[int] = set()
    for row in rows:
        if row.id not in seen and row.vehicle_id in cars:
            seen.add(row.id)
            visit = Visit(cars[row.vehicle_id], id=row.id, **{name: getattr(row, name) for name in _VISIT})
            picture.add_visit(visit)


# ---------------------------------------------------------------- written


def write(picture: Picture, import_id: int, stamp: Stamp) -> None:
    """Write what is new or different in the picture, set by set, and bring search, mileage and due dates in step."""
    store_id = stamp.store_id
    new = [person for person in picture.everyone if person.id is None]
    old = [person for person in picture.everyone if person.id is not None]
    for person, one in zip(new, bulk.write_customers(store_id, [_columns(p, _PERSON) for p in new], stamp, searchable=False), strict=True):
        person.id = one
    _amend_people(store_id, [person for person in old if person.touched])
    cars = [car for person in picture.everyone for car in person.cars]
    fresh = [car for car in cars if car.id is None]
    made = {id(car) for car in fresh}
    rows = [{"customer_id": car.owner.id, **_columns(car, _CAR)} for car in fresh]
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
    update_readings(store_id, {car.id for car in cars if car.id and (car.touched or id(car) in made or car.id in visited)})


def _columns(thing: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: value if (value := getattr(thing, name)) != "" or name in _NEVER_NULL else None for name in names}


_NEVER_NULL = {"name", "kind", "model", "series", "order_no", "job", "item", "advisor_name", "energy"}


def _amend_people(store_id: int, people: Sequence[Person]) -> None:
    versions = _versions(Customer, people)
    amend(Customer, [
        {
            "id": person.id, **_columns(person, _PERSON), "pinyin_key": pinyin_key(person.name),
            "phone_index": blind(store_id, "phone", person.phone) if person.phone else None,
            "version": versions[person.id or 0] + 1,
        }
        for person in people
    ])  # fmt: skip


def _amend_cars(store_id: int, cars: Sequence[Car]) -> None:
    versions = _versions(Vehicle, cars)
    amend(Vehicle, [
        {
            "id": car.id, **_columns(car, _CAR), **bulk.car_indexes(store_id, car.vin, car.plate),
            "version": versions[car.id or 0] + 1,
        }
        for car in cars
    ])  # fmt: skip


def _versions(model: Any, things: Sequence[Any]) -> dict[int, int]:
    found: dict[int, int] = {}
    for some in _parts({thing.id for thing in things}):
        found |= {row.id: row.version for row in db.session.execute(select(model.id, model.version).where(model.id.in_(some)))}
    return found


def _write_visits(cars: Sequence[Car], import_id: int, stamp: Stamp) -> set[int]:
    """New visits and completed ones; the cars that were touched by it."""
    visits = [(car, visit) for car in cars for visit in car.visits]
    new = [
        {"vehicle_id": car.id, "customer_id": car.owner.id, "import_id": import_id, **_columns(visit, _VISIT)}
        for car, visit in visits if visit.id is None
    ]  # fmt: skip
    bulk.write_service_visits(stamp.store_id, new, stamp)
    changed = [(car, visit) for car, visit in visits if visit.id is not None and visit.touched]
    amend(ServiceVisit, [
        {
            "id": visit.id, **_columns(visit, _VISIT),
            "natural_key": natural_key(car.id or 0, visit.came_on, visit.order_no, visit.job),
        }
        for car, visit in changed
    ])  # fmt: skip
    return {row["vehicle_id"] for row in new} | {car.id for car, _visit in changed if car.id}

