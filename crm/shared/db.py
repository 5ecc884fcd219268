"""The database, SQLite or PostgreSQL, behind the few words that both need (Decisions 1–3).

One transaction per request or job. A reading one cannot write; a writing one on SQLite takes the write lock at
its first statement (BEGIN IMMEDIATE), so nobody reads, decides and then finds the row changed underneath.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    BigInteger,
    Connection,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    Text,
    event,
    insert,
    text,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
BIG = BigInteger().with_variant(Integer, "sqlite")
WORD = String().with_variant(String(collation="C"), "postgresql")  # compared by code point on both databases


class Instant(TypeDecorator[datetime]):
    """An instant: aware and UTC in Python, whatever the database keeps. A naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime was about to be stored")
        instant: datetime = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        instant: datetime = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return instant


Id = Annotated[int, mapped_column(BIG, primary_key=True)]
Ref = Annotated[int, mapped_column(BIG)]
Fen = Annotated[int, mapped_column(BIG)]
Json = Annotated[Any, mapped_column(JSON)]


class Base(DeclarativeBase):
    """What every row's class derives from."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Instant, date: Date, str: Text}


class StoreRow:
    """A row of one store: the unit of scope, of work for a job, and later of sharding."""

    @declared_attr
    def store_id(cls) -> Mapped[int]:
        return mapped_column(BIG, ForeignKey("stores.id"))


class Stamped:
    """Signed: who (None is the machine) and when."""

    @declared_attr
    def by_id(cls) -> Mapped[int | None]:
        return mapped_column(BIG, ForeignKey("staff.id"))

    at: Mapped[datetime]

    def sign(self, stamp: Stamp) -> None:
        self.by_id, self.at = stamp.by.id, stamp.at


class Versioned:
    """Editable by people: each change raises the version, and a change of an old version is refused."""

    version: Mapped[int] = mapped_column(Integer, default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


class Decided:
    """Decided by the machine: the reason's code and facts, and the version of the rule (idea 3)."""

    reason_code: Mapped[str]
    rule_version: Mapped[int] = mapped_column(Integer)
    facts: Mapped[Json]

    def decide(self, reason: Reason, rule_version: int) -> None:
        self.reason_code, self.facts, self.rule_version = reason.code, dict(reason.facts), rule_version


db = SQLAlchemy(
    metadata=Base.metadata, session_options={"expire_on_commit": False}, disable_autonaming=True
)

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
    else:
        event.listen(engine, "begin", _postgresql_begin)


def _sqlite_connect(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=10000",
        "foreign_keys=ON",
        "cache_size=-16000",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection: Connection) -> None:
    writing = _writing.get()
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writing else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _postgresql_begin(connection: Connection) -> None:
    raw = connection.connection.dbapi_connection
    read_only = not _writing.get()
    if raw is not None and raw.read_only is not read_only:
        raw.read_only = read_only


POSTGRESQL_OPTIONS = "-c statement_timeout=10s -c lock_timeout=3s -c idle_in_transaction_session_timeout=30s"


def be_patient() -> None:
    """Statements of the current transaction may take long: the one INSERT … SELECT of a night's job for a big store."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SET LOCAL statement_timeout = '20min'"))


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
    statement: Any = dialect.insert(target)
    if isinstance(source, Select):
        names = list(columns or source.selected_columns.keys())
        # SQLite cannot tell ON CONFLICT from a join's ON unless the SELECT has a WHERE.
        statement = statement.from_select(names, source if source.whereclause is not None else source.where(true()))
        return _written(statement.on_conflict_do_nothing())
    written = 0
    rows = list(source)
    width = max(1, min(500, 30_000 // max(1, len(rows[0]))))
    for start in range(0, len(rows), width):
        batch = rows[start : start + width]
        written += _written(statement.values(batch).on_conflict_do_nothing())
    return written


def insert_rows(table: Table | type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Plain bulk insert by the driver's executemany; the fastest way that both databases share."""
    if rows:
        target: Any = table.__table__ if isinstance(table, type) else table
        db.session.execute(insert(target), list(rows))


def _written(statement: Any) -> int:
    # An INSERT's count is kept only when asked for; psycopg's cursor is closed by the time we look.
    result: Any = db.session.execute(statement.execution_options(preserve_rowcount=True))
    return max(0, int(result.rowcount))


APPEND_ONLY: set[str] = set()


def append_only(table: str) -> None:
    """Forbid UPDATE and DELETE on a table, by triggers on both databases (Decision 19)."""
    APPEND_ONLY.add(table)


def append_only_ddl(table: str, dialect: str) -> list[str]:
    """The statements that make `table` append-only; migrations and tests both use them."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for verb in ("update", "delete")
        ]
    return [
        "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION append_only()",
    ]


@event.listens_for(Base.metadata, "after_create")
def _guard_tables(_metadata: MetaData, connection: Connection, **_kw: Any) -> None:
    for table in sorted(APPEND_ONLY):
        for statement in append_only_ddl(table, connection.dialect.name):
            connection.execute(text(statement))
