"""The night's work on cars: states, grades, due dates; the same however often and by whom it is run."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import func, select

from crm.retention import actions, queries, rules
from crm.retention.models import CustomerState, RetentionRun, StateChange, VehicleState
from crm.retention.rules import State
from crm.shared.db import db
from crm.shared.stamp import machine
from crm.vehicles.models import Vehicle
from tests.makers import make_customer, make_vehicle, make_workshop_visit
from tests.support import queries_at_most, stamp_of

pytestmark = pytest.mark.usefixtures("inside")


def months_ago(months: int) -> Any:
    return rules.months_before(stamp_of("service").today, months)


def the_machine() -> Any:
    stamp = stamp_of("service")
    return machine(stamp.store_id, stamp.at)


def compute(**change: Any) -> int:
    stamp = replace(the_machine(), **change)
    return actions.compute_states(stamp.store_id, stamp)


def state_of(car: Any) -> Any:
    return db.session.execute(select(VehicleState.__table__).where(VehicleState.vehicle_id == car.id)).one()


def car_seen(
    *months: int, bought: int = 36, paid: int = 50_000, name: str = "Carl", plate: str = "粤B12345", **more: Any
) -> Any:
    """A car bought so many months ago that was maintained so many months ago."""
    owner = make_customer(name, more.pop("phone", "13812341234"))
    car = make_vehicle(owner, vin=None, plate=plate, bought_on=months_ago(bought), series=more.pop("series", "Qin"))
    for month in months:
        make_workshop_visit(car, months_ago(month), paid=paid)
    return car


@pytest.mark.parametrize(
    ("months", "expected"),
    [((), "never"), ((2,), "general"), ((7,), "at_risk"), ((9,), "at_risk"), ((13,), "churned"), ((30, 20), "churned")],
)
def test_each_car_gets_the_state_of_its_absence_with_the_reason(months, expected) -> None:
    car = car_seen(*months)
    compute()
    row = state_of(car)
    assert row.state == expected
    assert row.reason_code.startswith(f"retention.{expected}") and row.rule_version == rules.RULE_VERSION
    assert row.facts["due_on"] == row.due_on.isoformat() and row.overdue == (expected != "general")


def test_a_series_that_comes_every_three_months_is_lapsing_after_four() -> None:
    from crm.vehicles.models import MaintenancePlan

    store = the_machine().store_id
    db.session.add(
        MaintenancePlan(store_id=store, series="Taxi", first_months=3, first_km=5000, next_months=3, next_km=5000)
    )
    car = car_seen(4, series="Taxi")
    compute()
    assert state_of(car).state == State.LAPSING


def test_the_due_date_follows_the_last_maintenance_and_is_written_to_the_car() -> None:
    car = car_seen(2)
    car.next_due_on = None
    db.session.flush()
    before = car.version
    compute()
    db.session.refresh(car)
    expected = rules.months_before(months_ago(2), -6)
    assert (car.next_due_on, state_of(car).due_on) == (expected, expected)
    assert car.next_due_reason == "vehicles.next_by_date" and car.version == before


def test_loyal_is_the_best_car_of_its_series_that_kept_its_intervals() -> None:
    best = car_seen(13, 7, 1, paid=90_000)
    others = [car_seen(1, paid=30_000, name=f"N{n}", phone=f"1390000000{n}", plate=f"粤B0000{n}") for n in range(1, 6)]
    compute()
    assert (state_of(best).state, state_of(best).value_grade) == ("loyal", "A")
    assert [state_of(car).state for car in others] == ["general"] * 5
    assert {state_of(car).value_grade for car in others} == {"C"}


def test_work_that_warranty_paid_makes_a_visit_but_no_value() -> None:
    car = car_seen(1, paid=0)
    compute()
    row = state_of(car)
    assert (row.state, row.value_grade, row.visits_paid, row.spend_fen) == ("general", None, 0, 0)


def test_the_customer_stands_where_the_best_car_stands() -> None:
    old = car_seen(20)
    new = make_vehicle(old_owner(old), vin=None, plate="粤B99999", bought_on=months_ago(3), series="Qin")
    make_workshop_visit(new, months_ago(1))
    compute()
    mine = db.session.get_one(CustomerState, old.customer_id)
    assert (mine.state, mine.vehicle_id) == ("general", new.id) and mine.reason_code == "retention.general"
    assert [row.speaks for row in queries.of_customer(old.customer_id, old.store_id)] == [True, False]


def old_owner(car: Any) -> Any:
    from crm.customers.models import Customer

    return db.session.get_one(Customer, car.customer_id)


def test_a_change_of_state_is_a_row_with_its_last_visit() -> None:
    car = car_seen(11)
    compute()
    later = the_machine().at + timedelta(days=62)
    assert compute(at=later) == 1
    rows = db.session.execute(
        select(StateChange.old, StateChange.new, StateChange.last_visit_id).order_by(StateChange.id)
    ).all()
    visit = state_of(car).last_visit_id
    assert [tuple(row) for row in rows] == [("", "at_risk", visit), ("at_risk", "churned", visit)]


def test_a_second_run_writes_nothing() -> None:
    car_seen(7)
    assert compute() == 1
    with queries_at_most(16) as sent:
        assert compute() == 0
    assert not [s for s in sent if "INTO vehicle_states" in s or "INTO state_changes" in s or "UPDATE vehicles" in s]
    assert db.session.scalar(select(func.count()).select_from(RetentionRun)) == 1


def test_another_store_is_not_touched() -> None:
    car_seen(7)
    other = stamp_of("other_service")
    actions.compute_states(other.store_id, machine(other.store_id, other.at))
    assert db.session.scalar(select(func.count()).select_from(VehicleState)) == 0


def test_an_archived_car_leaves_the_lists() -> None:
    car = car_seen(7)
    compute()
    car.archived_at = the_machine().at
    db.session.flush()
    compute()
    assert not queries.of_customer(car.customer_id, car.store_id)
    assert db.session.scalar(select(func.count()).select_from(CustomerState)) == 0


def test_two_workers_at_once_make_the_same_rows(inside) -> None:
    for n in range(8):
        car_seen(7 + n, name=f"N{n}", phone=f"1390000000{n}", plate=f"粤B0000{n}")
    db.session.commit()
    stamp, start, failed = the_machine(), Barrier(2), []
    db.session.rollback()

    def work() -> None:
        with inside.app_context():
            try:
                start.wait(10)
                actions.compute_states(stamp.store_id, stamp, db.session.commit)
                db.session.commit()
            except Exception as error:
                failed.append(error)
            finally:
                db.session.remove()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert not failed
    assert db.session.scalar(select(func.count()).select_from(VehicleState)) == 8
    assert db.session.scalar(select(func.count()).select_from(StateChange)) == 8
    assert db.session.scalar(select(func.count()).select_from(Vehicle)) == 8
