"""Who stands how high, and whose supervision it was."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select

from crm.points.rules.ledger import rank
from crm.shared.db import db
from crm.staff.models import Staff, StaffRole
from crm.staff.queries import people_with
from crm.staff.rules import Role


def ranks(store_id: int) -> dict[int, int]:
    """Everybody's height in a store: one statement."""
    roles: dict[int, set[Role]] = defaultdict(set)
    found = select(StaffRole.staff_id, StaffRole.role).join(Staff, Staff.id == StaffRole.staff_id)
    for row in db.session.execute(found.where(Staff.store_id == store_id)):
        roles[row.staff_id].add(Role(row.role))
    return {staff_id: rank(held) for staff_id, held in roles.items()}


def supervisors(store_id: int) -> dict[int, int | None]:
    """The store's working supervisors with their team."""
    return {one.id: one.team_id for one in people_with(store_id, Role.SUPERVISOR) if one.id is not None}


def teams(store_id: int) -> dict[int, int | None]:
    """Everybody's team."""
    found = select(Staff.id, Staff.team_id).where(Staff.store_id == store_id)
    return {row.id: row.team_id for row in db.session.execute(found)}
