"""Who may receive customers, what they are called, and who stands in for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from crm.rota.models import Backup
from crm.rota.rules import NOBODY, Owner
from crm.shared.db import db
from crm.staff.models import Staff, StaffRole
from crm.staff.rules import ROLES, Right, Role

SELLERS = tuple(role for role in Role if Right.SELL in ROLES[role])


def sellers(store_id: int) -> Sequence[Any]:
    """Everybody who may receive customers, by name."""
    posts = select(StaffRole.staff_id).where(StaffRole.role.in_(SELLERS))
    found = select(Staff.id, Staff.name, Staff.name_en).where(
        Staff.store_id == store_id, Staff.disabled_at.is_(None), Staff.id.in_(posts)
    )
    return db.session.execute(found.order_by(Staff.name, Staff.id)).all()


def seller(store_id: int, staff_id: int) -> Row[Any] | None:
    return next((row for row in sellers(store_id) if row.id == staff_id), None)


def name_of(staff_id: int | None) -> str:
    """The name of somebody who receives; empty when nobody does."""
    return (db.session.scalar(select(Staff.name).where(Staff.id == staff_id)) if staff_id else None) or ""


def owner_of(staff_id: int | None) -> Owner:
    """Who looks after a customer, with their backup."""
    if staff_id is None:
        return NOBODY
    found = select(Staff.name, Backup.backup_id).outerjoin(Backup, Backup.staff_id == Staff.id)
    row = db.session.execute(found.where(Staff.id == staff_id)).first()
    return Owner(staff_id, row.name, row.backup_id) if row else NOBODY


def backups(store_id: int) -> dict[int, int | None]:
    """Who stands in for whom."""
    found = select(Backup.staff_id, Backup.backup_id).where(Backup.store_id == store_id)
    return {row.staff_id: row.backup_id for row in db.session.execute(found)}


def team_of(staff_id: int) -> int | None:
    return db.session.scalar(select(Staff.team_id).where(Staff.id == staff_id))
