"""The lease of one piece of work: taken by one conditional UPDATE, renewed by checkpoints, ended with the effects."""

from __future__ import annotations

import logging
import os
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from crm.shared.clock import clock
from crm.shared.db import be_patient, db
from crm.shared.queue import Outbox

log = logging.getLogger("yuke.jobs")
LEASE = {"prompt": timedelta(seconds=90), "bulk": timedelta(minutes=3)}
MOST_TRIES = 8


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
            alive(f"worker:{self.queue}", now)
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


def give_back(held: Work, tries: int, error: Exception) -> str:
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


def alive(name: str, at: datetime) -> None:
    """Write a heartbeat."""
    from crm.staff.models import Heartbeat

    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(Heartbeat).values(name=name, at=at)
    db.session.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"at": at}))


def crash_point(name: str) -> None:
    """The torture tests' hook: CRASH_AT=<name>:<n> ends the process at the n-th passing."""
    wanted = os.environ.get("CRASH_AT", "")
    if wanted.split(":")[0] != name:
        return
    left = int(os.environ.get("CRASH_LEFT", wanted.partition(":")[2] or "1")) - 1
    os.environ["CRASH_LEFT"] = str(left)
    if left <= 0:
        os._exit(137)
