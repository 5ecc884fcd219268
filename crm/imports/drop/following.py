"""A taken file on its way: its columns, its dry run, and whether it is written without a person."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from crm.imports import actions
from crm.imports.drop import telling
from crm.imports.drop.models import DropFile, DropProfile
from crm.imports.drop.rules import MOST_ASIDE, RULE_VERSION, FileState, judge
from crm.imports.drop.watching import active, look
from crm.imports.models import Import
from crm.imports.rules import State
from crm.shared import settings
from crm.shared.db import db
from crm.shared.forms import Refused, Stale
from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp

ON_THE_WAY = (FileState.TAKEN, FileState.WAITING)
MOST = 100


def watch(stamp: Stamp, checkpoint: Callable[[], None]) -> None:
    """The minute's work: a look into each folder, then one step for each file on its way."""
    for profile in active(stamp.store_id):
        look(profile, stamp, checkpoint)
    open_files = select(DropFile.id).where(DropFile.store_id == stamp.store_id, DropFile.state.in_(ON_THE_WAY))
    for file_id in db.session.scalars(open_files.order_by(DropFile.id).limit(MOST)).all():
        step(file_id, stamp)
        checkpoint()


def step(file_id: int, stamp: Stamp) -> None:
    """Go on with one file as far as its import allows now."""
    row = db.session.scalar(
        select(DropFile).where(DropFile.id == file_id, DropFile.state.in_(ON_THE_WAY)).with_for_update()
    )
    record = db.session.get(Import, row.import_id, populate_existing=True) if row else None
    if row is None or record is None:
        return
    state = State(record.state)
    if state is State.FAILED:
        why = Reason(record.reason_code or "imports.broken", record.facts or {})
        _end(row, FileState.REFUSED, why, stamp)
        telling.tell("drop_refused", row.profile_id, why, stamp)
    elif state is State.CANCELLED:
        _end(row, FileState.DROPPED, Reason("imports.drop_stopped"), stamp)
    elif state is State.MAPPED and row.state == FileState.TAKEN:
        _check(row, record, stamp)
    elif state is State.CHECKED and row.state == FileState.TAKEN:
        _write(row, record, stamp)
    elif state not in (State.UPLOADED, State.MAPPED, State.CHECKING, State.CHECKED, State.RUNNING):
        _written(row, record, stamp)


def _check(row: DropFile, record: Import, stamp: Stamp) -> None:
    """Ask for the dry run with the columns as the source, or the guess, has them."""
    try:
        actions.check_columns(record, mapping=record.mapping, version=record.version, stamp=stamp)
    except (Refused, Stale):
        _wait(row, Reason("imports.drop_columns"), stamp)


def _write(row: DropFile, record: Import, stamp: Stamp) -> None:
    profile = db.session.get(DropProfile, row.profile_id)
    may, why = judge(
        read=record.rows_read, go=record.rows_new + record.rows_changed, known=record.source_id is not None,
        aside=record.rows_held + record.rows_refused, by_itself=bool(profile and profile.by_itself),
        limit=settings.of(row.store_id)[MOST_ASIDE],
    )  # fmt: skip
    if not may:
        return _wait(row, why, stamp)
    row.decide(why, RULE_VERSION)
    actions.confirm(record, version=record.version, stamp=stamp)
    return None


def _wait(row: DropFile, why: Reason, stamp: Stamp) -> None:
    row.state = FileState.WAITING
    row.decide(why, RULE_VERSION)
    telling.tell("drop_waits", int(row.import_id or 0), why, stamp)


def _written(row: DropFile, record: Import, stamp: Stamp) -> None:
    """It stands in the store's records; whoever wrote it by hand knows so already."""
    by_machine = row.state == FileState.TAKEN
    counts = {name: int(getattr(record, f"rows_{name}")) for name in ("new", "changed", "same", "held", "refused")}
    why = Reason("imports.drop_done", counts)
    _end(row, FileState.DONE, why, stamp)
    if by_machine:
        telling.tell("drop_done", record.id, why, stamp)


def _end(row: DropFile, state: FileState, why: Reason, stamp: Stamp) -> None:
    row.state, row.ended_at = state, stamp.at
    row.decide(why, RULE_VERSION)
    telling.over(row, stamp)
