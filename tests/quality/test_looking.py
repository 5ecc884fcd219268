"""The look through the store finds what is wrong, forgets what is right again, and counts what its lists show."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import g
from sqlalchemy import func, select

from crm.dictionaries.queries import listing as words
from crm.duplicates.actions import look_at
from crm.quality import actions
from crm.quality.actions import looking
from crm.quality.models import QualityDay, QualityFinding, QualityRun
from crm.quality.queries import findings, trend
from crm.quality.rules import DUPLICATES, Check
from crm.shared.db import db
from crm.shared.stamp import Stamp
from tests.makers import make_call, make_customer, make_lead, make_vehicle
from tests.quality.people import make_ailing_store, make_reading
from tests.support import queries_at_most, stamp_of

EXPECTED = {
    Check.NO_PHONE: ["quiet"], Check.ODD_PHONE: ["fake"], Check.NO_NAME: ["nameless"], Check.STALE: ["stale"],
    Check.NO_VIN: ["plate_only"], Check.ODD_VIN: ["odd_vin"], Check.NO_PLATE: ["no_plate"],
    Check.ODD_PLATE: ["odd_plate"], Check.NO_MODEL: ["bare"], Check.BOUGHT_LATE: ["late"],
}  # fmt: skip


@pytest.fixture
def clerk(inside) -> Stamp:  # type: ignore[no-untyped-def]
    g.language = "en"
    return stamp_of("clerk")


def listed(check: Check, stamp: Stamp) -> list[int]:
    return [row.id for row in findings.rows(check, stamp)]


def test_each_check_finds_its_row_and_no_other(clerk: Stamp) -> None:
    store = make_ailing_store()
    other = stamp_of("other_clerk")
    actions.look(clerk)
    actions.look(other)
    for check, names in EXPECTED.items():
        assert listed(check, clerk) == [store[name].id for name in names], check
        assert listed(check, other) == []
    down, fast = store["visits"][2:4], store["visits"][1:2]
    assert listed(Check.MILEAGE_DOWN, clerk) == [one.id for one in down]
    assert listed(Check.MILEAGE_FAST, clerk) == [one.id for one in fast]
    counts = findings.counts(clerk)
    assert counts == {check: len(listed(check, clerk)) for check in Check} | {DUPLICATES: 0}
    assert findings.counts(other) == dict.fromkeys([*Check, DUPLICATES], 0)


def test_what_is_right_again_leaves_the_list_at_once_and_the_findings_with_the_next_look(clerk: Stamp) -> None:
    store = make_ailing_store()
    actions.look(clerk)
    found = db.session.scalar(select(func.count()).select_from(QualityFinding))
    actions.look(clerk)
    assert db.session.scalar(select(func.count()).select_from(QualityFinding)) == found
    store["nameless"].name = "Nina"
    store["bare"].model = "途观"
    store["quiet"].archived_at = clerk.at
    store["visits"][1].mileage_km = 11_000
    db.session.flush()
    for check in (Check.NO_NAME, Check.NO_MODEL, Check.NO_PHONE, Check.MILEAGE_DOWN, Check.MILEAGE_FAST):
        assert listed(check, clerk) == []
    actions.look(clerk)
    assert db.session.scalar(select(func.count()).select_from(QualityFinding)) == found - 6


def test_a_file_that_somebody_has_touched_is_not_stale(clerk: Stamp) -> None:
    old = clerk.at - timedelta(days=900)
    people = [make_customer(f"N{at}", f"1390000010{at}") for at in range(4)]
    make_lead(customer=people[0])
    called = make_lead(customer=people[1])
    make_call(called)
    called.stage, called.opened_at, called.last_contact_at = "lost", old, old
    make_reading(make_vehicle(people[2]), 100, clerk.today - timedelta(days=30))
    for one in people:
        one.created_at = old
    db.session.flush()
    actions.look(clerk)
    assert listed(Check.STALE, clerk) == [people[3].id]


def test_a_firm_is_reached_by_its_people_and_a_driver_abroad_keeps_his_vin(clerk: Stamp) -> None:
    from crm.customers.actions import add_contact
    from tests.makers import make_company

    firm = make_company(phone=None)
    assert firm.phone is None
    actions.look(clerk)
    assert listed(Check.NO_PHONE, clerk) == [firm.id]
    add_contact(firm, role="driver", name="Fred", phone="13800000008", stamp=clerk)
    make_vehicle(make_customer(), vin="WVWZZZ1KZAW000009", plate="粤B20009")
    db.session.flush()
    assert (listed(Check.NO_PHONE, clerk), listed(Check.ODD_VIN, clerk)) == ([], [])


def test_pairs_and_words_are_counted_as_their_own_pages_count_them(clerk: Stamp) -> None:
    make_customer("龚建平", "13800000071")
    again = make_customer("龚建平", "13800000081", by="clerk")
    make_vehicle(again, model="某车")
    db.session.flush()
    look_at(again.id, clerk)
    actions.look(clerk)
    assert findings.counts(clerk)[DUPLICATES] == 1
    assert words.unknown_counts(1)["model"] == (1, 1)
    days = {row.check: (row.found, row.total) for row in db.session.scalars(select(QualityDay))}
    assert (days[DUPLICATES], days["model"], days[Check.NO_PHONE]) == ((1, 2), (1, 0), (0, 2))


def test_the_days_make_a_trend_and_a_second_look_of_a_day_replaces_it(clerk: Stamp) -> None:
    store = make_ailing_store()
    actions.look(Stamp(clerk.by, clerk.at - timedelta(days=3)))
    store["quiet"].phone_index = "x"
    actions.look(clerk)
    actions.look(clerk)
    assert [row.found for row in trend.days(1, clerk.today)[Check.NO_PHONE]] == [1, 0]


def test_the_look_works_in_steps_and_its_progress_is_seen(clerk: Stamp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "STEP", 2)
    store = make_ailing_store()
    seen = []
    run = actions.look(clerk, lambda: seen.append(db.session.scalar(select(func.count()).select_from(QualityFinding))))
    assert run.ended_at is not None and run.at_check == len(Check)
    later = clerk.at + timedelta(hours=2)
    db.session.add(QualityRun(store_id=1, started_at=clerk.at, at_check=3))  # its worker died
    newest, told = trend.last_run(1, clerk.at), trend.last_run(1, later)
    assert newest is not None and newest.at_check == 3 and told is not None and told.id == run.id
    assert len(seen) > 12 * 2 and listed(Check.ODD_VIN, clerk) == [store["odd_vin"].id]


def test_a_look_costs_the_same_number_of_statements_for_few_and_many(clerk: Stamp) -> None:
    make_ailing_store()
    actions.look(clerk)
    with queries_at_most(3):
        findings.counts(clerk)
        findings.rows(Check.MILEAGE_DOWN, clerk)
        trend.days(1, clerk.today)
