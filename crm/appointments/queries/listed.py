"""A day's list: whose appointments a person sees, how many, and how far the supervisor has registered them (R-230)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_

from crm.appointments.models import Appointment, AppointmentChange, ListRegistered
from crm.appointments.queries.expected import rows
from crm.appointments.rules import Change
from crm.leads.models import Lead
from crm.leads.rules import ACTIVE
from crm.shared.db import db
from crm.shared.stamp import Person, Stamp
from crm.staff.models import Staff
from crm.staff.rules import Right

PAGE = 50
UNSETTLED = 20  # on a page; settled one after the other

AWAITED = (Appointment.came_at.is_(None), Appointment.cancelled_at.is_(None), Appointment.missed_at.is_(None))


def owes_a_reason(today: Any) -> tuple[ColumnElement[bool], ...]:
    """Did not come on an earlier day, nobody has said why, and the lead is still worked on (R-231)."""
    return (Appointment.on_day < today, *AWAITED, Lead.stage.in_(ACTIVE))


def mine(person: Person) -> ColumnElement[bool]:
    """Whose appointments this person sees: the store's, the group's, or those at which they receive."""
    here = Appointment.store_id == person.store_id
    if person.can(Right.ALL_LEADS):
        return here
    own = Appointment.advisor_id == person.id
    if person.can(Right.TEAM_LEADS) and person.team_id is not None:
        own = or_(own, Appointment.advisor_id.in_(select(Staff.id).where(Staff.team_id == person.team_id)))
    return and_(here, or_(own, Appointment.by_id == person.id))  # and whom they have invited for a colleague


def day(person: Person, on_day: date, after: Any = None) -> Sequence[Any]:
    """The day's appointments by time, 50 and one more."""
    found = rows.where(mine(person), Appointment.on_day == on_day, Appointment.cancelled_at.is_(None))
    if after is not None:
        found = found.where(tuple_(Appointment.starts_at, Appointment.id) > (after.starts_at, after.id))
    return db.session.execute(found.order_by(Appointment.starts_at, Appointment.id).limit(PAGE + 1)).all()


def place(person: Person, appointment_id: int) -> Any:
    """Where a page of the day ended."""
    return db.session.execute(
        select(Appointment.starts_at, Appointment.id).where(Appointment.id == appointment_id, mine(person))
    ).first()


def counts(person: Person, on_day: date) -> Any:
    """How many are expected on a day, have confirmed, are registered, have come."""
    number = func.count
    return db.session.execute(
        select(
            number().label("all"), number(Appointment.confirmed_at).label("confirmed"),
            number(Appointment.registered_at).label("registered"), number(Appointment.came_at).label("came"),
        ).where(mine(person), Appointment.on_day == on_day, Appointment.cancelled_at.is_(None))
    ).one()  # fmt: skip


def registered(store_id: int, on_day: date) -> Any:
    """Who has registered this day's list last, and when."""
    return db.session.execute(
        select(ListRegistered.at, ListRegistered.how_many, Staff.name, Staff.name_en)
        .join(Staff, Staff.id == ListRegistered.by_id)
        .where(ListRegistered.store_id == store_id, ListRegistered.on_day == on_day)
        .order_by(ListRegistered.id.desc())
        .limit(1)
    ).first()


def unregistered(store_id: int, on_day: date) -> int:
    """How many of a day are not on the supervisor's list."""
    open_ones = (Appointment.store_id == store_id, Appointment.on_day == on_day, *AWAITED)
    return db.session.scalar(select(func.count()).where(*open_ones, Appointment.registered_at.is_(None))) or 0


def unsettled(person: Person, today: date) -> Sequence[Any]:
    """Who did not come on an earlier day, without a reason yet; the oldest first (R-231)."""
    return _missed(mine(person), today)


def unexplained(staff_id: int, stamp: Stamp) -> Sequence[Any]:
    """The same for one advisor: until these are settled, the queue of the day stays shut. One statement."""
    return _missed(and_(Appointment.store_id == stamp.store_id, Appointment.advisor_id == staff_id), stamp.today)


def _missed(whose: ColumnElement[bool], today: date) -> Sequence[Any]:
    found = rows.where(whose, *owes_a_reason(today))
    return db.session.execute(found.order_by(Appointment.starts_at, Appointment.id).limit(UNSETTLED)).all()


def why_missed(stamp: Stamp, since: date) -> Sequence[Any]:
    """Reasons of the no-shows since a day, each with how many and how many have a new time; the most frequent first."""
    follows = select(Appointment.follows_id).where(Appointment.follows_id == AppointmentChange.appointment_id)
    again = func.count(follows.limit(1).correlate(AppointmentChange).scalar_subquery())
    return db.session.execute(
        select(AppointmentChange.code, func.count().label("n"), again.label("again"))
        .join(Appointment, Appointment.id == AppointmentChange.appointment_id)
        .where(
            AppointmentChange.store_id == stamp.store_id, AppointmentChange.kind == Change.MISSED.value,
            Appointment.on_day >= since, mine(stamp.by),
        )
        .group_by(AppointmentChange.code)
        .order_by(func.count().desc(), AppointmentChange.code)
    ).all()  # fmt: skip
