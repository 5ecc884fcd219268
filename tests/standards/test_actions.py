"""What happens when a standard, the hours or a day of the calendar is changed."""

from __future__ import annotations

from datetime import date, time

import pytest
from sqlalchemy import select

from crm.shared import settings
from crm.shared.db import db
from crm.shared.forms import Refused, Stale
from crm.shared.settings import Setting
from crm.staff.models import CalendarDay
from crm.staff.rules import IDLE_MINUTES
from crm.standards import actions, queries
from tests.support import stamp_of


def test_a_standard_is_a_row_with_history_and_the_newest_counts(inside):
    stamp = stamp_of("manager")
    actions.set_standard(IDLE_MINUTES.key, value=20, version=0, stamp=stamp)
    db.session.flush()
    first = queries.latest_of(stamp.store_id, IDLE_MINUTES.key)
    actions.set_standard(IDLE_MINUTES.key, value=25, version=first.id, stamp=stamp)
    assert settings.of(stamp.store_id)[IDLE_MINUTES] == 25
    assert [row.value for row in queries.history(stamp.store_id, IDLE_MINUTES.key)] == [25, 20]
    other = stamp_of("other_manager")
    assert settings.of(other.store_id)[IDLE_MINUTES] == IDLE_MINUTES.default


def test_a_standard_read_before_somebody_elses_change_is_a_conflict(inside):
    stamp = stamp_of("manager")
    actions.set_standard(IDLE_MINUTES.key, value=20, version=0, stamp=stamp)
    db.session.flush()
    with pytest.raises(Stale) as stale:
        actions.set_standard(IDLE_MINUTES.key, value=25, version=0, stamp=stamp)
    assert stale.value.theirs == {"value": 20}


def test_a_number_out_of_its_bounds_is_refused(inside):
    with pytest.raises(Refused) as refused:
        actions.set_standard(IDLE_MINUTES.key, value=100_000, version=0, stamp=stamp_of("manager"))
    assert refused.value.field == "value"
    assert db.session.scalars(select(Setting)).all() == []


def week(stored: dict, **changed: object) -> list[dict]:
    days = [
        {"open": True, "opens": stored[n].opens, "closes": stored[n].closes, "version": stored[n].version}
        for n in range(7)
    ]
    days[6].update(changed)
    return days


def test_sunday_can_be_closed_and_opened_again(inside):
    stamp = stamp_of("manager")
    actions.set_hours(days=week(queries.hours(stamp.store_id), open=False), stamp=stamp)
    db.session.flush()
    assert queries.hours(stamp.store_id)[6].archived_at
    again = week(queries.hours(stamp.store_id), opens=time(10), closes=time(16))
    actions.set_hours(days=again, stamp=stamp)
    db.session.flush()
    sunday = queries.hours(stamp.store_id)[6]
    assert (sunday.opens, sunday.closes, sunday.archived_at) == (time(10), time(16), None)
    with pytest.raises(Stale):
        actions.set_hours(days=again, stamp=stamp)


def test_a_new_store_knows_the_states_holidays(inside):
    stamp = stamp_of("manager")
    holidays = db.session.scalars(select(CalendarDay).where(CalendarDay.store_id == stamp.store_id)).all()
    spring = [day for day in holidays if day.name == "春节" and day.on_day.year == 2026]
    assert not spring or {day.works for day in spring} == {False, True}  # closed days and make-up days


def test_a_day_that_was_put_away_comes_back_under_its_date(inside):
    stamp = stamp_of("manager")
    on_day = date(stamp.today.year + 1, 1, 20)
    actions.set_special_day(on_day=on_day, works="no", name="盘点", version=None, stamp=stamp)
    day = db.session.scalars(select(CalendarDay).where(CalendarDay.on_day == on_day)).one()
    with pytest.raises(Refused):
        actions.set_special_day(on_day=on_day, works="no", name="盘点", version=None, stamp=stamp)
    actions.put_day_away(day, version=day.version, stamp=stamp)
    db.session.flush()
    assert day not in queries.special_days(stamp.store_id, stamp.today)
    actions.set_special_day(on_day=on_day, works="yes", name="补班", version=None, stamp=stamp)
    assert (day.archived_at, day.works, day.name) == (None, True, "补班")
