"""What is taken of advisors and cars on a day: the one look behind free and busy (R-221)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import Integer, cast, literal, null, select, union_all

from crm.appointments.models import Appointment
from crm.appointments.rules import Span
from crm.drives import queries as drives
from crm.drives.models import Booking
from crm.shared.db import Instant, db
from crm.shared.stamp import Stamp
from crm.standards.queries import hours, opening_between

ALL_DAY = (time(0, 0), time(23, 59))


def busy(staff_ids: Iterable[int], on_day: date, store_id: int, but: int | None = None) -> dict[int, list[Span]]:
    """When each of these people has a customer on a day: appointments, and cars given out without one. One statement.

    `but` is an appointment that does not count, because it is being moved.
    """
    people = list(staff_ids)
    agreed = select(
        Appointment.advisor_id.label("staff_id"), Appointment.starts_at, Appointment.minutes,
        cast(null(), Instant).label("ends_at"),
    ).where(
        Appointment.store_id == store_id, Appointment.on_day == on_day, Appointment.advisor_id.in_(people),
        Appointment.cancelled_at.is_(None), Appointment.missed_at.is_(None), Appointment.id != (but or 0),
    )  # fmt: skip
    driving = select(
        Booking.advisor_id, Booking.starts_at, literal(0, Integer), Booking.ends_at
    ).where(
        Booking.store_id == store_id, Booking.on_day == on_day, Booking.advisor_id.in_(people),
        Booking.released_at.is_(None), Booking.appointment_id.is_(None), Booking.lead_id.is_not(None),
    )  # fmt: skip
    found: dict[int, list[Span]] = {one: [] for one in people}
    rows: Any = db.session.execute(union_all(agreed, driving))
    for row in rows:
        ends_at = row.ends_at or row.starts_at + timedelta(minutes=row.minutes)
        found[row.staff_id].append(Span(row.starts_at, ends_at))
    for spans in found.values():
        spans.sort()
    return found


def cars_taken(store_id: int, on_day: date, but: int | None = None) -> dict[int, list[Span]]:
    """When each of the store's test cars is out or kept on a day; two statements."""
    found: dict[int, list[Span]] = {car.id: [] for car in drives.cars(store_id)}
    for row in drives.day(store_id, on_day) if found else ():
        if row.car_id in found and (but is None or row.appointment_id != but):
            found[row.car_id].append(Span(row.starts_at, row.ends_at))
    return found


def opening(stamp: Stamp, on_day: date) -> tuple[time, time] | None:
    """When the store is open on a day, or None; a store that has not said its hours is always open."""
    found = opening_between(stamp.store_id, on_day, on_day).get(on_day)
    return found or (None if hours(stamp.store_id) else ALL_DAY)


def next_open_days(stamp: Stamp, most: int = 1) -> list[date]:
    """The next days after today on which the store is open; where it has not said its hours, the next days."""
    days = [stamp.today + timedelta(days=n) for n in range(1, 15)]
    known = opening_between(stamp.store_id, days[0], days[-1])
    return ([day for day in days if day in known] or days)[:most]


def next_open_day(stamp: Stamp) -> date:
    """The first of them: the day whose list is registered today."""
    return next_open_days(stamp)[0]
