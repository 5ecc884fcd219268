"""Who is expected today, what has been agreed with one lead, and one appointment that a person may touch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Date, and_, bindparam, or_, select

from crm.appointments.models import Appointment, AppointmentChange
from crm.customers.models import Customer
from crm.drives.models import Booking, DriveCar
from crm.leads.models import Lead
from crm.leads.queries import leads_for
from crm.shared.db import db
from crm.shared.stamp import Person, Stamp
from crm.staff.models import Staff

MOST = 40  # of a day, at the desk
ON_LEAD = 5

_car = (
    select(DriveCar.name)
    .join(Booking, Booking.car_id == DriveCar.id)
    .where(Booking.appointment_id == Appointment.id, Booking.released_at.is_(None))
    .order_by(Booking.id.desc())
    .limit(1)
    .correlate(Appointment)
    .scalar_subquery()
)
rows = (
    select(
        Appointment.id, Appointment.kind, Appointment.starts_at, Appointment.on_day, Appointment.minutes,
        Appointment.version, Appointment.lead_id, Appointment.advisor_id, Appointment.came_visit_id,
        Appointment.came_at, Appointment.cancelled_at, Appointment.missed_at, Appointment.confirmed_at,
        Appointment.registered_at, Appointment.follows_id, Appointment.customer_id, Customer.name, Customer.sex,
        Customer.kind.label("file"), Customer.phone, Staff.name.label("advisor"), Staff.name_en.label("advisor_en"),
        Lead.grade, Lead.interest, _car.label("car"),
    )
    .join(Customer, Customer.id == Appointment.customer_id)
    .join(Lead, Lead.id == Appointment.lead_id)
    .join(Staff, Staff.id == Appointment.advisor_id)
)  # fmt: skip
_today = (
    rows.where(
        Appointment.store_id == bindparam("store", type_=BigInteger),
        Appointment.on_day == bindparam("today", type_=Date),
        Appointment.cancelled_at.is_(None),
        Appointment.kind != "home",  # there the advisor goes to the customer
    )
    .order_by(Appointment.starts_at, Appointment.id)
    .limit(MOST)
)


def today(stamp: Stamp) -> Sequence[Any]:
    """Everybody who is expected today, by time; who has come is marked. One statement."""
    return db.session.execute(_today, {"store": stamp.store_id, "today": stamp.today}).all()


def of_lead(lead_id: int) -> Sequence[Any]:
    """The latest of a lead, newest first."""
    return db.session.execute(
        rows.where(Appointment.lead_id == lead_id).order_by(Appointment.id.desc()).limit(ON_LEAD)
    ).all()


def row_of(appointment_id: int) -> Any:
    """One appointment as the lists show it."""
    return db.session.execute(rows.where(Appointment.id == appointment_id)).one()


def course(appointment_id: int) -> Sequence[Any]:
    """Each change of an appointment, and who signed it: the rows that nobody deletes."""
    change = AppointmentChange
    return db.session.execute(
        select(change.id, change.kind, change.at, change.was_at, change.code, change.reason, Staff.name, Staff.name_en)
        .outerjoin(Staff, Staff.id == change.by_id)
        .where(change.appointment_id == appointment_id)
        .order_by(change.id)
        .limit(60)
    ).all()


def at_the_desk(person: Person, appointment_id: int) -> Appointment | None:
    """Whoever receives may take any expected customer of the store in."""
    return db.session.scalar(
        select(Appointment).where(Appointment.id == appointment_id, Appointment.store_id == person.store_id)
    )


def awaited(stamp: Stamp, customer_id: int) -> Appointment | None:
    """What brings this customer to the store today, if they were invited: the first that is not a visit yet."""
    found = select(Appointment).where(
        Appointment.store_id == stamp.store_id, Appointment.customer_id == customer_id,
        Appointment.on_day == stamp.today, Appointment.came_at.is_(None), Appointment.cancelled_at.is_(None),
        Appointment.kind != "home",
    )  # fmt: skip
    return db.session.scalar(found.order_by(Appointment.starts_at, Appointment.id).limit(1))


def appointment_for(person: Person, appointment_id: int) -> Appointment | None:
    """An appointment of a lead that this person may see, or one at which they receive."""
    found = select(Appointment).join(Lead, Lead.id == Appointment.lead_id)
    mine = and_(Appointment.store_id == person.store_id, Appointment.advisor_id == person.id)
    return db.session.scalar(found.where(Appointment.id == appointment_id, or_(leads_for(person), mine)))
