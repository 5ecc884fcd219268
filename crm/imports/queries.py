"""Looking at imports: the list, one of them, and its rows by what becomes of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from crm.imports import rules
from crm.imports.models import Import, ImportChange, ImportLeft, ImportMade, ImportRow
from crm.imports.reading.sniff import Limits
from crm.imports.rules import UNDO_DAYS, State, Verdict
from crm.shared import settings
from crm.shared.db import db
from crm.shared.stamp import Person, Stamp
from crm.staff.models import Staff

PAGE = 50
SAMPLE = 3


def limits_of(store_id: int) -> Limits:
    """What a file may cost in this store."""
    numbers = settings.of(store_id)
    return Limits(
        file_mb=numbers[rules.FILE_MB],
        unpacked_mb=numbers[rules.UNPACKED_MB],
        rows=numbers[rules.FILE_ROWS],
        seconds=numbers[rules.READ_SECONDS],
        memory_mb=numbers[rules.READ_MEMORY_MB],
    )


def import_for(person: Person, import_id: int) -> Import | None:
    """One import of the person's store."""
    return db.session.scalar(select(Import).where(Import.id == import_id, Import.store_id == person.store_id))


def imports_for(person: Person, before: int | None = None) -> Sequence[Any]:
    """The store's imports, the newest first, one more than a page."""
    rows = (
        select(
            Import.id, Import.kind, Import.filename, Import.state, Import.at, Import.rows_read, Import.rows_new,
            Import.rows_changed, Import.rows_same, Import.rows_held, Import.rows_refused, Import.reason_code,
            Import.facts, Staff.name, Staff.name_en,
        )
        .outerjoin(Staff, Staff.id == Import.by_id)
        .where(Import.store_id == person.store_id)
        .order_by(Import.id.desc())
        .limit(PAGE + 1)
    )  # fmt: skip
    return db.session.execute(rows.where(Import.id < before) if before else rows).all()


def rows_of(import_id: int, verdict: Verdict, after: int = 0, *, written: bool = False) -> Sequence[Any]:
    """The rows with this verdict (or, once written, this outcome) in the file's order, one more than a page."""
    column = ImportRow.outcome if written else ImportRow.verdict
    return db.session.execute(
        select(
            ImportRow.row_no,
            ImportRow.cells,
            ImportRow.record,
            ImportRow.reason_code,
            ImportRow.facts,
            ImportRow.changes,
        )
        .where(ImportRow.import_id == import_id, column == verdict, ImportRow.row_no > after)
        .order_by(ImportRow.row_no)
        .limit(PAGE + 1)
    ).all()


def samples_of(import_id: int) -> list[list[Any]]:
    """The cells of the first rows, to check the mapping on."""
    rows = select(ImportRow.cells).where(ImportRow.import_id == import_id).order_by(ImportRow.row_no).limit(SAMPLE)
    return list(db.session.scalars(rows))


def refused_rows(import_id: int, verdict: Verdict, after: int, limit: int, *, written: bool) -> Sequence[Any]:
    """Rows for the file of refusals: their cells as they came, and why."""
    column = ImportRow.outcome if written else ImportRow.verdict
    return db.session.execute(
        select(ImportRow.row_no, ImportRow.cells, ImportRow.reason_code, ImportRow.facts)
        .where(ImportRow.import_id == import_id, column == verdict, ImportRow.row_no > after)
        .order_by(ImportRow.row_no)
        .limit(limit)
    ).all()


def counts_of(import_id: int, *, written: bool = False) -> dict[str, int]:
    """How many rows of each verdict; by the rows themselves, so that the sum holds after any interruption."""
    column = ImportRow.outcome if written else ImportRow.verdict
    rows = select(column, func.count()).where(ImportRow.import_id == import_id).group_by(column)
    return {verdict or "": count for verdict, count in db.session.execute(rows)}


def earlier_same(record: Import) -> Any:
    """The latest import of the same file that was written, if any."""
    return db.session.execute(
        select(Import.id, Import.at)
        .where(
            Import.store_id == record.store_id, Import.digest == record.digest, Import.kind == record.kind,
            Import.state == "done", Import.id != record.id,
        )
        .order_by(Import.id.desc())
        .limit(1)
    ).first()  # fmt: skip


# ---------------------------------------------------------------- undoing


def remembered(import_id: int) -> int:
    """How many rows an undo would have to look at."""
    made = select(func.coalesce(func.sum(ImportMade.count), 0)).where(ImportMade.import_id == import_id)
    changed = select(func.count()).select_from(ImportChange).where(ImportChange.import_id == import_id)
    return int(db.session.scalar(made) or 0) + int(db.session.scalar(changed) or 0)


def undoable(record: Import, stamp: Stamp) -> bool:
    """For 30 days, as long as something of it is remembered."""
    if State(record.state) not in (State.DONE, State.CANCELLED) or record.ended_at is None:
        return False
    days = settings.of(record.store_id)[UNDO_DAYS]
    return stamp.at <= record.ended_at + timedelta(days=days) and remembered(record.id) > 0


def left_of(import_id: int, after: int = 0) -> Sequence[Any]:
    """What an undo has left as it is, and why; one more than a page. `pairs`: column → what stood, the file's, now."""
    return db.session.execute(
        select(
            ImportLeft.id, ImportLeft.table_name, ImportLeft.row_id, ImportLeft.reason_code, ImportLeft.facts,
            ImportLeft.pairs,
        )
        .where(ImportLeft.import_id == import_id, ImportLeft.id > after)
        .order_by(ImportLeft.id)
        .limit(PAGE + 1)
    ).all()  # fmt: skip
