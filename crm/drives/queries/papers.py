"""One booking with all that belongs to it: its car and customer, what was signed, the photo, and the drive itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from crm.customers.models import Customer
from crm.drives.models import Booking, DriveCar, DrivePaper, DriveText, LicencePhoto
from crm.leads.models import Lead, TestDrive
from crm.leads.queries import leads_for
from crm.shared.blobs import Blob
from crm.shared.db import db
from crm.shared.scope import NotYours
from crm.shared.stamp import Person
from crm.staff.models import Staff


def bookings_for(person: Person) -> ColumnElement[bool]:
    """The bookings that this person may open (beside Lead): of leads they see, their own, and a car that is blocked."""
    mine = or_(leads_for(person), Booking.advisor_id == person.id, Booking.lead_id.is_(None))
    return and_(Booking.store_id == person.store_id, mine)


def booking_for(person: Person, booking_id: int) -> Booking:
    """The booking, or 404."""
    found = select(Booking).outerjoin(Lead, Lead.id == Booking.lead_id)
    booking = db.session.scalar(found.where(Booking.id == booking_id, bookings_for(person)))
    if booking is None:
        raise NotYours
    return booking


def sheet(booking: Booking) -> Any:
    """The booking's page in one statement."""
    return db.session.execute(
        select(
            Booking, DriveCar, Lead, Customer, DrivePaper, DriveText, LicencePhoto, Blob, TestDrive,
            Staff.name.label("advisor"), Staff.name_en.label("advisor_en"),
        )
        .join(DriveCar, DriveCar.id == Booking.car_id)
        .outerjoin(Lead, Lead.id == Booking.lead_id)
        .outerjoin(Customer, Customer.id == Lead.customer_id)
        .outerjoin(DrivePaper, and_(DrivePaper.booking_id == Booking.id, DrivePaper.void_at.is_(None)))
        .outerjoin(DriveText, DriveText.id == DrivePaper.text_id)
        .outerjoin(LicencePhoto, LicencePhoto.booking_id == Booking.id)
        .outerjoin(Blob, Blob.id == LicencePhoto.blob_id)
        .outerjoin(TestDrive, TestDrive.booking_id == Booking.id)
        .outerjoin(Staff, Staff.id == Booking.advisor_id)
        .where(Booking.id == booking.id)
        .order_by(LicencePhoto.id.desc())
        .limit(1)
    ).one()  # fmt: skip


def paper(booking_id: int) -> DrivePaper | None:
    """What was signed and holds."""
    return db.session.scalar(
        select(DrivePaper).where(DrivePaper.booking_id == booking_id, DrivePaper.void_at.is_(None))
    )


def photo(booking_id: int) -> tuple[LicencePhoto, Blob] | None:
    """The latest photo of a booking's licence, also when it is gone."""
    found = db.session.execute(
        select(LicencePhoto, Blob)
        .join(Blob, Blob.id == LicencePhoto.blob_id)
        .where(LicencePhoto.booking_id == booking_id)
        .order_by(LicencePhoto.id.desc())
        .limit(1)
    ).first()
    return (found[0], found[1]) if found else None


def drive_of(booking_id: int) -> TestDrive | None:
    """The drive that came of a booking."""
    return db.session.scalar(select(TestDrive).where(TestDrive.booking_id == booking_id))


def out_with(car_id: int) -> Booking | None:
    """Who is out with the car now."""
    out = Booking.car_id == car_id, Booking.left_at.is_not(None), Booking.back_at.is_(None)
    return db.session.scalar(select(Booking).where(*out))


def text(store_id: int, kind: str) -> DriveText | None:
    """The words that are signed now; None while the store has none of its own."""
    mine = DriveText.store_id == store_id, DriveText.kind == kind
    return db.session.scalar(select(DriveText).where(*mine).order_by(DriveText.version.desc()).limit(1))


def texts(store_id: int) -> Sequence[Any]:
    """Every version of both texts, newest first, with who wrote it."""
    return db.session.execute(
        select(DriveText, Staff.name.label("by"), Staff.name_en.label("by_en"))
        .outerjoin(Staff, Staff.id == DriveText.by_id)
        .where(DriveText.store_id == store_id)
        .order_by(DriveText.kind, DriveText.version.desc())
        .limit(60)
    ).all()
