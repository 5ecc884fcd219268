"""The cars of a firm: who drives which, and all of them on one page (F-53)."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from crm.customers.actions import add_contact, end_contact
from crm.customers.contacts import contact_in
from crm.customers.models import Customer
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.vehicles import actions, queries
from tests.makers import make_company, make_customer, make_vehicle
from tests.support import counted_queries, sign_in, stamp_of


@pytest.fixture
def fleet(client: FlaskClient) -> tuple[int, int, int]:
    """A firm with fifteen cars and a driver of the first: firm, car, driver."""
    with client.application.app_context():
        firm = make_company(owner_id=stamp_of("key_account").by.id)
        cars = [make_vehicle(firm, vin=None, plate=f"粤B{n:05d}") for n in range(15)]
        driver = add_contact(firm, role="driver", name="李师傅", phone="13900001111", stamp=stamp_of("clerk"))
        actions.change_vehicle(cars[-1], firm, plate=None, mileage_km=None, driver_id=driver.id, stamp=stamp_of("clerk"))
        db.session.commit()
        return firm.id, cars[-1].id, driver.id


def test_the_page_shows_who_drives_and_leads_to_all_cars(client: FlaskClient, fleet: tuple[int, int, int]) -> None:
    firm, *_rest = fleet
    page = sign_in(client, "key_account").get(f"/customers/{firm}").text
    assert "driven by 李师傅" in page
    assert "All cars" in page
    whole = client.get(f"/customers/{firm}/vehicles").text
    assert whole.count("plate--nev") + whole.count('class="plate"') == 15
    assert sign_in(client, "advisor").get(f"/customers/{firm}/vehicles").status_code == 404
    assert sign_in(client, "other_manager").get(f"/customers/{firm}/vehicles").status_code == 404


def test_a_fleet_is_paged_by_key(client: FlaskClient, fleet: tuple[int, int, int]) -> None:
    firm, *_rest = fleet
    with client.application.app_context():
        for n in range(40):
            make_vehicle(db.session.get_one(Customer, firm), vin=None, plate=f"粤C{n:05d}")
        db.session.commit()
    sign_in(client, "manager").get(f"/customers/{firm}/vehicles")
    with counted_queries() as sent:
        page = client.get(f"/customers/{firm}/vehicles").text
    assert len(sent) <= 4
    assert page.count("<hr") == 49
    assert "before=" in page


def test_another_driver_is_chosen_among_the_contacts(client: FlaskClient, fleet: tuple[int, int, int]) -> None:
    firm, car, driver = fleet
    sign_in(client, "clerk")
    page = client.get(f"/vehicles/{car}").text
    assert "李师傅" in page
    assert f'value="{driver}" selected' in page
    assert client.post(f"/vehicles/{car}", data={"plate": "", "driver_id": ""}).status_code == 303
    assert "driven by" not in client.get(f"/customers/{firm}").text
    assert client.post(f"/vehicles/{car}", data={"plate": "", "driver_id": "999999"}).status_code == 422
    assert client.post(f"/vehicles/{car}", data={"plate": "", "driver_id": "x"}).status_code == 303


@pytest.mark.usefixtures("inside")
class TestDriving:
    def _firm(self) -> tuple[Any, Any, Any]:
        firm = make_company()
        car = make_vehicle(firm, plate="粤B12345")
        driver = add_contact(firm, role="driver", name="李师傅", stamp=stamp_of("clerk"))
        actions.change_vehicle(car, firm, plate=None, mileage_km=None, driver_id=driver.id, stamp=stamp_of("clerk"))
        return firm, car, driver

    def test_somebody_of_another_firm_is_refused(self) -> None:
        _firm, _car, driver = self._firm()
        other = make_company(name="恒泰商贸", phone=None)
        car = make_vehicle(other, vin=None, plate="粤B54321")
        with pytest.raises(Refused):
            actions.change_vehicle(car, other, plate=None, mileage_km=None, driver_id=driver.id, stamp=stamp_of("clerk"))

    def test_who_left_the_firm_drives_none_of_its_cars(self) -> None:
        firm, _car, driver = self._firm()
        end_contact(contact_in(1, firm.id, driver.id), firm, stamp=stamp_of("clerk"))
        assert [row.driver for row in queries.vehicles_of(firm.id)] == [None]

    def test_a_car_that_is_sold_on_has_no_driver_of_the_firm(self) -> None:
        _firm, car, _driver = self._firm()
        make_vehicle(make_customer(), plate="粤B12345", vin=car.vin)
        assert car.driver_id is None
