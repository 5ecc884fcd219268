"""The store's opening time, minute by minute: how long an enquiry has waited while somebody could have answered.

An enquiry of 23:00 has waited for 30 minutes at half an hour after opening (A-37); a holiday counts nothing, a
make-up working day (调休) counts like its weekday, or like a Monday when its weekday is closed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

AHEAD_DAYS = 60  # a store that opens on none of them is closed for good
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Calendar:
    """When the store is open: (opens, closes) by weekday, and the days that differ (True: it works)."""

    hours: Mapping[int, tuple[time, time]]
    special: Mapping[date, bool] = field(default_factory=dict)
    zone: str = "Asia/Shanghai"

    def on(self, day: date) -> tuple[datetime, datetime] | None:
        """The opening and the closing of one day as instants; None: closed."""
        works = self.special.get(day)
        hours = self.hours.get(day.weekday())
        if works is False:
            return None
        if works and hours is None:
            hours = next((self.hours[one] for one in sorted(self.hours)), None)
        if hours is None or hours[0] >= hours[1]:
            return None
        wall = ZoneInfo(self.zone)
        return datetime.combine(day, hours[0], wall), datetime.combine(day, hours[1], wall)

    def from_(self, at: datetime, days: int = AHEAD_DAYS) -> Iterator[tuple[datetime, datetime]]:
        """The stretches of opening time from an instant on; the first one may have begun."""
        first = at.astimezone(ZoneInfo(self.zone)).date()
        for ahead in range(days + 1):
            stretch = self.on(first + timedelta(days=ahead))
            if stretch and stretch[1] > at:
                yield max(stretch[0], at), stretch[1]


def is_open(at: datetime, calendar: Calendar) -> bool:
    return any(start <= at for start, _end in calendar.from_(at, days=0))


def after_open_minutes(at: datetime, minutes: int, calendar: Calendar) -> datetime | None:
    """The instant at which the store has been open for so many minutes since `at`; None: it does not open."""
    left = timedelta(minutes=minutes)
    for start, end in calendar.from_(at):
        if end - start >= left:
            return start + left
        left -= end - start
    return None


def open_minutes(since: datetime, until: datetime, calendar: Calendar) -> int:
    """How many minutes the store was open between two instants."""
    total = timedelta()
    for start, end in calendar.from_(since, days=max(0, (until - since).days + 1)):
        if start >= until:
            break
        total += min(end, until) - start
    return int(total / MINUTE)


def answer_by(at: datetime, minutes: int, in_hours: bool, calendar: Calendar, most_hours: int) -> datetime:
    """Until when the first answer is owed (F-05): the source's minutes, and never later than R-232 allows."""
    latest = at + timedelta(hours=most_hours)
    due = after_open_minutes(at, minutes, calendar) if in_hours else at + timedelta(minutes=minutes)
    return min(due or latest, latest)
