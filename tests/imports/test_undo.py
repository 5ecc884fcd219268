"""Undoing a whole import: new rows go, changed values come back, and what somebody has built on stays and is listed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from crm.callbacks.models import Task
from crm.customers.models import Customer, SearchTerm
from crm.imports import actions, queries
from crm.imports.models import Import, ImportLeft, ImportMade
from crm.shared.clock import clock
from crm.shared.db import db
from crm.shared.forms import Refused, Stale
from crm.vehicles.models import Vehicle
from crm.workshop.models import ServiceVisit
from jobs.runner import run_all
from tests.imports.files import CUSTOMER_HEADINGS, VISIT_HEADINGS
from tests.imports.test_flow import CARL, VERA, VIN, adds_up, again, brought_in, checked, count, upload, written
from tests.makers import make_customer, make_lead
from tests.support import stamp_of

TABLES = (Customer, Vehicle, ServiceVisit, SearchTerm)


def undone(record: Import) -> Import:
    actions.undo(record, version=record.version, stamp=stamp_of("clerk"))
    db.session.commit()
    run_all()
    record = again(record)
    assert record.state == "undone"
    adds_up(record)
    assert (queries.remembered(record.id), record.rows_done) == (0, record.rows_due)
    return record


def everything() -> dict[str, Any]:
    """Every business row as it stands, but for versions, ids of search and times."""
    db.session.expire_all()
    found: dict[str, Any] = {}
    for model in TABLES:
        table = model.__table__
        columns = [one for one in table.columns if one.name not in ("version", "id")]
        found[table.name] = sorted((tuple(map(str, row)) for row in db.session.execute(select(*columns))), key=str)
    return found


def undo_counts(record: Import) -> tuple[int, ...]:
    return tuple(record.undo[name] for name in ("removed", "restored", "put_away", "left"))


def lefts(record: Import) -> list[tuple[str, str]]:
    rows = select(ImportLeft.table_name, ImportLeft.reason_code).where(ImportLeft.import_id == record.id).order_by(ImportLeft.id)
    return [tuple(row) for row in db.session.execute(rows)]


def test_new_rows_are_gone_with_all_that_the_night_made_of_them(inside):
    before = everything()
    record = brought_in([CUSTOMER_HEADINGS, CARL, VERA])
    assert count(Customer) == 2 and count(Vehicle) == 2
    record = undone(record)
    assert everything() == before
    assert undo_counts(record) == (6, 0, 0, 0)  # two customers, two cars, two visits
    assert (record.rows_new, record.rows_read) == (2, 2)  # what the import did stays told
    assert db.session.scalar(select(func.count()).select_from(Task)) == 0


def test_changed_values_come_back_and_search_finds_the_old_ones(inside):
    brought_in([CUSTOMER_HEADINGS, CARL, VERA])
    before = everything()
    later = [*CARL]
    later[0], later[4], later[5], later[6] = "周建国", "澄野 L6", 80_000, date(2026, 3, 12)
    record = brought_in([CUSTOMER_HEADINGS, later, ["林芳华", *VERA[1:3], "LSVAA4187E2000001", *VERA[4:]], ["新客", 13700001111, "粤B99999", "", "", "", ""]])
    assert (record.rows_changed, record.rows_new, record.rows_held) == (1, 1, 1)
    assert everything() != before
    undone(record)
    assert everything() == before


def test_a_file_of_visits_is_undone_mileage_and_due_dates_included(inside):
    brought_in([CUSTOMER_HEADINGS, CARL, VERA])
    cars = select(Vehicle.mileage_km, Vehicle.mileage_on, Vehicle.next_due_on, Vehicle.next_due_km).order_by(Vehicle.id)
    before, stood = everything(), db.session.execute(cars).all()
    rows = [
        ["R1", "粤B12345", VIN, "", "", "2026/3/15", 71000, "保养", 300, "自费"],
        ["R1", "粤B12345", VIN, "", "", "2026/3/15", 71000, "雨刮", 100, "保修"],
        ["R2", "粤B55555", "", 13711112222, "陈晨", "2026/3/1", 9000, "保养", 500, "自费"],
    ]
    record = brought_in([VISIT_HEADINGS, *rows], "service_visits")
    assert db.session.execute(cars).all() != stood
    undone(record)
    assert everything() == before
    assert db.session.execute(cars).all() == stood


def test_what_people_worked_on_stays_and_is_listed(inside):
    """Carl was renamed at the desk, Vera has a lead by now: both stay, and only they."""
    record = brought_in([CUSTOMER_HEADINGS, CARL, VERA, ["陈晨", 13711112222, "粤B55555", "", "", "", ""]])
    carl = db.session.scalars(select(Customer).where(Customer.name == "周建国")).one()
    carl.name = "周建国（车队）"
    make_lead(customer=db.session.scalars(select(Customer).where(Customer.name == "林芳")).one())
    db.session.commit()
    record = undone(record)
    assert sorted(db.session.scalars(select(Customer.name))) == ["周建国（车队）", "林芳"]
    assert lefts(record) == [("customers", "imports.left_changed"), ("customers", "imports.left_stands")]
    assert undo_counts(record) == (6, 0, 0, 2)
    row = queries.left_of(record.id)[1]
    assert (row.table_name, row.facts) == ("customers", {"what": "leads"})


def test_a_value_changed_since_stays_and_the_others_go_back(inside):
    make_customer("周建国", "13812345678")
    db.session.commit()
    brought_in([CUSTOMER_HEADINGS, CARL])
    record = brought_in([CUSTOMER_HEADINGS, [*CARL[:4], "澄野 L6", "", ""], ["周建国", 13812345678, "粤B77777", "LSVAA4187E2000009", "", "", ""]])
    car = db.session.scalars(select(Vehicle).where(Vehicle.plate_index.is_not(None)).order_by(Vehicle.id)).first()
    assert car.model == "澄野 L6"
    car.model = "澄野 L6 长续航"
    db.session.commit()
    record = undone(record)
    db.session.expire_all()
    assert [one.model for one in db.session.scalars(select(Vehicle))] == ["澄野 L6 长续航"]
    assert lefts(record) == [("vehicles", "imports.left_value")]
    assert queries.left_of(record.id)[0].pairs == {"model": ["澄野 L5", "澄野 L6", "澄野 L6 长续航"]}


def test_where_only_the_machine_has_built_the_file_is_put_away(inside):
    from crm.coupons.models import Benefit, Campaign, CampaignMember

    record = brought_in([CUSTOMER_HEADINGS, CARL])
    carl = db.session.scalars(select(Customer)).one()
    benefit = db.session.scalars(select(Benefit)).first()
    campaign = Campaign(store_id=1, offer_id=benefit.offer_id, cause="2026-H1", people=1)
    campaign.sign(stamp_of("marketing"))
    db.session.add(campaign)
    db.session.flush()
    db.session.add(CampaignMember(
        store_id=1, campaign_id=campaign.id, customer_id=carl.id, cause="2026-H1", reason_code="x", rule_version=1, facts={},
    ))  # fmt: skip
    db.session.commit()
    record = undone(record)
    db.session.expire_all()
    assert db.session.scalars(select(Customer)).one().archived_at is not None
    assert undo_counts(record) == (2, 0, 1, 0)


def test_a_number_that_somebody_else_has_by_now_is_not_taken_back(inside):
    make_customer("周建国", "13812345678")
    db.session.commit()
    brought_in([CUSTOMER_HEADINGS, ["周建国", 13812345678, "粤B12345", VIN, "", "", ""]])
    record = brought_in([CUSTOMER_HEADINGS, ["周建国", 13900009999, "粤B12345", VIN, "", "", ""]])
    assert record.rows_changed == 1
    make_customer("周小妹", "13812345678")
    db.session.commit()
    record = undone(record)
    assert lefts(record) == [("customers", "imports.left_taken")]


def test_the_first_queue_comes_at_once_and_goes_with_the_undo(inside):
    """A car that is long overdue is on the list right after the import, not tomorrow."""
    from crm.retention.models import VehicleState

    old = (clock.now() - timedelta(days=400)).date()
    record = brought_in([CUSTOMER_HEADINGS, [*CARL[:5], 64000, old]])
    assert count(VehicleState) == 1
    undone(record)
    assert count(VehicleState) == 0


def test_who_may_undo_what_and_when(inside, monkeypatch):
    record = checked(upload([CUSTOMER_HEADINGS, CARL]))
    with pytest.raises(Refused):
        actions.undo(record, version=record.version, stamp=stamp_of("clerk"))  # nothing is written yet
    record = written(record)
    with pytest.raises(Stale):
        actions.undo(record, version=record.version - 1, stamp=stamp_of("clerk"))
    record.ended_at = clock.now() - timedelta(days=31)
    db.session.commit()
    assert not queries.undoable(record, stamp_of("clerk"))
    from crm.imports.undoing import forget_old

    forget_old(stamp_of("clerk"))
    assert count(ImportMade) == 0


def test_undone_the_same_file_comes_in_again(inside):
    first = brought_in([CUSTOMER_HEADINGS, CARL, VERA])
    stood = everything()
    undone(first)
    second = brought_in([CUSTOMER_HEADINGS, CARL, VERA])
    assert second.rows_new == 2
    assert everything().keys() == stood.keys() and count(Customer) == 2


def test_a_row_that_the_file_removed_comes_back(inside):
    from crm.imports.pen import Pen
    from crm.imports.taking import UndoBatch

    record = brought_in([CUSTOMER_HEADINGS, CARL])
    stood = everything()
    visit = db.session.scalars(select(ServiceVisit)).one()
    pen = Pen(record.id, stamp_of("clerk"))
    assert pen.delete(ServiceVisit, [visit.id]) == 1 and count(ServiceVisit) == 0
    pen.close()
    UndoBatch(record, stamp_of("clerk")).run()
    assert everything() == stood
    db.session.rollback()
