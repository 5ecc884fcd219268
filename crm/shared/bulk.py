"""Many rows at once: ids taken in advance, then COPY on PostgreSQL and the driver's executemany on SQLite.

Values go through the columns' own types, so a Cipher column is encrypted here as anywhere. There is no conflict
handling: who writes in bulk knows that the rows are new, or sends them through `insert_missing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.engine import Connection

from crm.shared.db import Base, db


def reserve_ids(model: type[Base], count: int) -> list[int]:
    """So many ids that nobody else will be given, ascending; inside a writing transaction."""
    table: Any = model.__table__
    if db.engine.dialect.name == "postgresql":
        drawn = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
        return sorted(db.session.scalars(drawn, {"name": table.name, "count": count}))
    last = db.session.scalar(select(func.max(table.c.id))) or 0  # safe: the write lock is held (Decision 1)
    return list(range(last + 1, last + 1 + count))


def write_rows(model: type[Base], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows of these columns; a column that is not named gets its plain default."""
    table: Any = model.__table__
    defaults = {
        column.name: column.default.arg
        for column in table.c
        if column.name not in columns and column.default is not None and column.default.is_scalar
    }
    names = [*columns, *defaults]
    connection = db.session.connection()
    ready = _converted(connection, [table.c[name] for name in names], rows, tuple(defaults.values()))
    listed = ", ".join(names)
    if connection.dialect.name == "postgresql":
        raw: Any = connection.connection.dbapi_connection
        with raw.cursor() as cursor, cursor.copy(f"COPY {table.name} ({listed}) FROM STDIN") as copy:
            for row in ready:
                copy.write_row(row)
        return
    batch = list(ready)
    if batch:
        holes = ", ".join("?" * len(names))
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({listed}) VALUES ({holes})", batch)  # noqa: S608 - our own names


def _converted(
    connection: Connection, columns: Sequence[Any], rows: Iterable[Sequence[Any]], tail: tuple[Any, ...]
) -> Iterable[tuple[Any, ...]]:
    """The rows as the driver wants them."""
    dialect = connection.dialect
    processors = [column.type.dialect_impl(dialect).bind_processor(dialect) for column in columns]
    busy = [(place, processor) for place, processor in enumerate(processors) if processor is not None]
    for row in rows:
        values = [*row, *tail]
        for place, processor in busy:
            values[place] = processor(values[place])
        yield tuple(values)


def know_sizes() -> None:
    """Tell the planner how big the tables are now; after a bulk write the old figures mislead it."""
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text("PRAGMA analysis_limit=1000"))
    db.session.execute(text("ANALYZE"))
    db.session.commit()
