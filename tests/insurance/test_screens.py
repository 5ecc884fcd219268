"""The policies of a car beside it on the customer's page: the newest of each kind, and whether it is time to talk."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from crm.insurance.actions import update_insured
from crm.insurance.models import InsurancePolicy
from crm.insurance.rules import Cover
from crm.shared.db import db
from crm.vehicles.models import Vehicle
from tests.makers import make_customer, make_vehicle
from tests.support import queries_at_most, sign_in, stamp_of


def policy(car, cover: Cover, until: date, **more) -> None:
    db.session.add(InsurancePolicy(store_id=car.store_id, vehicle_id=car.id, cover=cover, until_on=until, natural_key=f"{car.id}{cover}{until}", **more))


@pytest.fixture
def carl(app):
    with app.app_context():
        today = stamp_of("clerk").today
        customer = make_customer()
        car = make_vehicle(customer, plate="粤B12345", insured_until=today + timedelta(days=5))
        policy(car, Cover.COMMERCIAL, today - timedelta(days=335), insurer="旧保险")
        policy(car, Cover.COMMERCIAL, today + timedelta(days=30), insurer="平安", number="PDAA202644017788", premium_fen=432_100)
        policy(car, Cover.COMPULSORY, today - timedelta(days=3), insurer="人保")
        db.session.flush()
        assert update_insured([car.id]) == 1
        db.session.commit()
        return customer.id


def test_the_newest_of_each_kind_stands_beside_the_car(client, carl):
    page = sign_in(client, "renewal").get(f"/customers/{carl}").text
    assert "Commercial insurance" in page and "平安" in page and "****7788" in page and "¥4,321" in page
    assert "Runs out in 30 days." in page and "Ran out 3 days ago." in page
    assert "旧保险" not in page and "PDAA202644017788" not in page


def test_the_number_is_sealed_in_the_table(app, carl):
    with app.app_context():
        raw = str(db.session.connection().exec_driver_sql("SELECT * FROM insurance_policies").all())
        assert "平安" in raw and "202644017788" not in raw


def test_insured_until_follows_the_policies_and_nothing_is_written_twice(app, carl):
    with app.app_context():
        today = stamp_of("clerk").today
        car = db.session.query(Vehicle).one()
        assert car.insured_until == today + timedelta(days=30)
        assert update_insured([car.id]) == 0


def test_a_car_without_policies_keeps_what_was_told_at_the_delivery(inside):
    car = make_vehicle(insured_until=date(2027, 1, 1))
    assert update_insured([car.id]) == 0
    assert car.insured_until == date(2027, 1, 1)


def test_many_cars_cost_no_statement_more(app, client, carl):
    sign_in(client, "care").get(f"/customers/{carl}")
    with queries_at_most(8):
        client.get(f"/customers/{carl}")
    with app.app_context():
        owner = make_customer("Dora", "13900000001")
        for number in range(12):
            car = make_vehicle(owner, vin=f"LSVAA4187E2{number:06}", plate=f"粤B{number:05}")
            policy(car, Cover.COMPULSORY, stamp_of("clerk").today + timedelta(days=number))
        db.session.commit()
        dora = owner.id
    with queries_at_most(8):
        assert client.get(f"/customers/{dora}").text.count("Compulsory insurance") == 12
