"""The queue as rows: exactly once, the strongest rule first; and what a logged contact changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.callbacks import actions, queries
from crm.callbacks.models import Call, Task
from crm.callbacks.rules.contact import Channel, Result, Topic
from crm.callbacks.rules.queue import SECTION_ORDER, SOON_HOURS, Rule, section, seven_day_on
from crm.shared import settings
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.reasons import say
from crm.shared.stamp import Stamp, machine
from tests.callbacks.people import DAY, make_carl, new_lead, staff_id, tasks
from tests.support import stamp_of

HOUR = timedelta(hours=1)
NOON_BEFORE = datetime(2026, 3, 18, 2, 0, tzinfo=UTC)  # 10:00 in the store


@pytest.fixture
def sam(inside: Flask) -> Stamp:
    return Stamp(stamp_of("advisor").by, NOON_BEFORE)


def log(lead: Any, stamp: Stamp, **changes: Any) -> Call:
    told: dict[str, Any] = {
        "channel": Channel.PHONE, "result": Result.REACHED, "topic": Topic.QUOTE, "said": "20.98", "learnt": "",
        "agreed": "", "next_on": None,
    }  # fmt: skip
    call = actions.log_call(lead, **(told | changes), stamp=stamp)
    db.session.flush()
    return call


# --- the queue


def test_each_rule_makes_its_task_once_with_its_reason(sam: Stamp) -> None:
    fresh = new_lead(sam, hours_ago=1)
    visited = make_carl(sam, after_visit_on=sam.today)
    promised = make_carl(sam, next_on=sam.today, next_rule="agreed")
    rhythm = make_carl(sam, next_on=sam.today - 2 * DAY, next_rule="cadence", grade="H")
    make_carl(sam, next_on=sam.today + DAY, next_rule="cadence")
    assert actions.make_queue(sam) == 4
    made = {task.lead_id: task for task in tasks()}
    assert [made[lead.id].rule for lead in (fresh, visited, promised, rhythm)] == [
        "first_contact", "after_visit", "agreed", "cadence",
    ]  # fmt: skip
    assert made[fresh.id].due_at == fresh.first_due_at
    assert made[rhythm.id].due_on == sam.today - 2 * DAY  # the day it was due, whenever the job runs
    assert made[rhythm.id].facts == {"grade": "H", "days": 2}
    assert "H" in say(made[rhythm.id].reason_code, made[rhythm.id].facts)
    assert made[fresh.id].facts == {"hours": 24}
    assert made[visited.id].facts == {}
    assert all(task.rule_version and task.reason_code and task.absorbed == [] for task in made.values())


def test_the_second_run_makes_nothing(sam: Stamp) -> None:
    new_lead(sam, hours_ago=1)
    make_carl(sam, next_on=sam.today, next_rule="cadence")
    assert actions.make_queue(sam) == 2
    assert actions.make_queue(sam) == 0
    assert actions.make_queue(Stamp(sam.by, sam.at + DAY)) == 0
    assert len(tasks()) == 2


def test_24_hours_absorb_the_visit_and_name_it(sam: Stamp) -> None:
    lead = new_lead(sam, hours_ago=20, after_visit_on=sam.today, next_on=sam.today, next_rule="cadence")
    assert actions.make_queue(sam) == 1
    (task,) = tasks(lead_id=lead.id)
    assert task.rule == Rule.FIRST_CONTACT
    assert task.absorbed == [
        {"rule": "after_visit", "due_on": str(sam.today)}, {"rule": "cadence", "due_on": str(sam.today)},
    ]  # fmt: skip


def test_a_visit_takes_over_the_open_cadence_task(sam: Stamp) -> None:  # F-03
    lead = make_carl(sam, next_on=sam.today - DAY, next_rule="cadence")
    actions.make_queue(sam)
    lead.after_visit_on = sam.today
    db.session.flush()
    assert actions.make_queue(sam) == 1
    old, new = tasks(lead_id=lead.id)
    assert (old.rule, old.closed_how) == ("cadence", "absorbed")
    assert (new.rule, new.closed_at) == ("after_visit", None)
    assert new.absorbed == [{"rule": "cadence", "due_on": str(sam.today - DAY)}]
    assert actions.make_queue(sam) == 0


def test_a_closed_lead_has_no_open_task(sam: Stamp) -> None:
    kept, lost, owner, applied = (make_carl(sam, next_on=sam.today, next_rule="cadence") for _ in range(4))
    assert actions.make_queue(sam) == 4
    lost.stage, owner.stage, applied.stage = "lost", "delivered", "lost_pending"
    db.session.flush()
    assert actions.make_queue(sam) == 0
    how = {task.lead_id: task.closed_how for task in tasks()}
    assert how == {kept.id: None, lost.id: "lapsed", owner.id: "lapsed", applied.id: None}  # F-15: only approved counts


def test_the_task_goes_along_when_the_lead_changes_hands(sam: Stamp) -> None:
    lead = make_carl(sam, next_on=sam.today, next_rule="cadence")
    actions.make_queue(sam)
    lead.owner_id = staff_id("advisor2")
    db.session.flush()
    actions.make_queue(sam, lead_id=lead.id)
    assert [task.owner_id for task in tasks(lead_id=lead.id)] == [staff_id("advisor2")]


def test_one_lead_or_one_owner_can_be_made_alone(sam: Stamp) -> None:
    mine = make_carl(sam, next_on=sam.today, next_rule="cadence")
    hers = make_carl(sam, "advisor2", next_on=sam.today, next_rule="cadence")
    assert actions.make_queue(sam, owner_id=sam.by.id) == 1
    assert [task.lead_id for task in tasks()] == [mine.id]
    assert actions.make_queue(sam, lead_id=hers.id) == 1


def test_the_other_stores_leads_stay_untouched(sam: Stamp) -> None:
    other = machine(stamp_of("other_advisor").store_id, sam.at)
    make_carl(other, "other_advisor", next_on=sam.today, next_rule="cadence")
    assert actions.make_queue(sam) == 0
    assert actions.make_queue(other) == 1


def test_the_day_is_the_stores(inside: Flask) -> None:
    """At 17:00 UTC it is already tomorrow in Shanghai; a day is a date, not 24 hours, so no clock change moves it."""
    late = machine(stamp_of("advisor").store_id, datetime(2026, 3, 17, 17, 0, tzinfo=UTC))
    make_carl(late, next_on=late.today, next_rule="cadence")
    assert str(late.today) == "2026-03-18"
    assert actions.make_queue(machine(late.store_id, late.at - 2 * HOUR)) == 0
    assert actions.make_queue(late) == 1


def test_two_workers_at_once_make_the_same_rows(app: Flask) -> None:
    with app.app_context():
        stamp = Stamp(stamp_of("advisor").by, NOON_BEFORE)
        for number in range(40):
            due = {"after_visit_on": stamp.today} if number % 4 == 0 else {}
            make_carl(stamp, next_on=stamp.today, next_rule="cadence", **due)
        db.session.commit()
    start, made = Barrier(2), []

    def worker() -> None:
        with app.app_context():
            start.wait()
            made.append(actions.make_queue(machine(stamp.store_id, stamp.at)))
            db.session.commit()

    workers = [Thread(target=worker) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sum(made) == 40
    with app.app_context():
        rows = db.session.execute(select(Task.rule, func.count()).group_by(Task.rule)).all()
        assert dict(rows) == {"after_visit": 10, "cadence": 30}  # type: ignore[arg-type]


# --- after-sales


def test_the_new_car_call_is_filed_once(sam: Stamp) -> None:
    carl = make_carl(sam)
    due_on, why = seven_day_on(sam.today - 6 * DAY, settings.of(sam.store_id))
    car = make_car(sam, carl.customer_id)
    for _ in range(2):
        actions.care_call(carl.customer_id, car, Rule.SEVEN_DAY, due_on, why, sam, owner_id=sam.by.id)
    (task,) = tasks(kind="care")
    assert (task.opens_on, task.due_on, task.until_on) == (sam.today, sam.today + DAY, sam.today + 2 * DAY)


def test_the_first_service_is_announced_once_in_a_cars_life(sam: Stamp) -> None:  # F-42
    carl = make_carl(sam)
    car = make_car(sam, carl.customer_id, next_due_on=sam.today + 14 * DAY, next_due_reason="vehicles.first_by_date")
    make_car(sam, carl.customer_id, next_due_on=sam.today + 15 * DAY, next_due_reason="vehicles.first_by_date")
    make_car(sam, carl.customer_id, next_due_on=sam.today, next_due_reason="vehicles.next_by_date")
    make_car(sam, carl.customer_id, next_due_on=sam.today - 365 * DAY, next_due_reason="vehicles.first_by_date")
    assert actions.make_queue(sam) == 1
    (task,) = tasks(kind="care")
    assert (task.vehicle_id, task.rule, task.opens_on, task.due_on) == (car, "first_service", sam.today, sam.today + 14 * DAY)
    from crm.vehicles.models import Vehicle

    moved = db.session.get(Vehicle, car)
    assert moved
    moved.next_due_on = sam.today + 3 * DAY
    db.session.flush()
    assert actions.make_queue(sam) == 0


def make_car(stamp: Stamp, customer_id: int, **more: Any) -> int:
    from crm.vehicles.models import Vehicle

    car = Vehicle(store_id=stamp.store_id, customer_id=customer_id, sold_here=True, model="L6", **more)
    db.session.add(car)
    db.session.flush()
    return car.id


def test_after_sales_gives_up_after_three_parts_of_the_day(sam: Stamp) -> None:  # F-42, A-19
    carl = make_carl(sam)
    due_on, why = seven_day_on(sam.today - 7 * DAY, settings.of(sam.store_id))
    actions.care_call(carl.customer_id, make_car(sam, carl.customer_id), Rule.SEVEN_DAY, due_on, why, sam)
    (task,) = tasks(kind="care")
    missed: dict[str, Any] = {
        "channel": Channel.PHONE, "result": Result.NO_ANSWER, "topic": None, "said": "", "learnt": "", "agreed": "",
        "next_on": None,
    }  # fmt: skip
    for hours, left in ((0, None), (1, None), (5, None), (8, "unreached")):
        actions.log_care_call(task, **missed, stamp=Stamp(sam.by, sam.at + hours * HOUR))
        assert task.closed_how == left


# --- logging


def test_a_call_with_content_closes_the_task_and_sets_the_next(sam: Stamp) -> None:
    lead = make_carl(sam, next_on=sam.today, next_rule="cadence", after_visit_on=sam.today, grade="H")
    actions.make_queue(sam)
    call = log(lead, sam)
    (task,) = tasks(lead_id=lead.id)
    assert (call.counts, task.closed_how, task.call_id) == (True, "called", call.id)
    assert (lead.last_contact_at, lead.last_contact_channel) == (sam.at, "phone")
    assert (lead.next_on, lead.next_rule, lead.after_visit_on) == (sam.today + 2 * DAY, "cadence", None)
    assert actions.make_queue(sam) == 0


def test_an_agreed_day_becomes_the_next_task(sam: Stamp) -> None:
    lead = make_carl(sam, grade="B")
    log(lead, sam, agreed="back from Hainan", next_on=sam.today + 9 * DAY)
    assert (lead.next_on, lead.next_rule) == (sam.today + 9 * DAY, "agreed")
    later = Stamp(sam.by, sam.at + 9 * DAY)
    assert actions.make_queue(later) == 1
    assert tasks(lead_id=lead.id)[0].rule == "agreed"


@pytest.mark.parametrize("result", [Result.NO_ANSWER, Result.LATER, Result.BAD_NUMBER])
def test_a_failed_call_keeps_the_task_and_moves_nothing(sam: Stamp, result: Result) -> None:  # R-226, F-03
    lead = make_carl(sam, next_on=sam.today, next_rule="cadence", after_visit_on=sam.today)
    actions.make_queue(sam)
    before = (lead.last_contact_at, lead.next_on, lead.after_visit_on, lead.stage, lead.visit_count, lead.grade)
    call = log(lead, sam, result=result, topic=None, said="", next_on=sam.today + DAY)
    (task,) = tasks(lead_id=lead.id)
    assert (call.counts, task.closed_at, task.tries, task.tried) == (False, None, 1, "m")
    assert before == (lead.last_contact_at, lead.next_on, lead.after_visit_on, lead.stage, lead.visit_count, lead.grade)
    assert task.again_on == (sam.today + DAY if result is Result.LATER else None)


def test_reached_without_content_does_not_count(sam: Stamp) -> None:
    lead = make_carl(sam, next_on=sam.today, next_rule="cadence")
    actions.make_queue(sam)
    call = log(lead, sam, said=" ")
    assert (call.counts, call.reason_code) == (False, "callbacks.no_content")
    assert tasks(lead_id=lead.id)[0].closed_at is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"result": Result.NO_ANSWER, "agreed": "Sat 10:00"}, "agreed"),
        ({"result": Result.NO_ANSWER, "channel": Channel.SHOWROOM}, "result"),
        ({"next_on": datetime(2026, 3, 18).date()}, "next_on"),
        ({"next_on": datetime(2026, 3, 25).date()}, "next_on"),
    ],
)
def test_what_cannot_be_is_refused_under_its_field(sam: Stamp, changes: dict[str, Any], field: str) -> None:  # F-03
    lead = make_carl(sam)
    with pytest.raises(Refused) as refused:
        log(lead, sam, **changes)
    assert refused.value.field == field


def test_a_closed_lead_takes_no_call(sam: Stamp) -> None:
    with pytest.raises(Refused):
        log(make_carl(sam, stage="lost"), sam)


# --- the list


def test_the_order_of_the_day(sam: Stamp) -> None:
    today = make_carl(sam, next_on=sam.today, next_rule="cadence", grade="B", name="today B")
    hot = make_carl(sam, next_on=sam.today, next_rule="cadence", grade="H", name="today H")
    late = make_carl(sam, next_on=sam.today - 3 * DAY, next_rule="cadence", grade="B", name="late B")
    fresh = new_lead(sam, hours_ago=2, name="fresh")
    soon = new_lead(sam, hours_ago=21, name="soon")
    over = new_lead(sam, hours_ago=30, name="over")
    actions.make_queue(sam)
    whose = queries.Whose.of(sam.by)
    until = sam.at + settings.of(sam.store_id)[SOON_HOURS] * HOUR
    rows, more = queries.day(whose, sam, until)
    assert [row.lead_id for row in rows] == [lead.id for lead in (soon, late, over, fresh, hot, today)]
    assert not more
    for row in rows:  # the rule and the SQL say the same
        assert SECTION_ORDER[row.rank] is section(row.rule, row.until_on, row.due_at, sam.at, sam.today, 4)
    seen: list[int] = []
    after = None
    for _ in range(6):
        (row,), _more = queries.day(whose, sam, until, after=after, limit=1)
        seen.append(row.lead_id)
        after = queries.Place.parse(str(queries.place_of(row)))
    assert seen == [row.lead_id for row in rows]
    counts = queries.counts(whose, sam, until)
    assert (counts.open, counts.overdue, counts.new, counts.today) == (6, 2, 2, 2)


def test_what_is_closed_and_what_is_somebody_elses_is_not_listed(sam: Stamp) -> None:
    make_carl(sam, "advisor2", next_on=sam.today, next_rule="cadence")
    lost = make_carl(sam, next_on=sam.today, next_rule="cadence")
    actions.make_queue(sam)
    lost.stage = "lost"
    db.session.flush()
    assert queries.day(queries.Whose.of(sam.by), sam, sam.at) == ([], False)


def test_who_is_behind(sam: Stamp) -> None:
    make_carl(sam, next_on=sam.today - DAY, next_rule="cadence")
    make_carl(sam, next_on=sam.today, next_rule="cadence")
    make_carl(sam, "advisor2", next_on=sam.today, next_rule="cadence")
    make_carl(sam, None, next_on=sam.today - DAY, next_rule="cadence")
    actions.make_queue(sam)
    behind = [(row.name, row.due, row.overdue) for row in queries.overdue_by_advisor(sam.store_id, sam.today, sam.at)]
    assert behind == [("Sam", 2, 1), (None, 1, 1), ("Vera", 1, 0)]
