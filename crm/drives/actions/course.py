"""The car leaves, the car is back, and what the customer thought of it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from crm.drives import queries
from crm.drives.actions.booking import TOPIC, free_rest
from crm.drives.models import Booking, DriveCar, DriveSlot
from crm.drives.rules import Kind, step_of, steps
from crm.leads.models import Lead, TestDrive
from crm.shared.db import db, insert_missing
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.shared.words import _

Follower = Callable[[int, bool, Stamp], None]
_followers: list[Follower] = []


def when_out(function: Follower) -> Follower:
    """Register what follows when a customer is out with a car, or back: `(lead_id, out, stamp)`. The door shows it."""
    _followers.append(function)
    return function


def leave(booking: Booking, *, stamp: Stamp) -> Booking:
    """The car drives off; only with what has to be signed for it, and only when it is there. Twice is once."""
    if booking.left_at is not None:
        return booking
    if booking.released_at is not None:
        raise Refused(_("This booking has been given back."))
    if booking.on_day != stamp.today:
        raise Refused(_("This booking is for another day. Change its time first."))
    paper = queries.paper(booking.id)
    if paper is None:
        raise Refused(_("The agreement is not signed yet."))
    if queries.out_with(booking.car_id) is not None:
        raise Refused(_("This car is not back yet from the drive before. Take another car, or say that it is back."))
    _take_the_time(booking, stamp)
    booking.left_at = stamp.at
    _tell(booking, True, stamp)
    return booking


def not_left(booking: Booking, *, stamp: Stamp) -> Booking:
    """A wrong tap: the car is still here."""
    if booking.back_at is not None:
        raise Refused(_("The car has been out and is back."))
    if booking.left_at is not None:
        booking.left_at = None
        _tell(booking, False, stamp)
    return booking


def come_back(booking: Booking, *, stamp: Stamp) -> TestDrive:
    """The car is back: whoever is next may have it at once, and the drive is a fact. Twice is once."""
    drive = queries.drive_of(booking.id)
    if drive is not None:
        return drive
    if booking.left_at is None:
        raise Refused(_("This car has not left."))
    lead = db.session.get_one(Lead, booking.lead_id)
    model = db.session.scalar(select(DriveCar.model).where(DriveCar.id == booking.car_id)) or ""
    drive = TestDrive(
        store_id=booking.store_id, lead_id=lead.id, booking_id=booking.id, kind=booking.kind, model=model,
        driven_on=booking.on_day,
    )  # fmt: skip
    drive.sign(stamp)
    db.session.add(drive)
    booking.back_at = stamp.at
    free_rest(booking, stamp)
    if booking.kind == Kind.DRIVE:  # a ride is no drive (F-19)
        lead.test_driven_on = max(drive.driven_on, lead.test_driven_on or drive.driven_on)
    _tell(booking, False, stamp)
    db.session.flush()
    return drive


def note_feedback(
    drive: TestDrive, *, verdict: str, wish: str, liked: str = "", doubts: str = "", stamp: Stamp
) -> TestDrive:
    """What the customer said; it speaks for or against a better grade. Said again, the later words hold."""
    drive.verdict, drive.wish, drive.liked, drive.doubts = verdict, wish, liked, doubts
    raise_topic(drive.store_id, TOPIC)
    return drive


def _take_the_time(booking: Booking, stamp: Stamp) -> None:
    """From now on: earlier than booked takes what is free before, later than booked what is free after."""
    now = step_of(stamp.at)
    ends = booking.ends_at
    if ends <= stamp.at:
        ends = stamp.at + (booking.ends_at - booking.starts_at)
    rows = [{"car_id": booking.car_id, "step": one, "booking_id": booking.id} for one in steps(stamp.at, ends)]
    insert_missing(DriveSlot, rows)
    mine = select(DriveSlot.booking_id).where(DriveSlot.car_id == booking.car_id, DriveSlot.step == now)
    if db.session.scalar(mine) != booking.id:
        raise Refused(_("Somebody else has this car now. Take another car or another time."))
    booking.ends_at = ends


def _tell(booking: Booking, out: bool, stamp: Stamp) -> None:
    raise_topic(booking.store_id, TOPIC)
    for follow in _followers:
        follow(booking.lead_id or 0, out, stamp)
