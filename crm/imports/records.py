"""What one row of a file says, once its cells are read: a customer with a car, or a visit to the workshop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from typing import Any

from crm.workshop.rules import Job


@dataclass(frozen=True)
class CarRecord:
    """A customer with a vehicle. Empty values say nothing: they never erase what is on file."""

    name: str = ""
    phone: str = ""
    phone2: str = ""
    sex: str = ""
    kind: str = "person"
    plate: str = ""
    vin: str = ""
    model: str = ""
    series: str = ""
    energy: str = ""
    bought_on: date | None = None
    mileage_km: int | None = None
    last_visit_on: date | None = None
    last_service_on: date | None = None
    last_service_km: int | None = None
    warranty_end_on: date | None = None
    sanbao_end_on: date | None = None
    credit_code: str = ""
    engine_no: str = ""
    colour: str = ""
    registered_on: date | None = None
    inspection_on: date | None = None
    commercial_end_on: date | None = None
    compulsory_end_on: date | None = None
    insurer: str = ""
    left_on: date | None = None
    advisor_name: str = ""
    told_due_on: date | None = None
    told_due_km: int | None = None
    told_visits: int | None = None
    told_spend_fen: int | None = None
    told_status: str = ""
    filed_on: date | None = None
    note: str = ""

    @property
    def has_car(self) -> bool:
        return bool(self.vin or self.plate)


@dataclass(frozen=True)
class VisitRecord:
    """One visit to the workshop, or one line of it; amounts by who paid (R-121, F-36)."""

    came_on: date
    name: str = ""
    phone: str = ""
    plate: str = ""
    vin: str = ""
    model: str = ""
    series: str = ""
    left_on: date | None = None
    mileage_km: int | None = None
    order_no: str = ""
    line_no: int | None = None
    job: str = Job.OTHER
    item: str = ""
    paid_fen: int = 0
    warranty_fen: int = 0
    insurance_fen: int = 0
    advisor_name: str = ""


Record = CarRecord | VisitRecord


# ---------------------------------------------------------------- kept with the row, encrypted


@cache
def _names(shape: Any) -> tuple[tuple[str, bool], ...]:
    """The fields of a record's type, and which of them are days."""
    return tuple((field.name, field.name.endswith("_on")) for field in fields(shape))


def packed(record: Any) -> dict[str, Any]:
    """The record as JSON, without what is empty."""
    found = {}
    for name, _is_day in _names(record.__class__):
        value = getattr(record, name)
        if value is not None and value != "":
            found[name] = value.isoformat() if isinstance(value, date) else value
    return found


def unpacked(shape: type, stored: Mapping[str, Any]) -> Any:
    """The record again, as it was read."""
    values = dict(stored)
    for name, is_day in _names(shape):
        if is_day and name in values:
            values[name] = date.fromisoformat(values[name])
    return shape(**values)
