"""What a row means for what is on file: new, changed (old → new), same, or held for a person to decide.

Whatever is decided is drawn into the picture of the batch, so that the next row of the file sees it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from crm.imports.judge_policies import contradicts, take_policies, told_by
from crm.imports.judge_values import car_values, grow_car, grow_person, last_visits, mileage, person_values
from crm.imports.records import CarRecord
from crm.imports.rules import Verdict
from crm.imports.scene import Car, Change, Held, Judged, Person, Picture, plateless, same_person
from crm.shared.reasons import Reason


def find_car(picture: Picture, vin: str, plate: str) -> Car | None:
    """The car of the row: by VIN, then by plate. A plate on another VIN's car is for a person to decide."""
    by_vin = picture.by_vin.get(vin) if vin else None
    wearing = (
        [car for car in picture.by_plate.get(plate, []) if not vin or not car.vin or car.vin == vin] if plate else []
    )
    if by_vin:
        if any(car is not by_vin for car in wearing):
            raise Held("imports.two_cars")
        return by_vin
    if plate and not wearing and picture.by_plate.get(plate):
        raise Held("imports.two_cars")
    return wearing[-1] if wearing else None


def find_person(picture: Picture, phone: str, name: str, car: Car | None) -> Person | None:
    """Who the phone belongs to; among people who share it, the one whose name or car fits."""
    people = picture.people.get(phone, []) if phone else []
    if len(people) < 2:
        return people[0] if people else None
    fitting = [one for one in people if car is not None and car.owner is one]
    fitting = fitting or [one for one in people if name and one.name and same_person(one.name, name)]
    if len(fitting) != 1:
        raise Held("imports.several_customers")
    return fitting[0]


def amend(target: Person | Car, values: Iterable[tuple[str, Any]], row_no: int) -> list[Change]:
    """Take the row's values over; two rows of one file that contradict each other are for a person to decide."""
    changes: list[Change] = []
    wanted = [(name, value) for name, value in values if value not in ("", None)]
    for name, value in wanted:
        said = target.says.get(name)
        if getattr(target, name) != value and said is not None and said != row_no:
            raise Held("imports.row_differs", row=said)
    for name, value in wanted:
        old = getattr(target, name)
        target.says.setdefault(name, row_no)
        if old != value:
            setattr(target, name, value)
            target.touched.add(name)
            changes.append((name, old, value))
    return changes


def judge_car(record: CarRecord, picture: Picture, row_no: int) -> Judged:
    """One row of a customers' file."""
    try:
        return _judge_car(record, picture, row_no)
    except Held as held:
        return held.judged


def _judge_car(record: CarRecord, picture: Picture, row_no: int) -> Judged:
    car = find_car(picture, record.vin, record.plate)
    person = _firm(picture, record) or find_person(picture, record.phone, record.name, car)
    if person is None and car is not None:
        if not same_person(car.owner.name, record.name):
            raise _stranger(car.owner, "imports.car_of_other")
        person = car.owner
    if person is None:
        return _new_person(record, picture, row_no)
    if car is not None and car.owner is not person:
        raise Held("imports.car_of_other")
    if not same_person(person.name, record.name):
        raise _stranger(person, "imports.other_name")
    if car is None and record.has_car:
        car = plateless(person, record)
    return _known_person(record, picture, row_no, person, car)


def _firm(picture: Picture, record: CarRecord) -> Person | None:
    """The firm of the row's credit code (F-53); a phone or a file that speaks for another one is for a person."""
    if not record.credit_code:
        return None
    firm = picture.by_code.get(record.credit_code)
    people = picture.people.get(record.phone, []) if record.phone else []
    if firm is not None and people and firm not in people:
        raise Held("imports.code_of_other")
    if any(one.credit_code not in ("", record.credit_code) for one in people):
        raise Held("imports.other_code")
    return firm


def _stranger(person: Person, code: str) -> Held:
    """Somebody else's phone or car: on file, or in a row above."""
    row = min(person.says.values(), default=0)
    return Held("imports.row_differs", row=row) if person.id is None and row else Held(code)


def _new_person(record: CarRecord, picture: Picture, row_no: int) -> Judged:
    if not record.name and not record.phone:
        return Judged(Verdict.REFUSED, Reason("imports.no_owner"))
    person = picture.add_person(Person(kind=record.kind))
    amend(person, person_values(record, person), row_no)
    grow_person(record, person)
    if record.credit_code:
        picture.by_code[record.credit_code] = person
    if record.phone:
        picture.people.setdefault(record.phone, []).append(person)
    if record.has_car:
        _new_car(record, picture, person, row_no)
    return Judged(Verdict.NEW, Reason("imports.new_customer"))


def _known_person(record: CarRecord, picture: Picture, row_no: int, person: Person, car: Car | None) -> Judged:
    values, about_car, policies = person_values(record, person), car_values(record), told_by(record)
    if car is not None:  # look for contradictions in all before anything is drawn
        _contradicts(person, values, row_no)
        _contradicts(car, about_car, row_no)
        contradicts(policies, car, row_no)
    changes = [*amend(person, values, row_no), *grow_person(record, person)]
    if record.credit_code:
        picture.by_code[record.credit_code] = person
    if record.phone and person not in picture.people.setdefault(record.phone, []):
        picture.people[record.phone].append(person)
    if car is None and record.has_car:
        _new_car(record, picture, person, row_no)
        return Judged(Verdict.NEW, Reason("imports.new_car"), tuple(changes))
    if car is None:
        return _told(changes, None)
    changes += [*amend(car, about_car, row_no), *grow_car(record, car, picture)]
    picture.name_car(car)
    lower = mileage(car, record, changes)
    last_visits(record, picture, car, changes)
    changes += take_policies(policies, car, row_no)
    return _told(changes, lower)


def _contradicts(target: Person | Car, values: Sequence[tuple[str, Any]], row_no: int) -> None:
    for name, value in values:
        said = target.says.get(name)
        if value not in ("", None) and said not in (None, row_no) and getattr(target, name) != value:
            raise Held("imports.row_differs", row=said)


def _told(changes: Sequence[Change], lower: Reason | None) -> Judged:
    if changes:
        return Judged(Verdict.CHANGED, lower or Reason("imports.changes"), tuple(changes))
    return Judged(Verdict.SAME, lower or Reason("imports.same"))


def _new_car(record: CarRecord, picture: Picture, person: Person, row_no: int) -> Car:
    car = picture.add_car(Car(owner=person))
    amend(car, car_values(record), row_no)
    grow_car(record, car, picture)
    picture.name_car(car)
    ignored: list[Change] = []
    mileage(car, record, ignored)
    last_visits(record, picture, car, ignored)
    take_policies(told_by(record), car, row_no)
    return car
