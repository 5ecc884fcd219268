"""The night's work: every vehicle's due date, value and state, written only where something has changed.

Batches by id, so that a killed worker loses at most one; run twice, or by two workers at once, it comes out the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Text, cast, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from crm.retention import queries, rules
from crm.retention.models import CustomerState, RetentionRun, StateChange, VehicleState
from crm.retention.rules import Grade, Limits
from crm.shared import settings
from crm.shared.db import db, insert_missing
from crm.shared.numbers import Number
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.vehicles.models import Vehicle
from crm.vehicles.queries import plan_for, plans_of
from crm.vehicles.rules import Plan, Reading, next_due
from crm.workshop.rules import MAINTAINED

BATCH = 1_000
UNKNOWN_DUE = date(9999, 12, 31)
DUE = ("next_due_on", "next_due_km", "next_due_reason", "next_due_facts")


@dataclass(frozen=True)
class Measure:
    """What all vehicles of a store are measured by tonight."""

    stamp: Stamp
    numbers: Mapping[Number, int]
    limits: Limits
    since: date
    lines: Mapping[str, tuple[int, int]]
    plans: dict[str, Plan]

    @property
    def window_days(self) -> int:
        return (self.limits.today - self.since).days


def compute_states(store_id: int, stamp: Stamp, checkpoint: Callable[[], None] = lambda: None) -> int:
    """Compute every vehicle of the store; `checkpoint` ends a batch. Returns how many states have changed."""
    measure, after, seen, changed = _measure(store_id, stamp), 0, 0, 0
    while vehicles := queries.vehicles_after(store_id, after, BATCH):
        visits = queries.visits_between(store_id, vehicles[0].id, vehicles[-1].id)
        changed += _write(vehicles, [_assess(row, visits.get(row.id, []), measure) for row in vehicles], stamp)
        seen, after = seen + len(vehicles), vehicles[-1].id
        checkpoint()
    _forget_archived(store_id)
    _choose_for_customers(store_id)
    run = {"store_id": store_id, "on_day": stamp.today, "at": stamp.at, "vehicles": seen, "changed": changed}
    _upsert(RetentionRun, [run], ["store_id", "on_day"], ["at", "vehicles", "changed"])
    raise_topic(store_id, "retention")
    return changed


def _measure(store_id: int, stamp: Stamp) -> Measure:
    """Tonight's limits, and the lines between the value grades of each series (A-02)."""
    numbers: Any = settings.of(store_id)
    since = rules.months_before(stamp.today, numbers[rules.VALUE_MONTHS])
    window = (stamp.today - since).days
    worths = (
        (series, rules.worth(int(spend), visits, _interval(first, last, visits), window))
        for series, spend, visits, first, last in queries.paid_work(store_id, since)
    )
    shares = {"share_a": numbers[rules.SHARE_A], "share_b": numbers[rules.SHARE_B]}
    lines = rules.thresholds(worths, least=numbers[rules.SERIES_LEAST], **shares)
    return Measure(stamp, numbers, Limits.on(stamp.today, numbers), since, lines, plans_of(store_id))


def _interval(first: date, last: date, visits: int) -> int | None:
    """The mean days between paid visits (回站周期); None for a single one."""
    return (last - first).days // (visits - 1) if visits > 1 else None


def _assess(row: Any, visits: Sequence[Any], measure: Measure) -> dict[str, Any]:
    """Everything the night says about one vehicle, as columns."""
    plan = plan_for(measure.plans, row.series)
    readings = [Reading(v.came_on, v.mileage_km, v.job in MAINTAINED) for v in visits]
    if row.mileage_on:
        readings.append(Reading(row.mileage_on, row.mileage_km))
    due = next_due(plan, row.bought_on, readings, measure.numbers, row.told_due_on, row.told_due_km)
    paid = [v for v in visits if v.paid_fen > 0 and v.came_on > measure.since]
    spend = sum(v.paid_fen for v in paid)
    interval = _interval(paid[0].came_on, paid[-1].came_on, len(paid)) if paid else None
    grade = _grade(row.series, spend, len(paid), interval, measure) if paid else None
    kept = rules.intervals_kept(
        row.bought_on, [r.on for r in readings if r.maintained],
        first_months=plan.first_months, next_months=plan.next_months, grace=measure.limits.grace,
    )  # fmt: skip
    last = visits[-1] if visits else None
    stands = rules.standing(
        last_visit_on=last.came_on if last else None, due_on=due.on, grade=grade, kept=kept, limits=measure.limits
    )
    return {
        "customer_id": row.customer_id, "state": str(stands.state), "overdue": stands.overdue,
        "last_visit_on": last.came_on if last else None, "last_visit_id": last.id if last else None,
        "due_on": due.on, "order_on": due.on or UNKNOWN_DUE, "rank": rules.rank(stands.state, stands.overdue),
        "value_grade": str(grade) if grade else None, "visits_paid": len(paid), "spend_fen": spend,
        "interval_days": interval, "reason_code": stands.reason.code, "facts": dict(stands.reason.facts),
        "rule_version": rules.RULE_VERSION,
        "next_due_on": due.on, "next_due_km": due.km, "next_due_reason": due.reason.code,
        "next_due_facts": dict(due.reason.facts),
    }  # fmt: skip


