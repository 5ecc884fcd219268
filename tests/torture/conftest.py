"""Real worker processes over the test's database, and a store with work for them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import select, update

from crm.callbacks.actions import make_queue
from crm.callbacks.models import Task
from crm.demo import bulk
from crm.shared.clock import clock
from crm.shared.db import db, set_writing
from crm.shared.queue import Outbox, ask
from crm.shared.stamp import machine
from jobs import runner
from tests.databases import ROOT, Template

QUEUE = "jobs.callbacks.make_queue"
LEADS = 120


def queue_rows() -> list[tuple[Any, ...]]:
    columns = (Task.lead_id, Task.vehicle_id, Task.rule, Task.due_on, Task.opens_on, Task.owner_id, Task.closed_how)
    return sorted((tuple(row) for row in db.session.execute(select(*columns))), key=str)


class House:
    """Store 1 with leads that are due, its outbox, and worker processes that end with the test."""

    def __init__(self, app: Flask, database_url: str, queue_url: str) -> None:
        self.app, self.started = app, list[subprocess.Popen[str]]()
        self.env = {**os.environ, "DATABASE_URL": database_url, "REDIS_URL": queue_url, "RQ_REDIS_URL": queue_url}
        self.redis = Redis.from_url(queue_url)

    def worker(self, queue: str = "prompt", **env: str) -> subprocess.Popen[str]:
        """A worker that works what is rung for, then ends."""
        command = [sys.executable, "-m", "rq.cli", "worker", "--serializer", "json", "--burst"]
        command += ["-w", "rq.worker.SimpleWorker", queue]
        process = subprocess.Popen(
            command, cwd=ROOT, env={**self.env, **env}, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        self.started.append(process)
        return process

    def work_off(self, *workers: subprocess.Popen[str]) -> list[int]:
        """Wait for workers; their exit codes."""
        return [process.wait(120) for process in workers or (self.worker(),)]

    def ask(self) -> int:
        """Somebody asks for the day's queue; the doorbell rings."""
        asked = ask(QUEUE, store_id=1)
        db.session.commit()
        assert asked is not None
        return asked

    def a_minute_later(self) -> None:
        """The clock's tick finds what nobody has taken; leases of the dead are over by then."""
        db.session.rollback()
        set_writing(True)
        db.session.execute(update(Outbox).where(Outbox.done_at.is_(None)).values(leased_until=clock.now() - timedelta(1)))
        db.session.commit()
        runner.run_tick(clock.now() + timedelta(minutes=1))

    def row(self, outbox_id: int) -> Outbox:
        db.session.rollback()
        found = db.session.get_one(Outbox, outbox_id, populate_existing=True)
        db.session.expunge_all()
        db.session.rollback()  # on SQLite our transaction holds the write lock that the workers want
        return found

    def tasks(self) -> list[tuple[Any, ...]]:
        """The queue as it stands, without ids and hours."""
        db.session.rollback()
        found = queue_rows()
        db.session.rollback()
        return found

    def as_it_should_be(self) -> list[tuple[Any, ...]]:
        """What one undisturbed run makes; nothing of it stays."""
        set_writing(True)
        assert make_queue(machine(1, clock.now())) > 0
        expected = queue_rows()
        db.session.rollback()
        return expected


@pytest.fixture
def house(inside: Flask, template: Template, queue_url: str) -> Iterator[House]:
    bulk.load(1, LEADS, seed=3, at=clock.now(), open_leads=LEADS)
    inside.extensions["yuke.bell"].quiet_until = 0.0
    made = House(inside, template.url(template.own), queue_url)
    made.redis.flushdb()
    yield made
    for process in made.started:
        process.kill()
        process.wait(10)
        if process.stdout:
            process.stdout.close()
    made.redis.flushdb()
    made.redis.close()


@pytest.fixture
def until() -> Callable[[Callable[[], bool]], None]:
    """Wait for something to come true, twenty seconds at most."""
    import time

    def wait(true: Callable[[], bool]) -> None:
        end = time.monotonic() + 20
        while not true():
            assert time.monotonic() < end, "it never came true"
            time.sleep(0.02)

    return wait
