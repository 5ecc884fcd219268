"""Changing a standard, the opening hours, a day of the calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from sqlalchemy import select

from crm.shared import settings
from crm.shared.db import db, insert_missing
from crm.shared.forms import Refused, Stale, expect_version
from crm.shared.stamp import Stamp
from crm.shared.words import _
from crm.staff.actions import on_store_opened
from crm.staff.models import CalendarDay, OpeningHours
from crm.standards import queries
from crm.standards.rules import wrong_day, wrong_hours


def set_standard(key: str, *, value: int | str, version: int, stamp: Stamp) -> None:
    """A number or wording from now on; `version` is the row it was read from, 0 for the default."""
    now = queries.latest_of(stamp.store_id, key)
    if (now.id if now else 0) != version:
        raise Stale({"value": now.value if now else None})
    settings.change(key, value, stamp)


def set_hours(*, days: Sequence[Mapping[str, Any]], stamp: Stamp) -> None:
    """The week's opening hours; each day carries the version it was read from (0: never open)."""
    stored = queries.hours(stamp.store_id)
    for weekday, day in enumerate(days):
        row = stored.get(weekday)
        if (row.version if row else 0) != (day["version"] or 0):
            raise Stale({"days": weekday})
        _set_day(weekday, day, row, stamp)


def _set_day(weekday: int, day: Mapping[str, Any], row: OpeningHours | None, stamp: Stamp) -> None:
    if not day["open"]:
        if row and row.archived_at is None:
            row.archived_at = stamp.at
        return
    opens: time = day["opens"]
    closes: time = day["closes"]
    why = wrong_hours(opens, closes)
    if why:
        raise Refused(_(why))
    if row is None:
        db.session.add(OpeningHours(store_id=stamp.store_id, weekday=weekday, opens=opens, closes=closes))
    elif row.archived_at or (row.opens, row.closes) != (opens, closes):
        row.opens, row.closes, row.archived_at = opens, closes, None


def set_special_day(*, on_day: date, works: str, name: str, version: int | None, stamp: Stamp) -> None:
    """A holiday, or a make-up working day; a day that is put away comes back under its date."""
    why = wrong_day(on_day, stamp.today)
    if why:
        raise Refused(_(why), field="on_day")
    mine = select(CalendarDay).where(CalendarDay.store_id == stamp.store_id, CalendarDay.on_day == on_day)
    row = db.session.scalar(mine)
    if row is None:
        db.session.add(CalendarDay(store_id=stamp.store_id, on_day=on_day, works=works == "yes", name=name))
        return
    if row.archived_at is None:
        if version is None:
            raise Refused(_("This day stands in the calendar already. Change it there."), field="on_day")
        expect_version(row, version, works="yes" if row.works else "no", name=row.name)
    row.works, row.name, row.archived_at = works == "yes", name, None


def put_day_away(day: CalendarDay, *, version: int | None, stamp: Stamp) -> None:
    """The day is an ordinary one again."""
    expect_version(day, version)
    day.archived_at = stamp.at


@on_store_opened
def lay_out_holidays(store_id: int, stamp: Stamp) -> None:
    """The state's holidays and make-up days of this year and the next, as far as they are published."""
    from chinese_calendar import constants  # only here: its tables are large

    names = {holiday.value: holiday.chinese for holiday in constants.Holiday}
    rows = [
        {"store_id": store_id, "on_day": on_day, "works": works, "name": names[named], "version": 1}
        for table, works in ((constants.holidays, False), (constants.workdays, True))
        for on_day, named in table.items()
        if on_day.year in (stamp.today.year, stamp.today.year + 1)
    ]
    insert_missing(CalendarDay, rows)
