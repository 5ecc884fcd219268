"""A store with one row of everything that can be wrong, beside rows that are right."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.makers import make_customer, make_vehicle
from tests.support import stamp_of


def make_reading(car: Any, km: int | None, on: date) -> Any:
    from crm.shared.db import db
    from crm.workshop.models import ServiceVisit

    visit = ServiceVisit(
        store_id=car.store_id, vehicle_id=car.id, customer_id=car.customer_id, came_on=on, mileage_km=km,
        natural_key=f"{car.id}:{on}", job="maintenance",
    )  # fmt: skip
    db.session.add(visit)
    db.session.flush()
    return visit


def make_ailing_store() -> dict[str, Any]:
    """Everything by name; `right` has nothing wrong."""
    from crm.shared.db import db

    today = stamp_of("clerk").today
    right = make_vehicle(make_customer("Carl", "13812341234"), plate="粤B12345", model="途观", bought_on=today)
    quiet = make_customer("Quinn", None)
    fake = make_customer("Fay", "13800138000")
    nameless = make_customer("", "13900000001")
    stale = make_customer("Stan", "13900000002")
    stale.created_at = stamp_of("clerk").at - timedelta(days=900)
    owner = make_customer("Olaf", "13900000003")
    plate_only = make_vehicle(owner, vin=None, plate="粤B20001", model="途观")
    odd_vin = make_vehicle(owner, vin="LSVAM4187C2184848", plate="粤B20002", model="途观")
    no_plate = make_vehicle(owner, vin="LSVAM4182C2184111", model="途观", bought_on=today - timedelta(days=100))
    odd_plate = make_vehicle(owner, vin="WVWZZZ1KZAW000001", plate="ABC1234", model="途观")
    bare = make_vehicle(owner, vin="WVWZZZ1KZAW000002", plate="粤B20003")
    late = make_vehicle(
        owner, vin="WVWZZZ1KZAW000003", plate="粤B20004", model="途观", bought_on=today + timedelta(days=9)
    )
    driven = make_vehicle(owner, vin="WVWZZZ1KZAW000004", plate="粤B20005", model="途观")
    visits = [
        make_reading(driven, km, today - timedelta(days=days))
        for km, days in ((10_000, 600), (110_000, 500), (15_000, 400), (20_000, 300), (None, 200))
    ]
    db.session.flush()
    return {
        "right": right, "quiet": quiet, "fake": fake, "nameless": nameless, "stale": stale, "plate_only": plate_only,
        "odd_vin": odd_vin, "no_plate": no_plate, "odd_plate": odd_plate, "bare": bare, "late": late, "driven": driven,
        "visits": visits,
    }  # fmt: skip
