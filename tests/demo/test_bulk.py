"""The crowd for measuring: found like any other customer, different people, the same ones for the same seed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.customers import queries as customers
from crm.customers.models import Customer, SearchTerm
from crm.customers.rules import normalise_phone
from crm.demo import bulk
from crm.demo.crowd import crowd
from crm.leads.models import Lead
from crm.shared.db import db
from crm.vehicles.models import Vehicle
from crm.workshop.models import ServiceVisit
from tests.support import stamp_of

AT = datetime(2026, 3, 18, 2, 0, tzinfo=UTC)


@pytest.fixture
def filled(inside: Flask) -> int:
    """Store 1 with three hundred people, forty of them with an open lead."""
    store_id = stamp_of("manager").store_id
    assert bulk.load(store_id, 300, seed=7, at=AT, open_leads=40) == 300
    return store_id


def count(model: type, *where: object) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0  # type: ignore[arg-type]


def test_the_same_seed_makes_the_same_people_and_another_seed_others() -> None:
    first, again, other = (list(crowd(50, 5, AT, seed)) for seed in (7, 7, 8))
    assert first == again
    assert {one.phone for one in first}.isdisjoint(one.phone for one in other)


def test_everybody_is_found_by_phone_last_four_plate_and_name(filled: int) -> None:
    person = stamp_of("manager").by
    some = db.session.scalars(select(Customer).where(Customer.store_id == filled).limit(20)).all()
    for one in some:
        assert one.phone and normalise_phone(one.phone) == one.phone
        for typed in (one.phone, one.phone[-4:], one.name):
            assert one.id in {row.id for row in customers.search(person, typed)}, typed
    car = db.session.scalars(select(Vehicle).where(Vehicle.store_id == filled)).first()
    assert car and car.plate
    assert car.customer_id in {row.id for row in customers.search(person, car.plate)}


def test_the_shares_are_those_of_a_store(filled: int) -> None:
    assert 140 <= count(Vehicle) <= 220
    assert count(ServiceVisit) > 100
    assert count(Lead, Lead.stage == "open") == 40
    assert 15 <= count(Lead, Lead.stage == "lost") <= 60
    owners = db.session.execute(
        select(Lead.owner_id, func.count()).where(Lead.stage == "open").group_by(Lead.owner_id)
    ).all()
    assert len(owners) == 2, "both advisors have leads"


def test_a_car_is_due_when_the_rule_says_so(filled: int) -> None:
    assert count(Vehicle, Vehicle.next_due_on.is_(None)) == 0
    unvisited = db.session.scalars(
        select(Vehicle).where(Vehicle.id.not_in(select(ServiceVisit.vehicle_id))).limit(5)
    ).all()
    assert unvisited and all(car.next_due_reason and "first" in car.next_due_reason for car in unvisited)


def test_the_same_seed_again_adds_nobody_and_the_next_file_gets_its_own_id(filled: int) -> None:
    terms = count(SearchTerm)
    assert bulk.load(filled, 300, seed=7, at=AT, open_leads=40) == 0
    assert count(Customer) == 300 and count(SearchTerm) == terms
    from crm.customers.actions import file_customer

    carl = file_customer(name="Carl", phone="13812341234", stamp=stamp_of("reception"))
    assert carl.id > 300
