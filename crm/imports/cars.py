"""Which car a row of visits or policies speaks of; one that is not on file is filed with its owner when it can be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crm.customers.rules import split_title
from crm.imports.judge import amend, find_car, find_person
from crm.imports.scene import Car, Held, Person, Picture, plateless, same_person


def _nothing(_car: Car) -> None:
    return None


def car_of(
    record: Any, picture: Picture, row_no: int, *, known: Car | None = None, before: Callable[[Car], None] = _nothing
) -> tuple[Car | None, bool]:
    """By VIN, then plate, then the only car of the phone's owner; and whether it was filed with this row.

    `known` is the car that something else in the row names; `before` looks at the car before anything is drawn.
    """
    car = find_car(picture, record.vin, record.plate)
    if car is None and not (record.vin or record.plate):
        car = known
    if car is not None:
        before(car)
        return _completed(car, ("vin", "plate", "model", "series"), record, picture, row_no), False
    owner = find_person(picture, record.phone, record.name, None)
    if owner is not None and not same_person(owner.name, record.name):
        raise Held("imports.other_name")
    if not (record.vin or record.plate):
        car = _only_car(owner)
        if car is not None:
            before(car)
        return car, False
    waiting = plateless(owner, record) if owner else None
    if waiting is not None:
        before(waiting)
        return _completed(waiting, ("plate",), record, picture, row_no), False
    if not record.phone and not (record.vin and record.name):
        return None, False
    return _filed(record, picture, owner, row_no), True


def _completed(car: Car, names: tuple[str, ...], record: Any, picture: Picture, row_no: int) -> Car:
    """The car with what the row knows and the file did not."""
    amend(car, [(name, getattr(record, name)) for name in names if not getattr(car, name)], row_no)
    picture.name_car(car)
    return car


def _only_car(owner: Person | None) -> Car | None:
    if owner is None or not owner.cars:
        return None
    if len(owner.cars) > 1:
        raise Held("imports.several_cars")
    return owner.cars[0]


def _filed(record: Any, picture: Picture, owner: Person | None, row_no: int) -> Car:
    """A car that the workshop knows and the file does not: filed with its owner, so that the visit has a home."""
    if owner is None:
        name, sex = split_title(record.name)
        owner = picture.add_person(Person(name=name, sex=sex or "", phone=record.phone))
    car = Car(owner=owner, energy="nev" if len(record.plate) == 8 else "fuel")
    amend(car, [(name, getattr(record, name)) for name in ("vin", "plate", "model", "series")], row_no)
    return picture.add_car(car)
