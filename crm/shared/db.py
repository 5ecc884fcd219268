"""The database, SQLite or PostgreSQL, behind the few words that both need (Decisions 1–3).

One transaction per request or job. A reading one cannot write; a writing one on SQLite takes the write lock at
its first statement (BEGIN IMMEDIATE), so nobody reads, decides and then finds the row changed underneath.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Select, Table, event, insert, text, true
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine

from crm.shared import turns
from crm.shared.tables import (
    APPEND_ONLY,
    BIG,
    NAMES,
    WORD,
    Base,
    Decided,
    Fen,
    Id,
    Instant,
    Json,
    Ref,
    Stamped,
    StoreRow,
    Versioned,
    append_only,
    append_only_ddl,
)

__all__ = [
    "APPEND_ONLY",
    "BIG",
    "NAMES",
    "POSTGRESQL_OPTIONS",
    "WORD",
    "Base",
    "Decided",
    "Fen",
    "Id",
    "Instant",
    "Json",
    "Ref",
    "Stamped",
    "StoreRow",
    "Versioned",
    "append_only",
    "append_only_ddl",
    "be_patient",
    "configure",
    "db",
    "insert_missing",
    "insert_rows",
    "own_transaction",
    "reading",
    "set_writing",
]

db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False}, disable_autonaming=True)

BUSY_MS = 10_000  # the longest that anybody waits for SQLite's write lock
_writing: ContextVar[bool] = ContextVar("writing", default=True)


@contextmanager
def reading() -> Iterator[None]:
    """Transactions that begin inside cannot write (every GET)."""
    token = _writing.set(False)
    try:
        yield
    finally:
        _writing.reset(token)


def set_writing(on: bool) -> None:
    """Say what the next transaction of this request may do."""
    _writing.set(on)


@contextmanager
def own_transaction() -> Iterator[None]:
    """The catch-up before a read (Decision 1): a short writing transaction of its own, then reading goes on."""
    before = _writing.get()
    db.session.commit()  # ends the reading transaction; it has nothing to write, and rows stay loaded
    set_writing(True)
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        set_writing(before)


def configure(engine: Engine) -> None:
    """Teach one engine the house rules; called once by create_app."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)
        turns.attend(engine)
    else:
        event.listen(engine, "begin", _postgresql_begin)


def _sqlite_connect(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={BUSY_MS}",
        "foreign_keys=ON",
        "cache_size=-16000",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection: Connection) -> None:
    writing = _writing.get()
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writing else 'ON'}")
    if writing:
        turns.begin(connection, BUSY_MS)
    else:
        connection.exec_driver_sql("BEGIN")


def _postgresql_begin(connection: Connection) -> None:
    raw = connection.connection.dbapi_connection
    read_only = not _writing.get()
    if raw is not None and raw.read_only is not read_only:
        raw.read_only = read_only


POSTGRESQL_OPTIONS = "-c statement_timeout=10s -c lock_timeout=3s -c idle_in_transaction_session_timeout=30s"


def be_patient() -> None:
    """Called by bulk work between two transactions: the next one may take long, and whoever waits goes first."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SET LOCAL statement_timeout = '20min'"))
    else:
        turns.let_others_first(db.engine)


def insert_missing(
    table: Table | type[Base],
    source: Select[Any] | Sequence[Mapping[str, Any]],
    columns: Sequence[str] | None = None,
) -> int:
    """INSERT … ON CONFLICT DO NOTHING from a SELECT (name its `columns`) or from rows; the number inserted."""
    target: Any = table.__table__ if isinstance(table, type) else table
    if not isinstance(source, Select) and not source:
        return 0
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    statement: Any = dialect.insert(target).inline()  # nobody asks for the new ids here
    if isinstance(source, Select):
        names = list(columns or source.selected_columns.keys())
        # SQLite cannot tell ON CONFLICT from a join's ON unless the SELECT has a WHERE.
        statement = statement.from_select(names, source if source.whereclause is not None else source.where(true()))
        return _written(statement.on_conflict_do_nothing())
    # A list of parameters, not one long VALUES: the statement is compiled once and kept, whatever the number of rows.
    # Each value is a plain one; an expression of SQL as a value wants a SELECT.
    return _written(statement.on_conflict_do_nothing(), list(source))


def insert_rows(table: Table | type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Plain bulk insert by the driver's executemany; the fastest way that both databases share."""
    if rows:
        target: Any = table.__table__ if isinstance(table, type) else table
        db.session.execute(insert(target), list(rows))


def _written(statement: Any, rows: Sequence[Mapping[str, Any]] | None = None) -> int:
    # An INSERT's count is kept only when asked for; psycopg's cursor is closed by the time we look.
    result: Any = db.session.execute(statement.execution_options(preserve_rowcount=True), rows)
    return max(0, int(result.rowcount))
