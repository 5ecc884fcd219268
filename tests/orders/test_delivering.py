"""Carl takes his car home: he owns it, is called, and after-sales knows."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from crm.callbacks.models import Task
from crm.customers.models import Customer
from crm.leads.models import Lead
from crm.notices.models import Notice
from crm.orders.actions import make_up_for
from crm.orders.models import DeliveryCheck
from crm.orders.rules import Check
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.vehicles.models import Vehicle
from tests.makers import make_delivery, make_lead, make_order, make_vehicle
from tests.support import stamp_of

pytestmark = pytest.mark.usefixtures("english")
VIN = "LSVAM4187C2184847"


def test_the_customer_owns_the_car_and_the_days_to_come_are_set():  # F-47, R-237
    delivery = make_delivery()
    car, day = db.session.get_one(Vehicle, delivery.vehicle_id), delivery.delivered_on
    assert (car.vin, car.plate, car.sold_here, car.mileage_km) == (VIN, None, True, 12)
    assert (car.bought_on, car.next_due_on) == (day, day + timedelta(days=119))  # 4,988 km at 42 km a day
    assert car.next_due_reason == "vehicles.first_by_km"
    assert car.warranty_end_on.year == day.year + 3
    assert car.insured_until == day.replace(year=day.year + 1) - timedelta(days=1)
    assert car.inspection_on == day.replace(year=day.year + 2)
    assert db.session.scalars(select(Lead.stage)).one() == "delivered"


def test_the_new_owner_is_called_after_seven_days_within_a_day():  # customer service's call
    delivery = make_delivery()
    task = db.session.scalars(select(Task).where(Task.kind == "care")).one()
    day = timedelta(days=1)
    assert (task.rule, task.vehicle_id, task.owner_id) == ("seven_day", delivery.vehicle_id, None)
    assert (task.opens_on, task.due_on, task.until_on) == tuple(delivery.delivered_on + n * day for n in (6, 7, 8))
    assert task.reason_code and task.facts


def test_the_advisor_stays_the_one_who_knows_the_customer():
    make_delivery()
    assert db.session.scalars(select(Customer.owner_id)).one() == stamp_of("advisor").by.id


def test_after_sales_is_told_and_has_a_day():
    delivery = make_delivery()
    told = db.session.scalars(select(Notice.staff_id).where(Notice.kind == "handover")).all()
    assert sorted(told) == sorted([stamp_of("service").by.id, stamp_of("care").by.id])
    assert delivery.accept_by_at == delivery.at + timedelta(hours=24)


def test_what_is_not_ticked_is_said_and_made_up_for():
    order = make_order()
    with pytest.raises(Refused) as said:
        make_delivery(order, checks=[Check.CAR])
    assert said.value.field == "left_out"
    delivery = make_delivery(order, checks=[Check.CAR, "made up"], left_out="Second key comes on Friday")
    assert make_up_for(delivery, checks=["car", "keys"], stamp=stamp_of("advisor")) == 1
    assert sorted(db.session.scalars(select(DeliveryCheck.item))) == ["car", "keys"]


@pytest.mark.parametrize(("field", "days"), [("insured_until", -1), ("inspection_on", -1)])
def test_the_days_to_come_are_not_past(field, days):
    with pytest.raises(Refused) as said:
        make_delivery(**{field: stamp_of("advisor").today + timedelta(days=days)})
    assert said.value.field == field


def test_the_plate_may_be_there_on_the_day():
    car = db.session.get_one(Vehicle, make_delivery(plate="粤B·F12345", energy="nev").vehicle_id)
    assert (car.plate, car.energy) == ("粤BF12345", "nev")


def test_a_car_is_handed_over_once():
    make_delivery()
    with pytest.raises(Refused) as said:
        make_delivery(make_order(make_lead(name="Vince", phone="13900001111")))
    assert said.value.field == "vin"


@pytest.mark.parametrize("days", [-1, 1])
def test_a_delivery_is_between_the_order_and_today(days):
    with pytest.raises(Refused) as said:
        make_delivery(delivered_on=stamp_of("advisor").today + timedelta(days=days))
    assert said.value.field == "delivered_on"


def test_a_car_known_to_the_workshop_becomes_the_buyers():
    make_vehicle(vin=VIN, plate="粤B12345")
    delivery = make_delivery(make_order(make_lead(name="Vince", phone="13900001111")))
    assert len(db.session.scalars(select(Vehicle)).all()) == 1
    assert delivery.vehicle_id
