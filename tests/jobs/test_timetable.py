"""The timetable is caught up once, whatever was missed, and a second clock harms nothing (Decision 14)."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from crm.shared.db import db, set_writing
from crm.shared.queue import Outbox
from crm.staff.models import Heartbeat, Store
from jobs import runner
from jobs.timetable import TIMETABLE, Row, last_due
from tests.shared.conftest import NOON, Hands

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def open_since_january(inside: Flask, hands: Hands) -> Flask:
    db.session.execute(update(Store).values(opened_at=datetime(2026, 1, 2, tzinfo=UTC)))
    db.session.commit()
    return inside


def asked() -> Counter[tuple[int, str, date | None]]:
    """What the timetable asks for; the looks of every minute belong to no day."""
    rows = db.session.execute(select(Outbox.store_id, Outbox.job, Outbox.on_day).where(Outbox.on_day.is_not(None)))
    return Counter((row.store_id, row.job, row.on_day) for row in rows)


def test_each_store_is_asked_once_a_day_however_often_the_clock_ticks(
    open_since_january: Flask, hands: Hands, rung: list[Any]
) -> None:
    for _minute in range(3):
        runner.run_tick(hands.pass_by(minutes=1))
    found = asked()
    daily = [row.job for row in TIMETABLE if not row.days]
    assert set(found.values()) == {1}
    assert {(store, job) for store, job, on_day in found if on_day == date(2026, 3, 18)} == {
        (store, job) for store in (1, 2) for job in daily
    }


def test_after_three_days_off_the_work_is_caught_up_once(open_since_january: Flask, hands: Hands, rung: list[Any]) -> None:
    runner.run_tick(hands.at)
    before = asked()
    hands.pass_by(days=3)
    for _minute in range(2):
        runner.run_tick(hands.pass_by(minutes=1))
    fresh = asked() - before
    assert {on_day for _store, _job, on_day in fresh} == {date(2026, 3, 21)}, "the last day only, not three"
    assert set(fresh.values()) == {1}


def test_two_clocks_at_the_same_moment_ask_once(open_since_january: Flask, hands: Hands, rung: list[Any]) -> None:
    ready = Barrier(4)

    def tick(_n: int) -> None:
        with open_since_january.app_context():
            set_writing(True)
            ready.wait()
            runner.run_tick(hands.at)
            db.session.remove()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(tick, range(4)))
    db.session.rollback()
    assert asked() and set(asked().values()) == {1}


def test_a_store_is_not_asked_for_days_before_it_opened(inside: Flask, hands: Hands, rung: list[Any]) -> None:
    db.session.execute(update(Store).values(opened_at=NOON - timedelta(hours=1)))
    db.session.commit()
    runner.run_tick(hands.at)
    assert {on_day for _store, _job, on_day in asked()} == {date(2026, 3, 18)}


def test_the_tick_is_the_clocks_heartbeat_and_makes_the_workers_beat(
    open_since_january: Flask, hands: Hands, rung: list[Any]
) -> None:
    runner.run_tick(hands.at)
    assert db.session.scalar(select(Heartbeat.at).where(Heartbeat.name == "clock")) == NOON
    assert [one for one in rung if one[1] == "jobs.runner.beat"] == [
        ("prompt", "jobs.runner.beat", "prompt"), ("bulk", "jobs.runner.beat", "bulk"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("local", "due"),
    [
        (datetime(2026, 3, 18, 0, 39), date(2026, 3, 17)),
        (datetime(2026, 3, 18, 0, 40), date(2026, 3, 18)),
        (datetime(2026, 3, 1, 0, 0), date(2026, 2, 28)),
    ],
)
def test_a_daily_row_is_due_at_its_time(local: datetime, due: date) -> None:
    assert last_due(Row("jobs.x.y", time(0, 40)), local.replace(tzinfo=SHANGHAI)) == due


@given(st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)))
def test_a_half_year_row_is_due_on_its_two_days_only(local: datetime) -> None:
    row = Row("jobs.x.y", time(2, 0), days=((1, 1), (7, 1)))
    due = last_due(row, local)
    assert (due.month, due.day) in row.days
    assert datetime.combine(due, row.at) <= local < datetime.combine(due, row.at) + timedelta(days=184, hours=1)
