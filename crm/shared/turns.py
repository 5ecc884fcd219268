"""Who waits for SQLite's write lock goes before the next batch of bulk work.

SQLite keeps no queue: whoever waits looks again every tenth of a second, and a worker that goes from batch to batch
would hardly ever leave it a gap. So a writer holds a shared lock on a file beside the database as long as it waits,
and bulk work looks between two batches whether anybody does.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine

LONGEST_COURTESY = 2.0  # seconds; then the bulk work goes on, whoever still waits
LOOK_AGAIN = 0.002


def _file_of(engine: Engine) -> str | None:
    name = engine.url.database
    return f"{name}-turn" if name and name != ":memory:" else None


def attend(engine: Engine) -> None:
    """Every connection of the engine can say that it waits."""
    path = _file_of(engine)
    if path is None:
        return

    def opened(_connection: Any, record: Any) -> None:
        record.info["turn"] = _open(path)

    def closed(_connection: Any, record: Any) -> None:
        with suppress(KeyError, OSError):
            os.close(record.info.pop("turn"))

    event.listen(engine, "connect", opened)
    event.listen(engine, "close", closed)


def _open(path: str) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


@contextmanager
def waiting(connection: Connection) -> Iterator[None]:
    """Inside, this connection waits for the write lock."""
    turn = connection.info.get("turn")
    if turn is None:
        yield
        return
    fcntl.flock(turn, fcntl.LOCK_SH)
    try:
        yield
    finally:
        fcntl.flock(turn, fcntl.LOCK_UN)


def let_others_first(engine: Engine) -> None:
    """Wait until nobody waits for the write lock any longer."""
    path = _file_of(engine)
    if path is None:
        return
    end, turn = time.monotonic() + LONGEST_COURTESY, _open(path)
    try:
        while time.monotonic() < end:
            try:
                fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                time.sleep(LOOK_AGAIN)
    finally:
        os.close(turn)
