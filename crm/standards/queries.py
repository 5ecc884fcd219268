"""What a store has set, who set it last and what stood before; its hours and its special days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import Row, func, select

from crm.shared.db import db
from crm.shared.settings import Setting
from crm.staff.models import CalendarDay, OpeningHours, Staff

_signed = select(
    Setting.id, Setting.key, Setting.value, Setting.at, Staff.name.label("by_name"), Staff.name_en.label("by_name_en")
).outerjoin(Staff, Staff.id == Setting.by_id)


def latest(store_id: int) -> dict[str, Row[Any]]:
    """The newest row of every key that the store has set, with its signature."""
    newest = select(func.max(Setting.id)).where(Setting.store_id == store_id).group_by(Setting.key)
    return {row.key: row for row in db.session.execute(_signed.where(Setting.id.in_(newest)))}


def latest_of(store_id: int, key: str) -> Row[Any] | None:
    """The newest row of one key; its id is the version that an edit carries."""
    return db.session.execute(
        _signed.where(Setting.store_id == store_id, Setting.key == key).order_by(Setting.id.desc()).limit(1)
    ).first()


def history(store_id: int, key: str | None = None, before: int | None = None, limit: int = 51) -> Sequence[Row[Any]]:
    """Changes, newest first: of one key, or of all."""
    found = _signed.where(Setting.store_id == store_id)
    if key:
        found = found.where(Setting.key == key)
    if before:
        found = found.where(Setting.id < before)
    return db.session.execute(found.order_by(Setting.id.desc()).limit(limit)).all()


def hours(store_id: int) -> dict[int, OpeningHours]:
    """Opening hours by weekday; a weekday without a row, or with an archived one, is closed."""
    rows = db.session.scalars(select(OpeningHours).where(OpeningHours.store_id == store_id))
    return {row.weekday: row for row in rows}


def opening_between(store_id: int, since: date, until: date) -> dict[date, tuple[time, time]]:
    """When the store is open on each day; a day that is missing is closed. A make-up day on a closed weekday keeps the
    hours of the first open one."""
    usual = {row.weekday: (row.opens, row.closes) for row in hours(store_id).values() if row.archived_at is None}
    special = select(CalendarDay.on_day, CalendarDay.works).where(
        CalendarDay.store_id == store_id, CalendarDay.archived_at.is_(None), CalendarDay.on_day.between(since, until)
    )
    works: dict[date, bool] = {row.on_day: row.works for row in db.session.execute(special)}
    found: dict[date, tuple[time, time]] = {}
    for on_day in (since + timedelta(days=n) for n in range((until - since).days + 1)):
        weekday = usual.get(on_day.weekday())
        if works.get(on_day, weekday is not None) and usual:
            found[on_day] = weekday or usual[min(usual)]
    return found


def special_days(store_id: int, today: date) -> Sequence[CalendarDay]:
    """Days that differ from their weekday, from a month ago on."""
    return db.session.scalars(
        select(CalendarDay)
        .where(CalendarDay.store_id == store_id, CalendarDay.archived_at.is_(None))
        .where(CalendarDay.on_day >= today - timedelta(days=31))
        .order_by(CalendarDay.on_day)
        .limit(200)
    ).all()


def special_day(store_id: int, day_id: int) -> CalendarDay | None:
    return db.session.scalar(select(CalendarDay).where(CalendarDay.id == day_id, CalendarDay.store_id == store_id))


def version_of_day(store_id: int, on_day: date | None) -> int | None:
    mine = select(CalendarDay.version).where(CalendarDay.store_id == store_id, CalendarDay.on_day == on_day)
    return db.session.scalar(mine)
