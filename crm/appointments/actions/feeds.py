"""The secret address of a person's calendar: opened, shown once, closed again."""

from __future__ import annotations

import secrets

from sqlalchemy import update

from crm.appointments.models import CalendarFeed
from crm.shared.db import db
from crm.shared.stamp import Stamp
from crm.staff.actions import token_hash


def open_feed(*, stamp: Stamp) -> str:
    """A fresh address; the one before no longer answers. What it opens is kept hashed, so it is shown this once."""
    close_feed(stamp=stamp)
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed(
        store_id=stamp.store_id, staff_id=stamp.by.id, token_hash=token_hash(token), ends_with=token[-4:]
    )
    feed.sign(stamp)
    db.session.add(feed)
    return token


def close_feed(*, stamp: Stamp) -> None:
    """Nobody reads the calendar from outside any more; pressing twice is once."""
    mine = (CalendarFeed.staff_id == stamp.by.id, CalendarFeed.revoked_at.is_(None))
    db.session.execute(update(CalendarFeed).where(*mine).values(revoked_at=stamp.at))
