"""Hours on duty: shifts are the store's wall time, so a change of the clocks never shifts them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo


class Span(NamedTuple):
    """From one instant to before another."""

    since: datetime
    until: datetime

    def within(self, other: Span) -> Span:
        """The part of it that lies in `other`; empty spans have no length."""
        return Span(max(self.since, other.since), min(self.until, other.until))

    @property
    def length(self) -> timedelta:
        return max(self.until - self.since, timedelta())


def instant(on_day: date, wall: time, zone: str) -> datetime:
    """What the clock on the store's wall shows, as an instant; the day's last moment is the next day's first."""
    if wall == time.max:
        on_day, wall = on_day + timedelta(days=1), time.min
    return datetime.combine(on_day, wall, ZoneInfo(zone)).astimezone(UTC)


def on_rota(
    on_day: date, starts: time, ends: time, zone: str, made_at: datetime | None = None, off_at: datetime | None = None
) -> Span:
    """From the shift's beginning, or since they were put on, to its end, or until they were taken off."""
    span = Span(instant(on_day, starts, zone), instant(on_day, ends, zone))
    return Span(max(span.since, made_at or span.since), min(span.until, off_at or span.until))


def time_on_duty(span: Span, breaks: Iterable[tuple[datetime, datetime | None]], now: datetime) -> timedelta:
    """How long somebody has been on duty until `now`, breaks left out."""
    whole = span.within(Span(span.since, now))
    pauses = (Span(away, back or now).within(whole).length for away, back in breaks)
    return max(whole.length - sum(pauses, timedelta()), timedelta())
