"""The lines of a workshop order: kept one by one, their sums are the visit's, and another export of them is a change."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from crm.imports import bulk
from crm.shared.db import db
from crm.workshop.models import ServiceLine, ServiceVisit
from tests.imports.files import CUSTOMER_HEADINGS
from tests.imports.test_flow import CARL, VIN, again, brought_in, count, reasons, verdicts
from tests.imports.test_undo import everything, undone
from tests.makers import make_vehicle
from tests.support import sign_in, stamp_of

ONE = pytest.mark.databases("sqlite")  # what differs between databases is in the tests that run on both
HEADINGS = ["工单号", "行号", "车架号", "客户名称", "进店日期", "里程", "维修类型", "项目", "自费金额", "索赔金额", "保险金额"]
ORDER = ["R001", 1, VIN, "周建国", "2026-03-05", 64000, "保养", "小保养", 640, "", ""]
WIPER = [*ORDER[:1], 2, *ORDER[2:6], "维修", "更换雨刮", "120元", "", ""]
RECALL = [*ORDER[:1], 3, *ORDER[2:6], "召回", "召回检查", 0, "300.00", ""]
PAINT = [*ORDER[:1], 4, *ORDER[2:6], "事故", "右前钣喷", "", "", "6,300"]
SUMS = ("paid_fen", "warranty_fen", "insurance_fen")


def lines() -> list[tuple]:
    """Every line, in order."""
    columns = [getattr(ServiceLine, name) for name in ("line_no", "item", "job", *SUMS)]
    rows = db.session.execute(select(*columns).order_by(ServiceLine.visit_id, ServiceLine.line_no))
    return [tuple(row) for row in rows]


def sums_agree() -> bool:
    """Every visit that has lines has their sums (R-121)."""
    columns = [func.sum(getattr(ServiceLine, name)) for name in SUMS]
    by_visit = {row[0]: tuple(row[1:]) for row in db.session.execute(select(ServiceLine.visit_id, *columns).group_by(ServiceLine.visit_id))}
    visits = db.session.execute(select(ServiceVisit.id, *(getattr(ServiceVisit, name) for name in SUMS)))
    return all(by_visit.get(row[0], (0, 0, 0)) == tuple(row[1:]) for row in visits)


@ONE
def test_each_row_is_a_line_and_the_visit_their_sum(inside):
    brought_in([CUSTOMER_HEADINGS, CARL])
    rows = [HEADINGS, ORDER, WIPER, RECALL, PAINT, WIPER]
    record = brought_in(rows, "service_visits")
    assert verdicts(record) == ["changed"] * 4 + ["same"]  # the day was known from the customers' file
    assert lines() == [
        (1, "小保养", "maintenance", 64_000, 0, 0), (2, "更换雨刮", "repair", 12_000, 0, 0),
        (3, "召回检查", "repair", 0, 30_000, 0), (4, "右前钣喷", "accident", 0, 0, 630_000),
    ]  # fmt: skip
    assert sums_agree()
    assert verdicts(brought_in([HEADINGS, PAINT, WIPER, RECALL, ORDER], "service_visits")) == ["same"] * 4


@ONE
def test_the_same_work_twice_in_one_order_is_two_lines_when_the_file_numbers_them(inside):
    make_vehicle(vin=VIN)
    db.session.commit()
    tyre = [*ORDER[:1], 1, *ORDER[2:7], "轮胎", 800, "", ""]
    rows = [HEADINGS, tyre, [*tyre[:1], 2, *tyre[2:]]]
    brought_in(rows, "service_visits")
    assert (len(lines()), db.session.scalar(select(ServiceVisit.paid_fen)), sums_agree()) == (2, 160_000, True)
    assert verdicts(brought_in(rows, "service_visits")) == ["same", "same"]


def test_an_order_that_became_shorter_or_longer_and_the_undo_of_both(inside):
    make_vehicle(vin=VIN)
    db.session.commit()
    bare = everything()
    first = brought_in([HEADINGS, ORDER, WIPER, RECALL], "service_visits")
    three, before = lines(), everything()
    shorter = brought_in([HEADINGS, ORDER], "service_visits")
    assert (verdicts(shorter), len(lines()), sums_agree()) == (["changed"], 1, True)
    longer = brought_in([HEADINGS, ORDER, WIPER, RECALL, PAINT], "service_visits")
    assert (len(lines()), sums_agree()) == (4, True)
    undone(again(longer))
    undone(again(shorter))
    assert (lines(), everything(), sums_agree()) == (three, before, True)
    undone(again(first))
    assert (everything(), count(ServiceLine), count(ServiceVisit)) == (bare, 0, 0)


@ONE
def test_an_export_without_amounts_leaves_the_lines_alone(inside):
    make_vehicle(vin=VIN)
    db.session.commit()
    brought_in([HEADINGS, ORDER, WIPER], "service_visits")
    plain = [[*row[:8]] for row in (HEADINGS, ORDER, WIPER)]
    assert verdicts(brought_in(plain, "service_visits")) == ["same", "same"]
    assert len(lines()) == 2 and sums_agree()


@ONE
def test_a_line_of_another_car_is_held_beside_its_order(inside):
    make_vehicle(vin=VIN)
    db.session.commit()
    record = brought_in([HEADINGS, ORDER, [*WIPER[:2], "LSVAA4187E2999999", *WIPER[3:]]], "service_visits")
    assert (verdicts(record), reasons(record)[1], len(lines())) == (["new", "held"], "imports.row_differs", 1)


def test_bulk_writes_the_lines_it_is_given_or_one_for_all(inside):
    car = make_vehicle(vin=VIN)
    base = {"vehicle_id": car.id, "customer_id": car.customer_id, "came_on": stamp_of("clerk").today, "job": "maintenance"}
    work = [{"item": "机油", "job": "maintenance", "paid_fen": 300}, {"item": "三包件", "job": "repair", "warranty_fen": 200}]
    bulk.write_service_visits(1, [
        {**base, "order_no": "A", "item": "机油；三包件", "paid_fen": 300, "warranty_fen": 200, "lines": work},
        {**base, "order_no": "B", "item": "小保养", "paid_fen": 500}, {**base, "order_no": "C"},
    ], stamp_of("clerk"))  # fmt: skip
    assert [(one[0], one[1]) for one in lines()] == [(1, "机油"), (2, "三包件"), (1, "小保养")] and sums_agree()


@ONE
def test_the_customers_page_shows_the_lines(app, client):
    with app.app_context():
        make_vehicle(vin=VIN)
        db.session.commit()
        brought_in([HEADINGS, ORDER, WIPER, RECALL], "service_visits")
    page = sign_in(client, "service").get("/customers/1").text
    assert "3 lines" in page and "更换雨刮" in page and "¥120" in page and "warranty ¥300" in page
