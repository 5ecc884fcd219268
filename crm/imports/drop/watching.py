"""A look into every watched folder: what lies there is noted, what has stopped growing is taken, once.

No transaction is open while the file system is asked: a mount that answers slowly keeps nobody waiting.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import delete, func, or_, select, update

from crm.imports import actions
from crm.imports.drop import folder as place
from crm.imports.drop import telling
from crm.imports.drop.folder import Found, NotAFile, Unreachable
from crm.imports.drop.models import DropFile, DropProfile
from crm.imports.drop.rules import KEEP_DAYS, MOST_FILES, RULE_VERSION, SETTLE_SECONDS, FileState, wanted
from crm.imports.models import Import
from crm.imports.queries import limits_of
from crm.imports.reading.sniff import MB, Unreadable
from crm.imports.rules import Kind, State
from crm.shared import settings
from crm.shared.crypto import blind
from crm.shared.db import db, insert_missing
from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp
from crm.staff.models import Store

Checkpoint = Callable[[], None]
OPEN = (FileState.SEEN, FileState.TAKEN, FileState.WAITING)
_REFUSED = (FileState.REFUSED, FileState.DROPPED)


def root() -> Path:
    """Where all stores' folders are."""
    config = current_app.config["YUKE"]
    return Path(config.drop_dir or config.var_dir / "drop")


def code_of(store_id: int) -> str:
    """The store's own part of the way to a folder: nothing of another store can be reached."""
    code = db.session.scalar(select(Store.code).where(Store.id == store_id)) or ""
    return "".join(sign for sign in code if sign.isalnum() or sign in "-_") or str(store_id)


def active(store_id: int) -> Sequence[DropProfile]:
    mine = select(DropProfile).where(
        DropProfile.store_id == store_id, DropProfile.active, DropProfile.archived_at.is_(None)
    )
    return db.session.scalars(mine.order_by(DropProfile.id)).all()


def wants_look(stamp: Stamp) -> bool:
    """A cheap question for every minute: is there a folder to look into, or a file on its way?"""
    folders = select(DropProfile.id).where(
        DropProfile.store_id == stamp.store_id, DropProfile.active, DropProfile.archived_at.is_(None)
    )
    files = select(DropFile.id).where(DropFile.store_id == stamp.store_id, DropFile.state.in_(OPEN))
    return db.session.scalar(folders.union_all(files).limit(1)) is not None


def look(profile: DropProfile, stamp: Stamp, checkpoint: Checkpoint) -> None:
    """One folder: its trouble, if it has any, is kept with the profile."""
    code = code_of(profile.store_id)
    checkpoint()
    try:
        with place.opened(root(), code, profile.folder) as here, ExitStack() as held:
            inner = {name: held.enter_context(place.below(here, name)) for name in ("taking", "done", "refused")}
            lying = [one for one in place.listing(here, 10 * MOST_FILES) if wanted(one.name, profile.pattern)]
            for row, one in _at_rest(profile, lying[:MOST_FILES], stamp, checkpoint):
                place.move(here, inner["taking"], one.raw, f"{row.id}-{one.name}")
            for one in place.listing(inner["taking"], MOST_FILES):
                _carry_on(profile, one, inner, stamp, checkpoint)
            before = stamp.at - timedelta(days=settings.of(profile.store_id)[KEEP_DAYS])
            checkpoint()
            for name in ("done", "refused"):
                place.forget_before(inner[name], before.timestamp())
        trouble = None
    except Unreachable as problem:
        db.session.rollback()
        trouble = problem.code
    telling.trouble(profile, trouble, stamp)
    checkpoint()


# ---------------------------------------------------------------- noting


