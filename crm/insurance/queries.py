"""The policies that count for a car: the newest of each kind, shown with the car without a statement more."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from crm.insurance.models import InsurancePolicy
from crm.insurance.rules import Cover, Ends
from crm.shared.db import db
from crm.vehicles.models import Vehicle
from crm.vehicles.papers import car_part

SHOWN = ("insurer", "number", "from_on", "until_on", "premium_fen")


@car_part("insurance/_car.html")
def how_it_is_insured(cars: Select[Any]) -> Select[Any]:
    """The columns `commercial_until_on`, `compulsory_insurer` … of each car's newest policies."""
    for cover in Cover:
        newest, policy = aliased(InsurancePolicy), aliased(InsurancePolicy)
        last = (
            select(newest.id)
            .where(newest.vehicle_id == Vehicle.id, newest.cover == cover.value)
            .order_by(newest.until_on.desc(), newest.id.desc())
            .limit(1)
            .correlate(Vehicle)
            .scalar_subquery()
        )
        cars = cars.outerjoin(policy, policy.id == last)
        cars = cars.add_columns(*(getattr(policy, name).label(f"{cover}_{name}") for name in SHOWN))
    return cars


def ends_of(vehicle_ids: Collection[int]) -> dict[int, list[Ends]]:
    """Kind and last day of every policy of these cars."""
    found: dict[int, list[Ends]] = {}
    rows = select(InsurancePolicy.vehicle_id, InsurancePolicy.cover, InsurancePolicy.until_on)
    for row in db.session.execute(rows.where(InsurancePolicy.vehicle_id.in_(vehicle_ids))):
        found.setdefault(row.vehicle_id, []).append(Ends(row.cover, row.until_on))
    return found
