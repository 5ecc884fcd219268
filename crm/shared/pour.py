"""Many new rows at once: COPY on PostgreSQL, the driver's executemany on SQLite, with ids known beforehand.

For rows that are known to be new; what may be there already goes through `insert_missing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Table, bindparam, func, insert, select, text, update

from crm.shared.db import Base, db

Rows = Sequence[Mapping[str, Any]]


def table_of(target: Table | type[Base]) -> Table:
    return target.__table__ if isinstance(target, type) else target  # type: ignore[return-value]


def next_ids(target: Table | type[Base], count: int) -> Sequence[int]:
    """As many fresh ids, in order; on SQLite the write lock of the transaction keeps them ours."""
    table = table_of(target)
    if not count:
        return []
    if db.engine.dialect.name == "postgresql":
        found = db.session.scalars(
            text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)"),
            {"name": table.name, "count": count},
        )
        return sorted(int(one) for one in found)
    last = db.session.scalar(select(func.max(table.c.id))) or 0
    return range(last + 1, last + count + 1)


def pour(target: Table | type[Base], rows: Rows) -> int:
    """Insert new rows; a column that no row names gets its default. Raises on a row that is there already."""
    if not rows:
        return 0
    table = table_of(target)
    columns = [column for column in table.columns if column.name != "id" or "id" in rows[0]]
    bound = _bound(columns, rows)
    connection = db.session.connection()
    names = [column.name for column in columns]
    if connection.dialect.name == "postgresql":
        raw: Any = connection.connection.dbapi_connection
        listed = ", ".join(f'"{name}"' for name in names)
        with raw.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({listed}) FROM STDIN') as copy:
            for row in bound:
                copy.write_row(row)
    else:
        statement = insert(table).values({name: bindparam(name) for name in names}).compile(dialect=connection.dialect)
        connection.exec_driver_sql(str(statement), list(bound))
    return len(rows)


def amend(target: Table | type[Base], rows: Rows, key: str = "id") -> int:
    """Update many rows by their key; every row names the same columns."""
    if not rows:
        return 0
    table = table_of(target)
    names = [name for name in rows[0] if name != key]
    statement = (
        update(table)
        .where(table.c[key] == bindparam("the_key"))
        .values({name: bindparam(f"to_{name}") for name in names})
    )
    values = [{"the_key": row[key], **{f"to_{name}": row[name] for name in names}} for row in rows]
    db.session.connection().execute(statement, values)
    return len(rows)


def _bound(columns: Sequence[Column[Any]], rows: Rows) -> Iterable[tuple[Any, ...]]:
    """Each row as the driver wants it: encrypted, in UTC, as JSON text; by the columns' own types."""
    dialect = db.engine.dialect
    ways = [(column.name, _default(column), _processor(column, dialect)) for column in columns]
    for row in rows:
        yield tuple(
            way(value) if way is not None and value is not None else value
            for value, way in ((row.get(name, default), way) for name, default, way in ways)
        )


def _default(column: Column[Any]) -> Any:
    default: Any = column.default
    return default.arg if default is not None and default.is_scalar else None


def _processor(column: Column[Any], dialect: Any) -> Callable[[Any], Any] | None:
    found: Callable[[Any], Any] | None = column.type.dialect_impl(dialect).bind_processor(dialect)
    return found


def know_sizes() -> None:
    """Tell the planner how big the tables are now, and commit; after a flood of rows its old figures mislead it."""
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text("PRAGMA analysis_limit=1000"))
    db.session.execute(text("ANALYZE"))
    db.session.commit()


def know_size(*targets: type[Base]) -> None:
    """The same for a few tables, as part of the transaction: a batch that comes next is planned with true figures."""
    for target in targets:
        if db.engine.dialect.name == "sqlite":
            db.session.execute(text("PRAGMA analysis_limit=1000"))
        db.session.execute(text(f'ANALYZE "{table_of(target).name}"'))
