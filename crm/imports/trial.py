"""The dry run: every row read through the mapping, then judged against what is on file; nothing else is written.

Rows that are judged one by one are read and judged in the same batch. Lines of one visit stand apart, so files that
have such groups are judged in a second pass, when all their rows are read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from crm.imports.fellows import earlier, forget_keys, note_keys, with_fellows
from crm.imports.kinds import KINDS
from crm.imports.kinds.spec import KindSpec
from crm.imports.models import ImportKey, ImportRow
from crm.imports.records import packed, unpacked
from crm.imports.rows import Row, RowRefused
from crm.imports.rules import BATCH_ROWS, Kind, State, Verdict
from crm.imports.scene import Judged
from crm.imports.stages import Checkpoint, Stopped, change, count_up, forget_file, found, move, plans_are_stale
from crm.imports.verdicts import as_judged, judge, save_rows
from crm.shared.db import db
from crm.shared.pour import know_size
from crm.shared.stamp import Stamp

_UNJUDGED: dict[str, Any] = {
    "judged_no": 0, "verdict": None, "reason_code": None, "rule_version": None, "facts": None, "changes": None,
}  # fmt: skip
Batch = Callable[[Any, int, Stamp], int | None]


def check_rows(import_id: int, stamp: Stamp, checkpoint: Checkpoint) -> None:
    """All passes in batches of 500 rows, each one transaction."""
    try:
        record = found(import_id, State.CHECKING)
        forget_file(import_id)
        grouped = KINDS[Kind(record.kind)].grouped
        passes: tuple[Batch, ...] = (forget_keys, _read_batch, _judge_batch) if grouped else (forget_keys, _whole_batch)
        change(import_id, rows_due=record.rows_read * (2 if grouped else 1))
        checkpoint()
        for one_batch in passes:
            after: int | None = 0
            batches = 0
            while after is not None:
                after, batches = one_batch(found(import_id, State.CHECKING), after, stamp), batches + 1
                if after is None or plans_are_stale(batches):
                    know_size(ImportRow, ImportKey)
                checkpoint()
        found(import_id, State.CHECKING)
        move(import_id, State.CHECKED, **count_up(import_id, written=False))
        checkpoint()
    except Stopped:
        db.session.rollback()


# ---------------------------------------------------------------- cells to records


def _unread(record: Any, after: int) -> Sequence[Any]:
    return db.session.execute(
        select(ImportRow.row_no, ImportRow.cells)
        .where(ImportRow.import_id == record.id, ImportRow.row_no > after, ImportRow.read_no != record.mapping_no)
        .order_by(ImportRow.row_no)
        .limit(BATCH_ROWS)
    ).all()


def _read_batch(record: Any, after: int, stamp: Stamp) -> int | None:
    """Read the next rows' cells; the last row's number, or None when there are none left."""
    rows = _unread(record, after)
    if not rows:
        return None
    spec = KINDS[Kind(record.kind)]
    read, refused, repairs = _read(record, spec, rows, stamp.today)
    values = {number: {**_UNJUDGED, **_as_read(record, spec, number, one)} for number, one in read.items()}
    values |= {
        number: {**as_judged(record, one), **_REFUSED, "read_no": record.mapping_no} for number, one in refused.items()
    }
    save_rows(record.id, values)
    note_keys(record, spec, read)
    change(record.id, rows_done=record.rows_done + len(rows), **_told(record, repairs))
    return int(rows[-1].row_no)


_REFUSED: dict[str, Any] = {"record": None, "group_key": None}
Repairs = Counter[tuple[str, str]]


def _read(
    record: Any, spec: KindSpec, rows: Sequence[Any], today: date
) -> tuple[dict[int, Any], dict[int, Judged], Repairs]:
    """The rows' records and the answers for those that cannot be read; what was put right on the way is counted."""
    columns = {field: number for number, field in enumerate(record.mapping) if field}
    headings, era, repairs = record.about["headings"], record.about["era"], Repairs()
    read: dict[int, Any] = {}
    refused: dict[int, Judged] = {}
    for row in rows:
        try:
            read[row.row_no] = spec.read(Row(columns, headings, row.cells, era, repairs), today)
        except RowRefused as problem:
            refused[row.row_no] = Judged(Verdict.REFUSED, problem.reason)
    return read, refused, repairs


def _as_read(record: Any, spec: KindSpec, number: int, one: Any) -> dict[str, Any]:
    return {"record": packed(one), "group_key": spec.group(record.store_id, one), "read_no": record.mapping_no}


def _told(record: Any, repairs: Repairs) -> dict[str, Any]:
    """What was put right, added to what the batches before have told; a new mapping begins anew."""
    stood = record.about.get("repairs", {}) if record.about.get("repairs_of") == record.mapping_no else {}
    counts = Counter({(field, code): n for field, codes in stood.items() for code, n in codes.items()}) + repairs
    told: dict[str, dict[str, int]] = {}
    for (field, code), n in sorted(counts.items()):
        told.setdefault(field, {})[code] = n
    return {"about": {**record.about, "repairs": told, "repairs_of": record.mapping_no}}


# ---------------------------------------------------------------- records to verdicts


def _whole_batch(record: Any, after: int, stamp: Stamp) -> int | None:
    """Read and judge the next rows, and write both down at once."""
    rows = _unread(record, after)
    if not rows:
        return None
    spec = KINDS[Kind(record.kind)]
    read, refused, repairs = _read(record, spec, rows, stamp.today)
    judged = _judged(record, spec, read, stamp) | refused
    save_rows(record.id, {
        number: {
            **(_as_read(record, spec, number, read[number]) if number in read else _REFUSED),
            "read_no": record.mapping_no, **as_judged(record, one),
        }
        for number, one in judged.items()
    })  # fmt: skip
    note_keys(record, spec, read)
    change(record.id, rows_done=record.rows_done + len(rows), **_told(record, repairs))
    return int(rows[-1].row_no)


def _judge_batch(record: Any, after: int, stamp: Stamp) -> int | None:
    """Judge the next rows against the database and the earlier rows of the file."""
    spec = KINDS[Kind(record.kind)]
    unjudged = ImportRow.judged_no != record.mapping_no
    rows = list(
        db.session.execute(
            select(ImportRow.row_no, ImportRow.record, ImportRow.group_key)
            .where(ImportRow.import_id == record.id, ImportRow.row_no > after, unjudged)
            .order_by(ImportRow.row_no)
            .limit(BATCH_ROWS)
        )
    )
    if not rows:
        return None
    last = int(rows[-1].row_no)
    rows = with_fellows(rows, record, unjudged)
    read = {row.row_no: unpacked(spec.record, row.record) for row in rows}
    judged = _judged(record, spec, read, stamp)
    save_rows(record.id, {number: as_judged(record, one) for number, one in judged.items()})
    change(record.id, rows_done=record.rows_done + len(rows))
    return last


def _judged(record: Any, spec: KindSpec, read: Mapping[int, Any], stamp: Stamp) -> dict[int, Judged]:
    """The answers, with the rows above that these must know of first in the picture."""
    if not read:
        return {}
    before = earlier(record, spec, read)
    scene = spec.draw(stamp, [*before.values(), *read.values()])
    judge(spec, record.store_id, scene, before)
    return judge(spec, record.store_id, scene, read)
