"""Giving a car away for a while, another time, and giving it back unused. Opening hours are the caller's to ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select

from crm.drives.models import Booking, DriveCar, DriveSlot
from crm.drives.rules import Kind, step_of, steps, why_not_then
from crm.leads.models import Lead
from crm.leads.rules import ACTIVE
from crm.shared.clock import clock
from crm.shared.db import db, insert_missing
from crm.shared.forms import Refused, expect_version
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.shared.words import _

TOPIC = "drives"
_booked: list[Callable[[Booking, Stamp], None]] = []


def when_booked(function: Callable[[Booking, Stamp], None]) -> Callable[[Booking, Stamp], None]:
    """Register what follows when a customer is to come for a car without an appointment: the desk expects them."""
    _booked.append(function)
    return function


def book(
    car_id: int, *, starts_at: datetime, minutes: int, lead_id: int | None = None, kind: str = Kind.DRIVE,
    appointment_id: int | None = None, advisor_id: int | None = None, note: str = "", stamp: Stamp,
) -> Booking:  # fmt: skip
    """Give the car to a customer, or to the workshop; refused when it is taken, also by who was a moment faster."""
    car = _car(car_id, stamp)
    if kind != Kind.BLOCK:
        _expect_lead(lead_id, stamp)
    booking = Booking(
        store_id=stamp.store_id, car_id=car.id, lead_id=None if kind == Kind.BLOCK else lead_id, kind=Kind(kind),
        appointment_id=appointment_id, advisor_id=advisor_id or stamp.by.id, note=note.strip(),
        starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes), on_day=clock.day(starts_at, stamp.zone),
    )  # fmt: skip
    _expect_time(booking, stamp)
    booking.sign(stamp)
    with db.session.begin_nested():
        db.session.add(booking)
        db.session.flush()
        _take(booking, car, stamp)
        if booking.lead_id is not None and appointment_id is None and starts_at > stamp.at:
            for follow in _booked:
                follow(booking, stamp)
    raise_topic(stamp.store_id, TOPIC)
    return booking


def rebook(
    booking: Booking, *, starts_at: datetime, minutes: int | None = None, car_id: int | None = None,
    version: int | None = None, stamp: Stamp,
) -> Booking:  # fmt: skip
    """Another time or another car; the time before is free again."""
    expect_version(booking, version, on_day=booking.on_day.isoformat())
    _expect_unused(booking)
    car = _car(car_id or booking.car_id, stamp)
    length = timedelta(minutes=minutes) if minutes else booking.ends_at - booking.starts_at
    with db.session.begin_nested():
        _free(booking)
        booking.car_id, booking.starts_at, booking.ends_at = car.id, starts_at, starts_at + length
        booking.on_day = clock.day(starts_at, stamp.zone)
        _expect_time(booking, stamp)
        db.session.flush()
        _take(booking, car, stamp)
    raise_topic(stamp.store_id, TOPIC)
    return booking


def release(booking: Booking, *, version: int | None = None, stamp: Stamp) -> Booking:
    """The car is not needed after all; pressing twice is once, and the row stays."""
    if booking.released_at is None:
        expect_version(booking, version)
        _expect_unused(booking)
        booking.released_at = stamp.at
        _free(booking)
        raise_topic(stamp.store_id, TOPIC)
    return booking


def release_appointment(appointment_id: int, stamp: Stamp) -> None:
    """The appointment is off: its cars are free again, unless one has left with them already."""
    mine = Booking.appointment_id == appointment_id, Booking.left_at.is_(None), Booking.released_at.is_(None)
    for booking in db.session.scalars(select(Booking).where(*mine)):
        release(booking, stamp=stamp)


def free_rest(booking: Booking, stamp: Stamp) -> None:
    """The car is back before its time: whoever comes next may have it at once."""
    rest = DriveSlot.booking_id == booking.id, DriveSlot.step >= step_of(stamp.at)
    db.session.execute(delete(DriveSlot).where(*rest))


def _free(booking: Booking) -> None:
    db.session.execute(delete(DriveSlot).where(DriveSlot.booking_id == booking.id))


def _take(booking: Booking, car: DriveCar, stamp: Stamp) -> None:
    """Write the steps; where one is somebody else's, say whose time it is. The key decides, not the look before."""
    wanted = steps(booking.starts_at, booking.ends_at)
    rows = [{"car_id": car.id, "step": step, "booking_id": booking.id} for step in wanted]
    if insert_missing(DriveSlot, rows) < len(rows):
        raise Refused(_taken(booking, car, wanted, stamp), "car_id")


def _taken(booking: Booking, car: DriveCar, wanted: range, stamp: Stamp) -> str:
    other = db.session.scalar(
        select(Booking)
        .join(DriveSlot, DriveSlot.booking_id == Booking.id)
        .where(DriveSlot.car_id == car.id, DriveSlot.step.in_(wanted), Booking.id != booking.id)
        .order_by(Booking.starts_at)
        .limit(1)
    )
    if other is None:  # given back in this very moment
        return _("%(car)s is taken then. Choose another time or another car.", car=car.name)
    zone = ZoneInfo(stamp.zone)
    begins, ends = (at.astimezone(zone).strftime("%H:%M") for at in (other.starts_at, other.ends_at))
    facts = {"car": car.name, "begins": begins, "ends": ends}
    return _("%(car)s is taken from %(begins)s to %(ends)s. Choose another time or another car.", **facts)


def _car(car_id: int, stamp: Stamp) -> DriveCar:
    mine = DriveCar.id == car_id, DriveCar.store_id == stamp.store_id, DriveCar.retired_at.is_(None)
    car = db.session.scalar(select(DriveCar).where(*mine))
    if car is None:
        raise Refused(_("Choose one of the store's test cars."), "car_id")
    return car


def _expect_lead(lead_id: int | None, stamp: Stamp) -> None:
    stage = db.session.scalar(select(Lead.stage).where(Lead.id == lead_id, Lead.store_id == stamp.store_id))
    if stage is None:
        raise Refused(_("Say which customer drives."), "lead_id")
    if stage not in ACTIVE:
        raise Refused(_("This lead is closed."), "lead_id")


def _expect_time(booking: Booking, stamp: Stamp) -> None:
    wrong = why_not_then(booking.starts_at, booking.ends_at, stamp.at)
    if wrong:
        raise Refused(_(wrong[1]), wrong[0])


def _expect_unused(booking: Booking) -> None:
    if booking.left_at is not None:
        raise Refused(_("The car has left already."))
    if booking.released_at is not None:
        raise Refused(_("This booking has been given back."))
