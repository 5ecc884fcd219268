"""When a car, an advisor and the house are free together: one look over what is taken (R-221, R-227)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

EVERY = 30  # minutes between the times that are offered
MOST = 24  # of them


class Span(NamedTuple):
    """From and until; what begins where another one ends does not touch it."""

    starts_at: datetime
    ends_at: datetime


def touching(wanted: Span, taken: Iterable[Span]) -> Span | None:
    """The first of the taken spans that the wanted one runs into."""
    return next((one for one in taken if one.starts_at < wanted.ends_at and wanted.starts_at < one.ends_at), None)


def within(wanted: Span, opens: time, closes: time, zone: str) -> bool:
    """The span lies in the hours of its day; what ends after midnight does not."""
    house = ZoneInfo(zone)
    begins, ends = wanted.starts_at.astimezone(house), wanted.ends_at.astimezone(house)
    return begins.date() == ends.date() and opens <= begins.time() and ends.time() <= closes


def free_times(
    on_day: date, hours: tuple[time, time], minutes: int, at: datetime, zone: str, *,
    advisor: Sequence[Span] = (), cars: Mapping[int, Sequence[Span]] | None = None,
) -> list[time]:  # fmt: skip
    """The times of a day at which the advisor is free and, where cars are named, one of them is, too."""
    opens, closes = hours
    found: list[time] = []
    starts_at = _first(on_day, opens, zone)
    while within(span := Span(starts_at, starts_at + timedelta(minutes=minutes)), opens, closes, zone):
        car = cars is None or any(touching(span, taken) is None for taken in cars.values())
        if car and starts_at > at and touching(span, advisor) is None:
            found.append(starts_at.astimezone(ZoneInfo(zone)).time())
        starts_at += timedelta(minutes=EVERY)
    return found[:MOST]


def _first(on_day: date, opens: time, zone: str) -> datetime:
    """The first half hour of the day at or after opening."""
    minute = opens.hour * 60 + opens.minute
    rounded = -(-minute // EVERY) * EVERY
    return datetime.combine(on_day, time(), ZoneInfo(zone)) + timedelta(minutes=rounded)
