"""Who is here: the one query behind every request, and the store's people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from crm.shared.db import db
from crm.shared.stamp import Person
from crm.staff.models import Device, SignIn, Staff, StaffRole, Store, Team
from crm.staff.rules import ROLES, Right, Role, rights_of

_roles = (
    select(func.aggregate_strings(StaffRole.role, ","))
    .where(StaffRole.staff_id == Staff.id)
    .correlate(Staff)
    .scalar_subquery()
)


@dataclass(frozen=True)
class Present:
    """A live session: the person, and what the page's frame shows."""

    session_id: int
    person: Person
    device_id: int | None
    started_at: datetime
    seen_at: datetime
    language: str
    flash: str | None
    store_name: str
    store_name_en: str
    zone: str
    settings_version: int
    demo: bool


_present = (
    select(
        SignIn.id.label("session_id"), SignIn.device_id, SignIn.started_at, SignIn.seen_at, SignIn.flash,
        Staff.id, Staff.name, Staff.name_en, Staff.username, Staff.team_id, Staff.language, Staff.demo,
        Store.id.label("store_id"), Store.name.label("store_name"), Store.name_en.label("store_name_en"),
        Store.zone, Store.settings_version, _roles.label("roles"),
    )  # fmt: skip
    .join(Staff, Staff.id == SignIn.staff_id)
    .join(Store, Store.id == Staff.store_id)
)

# Built once: every request asks it, polls included.
_live = _present.where(
    SignIn.token_hash == bindparam("token"), SignIn.ended_at.is_(None), Staff.disabled_at.is_(None)
)


def present(token_hash: str) -> Present | None:
    """The live session of a token; None when it has ended or the person is disabled. One query."""
    row = db.session.execute(_live, {"token": token_hash}).first()
    if row is None:
        return None
    return Present(
        row.session_id, person_of(row), row.device_id, row.started_at, row.seen_at, row.language, row.flash,
        row.store_name, row.store_name_en, row.zone, row.settings_version, row.demo,
    )  # fmt: skip


def person_of(row: Any) -> Person:
    """A Person from a row with id, store_id, name, name_en, username, team_id, roles (comma-joined)."""
    roles = frozenset(Role(role) for role in (row.roles or "").split(",") if role)
    return Person(
        id=row.id, store_id=row.store_id, name=row.name, name_en=row.name_en, username=row.username,
        team_id=row.team_id, roles=roles, rights=rights_of(roles),
    )  # fmt: skip


_people = select(
    Staff.id, Staff.store_id, Staff.name, Staff.name_en, Staff.username, Staff.team_id, Staff.disabled_at,
    Staff.pin_hash, Staff.version, Staff.demo, Team.name.label("team_name"), _roles.label("roles"),
).outerjoin(Team, Team.id == Staff.team_id)  # fmt: skip


def people(store_id: int, *, with_disabled: bool = False) -> Sequence[Any]:
    """The store's people by name, with their roles comma-joined."""
    found = _people.where(Staff.store_id == store_id).order_by(Staff.disabled_at, Staff.name, Staff.id)
    if not with_disabled:
        found = found.where(Staff.disabled_at.is_(None))
    return db.session.execute(found).all()


def people_with(store_id: int, *roles: Role) -> list[Person]:
    """The working people who hold any of these roles, by name."""
    wanted = select(StaffRole.staff_id).where(StaffRole.role.in_(roles))
    found = _people.where(Staff.store_id == store_id, Staff.disabled_at.is_(None), Staff.id.in_(wanted))
    return [person_of(row) for row in db.session.execute(found.order_by(Staff.name, Staff.id))]


def person_by_username(username: str) -> Person | None:
    """A working person by sign-in name."""
    row = db.session.execute(_people.where(Staff.username == username, Staff.disabled_at.is_(None))).first()
    return person_of(row) if row else None


def person_by_id(staff_id: int) -> Person | None:
    """A working person: a job asks for whom it works, with the rights of today."""
    row = db.session.execute(_people.where(Staff.id == staff_id, Staff.disabled_at.is_(None))).first()
    return person_of(row) if row else None


def people_who(store_id: int, right: Right) -> list[Person]:
    """The working people who hold a right, by name."""
    return people_with(store_id, *(role for role, rights in ROLES.items() if right in rights))


def device_of(token_hash: str) -> Device | None:
    """A shared browser that has not been revoked."""
    return db.session.scalar(select(Device).where(Device.token_hash == token_hash, Device.revoked_at.is_(None)))


def stores() -> Sequence[Store]:
    """All stores of this installation."""
    return db.session.scalars(select(Store).order_by(Store.id)).all()
