"""Whoever signs for a test drive need not tell the desk: the door sees that the two of them are out."""

from __future__ import annotations

from sqlalchemy import select

from crm.drives.actions import when_out
from crm.reception.actions.course import drive_back, drive_out
from crm.reception.models import Visit
from crm.shared.db import db
from crm.shared.stamp import Stamp


@when_out
def out_or_back(lead_id: int, out: bool, stamp: Stamp) -> None:
    """The customer's visit of today, if there is one and somebody receives them."""
    here = Visit.store_id == stamp.store_id, Visit.on_day == stamp.today, Visit.lead_id == lead_id
    found = select(Visit).where(*here, Visit.left_at.is_(None), Visit.void_at.is_(None), Visit.advisor_id.is_not(None))
    visit = db.session.scalar(found.order_by(Visit.id.desc()).limit(1))
    if visit is not None:
        (drive_out if out else drive_back)(visit, stamp=stamp)
