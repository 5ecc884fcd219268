"""Runs the outbox: claim a row under a lease, work, finish in the same transaction as the effects.

A worker that dies leaves its lease to run out; the minute's tick then rings again. Done twice, lost or late: the
rows come out the same, because every effect has a natural key and the finish is conditional on the lease.
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from flask import Flask
from sqlalchemy import or_, select

from crm.shared.clock import clock
from crm.shared.db import Base, be_patient, db, set_writing
from crm.shared.queue import QUEUES, Outbox, ask, bell
from crm.shared.stamp import Stamp, machine
from jobs.lease import LEASE, MOST_TRIES, LeaseLost, Work, alive, claim, crash_point, finish, give_back

__all__ = [
    "LEASE", "MOST_TRIES", "OVERDUE", "LeaseLost", "Work", "beat", "claim", "finish", "job", "overdue", "run_all",
    "run_row", "run_tick", "tick", "work",
]  # fmt: skip

log = logging.getLogger("yuke.jobs")
OVERDUE = timedelta(seconds=30)  # a row that nobody has taken for so long is rung for again
Job = Callable[..., Any]


def job(function: Job) -> Job:
    """Mark `function(stamp, *ids)` as a job; one that names a parameter `work` gets the Work for checkpoints."""
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    function.wants_work = "work" in names  # type: ignore[attr-defined]
    function.is_job = True  # type: ignore[attr-defined]
    return function


@cache
def application() -> Flask:
    """The worker's application, made on the first job (after the fork, in a forking worker)."""
    from crm.app import create_app

    return create_app()


def resolve(name: str) -> Job:
    """The job of a dotted name below jobs; anything else is refused (T18)."""
    module, _dot, attribute = name.rpartition(".")
    if not module.startswith("jobs."):
        raise LookupError(f"not a job: {name}")
    function = getattr(importlib.import_module(module), attribute)
    if not getattr(function, "is_job", False):
        raise LookupError(f"not a job: {name}")
    return function  # type: ignore[no-any-return]


def work(outbox_id: int) -> str:
    """What Redis rings for. Returns what became of the row, for the log."""
    with application().app_context():
        return run_row(outbox_id)


def run_row(outbox_id: int) -> str:
    """Claim one outbox row and work it, inside an application context."""
    set_writing(True)
    claimed = claim(outbox_id)
    if claimed is None:
        return "taken"
    row, held = claimed
    started = clock.now()
    try:
        if held.queue == "bulk":
            be_patient()
        stamp = stamp_of(held.store_id, started)
        call(resolve(row.job), stamp, held, *row.args)
        crash_point("before-finish")
        finish(held)
        db.session.commit()
        said = "done"
    except LeaseLost:
        db.session.rollback()
        said = "lease lost"
    except Exception as error:
        db.session.rollback()
        said = give_back(held, row.tries, error)
    finally:
        db.session.remove()
    log.info("%s #%s store %s: %s in %.2f s", row.job, outbox_id, held.store_id, said,
             (clock.now() - started).total_seconds())  # fmt: skip
    return said


def call(function: Job, stamp: Stamp, held: Work, *ids: int) -> Any:
    """Call a job with what it asks for."""
    if getattr(function, "wants_work", False):
        return function(stamp, held, *ids)
    return function(stamp, *ids)


def stamp_of(store_id: int, at: datetime) -> Stamp:
    """The machine's stamp on the store's clock."""
    stores = Base.metadata.tables["stores"]
    zone = db.session.scalar(select(stores.c.zone).where(stores.c.id == store_id))
    return machine(store_id, at, zone or "Asia/Shanghai")


def tick() -> None:
    """The clock's minute: what the timetable owes is asked for, what nobody took is rung for again."""
    with application().app_context():
        set_writing(True)
        run_tick(clock.now())
        db.session.remove()


def run_tick(now: datetime) -> None:
    """One look at the database. A second clock or a doubled tick is harmless: every row has a unique key."""
    from jobs.minutes import due_now
    from jobs.timetable import due_rows

    alive("clock", now)
    stores = Base.metadata.tables["stores"]
    for store in db.session.execute(select(stores.c.id, stores.c.zone, stores.c.opened_at)).all():
        here = machine(store.id, now, store.zone)
        opened = machine(store.id, store.opened_at, store.zone).today
        for row, on_day in due_rows(here.local):
            if on_day >= opened:
                ask(row.job, store_id=store.id, key=f"{row.job}:{store.id}:{on_day}", queue=row.queue, on_day=on_day)
        for name in due_now(here):
            ask(name, store_id=store.id, key=f"{name}:{store.id}:{here.local:%Y-%m-%dT%H:%M}")
    db.session.commit()
    for outbox in overdue(now):
        bell().ring(outbox.queue, "jobs.runner.work", outbox.id)
    for queue in QUEUES:
        bell().ring(queue, "jobs.runner.beat", queue)


def overdue(now: datetime, limit: int = 500) -> list[Any]:
    """Rows that should have been taken by now: lost rings, dead workers, retries whose pause is over."""
    found = (
        select(Outbox.id, Outbox.queue, Outbox.due_at)
        .where(
            Outbox.done_at.is_(None), Outbox.failed_at.is_(None), Outbox.due_at <= now - OVERDUE,
            or_(Outbox.lease.is_(None), Outbox.leased_until < now),
        )
        .order_by(Outbox.due_at)
        .limit(limit)
    )  # fmt: skip
    rows = list(db.session.execute(found))
    db.session.rollback()
    return rows


def beat(queue: str) -> None:
    """A worker says that it is alive."""
    with application().app_context():
        set_writing(True)
        alive(f"worker:{queue}", clock.now())
        db.session.commit()
        db.session.remove()


def run_all(limit: int = 1000) -> int:
    """Work every open row here and now, in order; for tests, the command line and a machine without workers."""
    worked = 0
    while worked < limit:
        now = clock.now()
        outbox_id = db.session.scalar(
            select(Outbox.id)
            .where(
                Outbox.done_at.is_(None), Outbox.failed_at.is_(None), Outbox.due_at <= now,
                or_(Outbox.lease.is_(None), Outbox.leased_until < now),
            )
            .order_by(Outbox.id)
            .limit(1)
        )  # fmt: skip
        db.session.rollback()
        if outbox_id is None:
            break
        run_row(outbox_id)
        worked += 1
    return worked
