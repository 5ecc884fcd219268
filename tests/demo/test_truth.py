"""A made-up group through `./yuke demo`: poured, stopped and gone on with, and its pages held against the truth."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.callbacks.models import Call
from crm.coupons.models import Coupon, CouponEntry
from crm.customers import queries as customers
from crm.customers.models import Customer
from crm.demo import judging, stores
from crm.demo.models import DemoPart
from crm.demo.past import filling, writing
from crm.demo.past.filling import Wanted
from crm.demo.past.truth import read
from crm.leads.models import Lead, OwnerPeriod
from crm.orders.models import Delivery
from crm.shared.clock import clock
from crm.shared.db import db
from crm.shared.stamp import machine
from crm.staff import queries
from crm.vehicles.models import Vehicle
from crm.workshop.models import ServiceVisit
from tests import databases
from tests.databases import Template

pytestmark = pytest.mark.xdist_group("demo group")
PEOPLE, SEED = 300, 7


class Stopped(Exception):
    """The load is killed here."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("truth")


@pytest.fixture(scope="module")
def group(application: Flask, template: Template, folder: Path) -> Iterator[list[str]]:
    """Two stores beside a first one; the load is killed in the middle of the second batch and started again."""
    with application.app_context(), pytest.MonkeyPatch.context() as patch:
        db.engine.dispose()
        databases.make_tables(template.empty(), "models")
        patch.setattr(filling, "BATCH", 100)
        patch.setattr(stores, "POSTS", [(name, role, min(count, 4)) for name, role, count in stores.POSTS])
        told: list[str] = []
        wanted = Wanted(PEOPLE, PEOPLE * 6 // 10, 5, 0, 0, SEED, folder)

        def load() -> None:
            stores.load_more(3, wanted, password="a quiet morning", at=clock.now(), say=told.append)

        poured = writing.Past._pour

        def killed(self: writing.Past, folk: Any) -> int:
            rows = poured(self, folk)
            if self.parts_done() == 1:
                raise Stopped
            return rows

        patch.setattr(writing.Past, "_pour", killed)
        with pytest.raises(Stopped):
            load()
        db.session.rollback()
        db.session.expunge_all()
        patch.setattr(writing.Past, "_pour", poured)
        load()
        load()
        db.session.remove()
        yield told
        db.session.remove()
        db.engine.dispose()


def count(model: type[Any], *where: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0


def first() -> int:
    return next(store.id for store in queries.stores() if store.code == "s002")


def test_a_load_that_was_killed_goes_on_behind_the_last_batch_that_stands(group: list[str]) -> None:
    for store in queries.stores():
        assert count(Customer, Customer.store_id == store.id) == PEOPLE
        parts = db.session.scalars(select(DemoPart.no).where(DemoPart.store_id == store.id).order_by(DemoPart.no)).all()
        assert parts == [0, 1, 2]
        assert store.demo_filled_at is not None
    assert any("rows/s" in line for line in group)


def test_the_stores_have_their_own_people_and_their_own_customers(group: list[str]) -> None:
    assert len(queries.stores()) == 2, "the first one is the demo store's own"
    assert queries.person_by_username("s003.advisor4") is not None
    assert db.session.scalar(select(func.count(func.distinct(Customer.phone_index)))) == count(
        Customer, Customer.phone_index.is_not(None)
    )


def test_what_was_poured_stands_as_if_people_had_filed_it(group: list[str]) -> None:
    person = next(one for one in queries.people(first()) if one.username == "s002.manager")
    reader = queries.person_by_username(person.username)
    assert reader
    some = db.session.scalars(
        select(Customer).where(Customer.store_id == first(), Customer.phone.is_not(None)).limit(9)
    )
    for one in some:
        assert one.id in {row.id for row in customers.search(reader, one.phone or "")}
    assert count(Lead) == count(OwnerPeriod)
    assert count(Lead, Lead.stage == "delivered") == count(Delivery) > 20
    assert count(Lead, Lead.stage == "open") > 0
    assert count(Call, Call.counts) > 200
    sums = select(func.sum(CouponEntry.uses)).where(CouponEntry.coupon_id == Coupon.id).scalar_subquery()
    assert count(Coupon) > 10
    assert count(Coupon, Coupon.uses_left != sums) == 0, "a coupon is worth what its ledger adds up to"
    assert count(Vehicle, Vehicle.next_due_on.is_(None)) == 0


def test_the_truth_names_numbers_only_and_only_its_owner_reads_it(group: list[str], folder: Path) -> None:
    mine = folder / "s002"
    cars = {int(line["vehicle_id"]) for line in read(mine, "cars")}
    assert cars == set(db.session.scalars(select(Vehicle.id).where(Vehicle.store_id == first())))
    assert {int(line["lead_id"]) for line in read(mine, "leads")} == set(
        db.session.scalars(select(Lead.id).where(Lead.store_id == first()))
    )
    assert not (mine / "parts").exists()
    for file in mine.glob("*.csv"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert file.read_text(encoding="utf-8").isascii(), "no name"
    assert stat.S_IMODE(mine.stat().st_mode) == 0o700


def test_who_left_has_no_later_visit_and_who_came_back_has_one(group: list[str], folder: Path) -> None:
    seen_on = select(ServiceVisit.vehicle_id, func.max(ServiceVisit.came_on)).group_by(ServiceVisit.vehicle_id)
    last = {vehicle_id: on for vehicle_id, on in db.session.execute(seen_on)}  # noqa: C416 - rows are no pairs
    for line in read(folder / "s002", "cars"):
        seen = last.get(int(line["vehicle_id"]))
        if line["left_on"] and seen:
            assert seen.isoformat() <= line["left_on"]
    gifts = list(read(folder / "s002", "gifts"))
    assert {line["given"] for line in gifts} == {"0", "1"}
    given = {int(line["customer_id"]) for line in gifts if line["given"] == "1"}
    assert given == set(db.session.scalars(select(Coupon.customer_id).where(Coupon.store_id == first())))


def test_the_pages_are_held_against_the_truth(group: list[str], folder: Path) -> None:
    at = clock.now() + timedelta(minutes=1)
    found = judging.judge(folder / "s002", machine(first(), at))
    assert found["retention"]["cars"] > 100
    assert found["retention"]["auc"]["rate"] > 0.7
    assert found["duplicates"]["twins"] >= 2
    assert found["duplicates"]["likely"]["precision"]["of"] > 0
    assert found["grades"]["best_auc"]["interval"][0] < found["grades"]["best_auc"]["rate"]
    effect = found["gift"]["effect"]
    assert effect["interval"][0] <= effect["rate"] <= effect["interval"][1]
    json.dumps(found)


def test_the_command_says_it_in_lines(group: list[str], application: Flask, folder: Path) -> None:
    from crm.demo.commands import _lines

    lines = _lines({"auc": {"rate": 0.5, "of": 10, "interval": [0.1, 0.9]}, "more": {"order": "holds"}}, 1)
    assert lines[0].split() == ["auc", "0.500", "0.100", "to", "0.900", "of", "10"]
    refused = application.test_cli_runner().invoke(args=["demo", "judge", "--store", "s002"])
    assert refused.exit_code == 1 and "Nothing is known of s002" in refused.output
    twice = application.test_cli_runner().invoke(args=["demo", "load", "--size", "s"])
    assert twice.exit_code == 1 and "wants an empty database" in twice.output
