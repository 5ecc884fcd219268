"""Exports as the asker, the approver and the auditor see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import aliased

from crm.exports.models import Export, ExportDecision, ExportDownload
from crm.exports.rules import CHIEF_ROWS_A_DAY, OPEN, ROWS_A_DAY, State
from crm.shared import settings
from crm.shared.blobs import Blob
from crm.shared.db import db
from crm.shared.stamp import Person, Stamp
from crm.staff.models import Staff
from crm.staff.rules import Right

PAGE = 50


def lines() -> Select[Any]:
    """An export as one line of a list: who, what, how it was decided and how often it was fetched."""
    judge = aliased(Staff)
    fetched = select(func.count()).where(ExportDownload.export_id == Export.id).correlate(Export).scalar_subquery()
    found: Select[Any] = (
        select(
            Export, Staff.name, Staff.name_en, Staff.username, ExportDecision.verdict,
            ExportDecision.note.label("answer"), ExportDecision.at.label("decided_at"), judge.name.label("judge"),
            judge.name_en.label("judge_en"), fetched.label("fetched"), Blob.erase_on, Blob.erased_at,
        )
        .join(Staff, Staff.id == Export.by_id)
        .outerjoin(ExportDecision, ExportDecision.export_id == Export.id)
        .outerjoin(judge, judge.id == ExportDecision.by_id)
        .outerjoin(Blob, Blob.id == Export.blob_id)
    )  # fmt: skip
    return found


def own(person: Person, before: int | None = None) -> Sequence[Row[Any]]:
    """What a person has exported, newest first."""
    return _page(lines().where(Export.store_id == person.store_id, Export.by_id == person.id), before)


def log(person: Person, before: int | None = None) -> Sequence[Row[Any]]:
    """Every export of the store, newest first (F-84)."""
    return _page(lines().where(Export.store_id == person.store_id), before)


def _page(found: Select[Any], before: int | None) -> Sequence[Row[Any]]:
    if before is not None:
        found = found.where(Export.id < before)
    return db.session.execute(found.order_by(Export.id.desc()).limit(PAGE + 1)).all()


def waiting(person: Person) -> Sequence[Row[Any]]:
    """What waits for an approval, the oldest first."""
    found = lines().where(Export.store_id == person.store_id, Export.state == State.WAITING)
    return db.session.execute(found.order_by(Export.id).limit(PAGE)).all()


def line_for(person: Person, export_id: int) -> Row[Any] | None:
    """One export: the asker's own; whoever approves or audits sees the store's. Others' do not exist."""
    found = lines().where(Export.id == export_id, Export.store_id == person.store_id)
    if not person.can(Right.APPROVE_EXPORT, Right.AUDIT):
        found = found.where(Export.by_id == person.id)
    return db.session.execute(found).first()


def export_for(person: Person, export_id: int) -> Export | None:
    """One's own export, for its buttons."""
    mine = (Export.id == export_id, Export.store_id == person.store_id, Export.by_id == person.id)
    return db.session.scalar(select(Export).where(*mine))


def to_decide(person: Person, export_id: int) -> Export | None:
    """An export of the store, for somebody who approves."""
    return db.session.scalar(select(Export).where(Export.id == export_id, Export.store_id == person.store_id))


def under_way(person: Person) -> int:
    """How many of a person's exports are not over."""
    mine = (Export.store_id == person.store_id, Export.by_id == person.id, Export.state.in_(OPEN))
    return db.session.scalar(select(func.count()).select_from(Export).where(*mine)) or 0


def day_began(stamp: Stamp) -> datetime:
    """Midnight on the store's wall."""
    return datetime.combine(stamp.today, time(), ZoneInfo(stamp.zone))


def taken_today(stamp: Stamp, but: int = 0) -> int:
    """Rows with customers that this person has taken today, approved ones and export `but` left out."""
    began = day_began(stamp)
    mine = (Export.store_id == stamp.store_id, Export.by_id == stamp.by.id, Export.id != but)
    day = (Export.at >= began, Export.at < began + timedelta(days=1))
    return int(db.session.scalar(select(func.coalesce(func.sum(Export.counted), 0)).where(*mine, *day)) or 0)


def alone(person: Person) -> int:
    """Rows with customers that a person may take in a day without asking."""
    chief = person.can(Right.APPROVE_EXPORT)
    return settings.of(person.store_id)[CHIEF_ROWS_A_DAY if chief else ROWS_A_DAY]


def was_approved(export_id: int) -> bool:
    found = select(ExportDecision.id).where(ExportDecision.export_id == export_id, ExportDecision.verdict == "approved")
    return db.session.scalar(found) is not None
