"""The profiles: which folders are watched, for what, and what has come through them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import select

from crm.imports.drop import folder as place
from crm.imports.drop.models import DropFile, DropProfile
from crm.imports.drop.rules import is_folder
from crm.imports.drop.watching import code_of, root
from crm.imports.rules import Kind
from crm.imports.sources import ImportSource, source_for
from crm.shared.db import db
from crm.shared.forms import Refused, expect_version
from crm.shared.stamp import Person, Stamp
from crm.shared.words import _

PAGE = 50
_COLUMNS = (
    DropFile.id, DropFile.name, DropFile.size, DropFile.seen_at, DropFile.state, DropFile.reason_code, DropFile.facts,
    DropFile.import_id, DropProfile.id.label("profile_id"), DropProfile.name.label("profile"),
)  # fmt: skip

# ---------------------------------------------------------------- looking


def profile_for(person: Person, profile_id: int) -> DropProfile | None:
    mine = (DropProfile.id == profile_id, DropProfile.store_id == person.store_id, DropProfile.archived_at.is_(None))
    return db.session.scalar(select(DropProfile).where(*mine))


def profiles_of(store_id: int) -> Sequence[Any]:
    """The store's folders with the name of the source that each follows, those in trouble first."""
    rows = (
        select(DropProfile, ImportSource.name.label("source"))
        .outerjoin(ImportSource, ImportSource.id == DropProfile.source_id)
        .where(DropProfile.store_id == store_id, DropProfile.archived_at.is_(None))
        .order_by(DropProfile.trouble.is_(None), DropProfile.name, DropProfile.id)
        .limit(PAGE)
    )
    return db.session.execute(rows).all()


def files_of(store_id: int, before: int | None = None, profile_id: int | None = None) -> Sequence[Any]:
    """What has come, the newest first, one more than a page."""
    rows = select(*_COLUMNS).join(DropProfile, DropProfile.id == DropFile.profile_id)
    rows = rows.where(DropFile.store_id == store_id).order_by(DropFile.id.desc()).limit(PAGE + 1)
    if profile_id:
        rows = rows.where(DropFile.profile_id == profile_id)
    return db.session.execute(rows.where(DropFile.id < before) if before else rows).all()


def in_trouble(store_id: int) -> Sequence[Any]:
    """The watched folders that need a look, for the line on top of the pages."""
    bad = (DropProfile.store_id == store_id, DropProfile.archived_at.is_(None), DropProfile.active)
    return db.session.execute(
        select(DropProfile.name, DropProfile.trouble).where(*bad, DropProfile.trouble.is_not(None)).limit(3)
    ).all()


# ---------------------------------------------------------------- changing


def open_profile(*, stamp: Stamp, version: int | None = None, **values: Any) -> DropProfile:
    """A new folder is watched from now on; it is made when it is not there yet."""
    profile = DropProfile(store_id=stamp.store_id, watched_since_at=stamp.at)
    return _set(profile, stamp, **values)


def edit_profile(profile: DropProfile, *, version: int | None, stamp: Stamp, **values: Any) -> DropProfile:
    expect_version(profile, version, name=profile.name, folder=profile.folder, pattern=profile.pattern)
    if (values["active"] and not profile.active) or values["folder"] != profile.folder:
        profile.watched_since_at, profile.trouble = stamp.at, None
    return _set(profile, stamp, **values)


def _set(
    profile: DropProfile, stamp: Stamp, *, name: str, folder: str, pattern: str, kind: Kind, source_id: int | None,
    by_itself: bool, active: bool,
) -> DropProfile:  # fmt: skip
    if not is_folder(folder):
        raise Refused(_("A plain name without slashes, such as dms-visits."), "folder")
    twin = select(DropProfile.id).where(
        DropProfile.store_id == stamp.store_id, DropProfile.folder == folder, DropProfile.archived_at.is_(None)
    )
    with db.session.no_autoflush:
        if db.session.scalar(twin.where(DropProfile.id != profile.id) if profile.id else twin):
            raise Refused(_("Another profile watches this folder already."), "folder")
        source = source_for(stamp.by, source_id) if source_id else None
    if source_id and (source is None or source.kind != kind):
        raise Refused(_("This source has rows of another kind."), "source_id")
    if by_itself and not source_id:
        raise Refused(_("To write by itself it needs a source whose columns were checked once."), "by_itself")
    profile.name, profile.folder, profile.pattern, profile.kind = name, folder, pattern, kind
    profile.source_id, profile.by_itself, profile.active = source_id, by_itself, active
    profile.sign(stamp)
    db.session.add(profile)
    make_folder(stamp.store_id, folder)
    return profile


def close_profile(profile: DropProfile, *, version: int | None, stamp: Stamp) -> DropProfile:
    """The folder is watched no more; what lies in it stays."""
    expect_version(profile, version)
    profile.archived_at = stamp.at
    return profile


def make_folder(store_id: int, folder: str) -> None:
    """Make the folder where nobody has; where that is not allowed, the next look says so."""
    with suppress(place.Unreachable, OSError):
        root().mkdir(mode=0o750, parents=True, exist_ok=True)
        with place.opened(root()) as base, place.below(base, code_of(store_id)) as store, place.below(store, folder):
            pass
