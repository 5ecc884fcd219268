"""Reading the states: what the night's job needs, and the lists that people work through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, literal, select, tuple_, union_all

from crm.customers.models import Customer
from crm.customers.timeline import entries, timeline_part
from crm.retention.models import CustomerState, RetentionRun, StateChange, VehicleState
from crm.retention.rules import State
from crm.shared.db import db
from crm.vehicles.models import Vehicle
from crm.workshop.models import ServiceVisit

PAGE = 50
MOST = 1_000


@dataclass(frozen=True)
class Filter:
    """What a list shows: one state, and maybe only those due until a day, or of one value grade."""

    state: State
    due_from: date | None = None
    due_until: date | None = None
    grade: str | None = None


def paid_work(store_id: int, since: date) -> Iterator[Any]:
    """Per vehicle the customer-paid work since a day: (series, spend, visits, first day, last day). R-121."""
    visits = (
        select(
            Vehicle.series,
            func.sum(ServiceVisit.paid_fen),
            func.count(),
            func.min(ServiceVisit.came_on),
            func.max(ServiceVisit.came_on),
        )
        .join(Vehicle, Vehicle.id == ServiceVisit.vehicle_id)
        .where(ServiceVisit.store_id == store_id, ServiceVisit.came_on > since, ServiceVisit.paid_fen > 0)
        .group_by(Vehicle.id, Vehicle.series)
    )
    yield from db.session.execute(visits)


def vehicles_after(store_id: int, after_id: int, limit: int) -> Sequence[Any]:
    """The next vehicles by id, each with the state that stands."""
    found = (
        select(
            Vehicle.id, Vehicle.customer_id, Vehicle.series, Vehicle.bought_on, Vehicle.mileage_km, Vehicle.mileage_on,
            Vehicle.next_due_on, Vehicle.next_due_km, Vehicle.next_due_reason, Vehicle.next_due_facts,
            Vehicle.told_due_on, Vehicle.told_due_km,
            *(column.label(f"had_{column.name}") for column in VehicleState.__table__.c),
        )
        .outerjoin(VehicleState, VehicleState.vehicle_id == Vehicle.id)
        .where(Vehicle.store_id == store_id, Vehicle.id > after_id, Vehicle.archived_at.is_(None))
        .order_by(Vehicle.id)
        .limit(limit)
    )  # fmt: skip
    return db.session.execute(found).all()


def visits_between(store_id: int, first_id: int, last_id: int) -> dict[int, list[Any]]:
    """The workshop visits of the vehicles of a stretch of ids, oldest first."""
    rows = db.session.execute(
        select(
            ServiceVisit.vehicle_id, ServiceVisit.id, ServiceVisit.came_on, ServiceVisit.mileage_km,
            ServiceVisit.job, ServiceVisit.paid_fen,
        )
        .where(ServiceVisit.store_id == store_id, ServiceVisit.vehicle_id.between(first_id, last_id))
        .order_by(ServiceVisit.vehicle_id, ServiceVisit.came_on, ServiceVisit.id)
    )  # fmt: skip
    by_vehicle: dict[int, list[Any]] = {}
    for row in rows:
        by_vehicle.setdefault(row.vehicle_id, []).append(row)
    return by_vehicle


def counts(store_id: int) -> dict[State, int]:
    """How many vehicles are in each state, counted no further than a thousand (Decision 12)."""
    capped = [
        select(literal(state.value).label("state"), func.count().label("n")).select_from(
            select(VehicleState.vehicle_id)
            .where(VehicleState.store_id == store_id, VehicleState.state == state)
            .limit(MOST)
            .subquery()
        )
        for state in State
    ]
    return {State(state): n for state, n in db.session.execute(union_all(*capped))}


def page(store_id: int, wanted: Filter, after: tuple[date, int] | None = None) -> Sequence[Any]:
    """One more row than a page shows, the longest overdue first; `after` is the last row's (order_on, vehicle_id)."""
    rows = listed(store_id, wanted)
    if after:
        rows = rows.where(tuple_(VehicleState.order_on, VehicleState.vehicle_id) > after)
    return db.session.execute(rows.limit(PAGE + 1)).all()


def listed(store_id: int, wanted: Filter) -> Select[Any]:
    """The whole of a list, in its order."""
    state = VehicleState
    shown: Any = (
        select(
            state.vehicle_id, state.customer_id, state.state, state.order_on, state.due_on, state.overdue,
            state.last_visit_on, state.value_grade, state.visits_paid, state.spend_fen, state.reason_code, state.facts,
            Customer.name, Customer.sex, Customer.kind, Customer.phone, Vehicle.plate, Vehicle.energy,
            Vehicle.series, Vehicle.model,
        )
        .join(Customer, Customer.id == state.customer_id)
        .join(Vehicle, Vehicle.id == state.vehicle_id)
        .where(state.store_id == store_id, state.state == wanted.state)
        .order_by(state.order_on, state.vehicle_id)
    )  # fmt: skip
    rows: Select[Any] = shown
    if wanted.due_from:
        rows = rows.where(state.order_on >= wanted.due_from)
    if wanted.due_until:
        rows = rows.where(state.order_on <= wanted.due_until)
    if wanted.grade:
        rows = rows.where(state.value_grade == wanted.grade)
    return rows


def last_run(store_id: int) -> RetentionRun | None:
    """When the states were last computed."""
    newest = select(RetentionRun).where(RetentionRun.store_id == store_id).order_by(RetentionRun.on_day.desc())
    return db.session.scalars(newest.limit(1)).first()


def of_customer(customer_id: int, store_id: int) -> Sequence[Any]:
    """The states of a customer's vehicles, the best first: that one is the customer's own (`speaks`)."""
    state = VehicleState
    return db.session.execute(
        select(
            state.vehicle_id, state.state, state.due_on, state.overdue, state.value_grade, state.visits_paid,
            state.spend_fen, state.interval_days, state.since_on, state.reason_code, state.facts,
            Vehicle.plate, Vehicle.energy, Vehicle.model, Vehicle.series, Vehicle.next_due_km,
            Vehicle.next_due_reason, Vehicle.next_due_facts,
            (CustomerState.vehicle_id == state.vehicle_id).label("speaks"),
        )
        .join(Vehicle, Vehicle.id == state.vehicle_id)
        .outerjoin(CustomerState, CustomerState.customer_id == state.customer_id)
        .where(state.customer_id == customer_id, state.store_id == store_id)
        .order_by(state.rank, state.vehicle_id)
    ).all()  # fmt: skip


@timeline_part("state", "retention/_entry.html")
def _changes(customer: Any) -> Any:
    """When a car of the customer went from one state to another; its first state is no news."""
    change = StateChange
    return (
        entries(change, at=change.at, ref=change.id, code=change.new, text=change.old, more=Vehicle.model)
        .join(Vehicle, Vehicle.id == change.vehicle_id)
        .where(Vehicle.customer_id == customer, change.old != "")
    )
