"""What the rows of a workshop's file mean: rows of one order are lines of one visit, and their amounts add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from crm.imports.cars import car_of
from crm.imports.orders import lines_of, together
from crm.imports.records import VisitRecord
from crm.imports.rules import Verdict
from crm.imports.scene import (
    Car,
    Change,
    Held,
    Judged,
    Line,
    Picture,
    Visit,
    Work,
    order_key,
)
from crm.shared.reasons import Reason
from crm.workshop.rules import MAINTAINED, Job

_COMPARED = (
    "left_on", "mileage_km", "order_no", "job", "item", "paid_fen", "warranty_fen", "insurance_fen", "advisor_name",
)  # fmt: skip


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
        records = [line.record for line in kept]
        told = _judge(together(records), lines_of(records), picture, first.row_no)
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


def _judge(record: VisitRecord, lines: tuple[Work, ...], picture: Picture, row_no: int) -> Judged:
    known = picture.by_order.get(order_key(record.order_no)) if record.order_no else None
    car, filed = car_of(record, picture, row_no, known=known.car if known else None)
    if car is None:
        return Judged(Verdict.REFUSED, Reason("imports.car_unknown"))
    if known is not None and known.car is not car:
        raise Held("imports.car_of_other")
    visit = known or _same_visit(record, car)
    if visit is None:
        picture.add_visit(Visit(car, record.came_on, said_by=row_no, lines=lines, **_values(record)))
        return Judged(Verdict.NEW, Reason("imports.new_visit_and_car" if filed else "imports.new_visit"))
    return _compared(record, lines, visit, picture, row_no)


def _values(record: VisitRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in _COMPARED}


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


def _compared(
    record: VisitRecord, lines: tuple[Work, ...], visit: Visit, picture: Picture, row_no: int
) -> Judged:  # fmt: skip
    """A visit on file against the row; a visit that another row of this file has named is left to a person."""
    changes = _differences(record, visit)
    other_lines = _other_lines(record, lines, visit)
    if other_lines:
        changes.append(("lines", len(visit.lines), len(lines)))
    elif lines and visit.lines:  # the same work in another order
        changes = [one for one in changes if one[0] != "item"]
    if visit.said_by not in (None, row_no):
        if changes:
            raise Held("imports.row_differs", row=visit.said_by)
        return Judged(Verdict.SAME, Reason("imports.same_row", {"row": visit.said_by}))
    visit.said_by = row_no
    for name, _old, new in changes:
        setattr(visit, name, lines if name == "lines" else new)
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


def _other_lines(record: VisitRecord, lines: tuple[Work, ...], visit: Visit) -> bool:
    """Whether the rows are other lines than those on file. Rows without amounts leave lines that have some alone."""
    if not lines or Counter(lines) == Counter(visit.lines):
        return False
    return _says_amount(record) or not _says_amount(visit)


def _says_amount(record: VisitRecord | Visit) -> bool:
    return bool(record.paid_fen or record.warranty_fen or record.insurance_fen)
