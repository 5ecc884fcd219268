"""Who waits for SQLite's write lock goes before the next batch of bulk work.

SQLite keeps no queue: whoever waits looks again every tenth of a second, and a worker that goes from batch to batch
would hardly ever leave it a gap. So a writer holds a shared lock on a file beside the database as long as it waits,
and bulk work looks between two batches whether anybody does. Whoever waits looks every few milliseconds.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from contextlib import suppress
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


def begin(connection: Connection, patience_ms: int) -> None:
    """Begin a writing transaction: wait for the write lock, seen by bulk work, and take it within milliseconds."""
    turn = connection.info.get("turn")
    if turn is None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    raw: Any = connection.connection.dbapi_connection
    fcntl.flock(turn, fcntl.LOCK_SH)
    try:
        raw.execute("PRAGMA busy_timeout=0")  # SQLite itself would look every tenth of a second only
        end = time.monotonic() + patience_ms / 1000
        while not _taken(raw):
            if time.monotonic() > end:
                connection.exec_driver_sql("BEGIN IMMEDIATE")  # fails as SQLite does
            time.sleep(LOOK_AGAIN)
    finally:
        raw.execute(f"PRAGMA busy_timeout={patience_ms}")
        fcntl.flock(turn, fcntl.LOCK_UN)


def _taken(raw: Any) -> bool:
    try:
        raw.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as problem:
        if problem.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


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
