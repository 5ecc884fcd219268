"""Cars on file: found by VIN or plate, with the day of their next maintenance."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from crm.shared.db import db
from crm.shared.forms import Refused, Stale
from crm.vehicles.actions import change_vehicle
from crm.vehicles.models import MaintenancePlan, Vehicle
from tests.makers import make_customer, make_lead, make_vehicle
from tests.support import sign_in, stamp_of


@pytest.mark.usefixtures("english")
class TestFiling:
    def test_the_same_vin_is_the_same_car(self):
        first = make_vehicle(vin="LSVAM4187C2184847")
        again = make_vehicle(vin=" lsvam4187c2184847", plate="粤B12345")
        assert again.id == first.id
        assert again.plate == "粤B12345"

    def test_a_car_without_vin_is_known_by_its_plate_until_the_vin_comes(self):
        first = make_vehicle(vin=None, plate="粤B12345")
        again = make_vehicle(vin="LSVAM4187C2184847", plate="粤B·12345")
        assert again.id == first.id
        assert again.vin == "LSVAM4187C2184847"

    def test_a_car_without_both_is_refused(self):
        with pytest.raises(Refused) as said:
            make_vehicle(vin=None, plate="待上牌")
        assert said.value.field == "vin"

    def test_numbers_never_stand_in_the_clear(self):
        make_vehicle(plate="粤B12345")
        db.session.flush()
        raw = db.session.execute(select(Vehicle.__table__.c.vin_index, Vehicle.__table__.c.plate_index)).one()
        assert all(len(index) == 22 for index in raw)
        stored = db.session.connection().exec_driver_sql("SELECT vin, plate FROM vehicles").one()
        assert "LSVAM" not in stored[0]
        assert "12345" not in stored[1]

    def test_a_car_is_found_by_its_plate_and_the_end_of_its_vin(self):
        from crm.customers.queries import search

        make_vehicle(plate="粤B12345")
        person = stamp_of("manager").by
        for typed in ("粤B12345", "B12345", "184847", "LSVAM4187C2184847"):
            assert [row.name for row in search(person, typed)] == ["Carl"], typed

    def test_the_series_own_plan_decides(self):
        db.session.add(
            MaintenancePlan(
                store_id=stamp_of("manager").store_id,
                series="L6",
                first_months=3,
                first_km=50_000,
                next_months=6,
                next_km=9_000,
            )
        )
        db.session.flush()
        car = make_vehicle(series="L6", bought_on=date(2026, 1, 31), mileage_km=10, mileage_on=date(2026, 1, 31))
        assert (car.next_due_on, car.next_due_reason) == (date(2026, 4, 30), "vehicles.first_by_date")

    def test_a_second_reading_moves_the_first_maintenance(self):
        today = stamp_of("advisor").today
        carl = make_customer()
        car = make_vehicle(
            carl,
            bought_on=today - timedelta(days=40),
            sold_here=True,
            mileage_km=10,
            mileage_on=today - timedelta(days=40),
        )
        slow = car.next_due_on
        change_vehicle(car, carl, plate="粤B12345", mileage_km=4_010, stamp=stamp_of("advisor"))
        assert car.next_due_on == today + timedelta(days=10)  # 990 km left at 100 km a day
        assert car.next_due_on < slow

    def test_an_old_version_is_refused(self):
        carl = make_customer()
        car = make_vehicle(carl)
        with pytest.raises(Stale):
            change_vehicle(
                car, carl, plate="粤B12345", mileage_km=None, version=car.version - 1, stamp=stamp_of("advisor")
            )


def test_the_plate_comes_later_by_the_screen(app, client):
    with app.app_context():
        carl = make_customer()
        make_lead(customer=carl)
        car = make_vehicle(carl).id
        db.session.commit()
        number, version = carl.id, db.session.get_one(Vehicle, car).version
    sign_in(client, "advisor")
    assert "Plate, mileage" in client.get(f"/customers/{number}").get_data(as_text=True)
    assert client.get(f"/vehicles/{car}").status_code == 200
    wrong = client.post(f"/vehicles/{car}", data={"plate": "粤B12345", "mileage_km": "a lot", "version": version})
    assert wrong.status_code == 422
    assert "a lot" in wrong.get_data(as_text=True)
    assert (
        client.post(
            f"/vehicles/{car}", data={"plate": "粤B12345", "mileage_km": "1,200 km", "version": version}
        ).status_code
        == 303
    )
    assert "粤B" in client.get(f"/customers/{number}").get_data(as_text=True)
    sign_in(client, "advisor2")
    assert client.get(f"/vehicles/{car}").status_code == 404
    sign_in(client, "other_manager")
    assert client.get(f"/vehicles/{car}").status_code == 404
