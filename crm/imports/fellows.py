"""Rows of one file that speak of the same customer, car or visit, wherever they stand in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from crm.imports.draw import parts
from crm.imports.models import ImportKey, ImportRow
from crm.imports.records import CarRecord, Record, unpacked
from crm.imports.rules import Kind
from crm.imports.scene import order_key
from crm.shared.crypto import blind
from crm.shared.db import db

_MAKES = ("imports.new_visit_and_car",)  # the only rows of a visits' file that later rows must know of


def keys_of(store_id: int, record: Record) -> set[str]:
    """What one file's rows know each other by."""
    named = {("phone", record.phone), ("vin", record.vin), ("plate", record.plate)}
    return {blind(store_id, kind, value) for kind, value in named if value}


def day_keys_of(store_id: int, record: Record) -> set[str]:
    """What rows of one visit without an order number know each other by, when one names the VIN and one the plate."""
    if isinstance(record, CarRecord) or record.order_no:
        return set()
    named = {record.phone, record.vin, record.plate} - {""}
    return {blind(store_id, "day", f"{value}|{record.came_on}") for value in named}


def group_key(store_id: int, record: Record) -> str | None:
    """Rows of one visit share it: the order number, or the car with day and job."""
    if isinstance(record, CarRecord):
        return None
    if record.order_no:
        return blind(store_id, "order", order_key(record.order_no))
    car = record.vin or record.plate or record.phone
    return blind(store_id, "visit", f"{car}|{record.came_on}|{record.job}")


def with_fellows(rows: list[Any], record: Any, *which: Any) -> list[Any]:
    """The rows and, of a visits' file, the other lines of the same visits wherever they stand."""
    groups = {row.group_key for row in rows if row.group_key}
    if not groups:
        return rows
    known = {row.row_no for row in rows}
    more = db.session.execute(
        select(ImportRow.row_no, ImportRow.record, ImportRow.group_key)
        .where(ImportRow.import_id == record.id, ImportRow.group_key.in_(groups), ImportRow.row_no > max(known), *which)
        .order_by(ImportRow.row_no)
    )
    return rows + list(more)


def earlier(record: Any, kind: Kind, read: Mapping[int, Record]) -> dict[int, Record]:
    """Rows above that name the same phone, VIN or plate and were judged already: they come first in the picture."""
    told = ImportRow.verdict.in_(("new", "changed", "same"))
    if kind is Kind.CUSTOMERS:
        return _rows_sharing(record, kind, read, keys_of, told)
    makers = _rows_sharing(record, kind, read, keys_of, ImportRow.reason_code.in_(_MAKES))
    same_day = _rows_sharing(record, kind, read, day_keys_of, told)
    return dict(sorted({**makers, **same_day}.items()))


def _rows_sharing(record: Any, kind: Kind, read: Mapping[int, Record], keys: Any, which: Any) -> dict[int, Record]:
    wanted = sorted({f"{record.mapping_no}:{key}" for one in read.values() for key in keys(record.store_id, one)})
    numbers = sorted(_numbers_of(record.id, wanted, max(read)) - read.keys())
    shared: dict[int, Record] = {}
    for some in parts(numbers):
        rows = db.session.execute(
            select(ImportRow.row_no, ImportRow.record)
            .where(
                ImportRow.import_id == record.id,
                ImportRow.row_no.in_(some),
                ImportRow.judged_no == record.mapping_no,
                which,
            )
            .order_by(ImportRow.row_no)
        )
        shared |= {row.row_no: unpacked(kind, row.record) for row in rows}
    return shared


def _numbers_of(import_id: int, keys: Sequence[str], before: int) -> set[int]:
    """The rows above that have one of these keys."""
    found: set[int] = set()
    for some in parts(keys):
        found.update(
            db.session.scalars(
                select(ImportKey.row_no).where(
                    ImportKey.import_id == import_id, ImportKey.key.in_(some), ImportKey.row_no < before
                )
            )
        )
    return found
