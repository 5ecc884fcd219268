"""Work for later: an outbox row in the same transaction, and a ring at Redis after the commit (idea 5).

The row is the truth. A ring that is lost, doubled or late harms nothing: the runner claims the row under a lease,
and the minute's tick rings again for whatever is overdue.
"""

from __future__ import annotations

import time
from datetime import date, datetime
from typing import Any

from flask import current_app
from sqlalchemy import Index, event
from sqlalchemy.orm import Mapped, Session, mapped_column

from crm.shared.clock import clock
from crm.shared.db import BIG, Base, Id, Json, StoreRow, db, insert_missing

QUEUES = ("prompt", "bulk")
QUIET_S = 5.0  # after a failed ring, do not try again for this long: the tick will


class Outbox(StoreRow, Base):
    """One piece of work. Done when `done_at` is set; given up when `failed_at` is set."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_open", "done_at", "failed_at", "due_at"),)
    id: Mapped[Id]
    job: Mapped[str]
    args: Mapped[Json]
    queue: Mapped[str]
    key: Mapped[str | None] = mapped_column(unique=True)
    on_day: Mapped[date | None]
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    lease: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    error: Mapped[str | None]  # the exception's class only: its text may hold personal data
    by_id: Mapped[int | None] = mapped_column(BIG)


def ask(
    job: str,
    *ids: int,
    store_id: int,
    key: str | None = None,
    queue: str = "prompt",
    at: datetime | None = None,
    on_day: date | None = None,
    by_id: int | None = None,
) -> int | None:
    """Ask for a job by dotted name; ids only. With a `key` it is asked once ever; None when it was before."""
    assert queue in QUEUES and all(isinstance(one, int) for one in ids), "ids only"
    now = clock.now()
    row: dict[str, Any] = {
        "store_id": store_id, "job": job, "args": list(ids), "queue": queue, "key": key, "on_day": on_day,
        "made_at": now, "due_at": at or now, "tries": 0, "by_id": by_id,
    }  # fmt: skip
    if key is not None:
        if not insert_missing(Outbox, [row]):
            return None
        found = db.session.query(Outbox.id).filter_by(key=key).scalar()
    else:
        fresh = Outbox(**row)
        db.session.add(fresh)
        db.session.flush()
        found = fresh.id
    if at is None or at <= now:
        db.session().info.setdefault("bells", []).append((queue, found))
    return int(found)


class Bell:
    """The process's connection to Redis: quick to give up, silent when it fails."""

    def __init__(self, url: str | None) -> None:
        self.url = url
        self.quiet_until = 0.0
        self._queues: dict[str, Any] = {}

    @property
    def working(self) -> bool:
        """False while Redis is away: the page says that messages are late."""
        return self.url is not None and time.monotonic() >= self.quiet_until

    def queue(self, name: str) -> Any:
        if name not in self._queues:
            from redis import Redis
            from redis.backoff import NoBackoff
            from redis.retry import Retry
            from rq import Queue
            from rq.serializers import JSONSerializer

            connection = Redis.from_url(
                self.url or "", socket_connect_timeout=0.3, socket_timeout=0.5, retry=Retry(NoBackoff(), 0)
            )
            self._queues[name] = Queue(name, connection=connection, serializer=JSONSerializer)
        return self._queues[name]

    def ring(self, name: str, function: str, *args: int | str, timeout: int | None = None) -> bool:
        """Enqueue; False when Redis is away."""
        if not self.working:
            return False
        try:
            self.queue(name).enqueue_call(
                function,
                args=args,
                timeout=timeout or (3600 if name == "bulk" else 60),
                result_ttl=60,
                failure_ttl=86400,
                retry=_retry(),
            )
        except Exception:  # whatever Redis says: the row stands and the tick comes by
            self.quiet_until = time.monotonic() + QUIET_S
            return False
        return True


def _retry() -> Any:
    from rq import Retry

    return Retry(max=2)


def bell() -> Bell:
    """The application's bell."""
    found: Bell = current_app.extensions["yuke.bell"]
    return found


@event.listens_for(Session, "after_commit")
def _ring_after_commit(session: Session) -> None:
    if session.in_nested_transaction():
        return  # a savepoint: nobody else can see the row yet
    for queue, outbox_id in session.info.pop("bells", []):
        bell().ring(queue, "jobs.runner.work", outbox_id)


@event.listens_for(Session, "after_rollback")
def _forget_after_rollback(session: Session) -> None:
    if session.in_nested_transaction():
        return  # what was asked before the savepoint stands; a ring for a row that is gone harms nothing
    session.info.pop("bells", None)
