"""What the rows of a workshop's file mean: rows of one order are lines of one visit, and their amounts add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from crm.customers.rules import split_title
from crm.imports.judge import amend, find_car, find_person
from crm.imports.records import VisitRecord
from crm.imports.rules import Verdict
from crm.imports.scene import Car, Change, Held, Judged, Line, Person, Picture, Visit, order_key, plateless, same_person
from crm.shared.reasons import Reason
from crm.workshop.rules import MAINTAINED, Job

LONGEST_ITEM = 400
_WEIGHT = {job: number for number, job in enumerate((Job.FIRST, Job.MAINTENANCE, Job.ACCIDENT, Job.REPAIR, Job.OTHER))}
_COMPARED = (
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


def judge_visit(lines: Sequence[Line], picture: Picture) -> dict[int, Judged]:
    """All rows of one visit together; the answer for each row."""
    first, kept, answers = lines[0], [lines[0]], {}
    for line in lines[1:]:
        twin = next((one for one in kept if one.record == line.record), None)
        if twin:
            answers[line.row_no] = Judged(Verdict.SAME, Reason("imports.same_row", {"row": twin.row_no}))
        elif _other_car(first.record, line.record):
            answers[line.row_no] = Judged(Verdict.HELD, Reason("imports.row_differs", {"row": first.row_no}))
        else:
            kept.append(line)
    try:
        told = _judge(_together([line.record for line in kept]), picture, first.row_no)
    except Held as held:
        told = held.judged
    answers[first.row_no] = told
    for line in kept[1:]:
        written = told.verdict in (Verdict.NEW, Verdict.CHANGED)
        reason = Reason("imports.new_line", {"row": first.row_no}) if written else told.reason
        answers[line.row_no] = Judged(told.verdict, reason)
    return answers


def _other_car(one: VisitRecord, other: VisitRecord) -> bool:
    if one.vin and other.vin:
        return one.vin != other.vin
    return bool(one.plate and other.plate and one.plate != other.plate)


def _together(records: Sequence[VisitRecord]) -> VisitRecord:
    """The lines of one order as one visit."""
    first = records[0]
    if len(records) == 1:
        return first

    def any_of(name: str) -> Any:
        return next((getattr(one, name) for one in records if getattr(one, name)), getattr(first, name))

    items = dict.fromkeys(one.item for one in records if one.item)
    return replace(
        first,
        came_on=min(one.came_on for one in records),
        left_on=max((one.left_on for one in records if one.left_on), default=None),
        mileage_km=max((one.mileage_km for one in records if one.mileage_km is not None), default=None),
        job=min((one.job for one in records), key=lambda job: _WEIGHT[Job(job)]),
        item="；".join(items)[:LONGEST_ITEM],
        paid_fen=sum(one.paid_fen for one in records),
        warranty_fen=sum(one.warranty_fen for one in records),
        insurance_fen=sum(one.insurance_fen for one in records),
        **{name: any_of(name) for name in ("name", "phone", "plate", "vin", "model", "series", "advisor_name")},
    )


def _judge(record: VisitRecord, picture: Picture, row_no: int) -> Judged:
    known = picture.by_order.get(order_key(record.order_no)) if record.order_no else None
    car, filed = _car_of(record, picture, row_no, known)
    if car is None:
        return Judged(Verdict.REFUSED, Reason("imports.car_unknown"))
    if known is not None and known.car is not car:
        raise Held("imports.car_of_other")
    visit = known or _same_visit(record, car)
    if visit is None:
        picture.add_visit(Visit(car, record.came_on, said_by=row_no, **_values(record)))
        return Judged(Verdict.NEW, Reason("imports.new_visit_and_car" if filed else "imports.new_visit"))
    return _compared(record, visit, picture, row_no)


def _values(record: VisitRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in _COMPARED}


def _car_of(record: VisitRecord, picture: Picture, row_no: int, known: Visit | None) -> tuple[Car | None, bool]:
    """The car of a visit: VIN, then plate, then the only car of the phone's owner; else filed when it can be."""
    car = find_car(picture, record.vin, record.plate)
    if car is None and known is not None and not (record.vin or record.plate):
        car = known.car
    if car is not None:
        amend(
            car,
            [(name, getattr(record, name)) for name in ("vin", "plate", "model", "series") if not getattr(car, name)],
            row_no,
        )
        picture.name_car(car)
        return car, False
    owner = find_person(picture, record.phone, record.name, None)
    if owner is not None and not same_person(owner.name, record.name):
        raise Held("imports.other_name")
    if not (record.vin or record.plate):
        return _only_car(owner), False
    waiting = plateless(owner, record) if owner else None
    if waiting is not None:
        amend(waiting, [("plate", record.plate)], row_no)
        picture.name_car(waiting)
        return waiting, False
    if not record.phone and not (record.vin and record.name):
        return None, False
    return _filed(record, picture, owner, row_no), True


