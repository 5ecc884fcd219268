"""When things happen at a dealership: Saturdays and month ends in the showroom, mornings of the week in the workshop,
and almost nothing around the Spring Festival, before which everybody wants the car looked after.

A day has a weight; days are drawn by their weights. Plain Python, no database.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from datetime import date, timedelta
from itertools import accumulate
from random import Random

# The first day of the year by the lunar calendar.
SPRING_FESTIVALS = tuple(
    date.fromisoformat(day)
    for day in (
        "2015-02-19 2016-02-08 2017-01-28 2018-02-16 2019-02-05 2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10 "
        "2025-01-29 2026-02-17 2027-02-06 2028-01-26 2029-02-13 2030-02-03 2031-01-23 2032-02-11 2033-01-31 2034-02-19 "
        "2035-02-08 2036-01-28"
    ).split()
)
SHOWROOM_WEEK = (0.75, 0.7, 0.7, 0.75, 0.9, 1.75, 1.45)  # Monday to Sunday: V-09, domain.md §3 "Peaks"
WORKSHOP_WEEK = (0.95, 0.9, 0.85, 0.9, 1.0, 1.35, 1.05)
SHOWROOM_MONTHS = (1.1, 0.7, 1.0, 0.9, 0.95, 0.95, 0.85, 0.9, 1.15, 1.15, 1.1, 1.25)  # golden September and October
WORKSHOP_MONTHS = (1.15, 0.85, 0.95, 1.0, 1.0, 1.0, 1.05, 1.0, 1.05, 0.95, 0.95, 1.05)
MONTH_END = 3  # last days of a month: targets are due


def festival(day: date) -> int | None:
    """Days from the nearest Spring Festival, negative before it; None when none is within a month."""
    place = bisect_left(SPRING_FESTIVALS, day)
    near = [(day - one).days for one in SPRING_FESTIVALS[max(0, place - 1) : place + 1]]
    nearest = min(near, key=abs, default=None)
    return nearest if nearest is not None and abs(nearest) <= 31 else None


def showroom(day: date) -> float:
    """How many people come to look at cars, beside an average day."""
    weight = SHOWROOM_WEEK[day.weekday()] * SHOWROOM_MONTHS[day.month - 1]
    if (day + timedelta(days=MONTH_END)).month != day.month:
        weight *= 1.4
    from_feast = festival(day)
    if from_feast is None:
        return weight
    if -2 <= from_feast <= 5:
        return weight * 0.08
    if -20 <= from_feast < -2:
        return weight * 1.3  # a car to drive home in
    return weight * (0.5 if from_feast <= 14 else 0.85) if from_feast > 0 else weight


def workshop(day: date) -> float:
    """How many cars come to the workshop, beside an average day."""
    weight = WORKSHOP_WEEK[day.weekday()] * WORKSHOP_MONTHS[day.month - 1]
    from_feast = festival(day)
    if from_feast is None:
        return weight
    if -1 <= from_feast <= 6:
        return weight * 0.04
    if -21 <= from_feast < -1:
        return weight * 1.6  # before the long drive home
    return weight * (0.6 if 0 < from_feast <= 20 else 1.0)


class Season:
    """The days of a stretch, to draw from by their weights."""

    def __init__(self, first: date, last: date, weight: Callable[[date], float]) -> None:
        self.first, self.last = first, last
        days = (last - first).days + 1
        self.weights = [weight(first + timedelta(days=n)) for n in range(max(1, days))]
        self.sums = list(accumulate(self.weights))

    def draw(self, chance: Random, first: date | None = None, last: date | None = None) -> date:
        """A day between the two, by its weight."""
        low = self._place(first or self.first)
        high = max(low, self._place(last or self.last))
        before = self.sums[low - 1] if low else 0.0
        found = bisect_left(self.sums, before + chance.random() * (self.sums[high] - before), low, high)
        return self.first + timedelta(days=found)

    def near(self, chance: Random, day: date, most: int = 3) -> date:
        """A day within `most` of the wanted one: people come when they have time."""
        if not self.first <= day <= self.last:
            return day
        return self.draw(chance, day - timedelta(days=most), day + timedelta(days=most))

    def _place(self, day: date) -> int:
        return min(max((day - self.first).days, 0), len(self.sums) - 1)
