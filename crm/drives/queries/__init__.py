"""Reading test drives: cars and their time (calendar), one booking and what was signed (papers)."""

from crm.drives.queries.calendar import cars, day, free_cars, of_appointment, of_lead
from crm.drives.queries.papers import (
    booking_for,
    bookings_for,
    drive_of,
    out_with,
    paper,
    photo,
    sheet,
    text,
    texts,
)

__all__ = [
    "booking_for", "bookings_for", "cars", "day", "drive_of", "free_cars", "of_appointment", "of_lead", "out_with",
    "paper", "photo", "sheet", "text", "texts",
]  # fmt: skip
