"""The long work of an import in batches: staging the rows, the dry run, the writing.

Each batch is one transaction; a worker that dies loses at most one batch, and the next one carries on where the rows
themselves say. No transaction is open while the file is read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from crm.imports.models import Import, ImportFile, ImportRow
from crm.imports.queries import counts_of, limits_of
from crm.imports.reading.reader import reading
from crm.imports.reading.sniff import Unreadable
from crm.imports.rules import BATCH_ROWS, State, Verdict
from crm.imports.sources import followed, propose
from crm.shared.clock import clock
from crm.shared.db import db
from crm.shared.pour import know_size, pour
from crm.shared.reasons import Reason

Checkpoint = Callable[[], None]
CLEARED_AT_ONCE = 5_000
TRIES = 4


class Stopped(Exception):
    """A person stopped the import, or its step is over."""


def found(import_id: int, state: State) -> Any:
    """The import when it still stands in this state, locked for this batch; Stopped otherwise."""
    row = db.session.execute(
        select(
            Import.id, Import.store_id, Import.kind, Import.state, Import.mapping, Import.mapping_no, Import.about,
            Import.source_id, Import.rows_read, Import.rows_done,
        )
        .where(Import.id == import_id)
        .with_for_update()
    ).first()  # fmt: skip
    if row is None or row.state != state:
        raise Stopped
    return row


def change(import_id: int, **values: Any) -> None:
    """Write to the import's own row."""
    db.session.execute(
        update(Import).where(Import.id == import_id).values(**values).execution_options(synchronize_session=False)
    )


def move(import_id: int, state: State, **values: Any) -> None:
    """The stage is over: a new state, which pages see by the version."""
    change(import_id, state=state, version=Import.version + 1, **values)


def read_file(import_id: int, checkpoint: Checkpoint) -> None:
    """Stage the file's rows and propose what the columns are. The file stays until the dry run, to be read anew."""
    try:
        record = _cleared(import_id, checkpoint)
        content = db.session.scalar(select(ImportFile.content).where(ImportFile.import_id == import_id))
        limits, choice = limits_of(record.store_id), record.about.get("choice", {})
        checkpoint()
        with reading(content or b"", limits, **choice) as table:
            source_id, mapping = propose(record, table.headings)
            about = {**table.about, **({"choice": choice} if choice else {})}
            for batch in _batches(table.rows):
                record = found(import_id, State.UPLOADED)
                done = record.rows_done + _stage(import_id, batch)
                change(
                    import_id, about=about, mapping=mapping, source_id=source_id, rows_due=table.total, rows_done=done
                )
                checkpoint()
        found(import_id, State.UPLOADED)
        know_size(ImportRow)
        if source_id is not None:
            followed(source_id, clock.now())
        move(import_id, State.MAPPED, rows_read=_staged(import_id))
        checkpoint()
    except Unreadable as problem:
        db.session.rollback()
        _fail(import_id, problem.reason)
        checkpoint()
    except Stopped:
        db.session.rollback()
        forget_file(import_id)
        checkpoint()


def _cleared(import_id: int, checkpoint: Checkpoint) -> Any:
    """The import, without the rows of a reading that a person has found wrong: then `about` knows no headings yet."""
    while True:
        record = found(import_id, State.UPLOADED)
        if "headings" in record.about:
            return record
        first = db.session.scalar(select(func.min(ImportRow.row_no)).where(ImportRow.import_id == import_id))
        if first is None:
            return record
        some = ImportRow.import_id == import_id, ImportRow.row_no < first + CLEARED_AT_ONCE
        db.session.execute(delete(ImportRow).where(*some).execution_options(synchronize_session=False))
        checkpoint()


def _batches(rows: Any) -> Any:
    batch: list[Any] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH_ROWS:
            yield batch
            batch = []
    if batch:
        yield batch


def _stage(import_id: int, batch: Sequence[Any]) -> int:
    """Insert the batch's rows; what an earlier try has staged stays. The number inserted."""
    last = db.session.scalar(select(func.max(ImportRow.row_no)).where(ImportRow.import_id == import_id)) or 0
    return pour(
        ImportRow,
        [{"import_id": import_id, "row_no": number, "cells": cells} for number, cells in batch if number > last],
    )


def _staged(import_id: int) -> int:
    return db.session.scalar(select(func.count()).select_from(ImportRow).where(ImportRow.import_id == import_id)) or 0


def forget_file(import_id: int) -> None:
    """The bytes are not needed any more; what they said stands in the rows, encrypted."""
    db.session.execute(delete(ImportFile).where(ImportFile.import_id == import_id))


def _fail(import_id: int, reason: Reason) -> None:
    found(import_id, State.UPLOADED)
    db.session.execute(delete(ImportRow).where(ImportRow.import_id == import_id))
    forget_file(import_id)
    move(
        import_id,
        State.FAILED,
        reason_code=reason.code,
        facts=dict(reason.facts),
        rows_read=0,
        rows_done=0,
        ended_at=clock.now(),
    )


def try_batch(import_id: int, state: State, batch: Callable[[Any], object], checkpoint: Checkpoint) -> bool:
    """One batch, False when there is none left. Somebody who writes the same rows meanwhile makes it look again."""
    for attempt in range(1, TRIES + 1):
        try:
            if not batch(found(import_id, state)):
                db.session.rollback()
                return False
            checkpoint()
            return True
        except Exception as problem:
            if not _lost_a_race(problem) or attempt == TRIES:
                raise
            db.session.rollback()
    return False


def _lost_a_race(problem: Exception) -> bool:
    return isinstance(problem, IntegrityError) or type(problem).__name__ == "UniqueViolation"


def plans_are_stale(batches: int) -> bool:
    """True after 1, 2, 4, 8 … batches: a table that fills up is planned for as it was at the last look."""
    return batches & (batches - 1) == 0


def count_up(import_id: int, *, written: bool) -> dict[str, int]:
    """The five counts as the rows themselves say."""
    counts = counts_of(import_id, written=written)
    return {f"rows_{verdict}": counts.get(verdict, 0) for verdict in Verdict}
