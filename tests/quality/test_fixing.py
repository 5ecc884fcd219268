"""A row is set right on the spot, leaves the list, and what stood there comes back when it is undone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import g

from crm.customers.models import Customer
from crm.customers.queries import search
from crm.quality import actions
from crm.quality.queries import findings
from crm.quality.rules import Check
from crm.shared.db import db
from crm.shared.forms import Refused, Stale
from crm.shared.stamp import Stamp
from crm.vehicles.models import Vehicle
from crm.workshop.models import ServiceVisit
from tests.makers import make_lead
from tests.quality.people import make_ailing_store
from tests.support import stamp_of


@pytest.fixture
def clerk(inside) -> Stamp:  # type: ignore[no-untyped-def]
    g.language = "en"
    return stamp_of("clerk")


@pytest.fixture
def store(clerk: Stamp) -> dict[str, Any]:
    made = make_ailing_store()
    actions.look(clerk)
    return made


def listed(check: Check, stamp: Stamp) -> list[int]:
    return [row.id for row in findings.rows(check, stamp)]


FIXES = [
    (Check.NO_PHONE, "quiet", Customer, {"phone": "13900000777"}, "phone", "13900000777"),
    (Check.ODD_PHONE, "fake", Customer, {"phone": "13900000778"}, "phone", "13900000778"),
    (Check.NO_NAME, "nameless", Customer, {"name": "倪先生", "sex": None}, "name", "倪"),
    (Check.NO_VIN, "plate_only", Vehicle, {"vin": "lsvam4187c2184847"}, "vin", "LSVAM4187C2184847"),
    (Check.NO_PLATE, "no_plate", Vehicle, {"plate": "粤B·9999O"}, "plate", "粤B99990"),
    (Check.ODD_PLATE, "odd_plate", Vehicle, {"plate": "粤B88888"}, "plate", "粤B88888"),
    (Check.NO_MODEL, "bare", Vehicle, {"model": " 途观  L ", "series": ""}, "model", "途观 L"),
]


def test_the_right_value_is_written_and_taken_back(store: dict[str, Any], clerk: Stamp) -> None:
    store["right"].archived_at = store["right"].vin_index = None  # its VIN is wanted below
    rows = {name: (row.id, row.version) for name, row in store.items() if name != "visits"}
    for check, name, model, values, column, stands in FIXES:
        number, version = rows[name]
        before = getattr(db.session.get_one(model, number), column)
        made = actions.fix(check, number, version=version, stamp=clerk, **values)
        assert getattr(db.session.get_one(model, number), column) == stands
        assert listed(check, clerk) == []
        with pytest.raises(Refused, match="set right already"):
            actions.fix(check, number, version=version, stamp=clerk, **values)
        actions.undo_fix(made, clerk)
        row = db.session.get_one(model, number)
        assert (getattr(row, column), row.version, listed(check, clerk)) == (before, version, [number])
        with pytest.raises(Refused, match="undone already"):
            actions.undo_fix(made, clerk)


def test_the_search_follows_a_correction_and_its_undoing(store: dict[str, Any], clerk: Stamp) -> None:
    made = actions.fix(Check.NO_PHONE, store["quiet"].id, stamp=clerk, phone="13900000777")
    assert [row.name for row in search(clerk.by, "0777")] == ["Quinn"]
    actions.undo_fix(made, clerk)
    assert search(clerk.by, "0777") == []


def test_a_wrong_reading_is_corrected_and_the_car_follows(store: dict[str, Any], clerk: Stamp) -> None:
    car, visits = store["driven"], store["visits"]
    car.mileage_km, car.mileage_on = 110_000, visits[1].came_on
    db.session.flush()
    number, wrong, low = car.id, visits[1].id, visits[2].id
    with pytest.raises(Refused, match="Change one of the two"):
        actions.fix(Check.MILEAGE_DOWN, low, stamp=clerk, km=15_000, before_km=None)
    made = actions.fix(Check.MILEAGE_DOWN, low, stamp=clerk, km=None, before_km=11_000)
    assert db.session.get_one(ServiceVisit, wrong).mileage_km == 11_000
    assert (listed(Check.MILEAGE_DOWN, clerk), listed(Check.MILEAGE_FAST, clerk)) == ([], [])
    assert db.session.get_one(Vehicle, number).mileage_km == 20_000
    actions.undo_fix(made, clerk)
    assert db.session.get_one(Vehicle, number).mileage_km == 110_000
    assert len(listed(Check.MILEAGE_DOWN, clerk)) == 2


def test_a_correction_that_is_still_wrong_stays_in_the_list(store: dict[str, Any], clerk: Stamp) -> None:
    _first, _wrong, low, _last, _none = store["visits"]
    actions.fix(Check.MILEAGE_DOWN, low.id, stamp=clerk, km=16_000, before_km=None)
    assert low.id in listed(Check.MILEAGE_DOWN, clerk)
    tomorrow = clerk.today + timedelta(days=1)
    with pytest.raises(Refused, match="future"):
        actions.fix(Check.BOUGHT_LATE, store["late"].id, stamp=clerk, bought_on=tomorrow)
    actions.fix(Check.BOUGHT_LATE, store["late"].id, stamp=clerk, bought_on=clerk.today)
    assert listed(Check.BOUGHT_LATE, clerk) == []


def test_what_cannot_be_is_refused(store: dict[str, Any], clerk: Stamp) -> None:
    with pytest.raises(Refused, match="Another customer has this number"):
        actions.fix(Check.NO_PHONE, store["quiet"].id, stamp=clerk, phone="13812341234")
    with pytest.raises(Refused, match="check digit"):
        actions.fix(Check.ODD_VIN, store["odd_vin"].id, stamp=clerk, vin="LSVAM4188C2184848")
    with pytest.raises(Refused, match="17 signs"):
        actions.fix(Check.ODD_VIN, store["odd_vin"].id, stamp=clerk, vin="LSVAM")
    with pytest.raises(Refused, match="Another car on file"):
        actions.fix(Check.NO_VIN, store["plate_only"].id, stamp=clerk, vin=store["right"].vin)
    with pytest.raises(Refused, match="no plate"):
        actions.fix(Check.NO_PLATE, store["no_plate"].id, stamp=clerk, plate="未上牌")
    with pytest.raises(Refused, match="model or the series"):
        actions.fix(Check.NO_MODEL, store["bare"].id, stamp=clerk, model="", series=" ")
    with pytest.raises(Stale):
        actions.fix(Check.NO_NAME, store["nameless"].id, version=99, stamp=clerk, name="Nina")
    for check in Check:
        assert listed(check, clerk), check


def test_right_as_it_is_holds_until_the_value_changes(store: dict[str, Any], clerk: Stamp) -> None:
    car = store["odd_vin"]
    made = actions.say_right(Check.ODD_VIN, keys=[car.id, 999_999], stamp=clerk)
    assert (made.rows, listed(Check.ODD_VIN, clerk)) == (1, [])
    actions.look(clerk)
    assert listed(Check.ODD_VIN, clerk) == []
    actions.undo_fix(made, clerk)
    assert listed(Check.ODD_VIN, clerk) == [car.id]
    actions.say_right(Check.ODD_VIN, keys=[car.id], stamp=clerk)
    car.vin_index = "another"
    db.session.flush()
    actions.look(clerk)
    assert listed(Check.ODD_VIN, clerk) == [car.id]
    with pytest.raises(Refused, match="Tick at least one"):
        actions.say_right(Check.ODD_VIN, keys=[], stamp=clerk)


def test_stale_files_are_kept_for_a_while_or_put_away_and_come_back(store: dict[str, Any], clerk: Stamp) -> None:
    stale = store["stale"].id
    away = actions.put_away(Check.STALE, keys=[stale], stamp=clerk)
    assert db.session.get_one(Customer, stale).archived_at is not None and listed(Check.STALE, clerk) == []
    actions.undo_fix(away, clerk)
    assert db.session.get_one(Customer, stale).archived_at is None and listed(Check.STALE, clerk) == [stale]
    actions.say_right(Check.STALE, keys=[stale], stamp=clerk)
    assert listed(Check.STALE, clerk) == []
    assert listed(Check.STALE, Stamp(clerk.by, clerk.at + timedelta(days=800))) == [stale]
    with pytest.raises(Refused, match="Only customers"):
        actions.put_away(Check.NO_VIN, keys=[store["plate_only"].id], stamp=clerk)
    make_lead(customer=store["quiet"])
    with pytest.raises(Refused, match="open lead"):
        actions.put_away(Check.NO_PHONE, keys=[store["quiet"].id], stamp=clerk)


def test_after_thirty_days_a_correction_is_final(store: dict[str, Any], clerk: Stamp) -> None:
    made = actions.fix(Check.NO_NAME, store["nameless"].id, stamp=clerk, name="Nina")
    with pytest.raises(Refused, match="over"):
        actions.undo_fix(made, Stamp(clerk.by, clerk.at + timedelta(days=31)))
