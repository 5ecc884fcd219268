"""Time and chance come from here and nowhere else, so that a test can hold both."""

from __future__ import annotations

import random
import secrets
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

T = TypeVar("T")
LOT_LIMIT = 2**31 - 1  # Decision 17: a lot is below 2^31


def noon(day: date, zone: str = "Asia/Shanghai") -> datetime:
    """The instant at which something of which only the day is known stands in a timeline."""
    return datetime.combine(day, time(12), ZoneInfo(zone))


class Clock:
    """The system's clock. Read once per request or job, into the stamp."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def day(self, at: datetime, zone: str = "Asia/Shanghai") -> date:
        """The calendar day of an instant in the store's zone."""
        return at.astimezone(ZoneInfo(zone)).date()


class Dice:
    """Chance from the system's secure source; `seed()` makes it repeatable for demo data and tests."""

    def __init__(self) -> None:
        self._source: random.Random = secrets.SystemRandom()

    def seed(self, number: int | None) -> None:
        self._source = secrets.SystemRandom() if number is None else random.Random(number)  # noqa: S311

    def bits(self, count: int) -> int:
        return self._source.getrandbits(count)

    def lot(self) -> int:
        """A customer's lot: it decides arms and draws (Decision 17)."""
        return self._source.randrange(LOT_LIMIT)

    def choice(self, options: Sequence[T]) -> T:
        return self._source.choice(options)


clock = Clock()
dice = Dice()
