"""The picture of a batch: the customers, cars and visits that its rows touch, as far as the rows are concerned.

Judging draws into it; the writer then writes what is new or different in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crm.customers.rules import only_surname, split_title
from crm.dictionaries.queries import Lexicon
from crm.imports.rules import Verdict
from crm.imports.scene_beside import Policy, Visit, Work
from crm.shared.reasons import Reason

__all__ = [
    "Car", "Change", "Held", "Judged", "Line", "Person", "Picture", "Policy", "Visit", "Work", "order_key", "plateless",
    "same_person",
]  # fmt: skip
Change = tuple[str, Any, Any]


@dataclass(eq=False)
class Person:
    """A customer in the picture. `id` None is not on file yet; `says` remembers which row of this file said what."""

    id: int | None = None
    name: str = ""
    sex: str = ""
    kind: str = "person"
    phone: str = ""
    phone2: str = ""
    credit_code: str = ""
    told_status: str = ""
    filed_on: date | None = None
    note: str = ""
    owner_id: int | None = None  # whose customer a new one is
    also: set[str] = field(default_factory=set)  # numbers of files that were merged into this one
    cars: list[Car] = field(default_factory=list)
    says: dict[str, int] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)


@dataclass(eq=False)
class Car:
    """A vehicle in the picture, with the visits of the days that the batch names."""

    owner: Person
    id: int | None = None
    vin: str = ""
    plate: str = ""
    model: str = ""
    series: str = ""
    energy: str = "fuel"
    colour: str = ""
    bought_on: date | None = None
    sold_here: bool = False
    mileage_km: int | None = None
    mileage_on: date | None = None
    warranty_end_on: date | None = None
    sanbao_end_on: date | None = None
    engine_no: str = ""
    registered_on: date | None = None
    inspection_on: date | None = None
    told_due_on: date | None = None
    told_due_km: int | None = None
    told_visits: int | None = None
    told_spend_fen: int | None = None
    told_status: str = ""
    visits: list[Visit] = field(default_factory=list)
    policies: list[Policy] = field(default_factory=list)
    says: dict[str, int] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)


@dataclass
class Picture:
    """The customers and cars that a batch touches, found by what rows name them by."""

    people: dict[str, list[Person]] = field(default_factory=dict)  # by phone
    by_vin: dict[str, Car] = field(default_factory=dict)
    by_plate: dict[str, list[Car]] = field(default_factory=dict)
    by_order: dict[str, Visit] = field(default_factory=dict)  # by order number without spaces, upper case
    by_code: dict[str, Person] = field(default_factory=dict)  # firms by their credit code
    everyone: list[Person] = field(default_factory=list)
    words: Lexicon | None = None  # the store's dictionary

    def add_person(self, person: Person) -> Person:
        self.everyone.append(person)
        if person.phone:
            self.people.setdefault(person.phone, []).append(person)
        if person.credit_code:
            self.by_code[person.credit_code] = person
        return person

    def add_car(self, car: Car) -> Car:
        car.owner.cars.append(car)
        self.name_car(car)
        return car

    def name_car(self, car: Car) -> None:
        if car.vin:
            self.by_vin[car.vin] = car
        if car.plate and car not in self.by_plate.setdefault(car.plate, []):
            self.by_plate[car.plate].append(car)

    def add_visit(self, visit: Visit) -> Visit:
        visit.car.visits.append(visit)
        if visit.order_no:
            self.by_order[order_key(visit.order_no)] = visit
        return visit


@dataclass(frozen=True)
class Judged:
    """The answer for one row, and why; `changes` are the values that differ, old and new."""

    verdict: Verdict
    reason: Reason
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Line:
    """One row of the file."""

    row_no: int
    record: Any


class Held(Exception):
    """A person has to decide."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.judged = Judged(Verdict.HELD, Reason(code, facts))


def order_key(order_no: str) -> str:
    return "".join(order_no.split()).upper()


def same_person(one: str, other: str) -> bool:
    """王 and 王芳 may be the same; 王芳 and 李伟 are not. A missing name contradicts nobody."""
    first, second = (split_title(name)[0].casefold() for name in (one, other))
    if not first or not second or first == second:
        return True
    return any(only_surname(short) and full.startswith(short) for short, full in ((first, second), (second, first)))


def plateless(person: Person, record: Any) -> Car | None:
    """A car filed before it had a plate (F-52): the owner's only one without, when the row knows no VIN."""
    waiting = [car for car in person.cars if not car.plate and (not record.model or record.model == car.model)]
    return waiting[0] if len(waiting) == 1 and not record.vin else None
