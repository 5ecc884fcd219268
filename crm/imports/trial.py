"""The dry run: every row read through the mapping, then judged against what is on file; nothing else is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from crm.imports.fellows import earlier, with_fellows
from crm.imports.kinds import KINDS
from crm.imports.kinds.spec import KindSpec
from crm.imports.models import ImportKey, ImportRow
from crm.imports.records import packed, unpacked
from crm.imports.rows import Row, RowRefused
from crm.imports.rules import BATCH_ROWS, RULE_VERSION, Kind, State, Verdict
from crm.imports.scene import Change, Judged, Line
from crm.imports.stages import Checkpoint, Stopped, change, count_up, forget_file, found, move
from crm.shared.db import db
from crm.shared.pour import know_size, pour
from crm.shared.stamp import Stamp


def check_rows(import_id: int, stamp: Stamp, checkpoint: Checkpoint) -> None:
    """Both passes in batches. A second pass starts when all rows are read, because lines of one visit stand apart."""
    try:
        found(import_id, State.CHECKING)
        forget_file(import_id)
        checkpoint()
        for one_batch in (_read_batch, _judge_batch):
            after = 0
            while True:
                record = found(import_id, State.CHECKING)
                last = one_batch(record, after, stamp)
                if last is None:
                    know_size(ImportRow, ImportKey)
                    checkpoint()
                    break
                checkpoint()
                after = last
        found(import_id, State.CHECKING)
        move(import_id, State.CHECKED, **count_up(import_id, written=False))
        checkpoint()
    except Stopped:
        db.session.rollback()


# ---------------------------------------------------------------- cells to records


def _read_batch(record: Any, after: int, stamp: Stamp) -> int | None:
    """Read the next rows' cells; the last row's number, or None when there are none left."""
    rows = db.session.execute(
        select(ImportRow.row_no, ImportRow.cells)
        .where(ImportRow.import_id == record.id, ImportRow.row_no > after, ImportRow.read_no != record.mapping_no)
        .order_by(ImportRow.row_no)
        .limit(BATCH_ROWS)
    ).all()
    if not rows:
        return None
    columns = {field: number for number, field in enumerate(record.mapping) if field}
    keys: list[dict[str, Any]] = []
    values = []
    for row in rows:
        value, mine = _read(record, columns, row, stamp.today)
        values.append(value)
        keys += [
            {"import_id": record.id, "key": f"{record.mapping_no}:{key}", "row_no": row.row_no} for key in sorted(mine)
        ]
    save_rows(record.id, values)
    pour(ImportKey, keys)
    if after == 0:
        old = ImportKey.key.not_like(f"{record.mapping_no}:%")
        db.session.execute(delete(ImportKey).where(ImportKey.import_id == record.id, old))
    change(record.id, rows_due=2 * record.rows_read, rows_done=record.rows_done + len(rows))
    return int(rows[-1].row_no)


def _read(record: Any, columns: Mapping[str, int], row: Any, today: date) -> tuple[dict[str, Any], set[str]]:
    """One row's stored values, and the keys that find it again."""
    spec, headings = KINDS[Kind(record.kind)], record.about["headings"]
    try:
        read = spec.read(Row(columns, headings, row.cells, record.about["era"]), today)
    except RowRefused as refused:
        judged = Judged(Verdict.REFUSED, refused.reason)
        return {
            **_stored(row.row_no, judged, record.mapping_no),
            "record": None,
            "group_key": None,
            "read_no": record.mapping_no,
        }, set()
    keys = spec.keys(record.store_id, read) | spec.near(record.store_id, read)
    group = spec.group(record.store_id, read)
    return {
        "row_no": row.row_no, "record": packed(read), "group_key": group, "read_no": record.mapping_no, "judged_no": 0,
        "verdict": None, "reason_code": None, "rule_version": None, "facts": None, "changes": None,
    }, keys  # fmt: skip


def save_rows(import_id: int, values: Sequence[Mapping[str, Any]]) -> None:
    """Update many rows by their number; all name the same columns."""
    if not values:
        return
    names = [name for name in values[0] if name != "row_no"]
    table: Any = ImportRow.__table__
    statement = (
        update(table)
        .where(table.c.import_id == import_id, table.c.row_no == bindparam("the_row"))
        .values({name: bindparam(f"to_{name}") for name in names})
    )
    bound = [{"the_row": row["row_no"], **{f"to_{name}": row[name] for name in names}} for row in values]
    db.session.connection().execute(statement, bound)


# ---------------------------------------------------------------- records to verdicts


def _judge_batch(record: Any, after: int, stamp: Stamp) -> int | None:
    """Judge the next rows against the database and the earlier rows of the file."""
    spec = KINDS[Kind(record.kind)]
    rows = _unjudged(record, after)
    if not rows:
        return None
    last = int(rows[-1].row_no)
    rows = with_fellows(rows, record, ImportRow.judged_no != record.mapping_no)
    read = {row.row_no: unpacked(spec.record, row.record) for row in rows}
    before = earlier(record, spec, read)
    scene = spec.draw(stamp, [*before.values(), *read.values()])
    judge(spec, scene, [(number, one, spec.group(record.store_id, one)) for number, one in before.items()])
    judged = judge(spec, scene, [(row.row_no, read[row.row_no], row.group_key) for row in rows])
    save_rows(record.id, [_stored(number, one, record.mapping_no) for number, one in sorted(judged.items())])
    change(record.id, rows_done=record.rows_done + len(rows))
    return last


def _unjudged(record: Any, after: int) -> list[Any]:
    return list(
        db.session.execute(
            select(ImportRow.row_no, ImportRow.record, ImportRow.group_key)
            .where(ImportRow.import_id == record.id, ImportRow.row_no > after, ImportRow.judged_no != record.mapping_no)
            .order_by(ImportRow.row_no)
            .limit(BATCH_ROWS)
        )
    )


def judge(spec: KindSpec, scene: Any, rows: Iterable[tuple[int, Any, str | None]]) -> dict[int, Judged]:
    """The answer for each row, in the file's order; rows of one group together."""
    answers: dict[int, Judged] = {}
    groups: dict[str, list[Line]] = {}
    for number, one, group in rows:
        groups.setdefault(group or f"#{number}", []).append(Line(number, one))
    for lines in groups.values():
        answers |= spec.judge(scene, lines)
    return answers


def _stored(row_no: int, judged: Judged, mapping_no: int) -> dict[str, Any]:
    return {
        "row_no": row_no, "judged_no": mapping_no, "verdict": judged.verdict, "reason_code": judged.reason.code,
        "rule_version": RULE_VERSION, "facts": dict(judged.reason.facts), "changes": shown(judged.changes),
    }  # fmt: skip


def shown(changes: Sequence[Change]) -> list[list[Any]] | None:
    """Changes as JSON: days as ISO text."""
    return [[name, *(v.isoformat() if isinstance(v, date) else v for v in pair)] for name, *pair in changes] or None
