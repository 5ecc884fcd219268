"""A worker that slept an hour, three days or a month catches up exactly once, over midnight, 29 February and new year.

Two stores have the same leads. One is worked night by night; of the other nobody hears until the end. Then both must
stand alike, and a second pass at the same moment must not write a single row.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from crm.ageing.models import Move
from crm.callbacks.models import Task
from crm.leads.actions import settle_owners
from crm.leads.models import Lead, Reopening
from crm.points.models import PointRound
from crm.shared.clock import clock
from crm.shared.db import Base, db
from crm.shared.queue import Outbox, ask
from crm.shared.stamp import machine
from crm.staff.models import Store
from jobs import runner
from jobs.timetable import due_rows
from tests.makers import make_lead
from tests.shared.conftest import Hands, hands

__all__ = ["hands"]
SHANGHAI = ZoneInfo("Asia/Shanghai")
FOLLOWING_UP = ("ageing", "callbacks", "leads", "losses", "points", "reception")
KEPT_APART = {"outbox", "heartbeats", "idempotency_keys", "topics"}  # the machine's own notes, and the polls' counters
NIGHTS = (
    (datetime(2026, 12, 31, 23, 30, tzinfo=SHANGHAI), timedelta(hours=1)),  # over midnight and new year
    (datetime(2028, 2, 27, 22, 0, tzinfo=SHANGHAI), timedelta(days=3)),  # over 29 February
    (datetime(2027, 1, 31, 22, 0, tzinfo=SHANGHAI), timedelta(days=30)),  # 31 January and a month
)


def leads_of(prefix: str, begin: datetime) -> list[int]:
    """Due today, tomorrow, in nine days; never called; two months old; lost and coming back."""
    today = begin.date()
    called = {"first_due_on": None, "first_due_at": None, "last_contact_at": begin - timedelta(days=2), "next_rule": "cadence"}
    stories: list[dict[str, Any]] = [
        {**called, "next_on": today},
        {**called, "next_on": today + timedelta(days=1)},
        {**called, "next_on": today + timedelta(days=9), "next_rule": "agreed"},
        {},
        {**called, "next_on": today, "opened_on": today - timedelta(days=58)},
        {**called, "stage": "lost", "next_on": None, "next_rule": None, "reopen_on": today + timedelta(days=1)},
    ]
    made = [
        make_lead(name=f"K{n}", phone=f"1381234000{n}", owner=f"{prefix}advisor", by=f"{prefix}reception", **story)
        for n, story in enumerate(stories)
    ]
    db.session.flush()
    settle_owners(machine(made[0].store_id, begin), Lead.id.in_([lead.id for lead in made]))
    return [lead.id for lead in made]


def work(store_id: int, at: datetime, hands: Hands, rooms: tuple[str, ...] = ()) -> None:
    """One look of the clock at one store, and every job that it asks for; with `rooms` those of these features only."""
    hands.at = at.astimezone(UTC)
    for row, on_day in due_rows(at):
        if rooms and row.job.split(".")[1] not in rooms:
            continue
        ask(row.job, store_id=store_id, key=f"{row.job}:{store_id}:{on_day}", queue=row.queue, on_day=on_day)
    db.session.commit()
    runner.run_all()
    failed = db.session.scalars(select(Outbox.job).where(Outbox.done_at.is_(None), Outbox.tries > 0)).all()
    assert not failed, failed


def nights(begin: datetime, gap: timedelta) -> Iterator[datetime]:
    """A morning of every day between (every third one of a month), and the end itself."""
    at = begin.replace(hour=8, minute=40) + timedelta(days=1)
    while at < begin + gap:
        yield at
        at += timedelta(days=3 if gap.days > 9 else 1)
    yield begin + gap


def standing(ids: list[int]) -> list[Any]:
    """How the leads stand, and what is to be done for each; which store they belong to does not show.

    The last lead has come back from being lost. It came when somebody was there to bring it, and its count begins on
    that day (A-06), so that its dates may differ.
    """
    place = {lead_id: number for number, lead_id in enumerate(ids[:-1])}
    leads = select(Lead.id, Lead.stage, Lead.next_on, Lead.opened_on, Lead.aged_step)
    tasks = select(Task.lead_id, Task.rule, Task.due_on, Task.until_on).where(Task.closed_at.is_(None))
    moves = select(Move.lead_id, Move.state, Move.kind, Move.code)
    found: list[Any] = [
        sorted([place[row[0]], *map(str, row[1:])] for row in db.session.execute(query.where(of.in_(place))))
        for query, of in ((leads, Lead.id), (tasks, Task.lead_id), (moves, Move.lead_id))
    ]
    back = db.session.execute(select(Lead.stage, Lead.next_rule).where(Lead.id == ids[-1])).one()
    times = db.session.scalar(select(func.count()).select_from(Reopening).where(Reopening.lead_id == ids[-1]))
    due = db.session.scalars(select(Task.rule).where(Task.lead_id == ids[-1], Task.closed_at.is_(None))).all()
    return [*found, tuple(back), times, due]


def counted() -> dict[str, int]:
    tables = (table for name, table in Base.metadata.tables.items() if name not in KEPT_APART)
    return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


@pytest.mark.parametrize(("begin", "gap"), NIGHTS, ids=["an hour at new year", "three days of February", "a month"])
def test_who_slept_stands_like_who_was_awake(app: Flask, hands: Hands, begin: datetime, gap: timedelta) -> None:
    with app.app_context():
        hands.at = begin.astimezone(UTC)
        db.session.execute(update(Store).values(opened_at=(begin - timedelta(days=90)).astimezone(UTC)))
        awake, asleep = leads_of("", begin), leads_of("other_", begin)
        db.session.commit()
        for store_id in (1, 2):
            work(store_id, begin, hands)
        for at in nights(begin, gap):
            work(1, at, hands)
        work(2, begin + gap, hands)
        assert standing(asleep) == standing(awake)
        before = counted()
        for store_id in (1, 2):
            work(store_id, begin + gap, hands)
        assert counted() == before
        looked = db.session.execute(select(PointRound.store_id, PointRound.on_day)).all()
        assert len(looked) == len(set(looked))


def test_the_stores_day_begins_at_its_own_midnight(app: Flask, hands: Hands) -> None:
    with app.app_context():
        lead_id = make_lead(first_due_on=None, first_due_at=None, next_on=date(2027, 1, 1), next_rule="agreed").id
        db.session.commit()
        for local, due in ((datetime(2026, 12, 31, 23, 59), 0), (datetime(2027, 1, 1, 0, 41), 1)):
            hands.at = local.replace(tzinfo=SHANGHAI).astimezone(UTC)
            assert machine(1, clock.now()).today == local.date()
            ask("jobs.callbacks.make_queue", store_id=1)
            db.session.commit()
            runner.run_all()
            assert db.session.scalar(select(func.count()).select_from(Task).where(Task.lead_id == lead_id)) == due
