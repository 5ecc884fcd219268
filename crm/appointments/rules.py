"""Appointments: what for, how far ahead, and what may still be changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from crm.shared.numbers import Number
from crm.shared.words import N_

AHEAD_DAYS = Number("appointments.ahead_days", 60, "d", N_("Appointments can be made so far ahead"), 1, 365)


class Kind(StrEnum):
    """What the customer comes for."""

    VISIT = "visit"
    TEST_DRIVE = "test_drive"


KIND_NAMES = {Kind.VISIT: N_("Visit"), Kind.TEST_DRIVE: N_("Test drive")}


class Change(StrEnum):
    """What became of an appointment."""

    MADE = "made"
    MOVED = "moved"
    CANCELLED = "cancelled"
    CAME = "came"


def why_not_then(starts_at: datetime, at: datetime, ahead_days: int) -> str | None:
    """Why an appointment cannot be at this time, as a sentence, or None."""
    if starts_at <= at:
        return N_("Choose a time that is still to come.")
    if starts_at > at + timedelta(days=ahead_days):
        return N_("This is too far ahead.")
    return None
