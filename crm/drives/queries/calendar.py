"""Which cars there are, which of them are free, and who has them on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from crm.customers.models import Customer
from crm.drives.models import Booking, DriveCar, DriveSlot
from crm.drives.rules import steps
from crm.leads.models import Lead
from crm.shared.db import db
from crm.staff.models import Staff

MOST_CARS = 60

_cars = (
    select(
        DriveCar.id, DriveCar.name, DriveCar.model, DriveCar.plate, DriveCar.automatic, DriveCar.small,
        DriveCar.position, DriveCar.version,
    )
    .where(DriveCar.retired_at.is_(None))
    .order_by(DriveCar.position, DriveCar.id)
    .limit(MOST_CARS)
)  # fmt: skip


def cars(store_id: int) -> Sequence[Any]:
    """The store's test cars, in its order."""
    return db.session.execute(_cars.where(DriveCar.store_id == store_id)).all()


def free_cars(store_id: int, starts_at: datetime, minutes: int, but: int | None = None) -> Sequence[Any]:
    """The cars that nobody has at any time of this span; `but`: a booking that may be moved. One statement."""
    wanted = steps(starts_at, starts_at + timedelta(minutes=minutes))
    taken = select(DriveSlot.car_id).where(DriveSlot.step >= wanted.start, DriveSlot.step < wanted.stop)
    if but is not None:
        taken = taken.where(DriveSlot.booking_id != but)
    return db.session.execute(_cars.where(DriveCar.store_id == store_id, DriveCar.id.not_in(taken))).all()


_bookings = (
    select(
        Booking.id, Booking.car_id, Booking.kind, Booking.starts_at, Booking.ends_at, Booking.on_day, Booking.note,
        Booking.left_at, Booking.back_at, Booking.lead_id, Booking.advisor_id, Booking.appointment_id, Booking.version,
        Customer.name, Customer.sex, Customer.kind.label("file"), Staff.name.label("advisor"),
        Staff.name_en.label("advisor_en"),
    )
    .outerjoin(Lead, Lead.id == Booking.lead_id)
    .outerjoin(Customer, Customer.id == Lead.customer_id)
    .outerjoin(Staff, Staff.id == Booking.advisor_id)
    .where(Booking.released_at.is_(None))
    .order_by(Booking.starts_at, Booking.id)
)  # fmt: skip


def day(store_id: int, on_day: date) -> Sequence[Any]:
    """Who has which car on a day, by time; and a car that has not come back since."""
    return db.session.execute(_bookings.where(Booking.store_id == store_id, Booking.on_day == on_day).limit(600)).all()


def of_lead(lead_id: int) -> Sequence[Any]:
    """What a customer has booked and not yet driven, the next one first."""
    return db.session.execute(_bookings.where(Booking.lead_id == lead_id, Booking.back_at.is_(None)).limit(5)).all()


def of_appointment(appointment_id: int) -> Booking | None:
    """The car that goes with an appointment, unless it was given back."""
    mine = Booking.appointment_id == appointment_id, Booking.released_at.is_(None)
    return db.session.scalar(select(Booking).where(*mine).order_by(Booking.id.desc()).limit(1))
