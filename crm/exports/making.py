"""Making the file: count, decide whether it may go out, write row by row, seal. Killed at any point it begins again.

Nothing of the export is written before the file is whole; what the workbook's writer puts down on its way lies in a
folder of its own and goes with it.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, g
from sqlalchemy import update

from crm.exports import actions, queries
from crm.exports.files import MEDIA, mark_of, open_file, read
from crm.exports.models import Export
from crm.exports.reading import count, parts
from crm.exports.rules import KEEP_DAYS, MOST_ROWS, PURPOSE_NAMES, WORKING, Form, Purpose, State
from crm.exports.rules import file_name as name_of
from crm.exports.rules import why_approval as reason_to_wait
from crm.shared import settings
from crm.shared.blobs import keep_file
from crm.shared.db import db
from crm.shared.reasons import Reason
from crm.shared.sheets import SHEETS, Sheet
from crm.shared.stamp import Stamp
from crm.shared.words import _
from crm.staff.models import Store
from crm.staff.queries import person_by_id
from crm.staff.rules import Right

STEP = 2_000  # rows between two looks at whether it was called off
LEFT_OVER_S = 2 * 3600  # what a killed worker has put down is cleared away after this long


def write_file(export_id: int, stamp: Stamp, checkpoint: Callable[[], None]) -> None:
    """What the job does; a second run finds it done, refused or called off and does nothing."""
    export = db.session.get(Export, export_id)
    if export is None or export.state not in WORKING:
        return
    wanted, mine = _whose(export, stamp)
    if wanted is None or mine is None:
        _end(export, State.FAILED, stamp, Reason("exports.gone" if wanted is None else "exports.no_right"))
        return
    filters = json.loads(export.filters or "{}")
    checkpoint()
    with _as_asker(export, mine):
        rows = count(wanted, mine, filters)
        if _may_go(export_id, wanted, mine, rows, stamp):
            checkpoint()
            _make(export_id, wanted, mine, filters, stamp, checkpoint)


def count_rows(export_id: int, stamp: Stamp, checkpoint: Callable[[], None]) -> None:
    """How long the list is, for whoever is to approve it."""
    export = db.session.get(Export, export_id)
    wanted, mine = _whose(export, stamp) if export is not None and export.state == State.WAITING else (None, None)
    if export is None or wanted is None or mine is None:
        return
    filters = json.loads(export.filters or "{}")
    checkpoint()
    with _as_asker(export, mine):
        rows = count(wanted, mine, filters)
    still = update(Export).where(Export.id == export_id, Export.state == State.WAITING)
    db.session.execute(still.values(rows_due=rows).execution_options(synchronize_session=False))


def _whose(export: Export, stamp: Stamp) -> tuple[Sheet | None, Stamp | None]:
    """The list, and the asker with the rights of today; None where there is none any more."""
    wanted, person = SHEETS.get(export.sheet), person_by_id(export.by_id or 0)
    if wanted is None or person is None or not (person.can(Right.EXPORT) and wanted.open_to(person)):
        return wanted, None
    return wanted, Stamp(person, stamp.at, stamp.zone)


@contextmanager
def _as_asker(export: Export, mine: Stamp) -> Iterator[None]:
    """Words and days in the language and on the clock of whoever asked."""
    before = {name: g.get(name) for name in ("language", "stamp")}
    g.language, g.stamp = export.language, mine
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                g.pop(name, None)
            else:
                setattr(g, name, value)


def _may_go(export_id: int, wanted: Sheet, mine: Stamp, rows: int, stamp: Stamp) -> bool:
    """Whether it may be written now; otherwise it fails, or waits for somebody who may approve it."""
    export = db.session.get(Export, export_id)
    if export is None or export.state not in WORKING:
        return False
    most = settings.of(export.store_id)[MOST_ROWS]
    if rows > most:
        _end(export, State.FAILED, stamp, Reason("exports.too_many", {"most": most}))
        return False
    approved = queries.was_approved(export.id)
    why = reason_to_wait(
        full=export.full, persons=wanted.persons, rows=rows, taken_today=queries.taken_today(mine, export.id),
        alone=queries.alone(mine.by), approved=approved,
    )  # fmt: skip
    export.rows_due, export.rows_done = rows, 0
    if why is not None:
        actions.hold(export, why, stamp)
        return False
    export.state, export.started_at = State.RUNNING, stamp.at
    export.counted = rows if wanted.persons and not approved else 0
    return True


def _make(
    export_id: int, wanted: Sheet, mine: Stamp, filters: Mapping[str, str], stamp: Stamp, checkpoint: Callable[[], None]
) -> None:
    export = db.session.get_one(Export, export_id)
    columns, form, full, mark = wanted.columns_for(mine.by), Form(export.form), export.full, _mark(export, wanted, mine)
    with _folder(stamp) as folder:
        writer = open_file(form, columns, mark, folder)
        done = 0
        with closing(parts(wanted, mine, filters)) as found:
            for part in found:
                for row in part:
                    writer.row([read(column, row, ZoneInfo(mine.zone), full=full) for column in columns])
                done += len(part)
                if done // STEP != (done - len(part)) // STEP and not _go_on(export_id, done, checkpoint):
                    writer.close()
                    return
        content = writer.close()
    if not _go_on(export_id, done, checkpoint):
        return
    export = db.session.get_one(Export, export_id, populate_existing=True)
    keep = settings.of(export.store_id)[KEEP_DAYS]
    blob = keep_file("export", content, media=MEDIA[form], erase_on=stamp.today + timedelta(days=keep), stamp=stamp)
    export.name = name_of(
        _(wanted.label), _(PURPOSE_NAMES[Purpose(export.purpose)]), mine.by.username, mine.local, form
    )
    export.blob_id, export.size, export.rows_done, export.rows_due = blob.id, len(content), done, done
    _end(export, State.DONE, stamp)


def _go_on(export_id: int, done: int, checkpoint: Callable[[], None]) -> bool:
    """Say how far it is; False when it has been called off meanwhile."""
    held: Any = db.session.execute(
        update(Export).where(Export.id == export_id, Export.state == State.RUNNING).values(rows_done=done)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    checkpoint()
    return bool(held.rowcount == 1)


def _mark(export: Export, wanted: Sheet, mine: Stamp) -> Any:
    """Who, when, what for (F-84); also which part of the list, and whether numbers are masked."""
    store = db.session.get(Store, export.store_id)
    facts = {
        _("Exported by"): f"{mine.by.name} ({mine.by.username})",
        _("When"): mine.local.strftime("%Y-%m-%d %H:%M"),
        _("Purpose"): f"{_(PURPOSE_NAMES[Purpose(export.purpose)])}: {export.note or ''}",
        _("Store"): store.name if store else "",
        _("Numbers"): _("in full, approved") if export.full else _("masked"),
    }
    chosen = json.loads(export.filters or "{}")
    if chosen:
        facts[_("Part of the list")] = ", ".join(f"{name} {value}" for name, value in chosen.items())
    return mark_of(facts, _(wanted.label), mine.zone)


@contextmanager
def _folder(stamp: Stamp) -> Iterator[str]:
    """A folder of our own for what the workbook's writer puts down on its way."""
    sweep(stamp)
    with tempfile.TemporaryDirectory(prefix="export-", dir=_spool(), ignore_cleanup_errors=True) as own:
        yield own


def sweep(stamp: Stamp) -> None:
    """What a killed worker has left behind goes."""
    for old in _spool().glob("export-*"):
        if old.stat().st_mtime < stamp.at.timestamp() - LEFT_OVER_S:
            shutil.rmtree(old, ignore_errors=True)


def _spool() -> Path:
    found: Path = current_app.config["YUKE"].var_dir / "spool"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def _end(export: Export, state: State, stamp: Stamp, why: Reason | None = None) -> None:
    export.state, export.ended_at = state, stamp.at
    export.reason_code, export.facts = (why.code, dict(why.facts)) if why else (None, None)
