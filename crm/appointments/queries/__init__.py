"""Reading appointments: expected today, a day's list (listed), what is taken (taken), the feed (feeds)."""

from crm.appointments.queries.expected import appointment_for, at_the_desk, awaited, course, of_lead, row_of, today
from crm.appointments.queries.feeds import events, feed_of, reader
from crm.appointments.queries.listed import (
    counts,
    day,
    place,
    registered,
    unexplained,
    unregistered,
    unsettled,
    why_missed,
)
from crm.appointments.queries.taken import busy, cars_taken, next_open_day, next_open_days, opening

__all__ = [
    "appointment_for", "at_the_desk", "awaited", "busy", "cars_taken", "counts", "course", "day", "events", "feed_of",
    "next_open_day", "next_open_days", "of_lead", "opening", "place", "reader", "registered", "row_of", "today",
    "unexplained", "unregistered", "unsettled", "why_missed",
]  # fmt: skip
