"""Rows of one file that speak of the same customer, car or visit, wherever they stand in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, or_, select

from crm.imports.draw import parts
from crm.imports.kinds.spec import KindSpec
from crm.imports.models import ImportKey, ImportRow
from crm.imports.records import unpacked
from crm.shared.db import db
from crm.shared.pour import pour

KEYS_AT_ONCE = 2_000


def note_keys(record: Any, spec: KindSpec, read: Mapping[int, Any]) -> None:
    """Keep what these rows are known by."""
    pour(ImportKey, [
        {"import_id": record.id, "key": f"{record.mapping_no}:{key}", "row_no": number}
        for number, one in read.items()
        for key in sorted(spec.keys(record.store_id, one) | spec.near(record.store_id, one))
    ])  # fmt: skip


def forget_keys(record: Any, _after: int, _stamp: Any) -> int | None:
    """Remove the keys of older mappings, some thousands at once; None when there are none left."""
    mine, own = ImportKey.import_id == record.id, f"{record.mapping_no}:"
    old = or_(ImportKey.key < own, ImportKey.key >= f"{record.mapping_no};")  # ";" is the sign after ":"
    last = db.session.scalar(
        select(ImportKey.key).where(mine, old).order_by(ImportKey.key).offset(KEYS_AT_ONCE).limit(1)
    )
    upto = (old, ImportKey.key < last) if last else (old,)
    db.session.execute(delete(ImportKey).where(mine, *upto).execution_options(synchronize_session=False))
    return 1 if last else None


def with_fellows(rows: list[Any], record: Any, *which: Any) -> list[Any]:
    """The rows and the other rows of their groups (lines of one visit), wherever they stand."""
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


def earlier(record: Any, spec: KindSpec, read: Mapping[int, Any]) -> dict[int, Any]:
    """Rows above that share a key and were judged already: they come first in the picture."""
    told = ImportRow.verdict.in_(("new", "changed", "same"))
    found = _rows_sharing(
        record, spec, read, spec.keys, ImportRow.reason_code.in_(spec.makers) if spec.makers else told
    )
    found |= _rows_sharing(record, spec, read, spec.near, told)
    return dict(sorted(found.items()))


def _rows_sharing(record: Any, spec: KindSpec, read: Mapping[int, Any], keys: Any, which: Any) -> dict[int, Any]:
    wanted = sorted({f"{record.mapping_no}:{key}" for one in read.values() for key in keys(record.store_id, one)})
    numbers = sorted(_numbers_of(record.id, wanted, max(read)) - read.keys())
    shared: dict[int, Any] = {}
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
        shared |= {row.row_no: unpacked(spec.record, row.record) for row in rows}
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
