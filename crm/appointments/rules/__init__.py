"""The rules of appointments: what for and how long (kinds), when everybody is free (free), the feed (ical)."""

from crm.appointments.rules.free import Span, free_times, touching, within
from crm.appointments.rules.ical import Event, calendar
from crm.appointments.rules.kinds import (
    AHEAD_DAYS,
    CHANGE_NAMES,
    HOME_FROM,
    HOME_UNTIL,
    KIND_NAMES,
    MISSED_NAMES,
    REGISTER_BY,
    Change,
    Kind,
    Missed,
    length,
    why_not_then,
)

__all__ = [
    "AHEAD_DAYS", "CHANGE_NAMES", "HOME_FROM", "HOME_UNTIL", "KIND_NAMES", "MISSED_NAMES", "REGISTER_BY", "Change",
    "Event", "Kind", "Missed", "Span", "calendar", "free_times", "length", "touching", "why_not_then", "within",
]  # fmt: skip
