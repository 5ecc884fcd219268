"""Drawing the picture of a batch from the database, in a few statements whatever the number of rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import select

from crm.customers.models import Customer
from crm.dictionaries.queries import lexicon
from crm.imports.draw_beside import VISIT, draw_policies, draw_visits, order_keys, parts, plain, visits_keyed, visits_on
from crm.imports.records import Record
from crm.imports.scene import Car, Person, Picture
from crm.shared.crypto import blind
from crm.shared.db import db
from crm.vehicles.models import Vehicle

__all__ = ["CAR", "PERSON", "VISIT", "draw", "draw_people", "parts"]
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
    "engine_no",
    "registered_on",
    "inspection_on",
    "told_due_on",
    "told_due_km",
    "told_visits",
    "told_spend_fen",
    "told_status",
)
PERSON = ("name", "sex", "kind", "phone", "phone2", "credit_code", "told_status", "filed_on", "note")


def draw(store_id: int, records: Sequence[Any], *, visits: bool = True, policies: bool = False) -> Picture:
    """What is on file for the phones, VINs, plates and order numbers of these rows; a few statements per 900.

    Without `visits` the cars come without their service visits, with `policies` with their insurance policies.
    """
    picture, people, cars = Picture(words=lexicon(store_id)), {}, {}
    phones = {blind(store_id, "phone", one.phone) for one in records if one.phone}
    for row in _customers(store_id, phones):
        people[row.id] = picture.add_person(_person(row))
    _draw_merged(store_id, phones, picture, people)
    for row in _firms(store_id, {code for one in records if (code := getattr(one, "credit_code", ""))}):
        if row.id not in people:
            people[row.id] = picture.add_person(_person(row))
    ordered = list(visits_keyed(store_id, order_keys(records)))
    rows = list(_vehicles(store_id, records, people, {row.vehicle_id for row in ordered}))
    for row in _owners({row.customer_id for row in rows} - people.keys()):
        people[row.id] = picture.add_person(_person(row))
    for row in rows:
        if row.customer_id in people:
            cars[row.id] = picture.add_car(
                Car(owner=people[row.customer_id], id=row.id, **{name: plain(getattr(row, name)) for name in CAR})
            )
    if visits:
        draw_visits([*visits_on(cars, records), *ordered], picture, cars)
    if policies:
        draw_policies(cars)
    return picture


def draw_people(picture: Picture, ids: Collection[int]) -> None:
    """More customers into the picture, by id: buyers of cars that belong to somebody else by now."""
    for row in _owners(set(ids) - {person.id for person in picture.everyone}):
        picture.add_person(_person(row))


def _person(row: Any) -> Person:
    values: dict[str, Any] = {name: getattr(row, name) or "" for name in PERSON}
    return Person(id=row.id, **values)


_CUSTOMER = (Customer.id, *(getattr(Customer, name) for name in PERSON))


def _customers(store_id: int, indexes: Collection[str]) -> Iterable[Any]:
    for some in parts(indexes):
        yield from db.session.execute(
            select(*_CUSTOMER)
            .where(Customer.store_id == store_id, Customer.phone_index.in_(some), Customer.archived_at.is_(None))
            .order_by(Customer.id)
        )


def _firms(store_id: int, codes: Collection[str]) -> Iterable[Any]:
    for some in parts(codes):
        mine = (Customer.store_id == store_id, Customer.credit_code.in_(some), Customer.archived_at.is_(None))
        yield from db.session.execute(select(*_CUSTOMER).where(*mine).order_by(Customer.id))


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
