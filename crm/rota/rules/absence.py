"""Days off: what falls due on one goes to the backup or waits for the next working day, and makes no points (R-253)."""

from __future__ import annotations

from collections.abc import Collection, Container
from datetime import date, timedelta
from enum import StrEnum

from crm.shared.words import N_

MOST_DAYS = 366  # one absence at most
LOOK_AHEAD = 62  # days in which the next working day is looked for


class Why(StrEnum):
    """Why somebody is away, in three words that betray nothing more."""

    LEAVE = "leave"
    SICK = "sick"
    TRAINING = "training"


WHY_NAMES = {Why.LEAVE: N_("On leave"), Why.SICK: N_("Ill"), Why.TRAINING: N_("Training")}


def wrong_days(first_on: date, last_on: date, today: date) -> tuple[str, str] | None:
    """(field, sentence) when these days cannot be an absence; None otherwise."""
    if last_on < first_on:
        return "last_on", N_("The last day comes after the first.")
    if (last_on - first_on).days >= MOST_DAYS:
        return "last_on", N_("At most a year at once.")
    if last_on < today:
        return "last_on", N_("These days are over; what fell due on them is decided already.")
    return None


def next_working_day(after: date, store_days: Container[date], off: Collection[date]) -> date:
    """The first day after `after` on which the store is open and the person is there; the next day if none is near."""
    for ahead in range(1, LOOK_AHEAD):
        day = after + timedelta(days=ahead)
        if day in store_days and day not in off:
            return day
    return after + timedelta(days=1)
