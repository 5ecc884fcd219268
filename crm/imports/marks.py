"""What an undo compares: a keyed mark of a row's values as the import wrote them.

The mark says nothing about the values; another one says that somebody has worked on the row since.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Boolean, Column, Date, Integer, String, Table, Text
from sqlalchemy.types import TypeDecorator

from crm.shared.crypto import keys
from crm.shared.db import Base, Instant

MARK = 8
_ONE = struct.Struct(f"<q{MARK}s")
_PLAIN = (String, Text, Integer, Boolean, Date)

# What the machine computes by itself and what only tells how a row is stored: another value is nobody's work.
DERIVED: dict[str, frozenset[str]] = {
    "customers": frozenset({"pinyin_key", "terms_version", "lot"}),
    "vehicles": frozenset(
        {"mileage_km", "mileage_on", "next_due_on", "next_due_km", "next_due_reason", "insured_until"}
    ),
}


def derived(table_name: str, column: str) -> bool:
    return (
        column in ("id", "version", "natural_key") or column.endswith("_index") or column in DERIVED.get(table_name, ())
    )


@cache
def _compared(table: Table) -> tuple[tuple[str, Any], ...]:
    """The columns that count, with what they are when nobody says: text, numbers, yes or no, days."""
    found = []
    for column in table.columns:
        kind: Any = column.type
        while isinstance(kind, TypeDecorator):
            kind = kind.impl_instance
        default: Any = column.default
        if isinstance(kind, _PLAIN) and not derived(table.name, column.name):
            found.append((column.name, default.arg if default is not None and default.is_scalar else None))
    return tuple(found)


def compared_columns(table: Table) -> list[str]:
    return [name for name, _default in _compared(table)]


def mark_of(table: Table, row: Mapping[str, Any]) -> bytes:
    """The mark of a row given by its values, or read back: empty is empty, whichever way it is stored."""
    values = [row.get(name, default) for name, default in _compared(table)]
    said = "\x1f".join(
        ["" if value is None else value if value.__class__ is str else _plain(value) for value in values]
    )
    return keys.mac(f"import|{table.name}|{said}")[:MARK]


def _plain(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def packed_marks(rows: Iterable[tuple[int, bytes]]) -> bytes:
    return b"".join(_ONE.pack(*row) for row in rows)


def unpacked_marks(stored: bytes) -> Sequence[tuple[int, bytes]]:
    return list(_ONE.iter_unpack(stored))


def as_json(value: Any) -> Any:
    """A column's value as JSON keeps it; empty text is no value."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" else value


def from_json(column: Column[Any], value: Any) -> Any:
    """The value again, as the column wants it."""
    if value is None:
        return None if column.nullable else ""
    kind: Any = column.type
    if isinstance(kind, Instant):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value


def table_named(name: str) -> Table:
    return Base.metadata.tables[name]
