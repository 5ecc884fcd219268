"""The guess about a file was wrong: a person says which sheet, which signs and which row of headings it has."""

from __future__ import annotations

from typing import Any

from sqlalchemy import exists, select, update

from crm.imports.kinds import KINDS
from crm.imports.models import Import, ImportFile
from crm.imports.rules import Kind, State
from crm.shared.db import db
from crm.shared.forms import Refused, Stale
from crm.shared.queue import ask
from crm.shared.stamp import Stamp
from crm.shared.words import _

NO_HEADINGS = -1  # what a person types as row 0


def can_read_again(record: Import) -> bool:
    """The file's bytes are kept until the dry run begins."""
    kept = select(exists().where(ImportFile.import_id == record.id))
    return State(record.state) is State.MAPPED and bool(db.session.scalar(kept))


def read_again(
    record: Import, *, kind: str, encoding: str, sheet: str, heading_row: int | None, version: int | None, stamp: Stamp
) -> Import:
    """Ask for another reading; what was staged is read anew by the job."""
    if not can_read_again(record):
        raise Refused(_("This import has gone on meanwhile. Look at it again."))
    if kind not in KINDS:
        raise Refused(_("This choice does not exist."), "kind")
    choice = _choice(record.about, encoding, sheet, heading_row)
    moved: Any = db.session.execute(
        update(Import)
        .where(Import.id == record.id, Import.state == State.MAPPED, Import.version == (version or record.version))
        .values(
            state=State.UPLOADED, version=Import.version + 1, kind=Kind(kind), stage_at=stamp.at, rows_done=0,
            rows_due=0, rows_read=0, about={"choice": choice}, mapping=[], source_id=None,
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    if moved.rowcount != 1:
        raise Stale({})
    db.session.refresh(record)
    ask("jobs.imports.read_file", record.id, store_id=record.store_id, queue="bulk", by_id=stamp.by.id)
    return record


def _choice(about: dict[str, Any], encoding: str, sheet: str, heading_row: int | None) -> dict[str, Any]:
    """Only what the file has can be chosen; what is left as it was found is guessed again."""
    sheets = [name for name, _rows in about.get("sheets", [])]
    if encoding and encoding not in about.get("encodings", []):
        raise Refused(_("This file cannot be read that way."), "encoding")
    if sheet and sheet not in sheets:
        raise Refused(_("This file has no such sheet."), "sheet")
    if heading_row is not None and heading_row > 1_000:
        raise Refused(_("A row between 0 and 1,000."), "heading_row")
    row = 0 if heading_row is None else heading_row or NO_HEADINGS
    return {"encoding": encoding, "sheet": sheet, "heading_row": row}
