"""Reading test drives: cars and their time (calendar), what customers said (feedback),
one booking and what was signed (papers)."""

from crm.drives.queries.calendar import car_for, cars, day, free_cars, known, of_appointment, of_lead, own_leads
from crm.drives.queries.feedback import month, told
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
    "booking_for", "bookings_for", "car_for", "cars", "day", "drive_of", "free_cars", "known", "month",
    "of_appointment",
    "of_lead", "out_with", "own_leads", "paper", "photo", "sheet", "text", "texts", "told",
]  # fmt: skip
