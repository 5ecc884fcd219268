"""What the pages list: the store's imports with what can still be undone, and the one that a job works on now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, or_, select

from crm.imports.models import Import, ImportChange, ImportMade
from crm.imports.queries import PAGE
from crm.imports.rules import UNDO_DAYS, WORKING, State
from crm.imports.sources import ImportSource
from crm.shared import settings
from crm.shared.db import db
from crm.shared.stamp import Stamp
from crm.staff.models import Staff


def imports_of(stamp: Stamp, before: int | None = None) -> Sequence[Any]:
    """The newest first, one more than a page; `kept_until` is there for those that can be undone as a whole."""
    kept = or_(exists().where(ImportMade.import_id == Import.id), exists().where(ImportChange.import_id == Import.id))
    rows = (
        select(
            Import.id, Import.kind, Import.filename, Import.state, Import.version, Import.at, Import.by_id,
            Import.rows_read, Import.rows_new, Import.rows_changed, Import.rows_same, Import.rows_held,
            Import.rows_refused, Import.reason_code, Import.facts, Import.ended_at, Import.undone_at, Import.undo,
            Staff.name, Staff.name_en, kept.label("kept"),
        )
        .outerjoin(Staff, Staff.id == Import.by_id)
        .where(Import.store_id == stamp.store_id)
        .order_by(Import.id.desc())
        .limit(PAGE + 1)
    )  # fmt: skip
    return db.session.execute(rows.where(Import.id < before) if before else rows).all()


def way_back(row: Any, stamp: Stamp) -> tuple[str, Any]:
    """What stands in the last column: ("undo", until when), ("over", None) after the days, or ("", None)."""
    if State(row.state) not in (State.DONE, State.CANCELLED) or row.ended_at is None:
        return "", None
    until = undo_until(row.ended_at, settings.of(stamp.store_id)[UNDO_DAYS])
    if until is None or stamp.at > until:
        return "over", None
    return ("undo", until) if row.kept else ("", None)


def undo_until(ended_at: datetime | None, days: int) -> datetime | None:
    """Until when a whole import can be taken back."""
    return ended_at + timedelta(days=days) if ended_at else None


def at_work(stamp: Stamp, but: int = 0) -> Import | None:
    """The import that a job works on now, the latest of them; none besides the one that is shown anyway."""
    rows = select(Import).where(Import.store_id == stamp.store_id, Import.state.in_(WORKING), Import.id != but)
    return db.session.scalar(rows.order_by(Import.stage_at.desc(), Import.id.desc()).limit(1))


def source_name(record: Import) -> str:
    """The name of the source whose columns were followed; one that was forgotten since keeps its name here."""
    if record.source_id is None:
        return ""
    return db.session.scalar(select(ImportSource.name).where(ImportSource.id == record.source_id)) or ""
