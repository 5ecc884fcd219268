"""One person's record, those who hold a PIN, the teams and the tablets of a store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from crm.people.models import StaffChange
from crm.shared.db import db
from crm.shared.stamp import Person
from crm.staff.models import Device, SignIn, Staff, StaffRole, Store, Team
from crm.staff.rules import Role


def person_for(by: Person, staff_id: int) -> Staff | None:
    """A person of the reader's own store."""
    return db.session.scalar(select(Staff).where(Staff.id == staff_id, Staff.store_id == by.store_id))


def posts_of(staff_id: int) -> frozenset[Role]:
    found = db.session.scalars(select(StaffRole.role).where(StaffRole.staff_id == staff_id))
    return frozenset(Role(role) for role in found)


def other_admins(store_id: int, staff_id: int) -> int:
    """How many working administrators the store has besides this person."""
    return int(
        db.session.scalar(
            select(func.count())
            .select_from(Staff)
            .join(StaffRole, StaffRole.staff_id == Staff.id)
            .where(Staff.store_id == store_id, Staff.id != staff_id, Staff.disabled_at.is_(None))
            .where(StaffRole.role == Role.ADMIN)
        )
        or 0
    )


def holders_of_pins(store_id: int) -> Sequence[Any]:
    """Who can unlock a shared tablet: the store's working people with a PIN, by name."""
    return db.session.execute(
        select(Staff.id, Staff.name, Staff.name_en)
        .where(Staff.store_id == store_id, Staff.disabled_at.is_(None), Staff.pin_hash.is_not(None))
        .order_by(Staff.name, Staff.id)
    ).all()


def teams(store_id: int) -> Sequence[Any]:
    """The store's teams with the number of their working people; archived ones last."""
    working = (
        select(Staff.team_id, func.count().label("people"))
        .where(Staff.store_id == store_id, Staff.disabled_at.is_(None))
        .group_by(Staff.team_id)
        .subquery()
    )
    return db.session.execute(
        select(Team.id, Team.name, Team.version, Team.archived_at, func.coalesce(working.c.people, 0).label("people"))
        .outerjoin(working, working.c.team_id == Team.id)
        .where(Team.store_id == store_id)
        .order_by(Team.archived_at.is_not(None), Team.name)
    ).all()


def devices(store_id: int) -> Sequence[Device]:
    """The browsers that the store shares."""
    return db.session.scalars(
        select(Device).where(Device.store_id == store_id, Device.revoked_at.is_(None)).order_by(Device.id)
    ).all()


def changes_of(store_id: int, staff_id: int, limit: int = 20) -> Sequence[Any]:
    """What was done to a record, newest first, with the name of who did it."""
    return db.session.execute(
        select(StaffChange.kind, StaffChange.facts, StaffChange.at, Staff.name.label("by_name"))
        .outerjoin(Staff, Staff.id == StaffChange.by_id)
        .where(StaffChange.store_id == store_id, StaffChange.staff_id == staff_id)
        .order_by(StaffChange.id.desc())
        .limit(limit)
    ).all()


def live_sessions(staff_id: int) -> Sequence[Any]:
    """Where a person is signed in now."""
    return db.session.execute(
        select(SignIn.started_at, SignIn.seen_at, Device.name.label("device"))
        .outerjoin(Device, Device.id == SignIn.device_id)
        .where(SignIn.staff_id == staff_id, SignIn.ended_at.is_(None))
        .order_by(SignIn.seen_at.desc())
        .limit(10)
    ).all()


def store(store_id: int) -> Store:
    return db.session.get_one(Store, store_id)
