"""What follows from policies: until when a car is insured."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from crm.insurance.queries import ends_of
from crm.insurance.rules import insured_until
from crm.shared.db import db
from crm.shared.pour import amend
from crm.vehicles.models import Vehicle

AT_ONCE = 500
Amend = Callable[[Any, Sequence[Mapping[str, Any]]], int]


def update_insured(vehicle_ids: Collection[int], *, amend: Amend = amend) -> int:
    """Bring `insured_until` of these cars in step with their policies; how many changed.

    A car without any policy keeps the day that was told at its delivery. An import hands in its own `amend`, which
    remembers what stood there.
    """
    listed, changed = sorted(set(vehicle_ids)), 0
    for start in range(0, len(listed), AT_ONCE):
        some = listed[start : start + AT_ONCE]
        ends = ends_of(some)
        cars = select(Vehicle.id, Vehicle.insured_until, Vehicle.version).where(Vehicle.id.in_(ends))
        rows = [
            {"id": car.id, "insured_until": until, "version": car.version + 1}
            for car in db.session.execute(cars)
            if (until := insured_until(ends[car.id])) != car.insured_until
        ]
        changed += amend(Vehicle, rows)
    return changed
