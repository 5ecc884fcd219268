"""The store's test cars: a new one, another line under its name, one that is sold."""

from __future__ import annotations

from sqlalchemy import func, select

from crm.customers.rules import normalise_plate
from crm.drives.models import Booking, DriveCar
from crm.shared.db import db
from crm.shared.forms import Refused, expect_version
from crm.shared.stamp import Stamp
from crm.shared.words import _


def add_car(
    *, name: str, model: str, plate: str = "", automatic: bool = True, small: str = "", stamp: Stamp
) -> DriveCar:
    """A car that customers may drive from now on; it stands last."""
    last = select(func.max(DriveCar.position)).where(DriveCar.store_id == stamp.store_id)
    car = DriveCar(
        store_id=stamp.store_id, name=name, model=model or name, plate=_plate(plate), automatic=automatic, small=small,
        position=(db.session.scalar(last) or 0) + 1,
    )  # fmt: skip
    db.session.add(car)
    return car


def change_car(
    car: DriveCar, *, name: str, model: str, plate: str = "", automatic: bool = True, small: str = "",
    version: int | None = None, stamp: Stamp,
) -> DriveCar:  # fmt: skip
    expect_version(car, version, name=car.name, model=car.model, small=car.small)
    car.name, car.model, car.plate = name, model or name, _plate(plate)
    car.automatic, car.small = automatic, small
    return car


def retire_car(car: DriveCar, *, version: int | None = None, stamp: Stamp) -> DriveCar:
    """The car is no longer driven by customers; what was driven with it stays. Twice is once."""
    if car.retired_at is not None:
        return car
    expect_version(car, version)
    ahead = select(Booking.id).where(
        Booking.car_id == car.id, Booking.released_at.is_(None), Booking.back_at.is_(None),
        Booking.lead_id.is_not(None), Booking.ends_at > stamp.at,
    )  # fmt: skip
    if db.session.scalar(ahead.limit(1)) is not None:
        raise Refused(_("Customers still have this car on their list. Give those bookings another car first."))
    car.retired_at = stamp.at
    return car


def _plate(typed: str) -> str | None:
    return normalise_plate(typed) or typed.strip().upper() or None
