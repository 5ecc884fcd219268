"""The service history on the customer's page, in both languages, and what follows for the car."""

from __future__ import annotations

from datetime import date

import pytest

from crm.imports import bulk
from crm.shared.db import db
from crm.vehicles.models import Vehicle
from crm.workshop.actions import update_readings
from tests.makers import make_customer, make_vehicle
from tests.support import queries_at_most, sign_in, stamp_of


def visits(number: int) -> tuple[int, int]:
    customer = make_customer()
    car = make_vehicle(customer, plate="粤B12345", bought_on=date(2023, 1, 10))
    rows = [
        {"vehicle_id": car.id, "customer_id": customer.id, "came_on": date(2024, 1 + n % 12, 1 + n // 12), "mileage_km": 5000 + 1000 * n,
         "order_no": f"GD{n:03}", "job": "maintenance", "item": "小保养", "paid_fen": 64_000 if n % 2 else 0, "warranty_fen": 18_000 if n % 3 == 0 else 0,
         "insurance_fen": 630_000 if n == 4 else 0, "advisor_name": "尤岚"}
        for n in range(number)
    ]  # fmt: skip
    bulk.write_service_visits(1, rows, stamp_of("clerk"))
    update_readings(1, [car.id])
    db.session.commit()
    return customer.id, car.id


@pytest.fixture
def history(app):
    with app.app_context():
        return visits(10)


def test_the_page_shows_what_was_done_and_who_paid(app, client, history):
    page = sign_in(client, "manager").get(f"/customers/{history[0]}").text
    assert "Service history" in page and "10 visits, 5 of them paid: ¥3,200" in page
    assert "¥640" in page and "warranty ¥180" in page and "insurance ¥6,300" in page
    assert "The latest 8 of 10" in page
    assert "In the workshop: Maintenance" in page  # the timeline has them too
    assert "粤B12345" not in page  # masked


def test_the_page_speaks_chinese(client, history):
    page = sign_in(client, "service").get(f"/customers/{history[0]}?lang=zh").text
    assert "Service history" in page or "维修保养记录" in page


def test_many_visits_cost_no_more_statements(app, client):
    with app.app_context():
        customer_id, _car = visits(60)
    sign_in(client, "care").get(f"/customers/{customer_id}")
    with queries_at_most(9):
        client.get(f"/customers/{customer_id}")


def test_mileage_and_next_maintenance_follow_the_visits(inside):
    _customer, car_id = visits(10)
    car = db.session.get_one(Vehicle, car_id)
    assert (car.mileage_km, car.mileage_on) == (14_000, date(2024, 10, 1))
    assert car.next_due_reason in ("vehicles.next_by_km", "vehicles.next_by_date")
    assert date(2024, 10, 1) < car.next_due_on <= date(2025, 4, 1)
    version = car.version
    assert update_readings(1, [car_id]) == 0  # in step already: nothing is written
    db.session.expire_all()
    assert db.session.get_one(Vehicle, car_id).version == version


def test_an_old_reading_that_comes_late_does_not_turn_the_mileage_back(inside):
    customer_id, car_id = visits(10)
    late = {"vehicle_id": car_id, "customer_id": customer_id, "came_on": date(2025, 1, 1), "mileage_km": 900, "order_no": "X"}
    bulk.write_service_visits(1, [late], stamp_of("clerk"))
    update_readings(1, [car_id])
    db.session.expire_all()
    assert db.session.get_one(Vehicle, car_id).mileage_km == 14_000
