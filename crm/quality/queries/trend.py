"""When the store was looked through, how the counts have gone, and what was set right lately."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select

from crm.quality.models import QualityDay, QualityFix, QualityRun
from crm.shared.db import db
from crm.staff.models import Staff

DAYS = 30
GIVEN_UP = timedelta(hours=1)


def last_run(store_id: int, at: datetime) -> QualityRun | None:
    """The look that is under way, or the last one that came to its end; one begun long ago was given up."""
    told = or_(QualityRun.ended_at.is_not(None), QualityRun.started_at > at - GIVEN_UP)
    mine = select(QualityRun).where(QualityRun.store_id == store_id, told)
    return db.session.scalar(mine.order_by(QualityRun.id.desc()).limit(1))


def days(store_id: int, today: date) -> dict[str, list[Any]]:
    """The counts of the last days, by check, oldest first; in one statement."""
    found = select(QualityDay).where(QualityDay.store_id == store_id, QualityDay.on_day >= today - timedelta(days=DAYS))
    by_check: dict[str, list[Any]] = {}
    for row in db.session.scalars(found.order_by(QualityDay.on_day)):
        by_check.setdefault(row.check, []).append(row)
    return by_check


def fixes(store_id: int, limit: int = 8) -> Sequence[Any]:
    """What was done lately, newest first."""
    one = QualityFix
    found = (
        select(one.id, one.check, one.done, one.rows, one.at, one.undone_at, one.left, Staff.name.label("by_name"))
        .outerjoin(Staff, Staff.id == one.by_id)
        .where(one.store_id == store_id)
    )
    return db.session.execute(found.order_by(one.id.desc()).limit(limit)).all()


def fix_for(store_id: int, fix_id: int) -> QualityFix | None:
    return db.session.scalar(select(QualityFix).where(QualityFix.id == fix_id, QualityFix.store_id == store_id))
