"""Runs the outbox: claim a row under a lease, work, finish in the same transaction as the effects.

A worker that dies leaves its lease to run out; the minute's tick then rings again. Done twice, lost or late: the
rows come out the same, because every effect has a natural key and the finish is conditional on the lease.
"""

from __future__ import annotations

import importlib
import logging
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from flask import Flask
from sqlalchemy import or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from crm.shared.clock import clock
from crm.shared.db import Base, be_patient, db, set_writing
from crm.shared.queue import QUEUES, Outbox, ask, bell
from crm.shared.stamp import Stamp, machine

log = logging.getLogger("yuke.jobs")
LEASE = {"prompt": timedelta(seconds=90), "bulk": timedelta(minutes=3)}
MOST_TRIES = 8
OVERDUE = timedelta(seconds=30)  # a row that nobody has taken for so long is rung for again


class LeaseLost(Exception):
    """Somebody else has taken this work over; what was done here since the last checkpoint is rolled back."""


@dataclass
class Work:
    """One claimed row: its lease, and checkpoints for jobs that work in batches."""

    outbox_id: int
    store_id: int
    queue: str
    lease: str
    on_day: date | None
    by_id: int | None

    def checkpoint(self) -> None:
        """Commit the batch and renew the lease, in one transaction; LeaseLost when another worker has it."""
        if self.outbox_id:
            now = clock.now()
            _alive(f"worker:{self.queue}", now)
            held = db.session.execute(
                update(Outbox)
                .where(Outbox.id == self.outbox_id, Outbox.lease == self.lease, Outbox.done_at.is_(None))
                .values(leased_until=now + LEASE[self.queue])
            )
            if held.rowcount != 1:  # type: ignore[attr-defined]
                raise LeaseLost
        db.session.commit()
        be_patient()
        crash_point("checkpoint")


Job = Callable[..., Any]


def job(function: Job) -> Job:
    """Mark `function(stamp, *ids)` as a job; one that names a parameter `work` gets the Work for checkpoints."""
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    function.wants_work = "work" in names  # type: ignore[attr-defined]
    function.is_job = True  # type: ignore[attr-defined]
    return function


def crash_point(name: str) -> None:
    """The torture tests' hook: CRASH_AT=<name>:<n> ends the process at the n-th passing."""
    wanted = os.environ.get("CRASH_AT", "")
    if wanted.split(":")[0] != name:
        return
    left = int(os.environ.get("CRASH_LEFT", wanted.partition(":")[2] or "1")) - 1
    os.environ["CRASH_LEFT"] = str(left)
    if left <= 0:
        os._exit(137)


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
        said = _fail(held, row.tries, error)
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


def claim(outbox_id: int) -> tuple[Any, Work] | None:
    """Take the lease by one conditional UPDATE; None when it is done, given up, not due or held by another."""
    now, lease = clock.now(), secrets.token_hex(8)
    row = db.session.execute(
        select(Outbox.job, Outbox.args, Outbox.queue, Outbox.store_id, Outbox.on_day, Outbox.tries, Outbox.by_id)
        .where(Outbox.id == outbox_id)
    ).first()  # fmt: skip
    if row is None:
        db.session.rollback()
        return None
    taken = db.session.execute(
        update(Outbox)
        .where(
            Outbox.id == outbox_id, Outbox.done_at.is_(None), Outbox.failed_at.is_(None), Outbox.due_at <= now,
            or_(Outbox.lease.is_(None), Outbox.leased_until < now),
        )
        .values(lease=lease, leased_until=now + LEASE[row.queue], tries=Outbox.tries + 1)
    )  # fmt: skip
    db.session.commit()
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        return None
    return row, Work(outbox_id, row.store_id, row.queue, lease, row.on_day, row.by_id)


def finish(held: Work) -> None:
    """Mark the row done in the transaction of its effects; LeaseLost rolls both back."""
    ended = db.session.execute(
        update(Outbox)
        .where(Outbox.id == held.outbox_id, Outbox.lease == held.lease, Outbox.done_at.is_(None))
        .values(done_at=clock.now(), lease=None, leased_until=None, error=None)
    )
    if ended.rowcount != 1:  # type: ignore[attr-defined]
        raise LeaseLost


def _fail(held: Work, tries: int, error: Exception) -> str:
    """Give the row back with a growing pause, or give it up after the last try."""
    now = clock.now()
    values: dict[str, Any] = {"lease": None, "leased_until": None, "error": type(error).__name__}
    if tries + 1 >= MOST_TRIES:
        values["failed_at"] = now
    else:
        values["due_at"] = now + timedelta(seconds=5 * 2**tries)
    db.session.execute(
        update(Outbox).where(Outbox.id == held.outbox_id, Outbox.lease == held.lease).values(**values)
    )
    db.session.commit()
    trace, where = error.__traceback__, ""
    while trace:
        where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    log.error("job #%s failed: %s at %s", held.outbox_id, type(error).__name__, where)
    return "failed"


def tick() -> None:
    """The clock's minute: what the timetable owes is asked for, what nobody took is rung for again."""
    with application().app_context():
        set_writing(True)
        run_tick(clock.now())
        db.session.remove()


def run_tick(now: datetime) -> None:
    """One look at the database. A second clock or a doubled tick is harmless: every row has a unique key."""
    from jobs.timetable import due_rows

    _alive("clock", now)
    stores = Base.metadata.tables["stores"]
    for store in db.session.execute(select(stores.c.id, stores.c.zone, stores.c.opened_at)).all():
        local = machine(store.id, now, store.zone).local
        opened = machine(store.id, store.opened_at, store.zone).today
        for row, on_day in due_rows(local):
            if on_day >= opened:
                ask(row.job, store_id=store.id, key=f"{row.job}:{store.id}:{on_day}", queue=row.queue, on_day=on_day)
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
        _alive(f"worker:{queue}", clock.now())
        db.session.commit()
        db.session.remove()


def _alive(name: str, at: datetime) -> None:
    from crm.staff.models import Heartbeat

    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(Heartbeat).values(name=name, at=at)
    db.session.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"at": at}))


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
