"""Writing what the dry run showed, batch by batch, each judged once more against what is on file by then."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from crm.imports.fellows import with_fellows
from crm.imports.follow import ask_what_follows
from crm.imports.kinds import KINDS
from crm.imports.models import ImportRow
from crm.imports.pen import Pen
from crm.imports.records import unpacked
from crm.imports.rules import BATCH_ROWS, Kind, State, Verdict
from crm.imports.stages import Checkpoint, Stopped, change, count_up, found, move, plans_are_stale, try_batch
from crm.imports.verdicts import judge, save_rows
from crm.shared.clock import clock
from crm.shared.db import db
from crm.shared.pour import know_size
from crm.shared.stamp import Stamp

_WRITTEN = (Verdict.NEW, Verdict.CHANGED)


def write_rows(import_id: int, stamp: Stamp, checkpoint: Checkpoint) -> None:
    """Write in batches until no row is left; only rows that the dry run promised are written."""
    try:
        record = found(import_id, State.RUNNING)
        fills = KINDS[Kind(record.kind)].fills
        _keep_the_others(record)
        know_size(*fills)
        checkpoint()
        batches = 0
        while try_batch(import_id, State.RUNNING, lambda record: _batch(record, stamp), checkpoint):
            batches += 1
            if plans_are_stale(batches):
                know_size(*fills)
                checkpoint()
        ask_what_follows(found(import_id, State.RUNNING), stamp)
        move(import_id, State.DONE, ended_at=clock.now(), **count_up(import_id, written=True))
        checkpoint()
    except Stopped:
        db.session.rollback()


def _keep_the_others(record: Any) -> None:
    """What was the same, held or refused in the dry run stays so: nobody has confirmed to write it."""
    db.session.execute(
        update(ImportRow)
        .where(ImportRow.import_id == record.id, ImportRow.outcome.is_(None), ImportRow.verdict.not_in(_WRITTEN))
        .values(outcome=ImportRow.verdict)
    )


def _batch(record: Any, stamp: Stamp) -> bool:
    spec = KINDS[Kind(record.kind)]
    rows = list(
        db.session.execute(
            select(ImportRow.row_no, ImportRow.record, ImportRow.group_key)
            .where(ImportRow.import_id == record.id, ImportRow.outcome.is_(None))
            .order_by(ImportRow.row_no)
            .limit(BATCH_ROWS)
        )
    )
    if not rows:
        return False
    rows = with_fellows(rows, record, ImportRow.outcome.is_(None))
    read = {row.row_no: unpacked(spec.record, row.record) for row in rows}
    scene = spec.draw(stamp, list(read.values()))
    judged = judge(spec, record.store_id, scene, read)
    pen = Pen(record.id, stamp)
    spec.write(scene, pen)
    spec.settle(pen.touched, pen)
    pen.close()
    save_rows(record.id, {
        number: {"outcome": one.verdict, "reason_code": one.reason.code, "facts": dict(one.reason.facts)}
        for number, one in judged.items()
    })  # fmt: skip
    change(record.id, rows_done=record.rows_done + len(rows))
    return True
