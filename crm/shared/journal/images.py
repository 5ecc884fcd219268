"""A row as it lies in the table: ciphertext stays ciphertext, so that the journal knows no more than the table does."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, Column, LargeBinary, Table, Text, and_, cast, literal, null, or_, select, type_coerce
from sqlalchemy.types import TypeDecorator

from crm.shared.db import Instant, db

Image = dict[str, Any]


def key_of(table: Table, image: Mapping[str, Any]) -> str:
    """The row's primary key as text: "17", or "1|abc" when it has several columns."""
    return "|".join(str(image[column.name]) for column in table.primary_key)


def read(table: Table, where: Any, names: Sequence[str] | None = None, *, lock: bool = False) -> dict[str, Image]:
    """The rows of a table as they are stored, by their key; only the columns `names`, and the key."""
    wanted = [one for one in table.columns if names is None or one.primary_key or one.name in names]
    found = select(*(_stored(one).label(one.name) for one in wanted)).select_from(table).where(where)
    if lock:
        found = found.with_for_update()
    rows: dict[str, Image] = {}
    for row in db.session.execute(found):
        image = {one.name: _as_json(value) for one, value in zip(wanted, row, strict=True)}
        rows[key_of(table, image)] = image
    return rows


def these(table: Table, keys: Sequence[str]) -> Any:
    """The condition that holds for the rows with these keys."""
    columns = list(table.primary_key)
    if len(columns) == 1:
        return columns[0].in_([_of_key(columns[0], key) for key in keys])
    return or_(*(_is(columns, key) for key in keys))


def written(table: Table, image: Mapping[str, Any]) -> dict[Column[Any], Any]:
    """An image as the values of an INSERT or UPDATE that puts back exactly what was stored."""
    return {table.c[name]: _restored(table.c[name], value) for name, value in image.items()}


def _is(columns: list[Column[Any]], key: str) -> Any:
    parts = key.split("|", len(columns) - 1)
    return and_(*(one == _of_key(one, part) for one, part in zip(columns, parts, strict=True)))


def _of_key(column: Column[Any], part: str) -> Any:
    return int(part) if column.type.python_type is int else part


def _bare(column: Column[Any]) -> Any:
    """The type below the encryption."""
    kind: Any = column.type
    while isinstance(kind, TypeDecorator) and not isinstance(kind, Instant):
        kind = kind.impl_instance
    return kind


def _stored(column: Column[Any]) -> Any:
    kind = _bare(column)
    if isinstance(kind, JSON):
        return cast(column, Text) if db.engine.dialect.name == "postgresql" else type_coerce(column, Text)
    return column if kind is column.type else type_coerce(column, kind)


def _as_json(value: Any) -> Any:
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, (bytes, memoryview)) else value


def _restored(column: Column[Any], value: Any) -> Any:
    if value is None:
        return null()
    kind = _bare(column)
    if isinstance(kind, JSON):
        text = literal(value, Text)
        return cast(text, JSON) if db.engine.dialect.name == "postgresql" else text
    if isinstance(kind, LargeBinary):
        return literal(base64.b64decode(value), kind)
    shapes: dict[type, Any] = {datetime: datetime.fromisoformat, date: date.fromisoformat, time: time.fromisoformat}
    shape = datetime.fromisoformat if isinstance(kind, Instant) else shapes.get(kind.python_type)
    return literal(shape(value) if shape else value, kind)
