"""Who is expected today, and what has been agreed with one lead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Date, bindparam, select

from crm.appointments.models import Appointment
from crm.customers.models import Customer
from crm.leads.models import Lead
from crm.leads.queries import leads_for
from crm.shared.db import db
from crm.shared.stamp import Person, Stamp
from crm.staff.models import Staff

MOST = 40  # of a day, at the desk
ON_LEAD = 5

_rows = (
    select(
        Appointment.id, Appointment.kind, Appointment.starts_at, Appointment.on_day, Appointment.version,
        Appointment.lead_id, Appointment.advisor_id, Appointment.came_visit_id, Appointment.came_at,
        Appointment.cancelled_at, Appointment.customer_id, Customer.name, Customer.sex, Customer.kind.label("file"),
        Customer.phone, Staff.name.label("advisor"), Lead.grade, Lead.interest,
    )
    .join(Customer, Customer.id == Appointment.customer_id)
    .join(Lead, Lead.id == Appointment.lead_id)
    .join(Staff, Staff.id == Appointment.advisor_id)
)  # fmt: skip
_today = (
    _rows.where(
        Appointment.store_id == bindparam("store", type_=BigInteger),
        Appointment.on_day == bindparam("today", type_=Date),
        Appointment.cancelled_at.is_(None),
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
        _rows.where(Appointment.lead_id == lead_id).order_by(Appointment.id.desc()).limit(ON_LEAD)
    ).all()


def at_the_desk(person: Person, appointment_id: int) -> Appointment | None:
    """Whoever receives may take any expected customer of the store in."""
    return db.session.scalar(
        select(Appointment).where(Appointment.id == appointment_id, Appointment.store_id == person.store_id)
    )


def appointment_for(person: Person, appointment_id: int) -> Appointment | None:
    """An appointment of a lead that this person may see."""
    found = select(Appointment).join(Lead, Lead.id == Appointment.lead_id)
    return db.session.scalar(found.where(Appointment.id == appointment_id, leads_for(person)))
