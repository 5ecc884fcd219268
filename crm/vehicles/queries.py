"""Finding cars: by VIN, by plate, by owner; and the maintenance plans of a store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, and_, bindparam, func, select
from sqlalchemy.orm import aliased

from crm.customers.models import CompanyContact, Customer
from crm.shared import settings
from crm.shared.crypto import blind
from crm.shared.db import db
from crm.vehicles.models import MaintenancePlan, Vehicle
from crm.vehicles.papers import with_parts
from crm.vehicles.rules import Plan, plan_of

BESIDE, PAGE = 12, 50  # cars on the customer's page, and on the page of a fleet
NEWEST = 2**63 - 1


def vehicle_by(store_id: int, *, vin: str | None, plate: str | None) -> Vehicle | None:
    """The car with this VIN; without a VIN, the latest one with this plate (both normalised)."""
    here = select(Vehicle).where(Vehicle.store_id == store_id)
    if vin:
        found = db.session.scalar(here.where(Vehicle.vin_index == blind(store_id, "vin", vin)))
        if found is not None:
            return found
    if plate:
        same = here.where(Vehicle.plate_index == blind(store_id, "plate", plate), Vehicle.archived_at.is_(None))
        if vin:
            same = same.where(Vehicle.vin_index.is_(None))
        return db.session.scalars(same.order_by(Vehicle.id.desc()).limit(1)).first()
    return None


def vehicle_in(store_id: int, vehicle_id: int) -> Vehicle | None:
    """One car of the store."""
    return db.session.scalar(select(Vehicle).where(Vehicle.id == vehicle_id, Vehicle.store_id == store_id))


_DRIVES = and_(CompanyContact.id == Vehicle.driver_id, CompanyContact.to_on.is_(None))  # who left the firm drives none
_PERSON = aliased(Customer)
_CARS = (
    select(
        Vehicle.id, Vehicle.plate, Vehicle.energy, Vehicle.series, Vehicle.model, Vehicle.sold_here,
        Vehicle.mileage_km, Vehicle.mileage_on, Vehicle.next_due_on, Vehicle.next_due_reason, Vehicle.next_due_facts,
        Vehicle.vin, Vehicle.engine_no, Vehicle.colour, Vehicle.bought_on, Vehicle.registered_on, Vehicle.inspection_on,
        Vehicle.warranty_end_on, Vehicle.sanbao_end_on, Vehicle.told_due_on, Vehicle.told_due_km, Vehicle.told_visits,
        Vehicle.told_spend_fen, Vehicle.told_status,
        func.coalesce(_PERSON.name, CompanyContact.name).label("driver"),
    )
    .outerjoin(CompanyContact, _DRIVES).outerjoin(_PERSON, _PERSON.id == CompanyContact.person_id)
    .where(Vehicle.customer_id == bindparam("customer", type_=BigInteger), Vehicle.archived_at.is_(None))
    .where(Vehicle.id < bindparam("before", type_=BigInteger))
    .order_by(Vehicle.id.desc())
    .limit(bindparam("most"))
)  # fmt: skip
_built: dict[str, Any] = {}  # built once, when all features are loaded


def vehicles_of(customer_id: int, *, before: int | None = None, most: int = BESIDE + 1) -> Sequence[Any]:
    """The customer's cars as a page shows them, the newest first; one more than the page shows."""
    if "cars" not in _built:
        _built["cars"] = with_parts(_CARS)
    return db.session.execute(_built["cars"], {"customer": customer_id, "before": before or NEWEST, "most": most}).all()


def plans_of(store_id: int) -> dict[str, Plan]:
    """The store's maintenance plan of each series; "" is the plan of every other series."""
    rows = db.session.scalars(select(MaintenancePlan).where(MaintenancePlan.store_id == store_id))
    plans = {row.series: Plan(row.first_months, row.first_km, row.next_months, row.next_km) for row in rows}
    plans.setdefault("", plan_of(settings.of(store_id)))
    return plans


def plan_for(plans: dict[str, Plan], series: str) -> Plan:
    """The plan of a series."""
    return plans.get(series) or plans[""]