def _only_car(owner: Person | None) -> Car | None:
    if owner is None or not owner.cars:
        return None
    if len(owner.cars) > 1:
        raise Held("imports.several_cars")
    return owner.cars[0]


def _filed(record: VisitRecord, picture: Picture, owner: Person | None, row_no: int) -> Car:
    """A car that the workshop knows and the file does not: filed with its owner, so that the visit has a home."""
    if owner is None:
        name, sex = split_title(record.name)
        owner = picture.add_person(Person(name=name, sex=sex or "", phone=record.phone))
    car = Car(owner=owner, energy="nev" if len(record.plate) == 8 else "fuel")
    amend(car, [(name, getattr(record, name)) for name in ("vin", "plate", "model", "series")], row_no)
    return picture.add_car(car)


def _same_visit(record: VisitRecord, car: Car) -> Visit | None:
    """The visit that this row means, when no order number says it: the same day and job, or a day without details."""
    same_day = [visit for visit in car.visits if visit.came_on == record.came_on]
    for visit in same_day:
        alike = visit.job == record.job or (record.job == Job.OTHER and visit.item == record.item)
        if alike and not record.order_no and not visit.order_no:
            return visit
    bare = [visit for visit in same_day if visit.is_bare]
    fitting = [visit for visit in bare if visit.job == record.job or {visit.job, record.job} <= MAINTAINED]
    return next(iter(fitting or [visit for visit in bare if Job.OTHER in (visit.job, record.job)]), None)


def _compared(record: VisitRecord, visit: Visit, picture: Picture, row_no: int) -> Judged:
    """A visit on file against the row; a visit that another row of this file has named is left to a person."""
    changes = _differences(record, visit)
    if visit.said_by not in (None, row_no):
        if changes:
            raise Held("imports.row_differs", row=visit.said_by)
        return Judged(Verdict.SAME, Reason("imports.same_row", {"row": visit.said_by}))
    visit.said_by = row_no
    for name, _old, new in changes:
        setattr(visit, name, new)
        visit.touched.add(name)
    if visit.order_no:
        picture.by_order[order_key(visit.order_no)] = visit
    if changes:
        return Judged(Verdict.CHANGED, Reason("imports.changes"), tuple(changes))
    return Judged(Verdict.SAME, Reason("imports.same"))


def _differences(record: VisitRecord, visit: Visit) -> list[Change]:
    """What the row says otherwise. What it does not say stays: no job, no item, no amount at all."""
    changes: list[Change] = []
    for name, new in _values(record).items():
        silent = new in ("", None) or (name == "job" and new == Job.OTHER)
        silent = silent or (name.endswith("_fen") and not new and not _says_amount(record))
        if not silent and getattr(visit, name) != new:
            changes.append((name, getattr(visit, name), new))
    return changes


def _says_amount(record: VisitRecord) -> bool:
    return bool(record.paid_fen or record.warranty_fen or record.insurance_fen)