def _grade(series: str, spend: int, visits: int, interval: int | None, measure: Measure) -> Grade:
    return rules.grade_of(series, rules.worth(spend, visits, interval, measure.window_days), measure.lines)


def _write(vehicles: Sequence[Any], found: Iterable[dict[str, Any]], stamp: Stamp) -> int:
    """Write what differs from what stands: due dates, states, and a row for each change of state."""
    dues, states, changes = [], [], []
    for row, columns in zip(vehicles, found, strict=True):
        due = {name: columns.pop(name) for name in DUE}
        if due != {name: getattr(row, name) for name in DUE}:
            dues.append({**due, "b_id": row.id})
        if all(value == getattr(row, f"had_{name}") for name, value in columns.items()):
            continue
        moved = row.had_state != columns["state"]
        since = stamp.today if moved else row.had_since_on
        key = {"vehicle_id": row.id, "store_id": stamp.store_id}
        states.append({**columns, **key, "since_on": since, "computed_on": stamp.today})
        if moved:
            why = {name: columns[name] for name in ("reason_code", "rule_version", "facts", "last_visit_id")}
            step = {"old": row.had_state or "", "new": columns["state"], "on_day": stamp.today, "at": stamp.at}
            changes.append({**key, **why, **step})
    if dues:
        table: Any = Vehicle.__table__  # computed columns that no form edits: the version stays
        columns_due: Any = {name: getattr(table.c, name) for name in DUE}
        by_id = update(table).where(table.c.id == _bind("b_id")).values({n: _bind(n) for n in columns_due})
        db.session.connection().execute(by_id, dues)
    if states:
        _upsert(VehicleState, states, ["vehicle_id"], [name for name in states[0] if name not in ("vehicle_id",)])
    return insert_missing(StateChange, changes)


def _bind(name: str) -> Any:
    from sqlalchemy import bindparam

    return bindparam(name)


def _upsert(model: Any, rows: Sequence[Mapping[str, Any]], keys: Sequence[str], columns: Sequence[str]) -> None:
    dialect: Any = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(model.__table__)
    fresh = {name: statement.excluded[name] for name in columns}
    db.session.connection().execute(statement.on_conflict_do_update(index_elements=keys, set_=fresh), list(rows))


def _forget_archived(store_id: int) -> None:
    """A vehicle in the archive has no state; the facts it was computed from stay."""
    gone = select(Vehicle.id).where(Vehicle.store_id == store_id, Vehicle.archived_at.is_not(None))
    db.session.execute(delete(VehicleState).where(VehicleState.store_id == store_id, VehicleState.vehicle_id.in_(gone)))
    owners = select(VehicleState.customer_id).where(VehicleState.store_id == store_id)
    db.session.execute(
        delete(CustomerState).where(CustomerState.store_id == store_id, CustomerState.customer_id.not_in(owners))
    )


def _choose_for_customers(store_id: int) -> None:
    """The customer's state is the best of the vehicles: one statement for the whole store."""
    state = VehicleState
    names = ("customer_id", "store_id", "vehicle_id", "state", "reason_code", "rule_version", "facts")
    best = func.row_number().over(partition_by=state.customer_id, order_by=(state.rank, state.vehicle_id))
    grade = func.min(state.value_grade).over(partition_by=state.customer_id)
    ordered = (
        select(*(getattr(state, name) for name in names), grade.label("value_grade"), best.label("place"))
        .where(state.store_id == store_id)
        .subquery()
    )
    columns = [*names, "value_grade"]
    dialect: Any = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    target: Any = CustomerState.__table__
    statement = dialect.insert(target).from_select(
        columns, select(*(ordered.c[name] for name in columns)).where(ordered.c.place == 1)
    )
    fresh = statement.excluded
    differs = or_(
        *(target.c[n].is_distinct_from(fresh[n]) for n in columns if n not in ("customer_id", "facts")),
        cast(target.c.facts, Text) != cast(fresh.facts, Text),
    )
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["customer_id"], set_={n: fresh[n] for n in columns[1:]}, where=differs
        )
    )
