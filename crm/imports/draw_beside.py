"""Drawing what stands beside the cars of a batch: visits with their lines, and insurance policies."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from crm.imports.records import Record, VisitRecord
from crm.imports.scene import Car, Picture, Policy, Visit, Work
from crm.insurance.models import InsurancePolicy
from crm.shared.db import db
from crm.workshop.models import ServiceLine, ServiceVisit
from crm.workshop.rules import natural_key

VISIT = (
    "came_on", "left_on", "mileage_km", "order_no", "job", "item", "paid_fen", "warranty_fen", "insurance_fen",
    "advisor_name",
)  # fmt: skip
POLICY = ("cover", "until_on", "insurer", "number", "from_on", "premium_fen")
AT_ONCE = 900


def parts(values: Collection[Any]) -> Iterable[list[Any]]:
    """The values in order, as many at once as a statement may name."""
    listed = sorted(values)
    for start in range(0, len(listed), AT_ONCE):
        yield listed[start : start + AT_ONCE]


def plain(value: Any) -> Any:
    return "" if value is None else value


_VISIT_COLUMNS = (ServiceVisit.id, ServiceVisit.vehicle_id, *(getattr(ServiceVisit, name) for name in VISIT))


def visits_on(cars: Collection[int], records: Sequence[Record]) -> Iterable[Any]:
    """The visits of these cars on the days that the rows may name; of a customers' file all, for the last one."""
    days = [one.came_on for one in records if isinstance(one, VisitRecord)] or [date.min, date.max]
    for some in parts(cars):
        yield from db.session.execute(
            select(*_VISIT_COLUMNS)
            .where(ServiceVisit.vehicle_id.in_(some), ServiceVisit.came_on.between(min(days), max(days)))
            .order_by(ServiceVisit.id)
        )


def order_keys(records: Sequence[Record]) -> set[str]:
    return {
        natural_key(0, one.came_on, one.order_no, one.job)
        for one in records if isinstance(one, VisitRecord) and one.order_no
    }  # fmt: skip


def visits_keyed(store_id: int, keys: Collection[str]) -> Iterable[Any]:
    for some in parts(keys):
        yield from db.session.execute(
            select(*_VISIT_COLUMNS).where(ServiceVisit.store_id == store_id, ServiceVisit.natural_key.in_(some))
        )


def draw_visits(rows: Sequence[Any], picture: Picture, cars: dict[int, Car]) -> None:
    drawn: dict[int, Visit] = {}
    for row in rows:
        if row.id not in drawn and row.vehicle_id in cars:
            visit = Visit(cars[row.vehicle_id], id=row.id, **{name: getattr(row, name) for name in VISIT})
            drawn[row.id] = picture.add_visit(visit)
    _draw_lines(drawn)


def _draw_lines(visits: dict[int, Visit]) -> None:
    """The lines of these visits; a visit of which only the day is known has none."""
    whole = [one for one, visit in visits.items() if not visit.is_bare]
    columns = [getattr(ServiceLine, name) for name in Work._fields]
    for some in parts(whole):
        lines = select(ServiceLine.visit_id, ServiceLine.id, *columns).where(ServiceLine.visit_id.in_(some))
        for visit_id, line_id, *work in db.session.execute(lines.order_by(ServiceLine.visit_id, ServiceLine.line_no)):
            visits[visit_id].line_ids.append(line_id)
            visits[visit_id].lines += (Work(*work),)


def draw_policies(cars: dict[int, Car]) -> None:
    columns = [getattr(InsurancePolicy, name) for name in POLICY]
    for some in parts(cars):
        mine = select(InsurancePolicy.id, InsurancePolicy.vehicle_id, *columns)
        for row in db.session.execute(mine.where(InsurancePolicy.vehicle_id.in_(some)).order_by(InsurancePolicy.id)):
            values = {name: plain(getattr(row, name)) for name in POLICY}
            car = cars[row.vehicle_id]
            car.policies.append(Policy(car, id=row.id, **values))
