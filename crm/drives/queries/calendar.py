"""Which cars there are, which of them are free, and who has them on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import case, literal, select

from crm.customers.models import Customer
from crm.drives.models import Booking, DriveCar, DrivePaper, DriveSlot
from crm.drives.queries.papers import bookings_for
from crm.drives.rules import steps
from crm.leads.models import Lead, TestDrive
from crm.leads.rules import ACTIVE
from crm.shared.db import db
from crm.shared.scope import NotYours
from crm.shared.stamp import Person
from crm.staff.models import Staff

MOST_CARS = 60
MOST = 600
ON_LEAD = 4
OFFERED = 60

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


def car_for(person: Person, car_id: int) -> DriveCar:
    """A car of this person's store, or 404."""
    mine = DriveCar.id == car_id, DriveCar.store_id == person.store_id
    car = db.session.scalar(select(DriveCar).where(*mine))
    if car is None:
        raise NotYours
    return car


def free_cars(store_id: int, starts_at: datetime, minutes: int, but: int | None = None) -> Sequence[Any]:
    """The cars that nobody has at any time of this span; `but`: a booking that may be moved. One statement."""
    wanted = steps(starts_at, starts_at + timedelta(minutes=minutes))
    taken = select(DriveSlot.car_id).where(DriveSlot.step >= wanted.start, DriveSlot.step < wanted.stop)
    if but is not None:
        taken = taken.where(DriveSlot.booking_id != but)
    return db.session.execute(_cars.where(DriveCar.store_id == store_id, DriveCar.id.not_in(taken))).all()


_signed = (DrivePaper.booking_id == Booking.id) & DrivePaper.void_at.is_(None)
_bookings = (
    select(
        Booking.id, Booking.car_id, Booking.kind, Booking.starts_at, Booking.ends_at, Booking.on_day, Booking.note,
        Booking.left_at, Booking.back_at, Booking.lead_id, Booking.advisor_id, Booking.appointment_id, Booking.version,
        DriveCar.name.label("car"), DrivePaper.id.label("paper_id"), TestDrive.verdict, Customer.name, Customer.sex,
        Customer.kind.label("file"), Staff.name.label("advisor"), Staff.name_en.label("advisor_en"),
    )
    .join(DriveCar, DriveCar.id == Booking.car_id)
    .outerjoin(Lead, Lead.id == Booking.lead_id)
    .outerjoin(Customer, Customer.id == Lead.customer_id)
    .outerjoin(Staff, Staff.id == Booking.advisor_id)
    .outerjoin(DrivePaper, _signed)
    .outerjoin(TestDrive, TestDrive.booking_id == Booking.id)
    .where(Booking.released_at.is_(None))
    .order_by(Booking.starts_at, Booking.id)
)  # fmt: skip


def day(store_id: int, on_day: date, person: Person | None = None) -> Sequence[Any]:
    """Who has which car on a day, by time. `mine`: whether this person may open it. One statement."""
    may = bookings_for(person) if person else literal(True)
    found = _bookings.add_columns(case((may, True), else_=False).label("mine"))
    return db.session.execute(found.where(Booking.store_id == store_id, Booking.on_day == on_day).limit(MOST)).all()


def of_lead(lead_id: int) -> Sequence[Any]:
    """The latest bookings of a customer, the newest first."""
    mine = _bookings.where(Booking.lead_id == lead_id).order_by(None).order_by(Booking.starts_at.desc())
    return db.session.execute(mine.limit(ON_LEAD)).all()


def of_appointment(appointment_id: int) -> Booking | None:
    """The car that goes with an appointment, unless it was given back."""
    mine = Booking.appointment_id == appointment_id, Booking.released_at.is_(None)
    return db.session.scalar(select(Booking).where(*mine).order_by(Booking.id.desc()).limit(1))


def own_leads(person: Person) -> Sequence[Any]:
    """The customers that this person could take for a drive, who was here last first."""
    found = select(Lead.id, Customer.name, Customer.sex, Lead.grade, Lead.interest)
    found = found.join(Customer, Customer.id == Lead.customer_id)
    mine = Lead.store_id == person.store_id, Lead.owner_id == person.id, Lead.stage.in_(ACTIVE)
    ordered = found.where(*mine).order_by(Lead.last_visit_on.desc().nulls_last(), Lead.id.desc())
    return db.session.execute(ordered.limit(OFFERED)).all()


def known(lead: Lead) -> Any:
    """One customer as the list above shows them."""
    found = select(Lead.id, Customer.name, Customer.sex, Lead.grade, Lead.interest)
    return db.session.execute(found.join(Customer, Customer.id == Lead.customer_id).where(Lead.id == lead.id)).one()
