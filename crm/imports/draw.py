"""Drawing the picture of a batch from the database, in a few statements whatever the number of rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from crm.customers.models import Customer
from crm.imports.records import Record, VisitRecord
from crm.imports.scene import Car, Person, Picture, Visit
from crm.shared.crypto import blind
from crm.shared.db import db
from crm.vehicles.models import Vehicle
from crm.workshop.models import ServiceVisit
from crm.workshop.rules import natural_key

CAR = (
    "vin",
    "plate",
    "model",
    "series",
    "energy",
    "colour",
    "bought_on",
    "sold_here",
    "mileage_km",
    "mileage_on",
    "warranty_end_on",
    "sanbao_end_on",
)
VISIT = (
    "came_on",
    "left_on",
    "mileage_km",
    "order_no",
    "job",
    "item",
    "paid_fen",
    "warranty_fen",
    "insurance_fen",
    "advisor_name",
)
PERSON = ("name", "sex", "kind", "phone", "phone2")
AT_ONCE = 900


def draw(store_id: int, records: Sequence[Any], *, visits: bool = True) -> Picture:
    """What is on file for the phones, VINs, plates and order numbers of these rows; at most six statements per 900.

    Without `visits` the cars come without their service visits.
    """
    picture, people, cars = Picture(), {}, {}
    phones = {blind(store_id, "phone", one.phone) for one in records if one.phone}
    for row in _customers(store_id, phones):
        people[row.id] = picture.add_person(_person(row))
    _draw_merged(store_id, phones, picture, people)
    ordered = list(_visits_keyed(store_id, _order_keys(records)))
    rows = list(_vehicles(store_id, records, people, {row.vehicle_id for row in ordered}))
    for row in _owners({row.customer_id for row in rows} - people.keys()):
        people[row.id] = picture.add_person(_person(row))
    for row in rows:
        if row.customer_id in people:
            cars[row.id] = picture.add_car(
                Car(owner=people[row.customer_id], id=row.id, **{name: _plain(getattr(row, name)) for name in CAR})
            )
    if visits:
        _draw_visits([*_visits_on(cars, records), *ordered], picture, cars)
    return picture


def _plain(value: Any) -> Any:
    return "" if value is None else value


def _person(row: Any) -> Person:
    values: dict[str, Any] = {name: getattr(row, name) or "" for name in PERSON}
    return Person(id=row.id, **values)


def parts(values: Collection[Any]) -> Iterable[list[Any]]:
    listed = sorted(values)
    for start in range(0, len(listed), AT_ONCE):
        yield listed[start : start + AT_ONCE]


_CUSTOMER = (Customer.id, Customer.name, Customer.sex, Customer.kind, Customer.phone, Customer.phone2)


def _customers(store_id: int, indexes: Collection[str]) -> Iterable[Any]:
    for some in parts(indexes):
        yield from db.session.execute(
            select(*_CUSTOMER)
            .where(Customer.store_id == store_id, Customer.phone_index.in_(some), Customer.archived_at.is_(None))
            .order_by(Customer.id)
        )


def _draw_merged(store_id: int, indexes: Collection[str], picture: Picture, people: dict[int, Person]) -> None:
    """A file that was merged into another one (R-607) still answers to its number: the row means the one that stays."""
    gone: dict[int, set[str]] = {}
    for some in parts(indexes):
        mine = (Customer.store_id == store_id, Customer.phone_index.in_(some), Customer.merged_into_id.is_not(None))
        for row in db.session.execute(select(Customer.merged_into_id, Customer.phone).where(*mine)):
            gone.setdefault(row.merged_into_id, set()).add(row.phone)
    for row in _owners(gone.keys() - people.keys()):
        people[row.id] = picture.add_person(_person(row))
    for keep, numbers in gone.items():
        if keep in people:
            people[keep].also |= numbers
            for number in numbers - {people[keep].phone}:
                picture.people.setdefault(number, []).append(people[keep])


def _owners(ids: Collection[int]) -> Iterable[Any]:
    for some in parts(ids):
        yield from db.session.execute(select(*_CUSTOMER).where(Customer.id.in_(some), Customer.archived_at.is_(None)))


def _vehicles(store_id: int, records: Sequence[Record], people: Collection[int], ids: Collection[int]) -> Iterable[Any]:
    """The cars of these VINs, plates and ids, and all cars of these people, each once."""
    wanted = (
        (Vehicle.vin_index, {blind(store_id, "vin", one.vin) for one in records if one.vin}),
        (Vehicle.plate_index, {blind(store_id, "plate", one.plate) for one in records if one.plate}),
        (Vehicle.customer_id, people),
        (Vehicle.id, ids),
    )
    seen: set[int] = set()
    columns = [getattr(Vehicle, name) for name in CAR]
    for column, values in wanted:
        for some in parts(values):
            for row in db.session.execute(
                select(Vehicle.id, Vehicle.customer_id, *columns)
                .where(Vehicle.store_id == store_id, column.in_(some), Vehicle.archived_at.is_(None))
                .order_by(Vehicle.id)
            ):
                if row.id not in seen:
                    seen.add(row.id)
                    yield row


_VISIT_COLUMNS = (ServiceVisit.id, ServiceVisit.vehicle_id, *(getattr(ServiceVisit, name) for name in VISIT))


def _visits_on(cars: Collection[int], records: Sequence[Record]) -> Iterable[Any]:
    """The visits of these cars on the days that the rows may name; of a customers' file all, for the last one."""
    days = [one.came_on for one in records if isinstance(one, VisitRecord)] or [date.min, date.max]
    for some in parts(cars):
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
    for some in parts(keys):
        yield from db.session.execute(
            select(*_VISIT_COLUMNS).where(ServiceVisit.store_id == store_id, ServiceVisit.natural_key.in_(some))
        )


def _draw_visits(rows: Sequence[Any], picture: Picture, cars: dict[int, Car]) -> None:
    seen: set[int] = set()
    for row in rows:
        if row.id not in seen and row.vehicle_id in cars:
            seen.add(row.id)
            visit = Visit(cars[row.vehicle_id], id=row.id, **{name: getattr(row, name) for name in VISIT})
            picture.add_visit(visit)
