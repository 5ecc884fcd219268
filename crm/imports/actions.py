"""The buttons of an import: upload, check these columns, write, stop. The long work is asked for as jobs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, update

from crm.imports.columns import label_of
from crm.imports.kinds import KINDS
from crm.imports.mapping import must_fit
from crm.imports.models import Import, ImportFile
from crm.imports.queries import limits_of, remembered, undoable
from crm.imports.reading.sniff import Unreadable, sniff
from crm.imports.rules import OVER, Kind, State
from crm.shared.crypto import blind
from crm.shared.db import db
from crm.shared.forms import Refused, Stale
from crm.shared.queue import ask
from crm.shared.reasons import say
from crm.shared.stamp import Stamp
from crm.shared.words import _


def upload(*, kind: str, file: Any, stamp: Stamp) -> Import:
    """Take a file in. What it is is told by its bytes; a hostile one is refused before it is opened."""
    content = file.stream.read(limits_of(stamp.store_id).file_mb * 1024 * 1024 + 1)
    try:
        return take(content, kind=Kind(kind), name=file.filename or "", stamp=stamp)
    except Unreadable as problem:
        raise Refused(say(problem.reason.code, problem.reason.facts), "file") from None


def take(content: bytes, *, kind: Kind, name: str, source_id: int | None = None, stamp: Stamp) -> Import:
    """A file's bytes, from a person or from a watched folder, become an import; raises Unreadable."""
    sniff(content, limits_of(stamp.store_id))
    record = Import(
        store_id=stamp.store_id, kind=kind, filename=_file_name(name), state=State.UPLOADED, source_id=source_id,
        digest=blind(stamp.store_id, "file", _digest(content)), stage_at=stamp.at,
    )  # fmt: skip
    record.sign(stamp)
    db.session.add(record)
    db.session.flush()
    db.session.add(ImportFile(import_id=record.id, content=content))
    _ask("jobs.imports.read_file", record, stamp)
    return record


def check_columns(record: Import, *, mapping: Sequence[str], version: int | None, stamp: Stamp) -> Import:
    """Take the columns as a person has put them, and ask for the dry run."""
    kind = Kind(record.kind)
    if State(record.state) not in (State.MAPPED, State.CHECKED):
        raise Refused(_("This import has gone on meanwhile. Look at it again."))
    given = must_fit(kind, record.about["headings"], mapping)
    for choice in KINDS[kind].needed:
        if not choice & given:
            names = " / ".join(_(label_of(kind, field)) for field in sorted(choice))
            raise Refused(_("Say which column is this: %(names)s.", names=names))
    _move(record, State.CHECKING, version, stamp, mapping=list(mapping), mapping_no=record.mapping_no + 1)
    _ask("jobs.imports.check_rows", record, stamp)
    return record


def confirm(record: Import, *, version: int | None, stamp: Stamp) -> Import:
    """Write what the dry run showed."""
    if State(record.state) is not State.CHECKED:
        raise Refused(_("This import has gone on meanwhile. Look at it again."))
    _move(record, State.RUNNING, version, stamp, rows_due=record.rows_new + record.rows_changed)
    _ask("jobs.imports.write_rows", record, stamp)
    return record


def cancel(record: Import, *, take_back: bool = False, version: int | None = None, stamp: Stamp) -> Import:
    """Stop. What batches have written stays, and the same file again carries on from there; or it is taken back."""
    state = State(record.state)
    if state in OVER or state is State.UNDOING:
        raise Refused(_("This import has ended already."))
    if take_back and state is State.RUNNING:
        return _take_back(record, None, stamp, ended_at=stamp.at)
    _move(record, State.CANCELLED, None, stamp, rows_due=record.rows_due, ended_at=stamp.at)
    db.session.execute(delete(ImportFile).where(ImportFile.import_id == record.id))
    return record


def undo(record: Import, *, version: int | None = None, stamp: Stamp) -> Import:
    """Take a whole import back, updates included; the job says what it had to leave."""
    if not undoable(record, stamp):
        raise Refused(_("This import can no longer be undone."))
    return _take_back(record, version, stamp)


def _take_back(record: Import, version: int | None, stamp: Stamp, **values: Any) -> Import:
    """The batch that is being written ends first; whatever is remembered then is to be looked at."""
    _move(record, State.UNDOING, version, stamp, rows_due=0, undo={}, undone_by_id=stamp.by.id, **values)
    due = update(Import).where(Import.id == record.id).values(rows_due=remembered(record.id))
    db.session.execute(due.execution_options(synchronize_session=False))
    db.session.refresh(record)
    _ask("jobs.imports.undo_rows", record, stamp)
    return record


def _move(record: Import, state: State, version: int | None, stamp: Stamp, **values: Any) -> None:
    """One conditional UPDATE from the state that was seen; somebody else's step in between is a conflict."""
    if version is not None and version != record.version:
        raise Stale({})
    moved = db.session.execute(
        update(Import)
        .where(Import.id == record.id, Import.state == record.state)
        .values(
            state=state,
            version=Import.version + 1,
            stage_at=stamp.at,
            **({"rows_done": 0} if state not in OVER else {}),
            **values,
        )
        .execution_options(synchronize_session=False)
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        raise Stale({})
    db.session.refresh(record)


def _ask(job: str, record: Import, stamp: Stamp) -> None:
    ask(job, record.id, store_id=record.store_id, queue="bulk", by_id=stamp.by.id)


def _file_name(name: str | None) -> str:
    """Only for showing: no folders, no control signs, not too long."""
    bare = re.split(r"[/\\]", name or "")[-1]
    bare = "".join(sign for sign in bare if sign.isprintable()).strip()
    return bare[-120:] or "?"


def _digest(content: bytes) -> str:
    import hashlib

    return hashlib.sha256(content).hexdigest()
