"""Taking people on, giving posts, setting keys, letting people go and welcoming them back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm.attributes import flag_modified

from crm.people import queries
from crm.people.models import StaffChange
from crm.people.rules import Change, refuse_departure, refuse_keys, refuse_posts
from crm.shared.db import db
from crm.shared.forms import Refused, expect_version
from crm.shared.stamp import Stamp, machine
from crm.shared.words import _
from crm.staff import actions as staff
from crm.staff.models import Device, SignIn, Staff, StaffRole, Team
from crm.staff.rules import Right, Role


def found(
    *, store: str, store_en: str, name: str, username: str, password_hash: str, language: str, at: datetime
) -> Staff:
    """The first store of an empty system and its administrator."""
    opened = staff.open_store(code="S1", name=store, name_en=store_en, at=at)
    return staff.hire(
        store_id=opened.id, username=username, name=name, password_hash=password_hash, roles=[Role.ADMIN],
        language=language, stamp=machine(opened.id, at, opened.zone),
    )  # fmt: skip


def take_on(
    *,
    username: str,
    name: str,
    name_en: str,
    roles: Sequence[str],
    team_id: int | None,
    language: str,
    password_hash: str,
    stamp: Stamp,
) -> Staff:
    """A new colleague with posts, team and a first password."""
    _check_posts(None, roles, stamp)
    _check_team(team_id, stamp)
    person = staff.hire(
        store_id=stamp.store_id, username=username, name=name, name_en=name_en, password_hash=password_hash,
        roles=[Role(role) for role in roles], team_id=team_id, language=language, stamp=stamp,
    )  # fmt: skip
    _note(person.id, Change.TAKEN_ON, {"roles": [[], sorted(roles)]}, stamp)
    return person


def edit(
    person: Staff,
    *,
    name: str,
    name_en: str,
    roles: Sequence[str],
    team_id: int | None,
    version: int | None,
    stamp: Stamp,
) -> None:
    """Change name, posts and team; what changed is kept with both values."""
    had = queries.posts_of(person.id)
    before = {"name": person.name, "name_en": person.name_en, "roles": sorted(had), "team_id": person.team_id}
    expect_version(person, version, **before)
    after = {"name": name, "name_en": name_en, "roles": sorted(roles), "team_id": team_id}
    changed = {field: [before[field], after[field]] for field in after if before[field] != after[field]}
    if not changed:
        return
    _check_posts(person, roles, stamp)
    _check_team(team_id, stamp)
    person.name, person.name_en, person.team_id = name, name_en, team_id
    if "roles" in changed:
        db.session.execute(delete(StaffRole).where(StaffRole.staff_id == person.id))
        db.session.add_all(StaffRole(staff_id=person.id, role=Role(role)) for role in roles)
        flag_modified(person, "name")  # other posts are another version of the person
    _note(person.id, Change.EDITED, changed, stamp)


def _check_posts(person: Staff | None, roles: Sequence[str], stamp: Stamp) -> None:
    why = refuse_posts(
        by_roles=frozenset(Role(role) for role in stamp.by.roles),
        by_rights=frozenset(Right(right) for right in stamp.by.rights),
        own=person is not None and person.id == stamp.by.id,
        before=queries.posts_of(person.id) if person else frozenset(),
        after=frozenset(Role(role) for role in roles),
        other_admins=queries.other_admins(stamp.store_id, person.id) if person else 1,
    )
    if why:
        raise Refused(_(why), field="roles")


def _check_team(team_id: int | None, stamp: Stamp) -> None:
    known = select(Team.id).where(Team.id == team_id, Team.store_id == stamp.store_id, Team.archived_at.is_(None))
    if team_id is not None and db.session.scalar(known) is None:
        raise Refused(_("This team does not exist any more."), field="team_id")


def _check_keys(person: Staff, stamp: Stamp) -> None:
    why = refuse_keys(
        by_roles=frozenset(Role(role) for role in stamp.by.roles),
        by_rights=frozenset(Right(right) for right in stamp.by.rights),
        target=queries.posts_of(person.id),
    )
    if why and person.id != stamp.by.id:
        raise Refused(_(why))


def set_password(person: Staff, *, password_hash: str, stamp: Stamp) -> None:
    """A new password; every session of the person ends, except the one that sets their own."""
    _check_keys(person, stamp)
    person.password_hash = password_hash
    if person.id != stamp.by.id:
        staff.end_sessions(person.id, stamp.at)
    _note(person.id, Change.PASSWORD, {}, stamp)


def set_pin(person: Staff, *, pin_hash: str | None, stamp: Stamp) -> None:
    """A PIN of the person's own, or none; it opens the store's shared tablets and nothing else."""
    _check_keys(person, stamp)
    person.pin_hash = pin_hash
    _note(person.id, Change.PIN, {}, stamp)


def let_go(person: Staff, *, version: int | None, stamp: Stamp) -> None:
    """The person has left: the record stays, every session ends in this transaction."""
    was_admin = Role.ADMIN in queries.posts_of(person.id)
    why = refuse_departure(
        own=person.id == stamp.by.id, was_admin=was_admin,
        other_admins=queries.other_admins(stamp.store_id, person.id),
    )  # fmt: skip
    if why:
        raise Refused(_(why))
    _check_keys(person, stamp)
    staff.disable(person, version=version, stamp=stamp)
    _note(person.id, Change.DEPARTED, {}, stamp)


def take_back(person: Staff, *, version: int | None, stamp: Stamp) -> None:
    """The person works here again, with the posts of before and the old keys gone: a new password is due."""
    expect_version(person, version)
    _check_keys(person, stamp)
    person.disabled_at = person.disabled_by_id = None
    person.pin_hash = None
    _note(person.id, Change.RETURNED, {}, stamp)


def _note(staff_id: int, kind: Change, facts: dict[str, Any], stamp: Stamp) -> None:
    row = StaffChange(store_id=stamp.store_id, staff_id=staff_id, kind=kind, facts=facts)
    row.sign(stamp)
    db.session.add(row)


def add_team(*, name: str, stamp: Stamp) -> Team:
    """A new team, or the archived one of that name again."""
    known = db.session.scalar(select(Team).where(Team.store_id == stamp.store_id, Team.name == name))
    if known is None:
        return staff.add_team(store_id=stamp.store_id, name=name)
    if known.archived_at is None:
        raise Refused(_("There is a team of this name already."), field="name")
    known.archived_at = None
    return known


def rename_team(team: Team, *, name: str, version: int | None) -> None:
    expect_version(team, version, name=team.name)
    taken = select(Team.id).where(Team.store_id == team.store_id, Team.name == name, Team.id != team.id)
    if db.session.scalar(taken):
        raise Refused(_("There is a team of this name already."), field="name")
    team.name = name


def archive_team(team: Team, *, version: int | None, stamp: Stamp) -> None:
    """Nothing is deleted: an empty team is put away and comes back under its name."""
    expect_version(team, version, name=team.name)
    inside = select(Staff.id).where(Staff.team_id == team.id, Staff.disabled_at.is_(None)).limit(1)
    if db.session.scalar(inside):
        raise Refused(_("Somebody is still in this team. Move them first."), field="name")
    team.archived_at = stamp.at


def revoke_device(device: Device, *, stamp: Stamp) -> None:
    """The tablet is no longer shared; whoever is signed in on it is signed out."""
    device.revoked_at = stamp.at
    live = update(SignIn).where(SignIn.device_id == device.id, SignIn.ended_at.is_(None))
    db.session.execute(live.values(ended_at=stamp.at))
