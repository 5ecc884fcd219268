"""One day of one car as the cells of a table: half hours, longer where somebody has the car."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

CELL = 30  # minutes of a column
LEAST = 4  # hours
OPENS, CLOSES = time(9), time(18)  # while a store has set no hours


@dataclass(frozen=True)
class Cell:
    """So many columns from a minute of the day on; without a booking the car is free."""

    minute: int
    span: int
    bookings: tuple[Any, ...] = ()

    @property
    def clock(self) -> str:
        return f"{self.minute // 60:02d}:{self.minute % 60:02d}"


def columns(opens: time, closes: time, bookings: Sequence[Any], now: int = 0) -> range:
    """The first minute of every column: from full hour to full hour around the opening hours and all bookings.

    Of today only what is not over by now (the minute of the day) is shown, and LEAST hours in any case.
    """
    first = min([opens.hour * 60, *(_minute(one.starts) for one in bookings)])
    last = max([closes.hour * 60 + closes.minute, *(_last(one) for one in bookings)])
    last = -(-min(last, 24 * 60) // 60) * 60
    return range(max(first // 60 * 60, min(now // 60 * 60, last - LEAST * 60)), last, CELL)


def cells(bookings: Sequence[Any], shown: range) -> list[Cell]:
    """The cells of one car; bookings that share a column share a cell. `starts` and `ends` are wall times."""
    found: list[Cell] = []
    minute = shown.start
    waiting = sorted((one for one in bookings if _last(one) > minute), key=lambda one: one.starts)
    while minute < shown.stop:
        ends, inside = minute + CELL, []
        while waiting and _minute(waiting[0].starts) < ends:
            inside.append(waiting.pop(0))
            ends = max(ends, -(-_last(inside[-1]) // CELL) * CELL)
        ends = min(ends, shown.stop)
        found.append(Cell(minute, (ends - minute) // CELL, tuple(inside)))
        minute = ends
    return found


def _minute(at: datetime) -> int:
    return at.hour * 60 + at.minute


def _last(booking: Any) -> int:
    """The minute of the day at which it ends; midnight and what lies behind it is the day's end."""
    return 24 * 60 if booking.ends.date() > booking.starts.date() else _minute(booking.ends)
