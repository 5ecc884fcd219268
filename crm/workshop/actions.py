"""What follows from work on cars: the mileage last read, and the day of the next maintenance."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import select

from crm.shared import settings
from crm.shared.db import db
from crm.shared.pour import amend
from crm.vehicles.models import Vehicle
from crm.vehicles.queries import plan_for, plans_of
from crm.vehicles.rules import Reading, next_due
from crm.workshop.models import ServiceVisit
from crm.workshop.rules import MAINTAINED, last_reading

AT_ONCE = 500
Amend = Callable[[Any, Sequence[Mapping[str, Any]]], int]


def update_readings(store_id: int, vehicle_ids: Collection[int], *, amend: Amend = amend) -> int:
    """Bring mileage and next maintenance of these cars in step with their visits (R-306, R-307); how many changed.

    An import hands in its own `amend`, which remembers what stood there."""
    plans, numbers = plans_of(store_id), settings.of(store_id)
    listed, changed = sorted(set(vehicle_ids)), 0
    for start in range(0, len(listed), AT_ONCE):
        some = listed[start : start + AT_ONCE]
        visits = _visits_of(some)
        rows = [_in_step(car, visits.get(car.id, []), plans, numbers) for car in _cars(some)]
        changed += amend(Vehicle, [row for row in rows if row])
    return changed


def _visits_of(vehicle_ids: Sequence[int]) -> dict[int, list[Reading]]:
    rows = db.session.execute(
        select(ServiceVisit.vehicle_id, ServiceVisit.came_on, ServiceVisit.mileage_km, ServiceVisit.job)
        .where(ServiceVisit.vehicle_id.in_(vehicle_ids))
        .order_by(ServiceVisit.vehicle_id, ServiceVisit.came_on, ServiceVisit.id)
    )
    return {
        vehicle_id: [Reading(row.came_on, row.mileage_km, row.job in MAINTAINED) for row in mine]
        for vehicle_id, mine in groupby(rows, key=lambda row: row.vehicle_id)
    }


def _cars(vehicle_ids: Sequence[int]) -> Sequence[Any]:
    return db.session.execute(
        select(
            Vehicle.id, Vehicle.series, Vehicle.bought_on, Vehicle.mileage_km, Vehicle.mileage_on, Vehicle.next_due_on,
            Vehicle.next_due_km, Vehicle.next_due_reason, Vehicle.next_due_facts, Vehicle.told_due_on,
            Vehicle.told_due_km, Vehicle.version,
        ).where(Vehicle.id.in_(vehicle_ids))
    ).all()  # fmt: skip


def _in_step(car: Any, visits: Sequence[Reading], plans: Any, numbers: Any) -> dict[str, Any] | None:
    """The car's new values, or None when nothing changes."""
    own = [Reading(car.mileage_on, car.mileage_km)] if car.mileage_on and car.mileage_km is not None else []
    seen = last_reading([*visits, *own])
    told = car.told_due_on, car.told_due_km
    due = next_due(plan_for(plans, car.series), car.bought_on, [*visits, *own], numbers, *told)
    new = {
        "mileage_km": seen.km if seen else car.mileage_km, "mileage_on": seen.on if seen else car.mileage_on,
        "next_due_on": due.on, "next_due_km": due.km, "next_due_reason": due.reason.code,
        "next_due_facts": dict(due.reason.facts),
    }  # fmt: skip
    if all(getattr(car, name) == value for name, value in new.items()):
        return None
    return {"id": car.id, **new, "version": car.version + 1}