def _at_rest(
    profile: DropProfile, lying: Sequence[Found], stamp: Stamp, checkpoint: Checkpoint
) -> list[tuple[Any, Found]]:
    """Note what lies there; those that have stood unchanged for long enough."""
    note = {
        "store_id": profile.store_id, "profile_id": profile.id, "seen_at": stamp.at, "state": FileState.SEEN,
        "reason_code": "imports.drop_seen", "facts": {}, "rule_version": RULE_VERSION,
    }  # fmt: skip
    mine = (DropFile.profile_id == profile.id, DropFile.name.in_([one.name for one in lying]))
    if lying:
        rows = [{**note, "name": one.name, "size": one.size, "mtime_ns": one.mtime_ns} for one in lying]
        insert_missing(DropFile, rows)
    known = {(row.name, row.size, row.mtime_ns): row for row in db.session.execute(
        select(DropFile.id, DropFile.name, DropFile.size, DropFile.mtime_ns, DropFile.seen_at).where(*mine)
    )}  # fmt: skip
    there = [(known[key], one) for one in lying if (key := (one.name, one.size, one.mtime_ns)) in known]
    grown = {row.id for row in known.values()} - {row.id for row, _one in there}
    if grown:
        db.session.execute(delete(DropFile).where(DropFile.id.in_(grown), DropFile.state == FileState.SEEN))
    settled = stamp.at - timedelta(seconds=settings.of(profile.store_id)[SETTLE_SECONDS])
    checkpoint()
    return [(row, one) for row, one in there if row.seen_at <= settled]


# ---------------------------------------------------------------- taking


def _carry_on(profile: DropProfile, one: Found, inner: dict[str, int], stamp: Stamp, checkpoint: Checkpoint) -> None:
    """One file in `taking`: read it if nobody has, and put it where its state says."""
    number, dash, name = one.raw.partition("-")
    if not (dash and number.isdigit()):
        return  # not ours
    try:
        content: bytes | None = place.read(inner["taking"], one.raw, limits_of(profile.store_id).file_mb * MB)
    except NotAFile:
        content = None
    checkpoint()
    state = _enter(profile, int(number), place.readable(name), content, stamp)
    checkpoint()
    if state is not None:
        target = inner["refused" if state in _REFUSED else "done"]
        place.move(inner["taking"], target, one.raw, place.readable(one.raw))


def _enter(profile: DropProfile, row_id: int, name: str, content: bytes | None, stamp: Stamp) -> FileState | None:
    """Take it in if it is new; its state once it can be put away, None while its rows are still being read."""
    mine = (DropFile.id == row_id, DropFile.profile_id == profile.id)
    row = db.session.scalar(select(DropFile).where(*mine).with_for_update())
    if row is None:
        return FileState.AGAIN
    if row.state == FileState.SEEN:
        _take(profile, row, name, content, stamp)
    if row.state == FileState.TAKEN:
        reading = db.session.scalar(select(Import.state).where(Import.id == row.import_id))
        return None if reading == State.UPLOADED else FileState.REFUSED if reading == State.FAILED else FileState.TAKEN
    return FileState(row.state)


def _take(profile: DropProfile, row: DropFile, name: str, content: bytes | None, stamp: Stamp) -> None:
    if content is None:
        return _refuse(profile, row, Reason("imports.drop_link"), stamp)
    row.digest = blind(profile.store_id, "file", hashlib.sha256(content).hexdigest())
    same = (DropFile.profile_id == profile.id, DropFile.digest == row.digest, DropFile.id != row.id)
    db.session.execute(update(DropProfile).where(DropProfile.id == profile.id).values(came_at=stamp.at))
    if db.session.scalar(select(DropFile.id).where(*same, DropFile.state.not_in(_REFUSED)).limit(1)):
        return _settle(row, FileState.AGAIN, Reason("imports.drop_again"), stamp)
    try:
        record = actions.take(content, kind=Kind(profile.kind), name=name, source_id=profile.source_id, stamp=stamp)
    except Unreadable as problem:
        return _refuse(profile, row, problem.reason, stamp)
    row.import_id, row.state = record.id, FileState.TAKEN
    row.decide(Reason("imports.drop_taken"), RULE_VERSION)
    return None


def _refuse(profile: DropProfile, row: DropFile, why: Reason, stamp: Stamp) -> None:
    _settle(row, FileState.REFUSED, why, stamp)
    telling.tell("drop_refused", profile.id, why, stamp)


def _settle(row: DropFile, state: FileState, why: Reason, stamp: Stamp) -> None:
    row.state, row.ended_at = state, stamp.at
    row.decide(why, RULE_VERSION)


def files_open(store_id: int) -> int:
    """How many files are on their way or wait, for the page's sentence."""
    found = select(func.count()).select_from(DropFile).where(DropFile.store_id == store_id)
    return int(db.session.scalar(found.where(or_(*(DropFile.state == one for one in OPEN)))) or 0)
