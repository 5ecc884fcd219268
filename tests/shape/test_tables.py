"""The tables keep the house's promises: units in names, stores in indexes, decisions with their reasons."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import BigInteger, DateTime, Integer
from sqlalchemy.dialects import sqlite

from crm.shared.db import Base, Decided, Instant, StoreRow


@pytest.fixture(autouse=True)
def _models(application: Flask) -> None:
    """Every feature's models are known."""


def columns() -> list[tuple[str, object]]:
    return [(f"{table.name}.{column.name}", column) for table in Base.metadata.sorted_tables for column in table.c]


def test_money_is_whole_fen_and_says_so() -> None:
    words = ("price", "amount", "deposit", "spend", "paid", "face", "money", "cost", "fee", "warranty_", "insurance_")
    for name, column in columns():
        last = name.rpartition(".")[2]
        if last.endswith("_fen"):
            assert isinstance(column.type, (BigInteger, Integer)), name  # type: ignore[attr-defined]
        elif isinstance(column.type, (BigInteger, Integer)):  # type: ignore[attr-defined]
            about_money = any(word in last for word in words) and not last.endswith(("_on", "_at", "_id", "_count"))
            assert not about_money or last.startswith("visits_"), f"{name} looks like money without _fen"


def test_no_table_has_floating_numbers() -> None:
    assert not [name for name, column in columns() if type(column.type).__name__ in ("Float", "Numeric", "Double")]  # type: ignore[attr-defined]


def test_dates_and_instants_are_named_as_such() -> None:
    for name, column in columns():
        kind = type(column.type).__name__  # type: ignore[attr-defined]
        last = name.rpartition(".")[2]
        assert not isinstance(column.type, DateTime), f"{name} is a bare DateTime; use Instant"  # type: ignore[attr-defined]
        if kind == "Instant":
            assert last == "at" or last.endswith(("_at", "_until")), f"{name} is an instant"
        if kind == "Date":
            assert last.endswith(("_on", "on_day", "_from", "_until")), f"{name} is a date"


def test_a_naive_datetime_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        Instant().process_bind_param(datetime(2026, 3, 1), sqlite.dialect())
    assert Instant().process_bind_param(datetime(2026, 3, 1, tzinfo=UTC), sqlite.dialect())


def test_every_decision_names_its_reason() -> None:
    for mapper in Base.registry.mappers:
        if issubclass(mapper.class_, Decided):
            table = mapper.local_table
            for name in ("reason_code", "rule_version", "facts"):
                assert not table.c[name].nullable, f"{table.name}.{name} may be empty"  # type: ignore[union-attr]


def test_every_index_that_lists_a_stores_rows_begins_with_the_store() -> None:
    """A listing index has two columns or more; one on a foreign key alone only guards a reference."""
    bad = []
    for mapper in Base.registry.mappers:
        if issubclass(mapper.class_, StoreRow):
            for index in mapper.local_table.indexes:  # type: ignore[union-attr]
                first = next(iter(index.columns)).name if len(index.columns) else "expression"
                alone = first.endswith("_id") or len(index.columns) < 2
                if first != "store_id" and not alone and mapper.local_table.name != "outbox":  # type: ignore[union-attr]
                    bad.append(f"{index.name} begins with {first}")
    assert not bad, bad


def test_every_table_of_a_store_is_reached_by_its_store() -> None:
    for mapper in Base.registry.mappers:
        if issubclass(mapper.class_, StoreRow):
            assert not mapper.local_table.c.store_id.nullable, mapper.local_table.name
