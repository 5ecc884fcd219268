"""Many new rows at once: COPY on PostgreSQL, the driver's executemany on SQLite, with ids known beforehand.

For rows that are known to be new; what may be there already goes through `insert_missing`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, Date, Table, bindparam, func, insert, select, text, update
from sqlalchemy.types import NullType

from crm.shared.db import Base, Instant, db

Rows = Sequence[Mapping[str, Any]]
_FEW = (Date, Instant)  # a flood of rows names the same days and instants again and again


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
    return _write(table, [column.name for column in columns], _bound(columns, rows))


def pour_plain(target: Table | type[Base], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> int:
    """The same for rows that are tuples already, of values that every database takes as they are."""
    return _write(table_of(target), names, rows) if rows else 0


def _write(table: Table, names: Sequence[str], bound: Sequence[Sequence[Any]]) -> int:
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        raw: Any = connection.connection.dbapi_connection
        listed = ", ".join(f'"{name}"' for name in names)
        with raw.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({listed}) FROM STDIN') as copy:
            for row in bound:
                copy.write_row(row)
    else:
        statement = insert(table).values({name: bindparam(name) for name in names}).compile(dialect=connection.dialect)
        connection.exec_driver_sql(str(statement), bound)
    return len(bound)


def amend(target: Table | type[Base], rows: Rows, *keys: str, raises: str = "") -> int:
    """Update many rows by their keys (`id`); every row names the same columns. `raises` goes up by one in each."""
    if not rows:
        return 0
    table, by = table_of(target), keys or ("id",)
    names = [name for name in rows[0] if name not in by]
    values: dict[str, Any] = {name: bindparam(f"to_{name}", type_=NullType()) for name in names}
    if raises:
        values[raises] = table.c[raises] + 1
    these = [table.c[key] == bindparam(f"the_{key}", type_=NullType()) for key in by]
    connection = db.session.connection()
    done: Any = update(table).where(*these).values(values).compile(dialect=connection.dialect)
    order = {f"to_{name}": place for place, name in enumerate(names)}
    order |= {f"the_{key}": len(names) + place for place, key in enumerate(by)}
    bound = _bound([table.c[name] for name in (*names, *by)], rows)
    fixed = {name: done.params[name] for name in done.params if name not in order}  # the one that a version grows by
    if done.positional:
        at = [(order.get(name), fixed.get(name)) for name in done.positiontup]
        listed: Any = [tuple(row[place] if place is not None else value for place, value in at) for row in bound]
    else:
        listed = [{**fixed, **{name: row[place] for name, place in order.items()}} for row in bound]
    connection.exec_driver_sql(str(done), listed)
    return len(rows)


def _bound(columns: Sequence[Column[Any]], rows: Rows) -> list[tuple[Any, ...]]:
    """Each row as the driver wants it: encrypted, in UTC, as JSON text; by the columns' own types."""
    dialect = db.engine.dialect
    plain = [(column.name, _default(column)) for column in columns]
    bound: list[Any] = [[row.get(name, default) for name, default in plain] for row in rows]
    for place, column in enumerate(columns):
        way = _processor(column, dialect)
        if way is None:
            continue
        way = cache(way) if isinstance(column.type, _FEW) else way
        for row in bound:
            if row[place] is not None:
                row[place] = way(row[place])
    return [tuple(row) for row in bound]


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
