"""Who hears of it: the information clerk (R-612), by notices that name no file, no profile and no customer."""

from __future__ import annotations

from sqlalchemy import update

from crm.imports.drop.models import DropFile, DropProfile
from crm.imports.drop.rules import QUIET_DAYS
from crm.notices import actions as notices
from crm.shared import settings
from crm.shared.db import db
from crm.shared.reasons import Reason
from crm.shared.stamp import Person, Stamp
from crm.staff.queries import people_with
from crm.staff.rules import Role


def clerks(store_id: int) -> list[Person]:
    """The information clerks; a store that has none yet tells its administrators."""
    return people_with(store_id, Role.CLERK) or people_with(store_id, Role.ADMIN)


def tell(kind: str, subject_id: int, why: Reason, stamp: Stamp) -> None:
    for person in clerks(stamp.store_id):
        notices.tell(int(person.id or 0), kind, subject_id, reason=why, stamp=stamp)


def trouble(profile: DropProfile, code: str | None, stamp: Stamp) -> None:
    """Keep what is wrong with a folder, and tell it once; a folder where nothing comes any more is wrong as well."""
    days = settings.of(profile.store_id)[QUIET_DAYS]
    if code is None and is_quiet(profile, days, stamp):
        code = "imports.drop_quiet"
    if code == profile.trouble:
        return
    db.session.execute(
        update(DropProfile)
        .where(DropProfile.id == profile.id)
        .values(trouble=code)
        .execution_options(synchronize_session=False)
    )
    notices.withdraw("drop_trouble", profile.id, stamp=stamp)
    if code:
        tell("drop_trouble", profile.id, Reason(code, {"days": days}), stamp)


def is_quiet(profile: DropProfile, days: int, stamp: Stamp) -> bool:
    """Nothing has come for so many days; a new profile has as long to begin."""
    last = max(filter(None, (profile.came_at, profile.watched_since_at)))
    return bool((stamp.at - last).days >= days)


def over(row: DropFile, stamp: Stamp) -> None:
    """Nobody has to look at its import any more."""
    if row.import_id:
        notices.withdraw("drop_waits", row.import_id, stamp=stamp)
