"""What a row of a customers' file says about the person, about the car, and about the car's last visits."""

from __future__ import annotations

from datetime import date
from typing import Any

from crm.customers.rules import joined_remarks, only_surname, split_title
from crm.imports.records import CarRecord
from crm.imports.scene import Car, Change, Person, Picture, Visit
from crm.shared.reasons import Reason
from crm.workshop.rules import Job

LONGEST_NOTE = 4_000
Values = list[tuple[str, Any]]


def person_values(record: CarRecord, person: Person) -> Values:
    """What the row says about the person; a surname does not replace a full name, nor a known sex."""
    name, title_sex = split_title(record.name)
    shorter = bool(person.name) and (only_surname(name) or person.name.casefold() == name.casefold())
    second = record.phone2 if record.phone2 not in (person.phone, record.phone) else ""
    values: Values = [
        ("name", "" if shorter else name), ("sex", "" if person.sex else record.sex or title_sex or ""),
        ("credit_code", record.credit_code), ("kind", "company" if record.credit_code else ""),
        ("told_status", "" if record.has_car else record.told_status),
    ]  # fmt: skip
    if person.phone and record.phone != person.phone and record.phone in {person.phone2, *person.also} - {""}:
        return values
    return [*values, ("phone", record.phone), ("phone2", second)]


def car_values(record: CarRecord) -> Values:
    return [
        (name, getattr(record, name))
        for name in (
            "vin", "plate", "model", "series", "colour", "energy", "engine_no", "bought_on", "registered_on",
            "inspection_on", "warranty_end_on", "sanbao_end_on", "told_due_on", "told_due_km", "told_visits",
            "told_spend_fen", "told_status",
        )
    ]  # fmt: skip


def grow_person(record: CarRecord, person: Person) -> list[Change]:
    """What several rows may say differently, because each is about another car: remarks, and the day of the file."""
    changes: list[Change] = []
    longer = joined_remarks(person.note, record.note)
    if record.note and longer != person.note and len(longer) <= LONGEST_NOTE:
        changes.append(_set(person, "note", longer))
    if record.filed_on and not (person.filed_on and person.filed_on <= record.filed_on):
        changes.append(_set(person, "filed_on", record.filed_on))
    return changes


def grow_car(record: CarRecord, car: Car, picture: Picture) -> list[Change]:
    """What follows where nobody says it: the first registration for the purchase (R-305 counts from there), and the
    series of a model that the dictionary knows (its plan says when the next maintenance is due)."""
    changes: list[Change] = []
    if record.registered_on and not record.bought_on and not car.bought_on:
        changes.append(_set(car, "bought_on", record.registered_on))
    if not car.series and picture.words and (series := picture.words.series_of(car.model)):
        changes.append(_set(car, "series", series))
    return changes


def _set(target: Person | Car | Visit, name: str, value: Any) -> Change:
    old = getattr(target, name)
    setattr(target, name, value)
    target.touched.add(name)
    return name, old, value


def mileage(car: Car, record: CarRecord, changes: list[Change]) -> Reason | None:
    """The latest reading; one that goes down is told and not taken."""
    if record.mileage_km is None:
        return None
    on, old = record.last_visit_on, car.mileage_km or None
    if old is not None and record.mileage_km < old:
        older = on is not None and bool(car.mileage_on) and on < (car.mileage_on or on)
        return None if older else Reason("imports.km_lower", {"old": old, "new": record.mileage_km})
    if record.mileage_km != old:
        changes.append(("mileage_km", old, record.mileage_km))
        car.mileage_km, car.mileage_on = record.mileage_km, on or car.mileage_on
        car.touched |= {"mileage_km", "mileage_on"}
    return None


def last_visits(record: CarRecord, picture: Picture, car: Car, changes: list[Change]) -> None:
    """The days of the last visit and the last maintenance, as visits of which little else is known."""
    _last(picture, car, changes, "last_service_on", record.last_service_on, record.last_service_km, Job.MAINTENANCE)
    visit = _last(picture, car, changes, "last_visit_on", record.last_visit_on, record.mileage_km, Job.OTHER)
    if visit is None or not visit.is_bare:
        return  # a visit with its own work knows better
    for name in ("left_on", "advisor_name"):
        if (value := getattr(record, name)) and not getattr(visit, name):
            change = _set(visit, name, value)
            if visit.id is not None:
                changes.append(change)


def _last(
    picture: Picture, car: Car, changes: list[Change], name: str, day: date | None, km: int | None, job: Job
) -> Visit | None:
    """The visit of that day, filed when there is none."""
    if day is None:
        return None
    there = next((visit for visit in car.visits if visit.came_on == day), None)
    if there is None:
        earlier = [visit.came_on for visit in car.visits if visit.came_on < day]
        there = picture.add_visit(Visit(car, day, mileage_km=km, job=job))
        changes.append((name, max(earlier, default=None), day))
    return there
