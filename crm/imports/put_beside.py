"""Writing what stands beside the cars of a batch: visits with their lines, and insurance policies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from crm.imports import bulk
from crm.imports.draw_beside import POLICY, VISIT, parts
from crm.imports.pen import Pen, Touched
from crm.imports.scene import Car, Policy, Visit, Work
from crm.insurance.actions import update_insured
from crm.insurance.models import InsurancePolicy
from crm.insurance.rules import natural_key as policy_key
from crm.insurance.rules import plain_number
from crm.shared.clock import noon
from crm.shared.crypto import blind
from crm.shared.db import db
from crm.vehicles.models import Vehicle
from crm.workshop.actions import update_readings
from crm.workshop.models import ServiceLine, ServiceVisit
from crm.workshop.rules import natural_key

_NEVER_NULL = frozenset(
    "name kind model series order_no job item advisor_name energy colour told_status insurer".split()
)


def columns_of(thing: Any, names: Iterable[str]) -> dict[str, Any]:
    """The values of these columns; empty text is NULL where the table has it so."""
    return {name: value if (value := getattr(thing, name)) != "" or name in _NEVER_NULL else None for name in names}


def write_visits(cars: Sequence[Car], pen: Pen) -> None:
    """New visits and completed ones, and then their lines."""
    visits = [(car, visit) for car in cars for visit in car.visits]
    new = [(car, visit) for car, visit in visits if visit.id is None]
    rows = [
        {"vehicle_id": car.id, "customer_id": car.owner.id, "import_id": pen.import_id, **columns_of(visit, VISIT)}
        for car, visit in new
    ]
    made = pen.insert(ServiceVisit, [bulk.visit_row(pen.store_id, row, pen.stamp.zone) for row in rows])
    for (_car, visit), one in zip(new, made, strict=True):
        visit.id = one
    changed = [(car, visit) for car, visit in visits if visit.touched and visit.id not in set(made)]
    pen.update(ServiceVisit, [
        {
            "id": visit.id, **columns_of(visit, VISIT),
            "natural_key": natural_key(car.id or 0, visit.came_on, visit.order_no, visit.job),
            "came_at": noon(visit.came_on, pen.stamp.zone),
        }
        for car, visit in changed if visit.touched - {"lines"}
    ])  # fmt: skip
    _write_lines([visit for _car, visit in new], [visit for _car, visit in changed if "lines" in visit.touched], pen)


def _write_lines(new: Sequence[Visit], changed: Sequence[Visit], pen: Pen) -> None:
    """Lines keep their numbers: a longer order gets more of them, a shorter one loses the last."""
    rows, again, gone = [], [], []
    for visit in (*new, *changed):
        there = len(visit.line_ids)
        for number, work in enumerate(visit.lines[there:], there + 1):
            rows.append(_line(pen.store_id, visit.id, number, work))
        gone += visit.line_ids[len(visit.lines) :]
        again += [{"id": one, **work._asdict()} for one, work in zip(visit.line_ids, visit.lines, strict=False)]
    pen.delete(ServiceLine, gone)
    pen.update(ServiceLine, again)
    pen.insert(ServiceLine, rows)


def _line(store_id: int, visit_id: int | None, number: int, work: Work) -> dict[str, Any]:
    return {"store_id": store_id, "visit_id": visit_id, "line_no": number, **work._asdict()}


def write_policies(cars: Sequence[Car], pen: Pen) -> None:
    """New policies and completed ones."""
    policies = [policy for car in cars for policy in car.policies]
    pen.update(InsurancePolicy, [
        {"id": policy.id, **_policy(policy, pen)} for policy in policies if policy.id is not None and policy.touched
    ])  # fmt: skip
    pen.insert(InsurancePolicy, [
        {"store_id": pen.store_id, "vehicle_id": policy.car.id, "import_id": pen.import_id, **_policy(policy, pen)}
        for policy in policies if policy.id is None
    ])  # fmt: skip


def _policy(policy: Policy, pen: Pen) -> dict[str, Any]:
    number = plain_number(policy.number)
    index = blind(pen.store_id, "policy", number) if number else None
    key = policy_key(policy.car.id or 0, policy.cover, policy.until_on, index or "")
    return {**columns_of(policy, POLICY), "number_index": index, "natural_key": key}


def settle_cars(touched: Touched, pen: Pen) -> None:
    """Mileage, due dates and the end of the insurance follow from what the batch, or its undo, has left there."""
    insured = touched.made(InsurancePolicy) | touched.changed(InsurancePolicy)
    cars = touched[Vehicle] | _cars_of(ServiceVisit, touched.changed(ServiceVisit))
    update_readings(pen.store_id, cars, amend=pen.update)
    if insured or not pen.remembers:
        update_insured(cars | _cars_of(InsurancePolicy, insured), amend=pen.update)


def _cars_of(model: Any, ids: set[int]) -> set[int]:
    found: set[int] = set()
    for some in parts(ids):
        found.update(db.session.scalars(select(model.vehicle_id).where(model.id.in_(some))))
    return found
