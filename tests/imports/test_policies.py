"""Insurance policies from a file: which car, which kind, what is new, the same or corrected; and the way back."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from crm.customers.models import Customer
from crm.imports.models import ImportRow
from crm.insurance.models import InsurancePolicy
from crm.shared.db import db
from crm.vehicles.models import Vehicle
from tests.imports.test_flow import VIN, again, brought_in, count, reasons, verdicts
from tests.imports.test_undo import everything, undone
from tests.makers import make_customer, make_vehicle

ONE = pytest.mark.databases("sqlite")  # what differs between databases is in the tests that run on both
HEADINGS = ["客户名称", "手机号码", "车牌号", "车架号", "险种", "保险公司", "保单号", "起保日期", "终保日期", "保费"]
COMMERCIAL = ["周建国", 13812345678, "粤B12345", VIN, "商业险", "平安", "PDAA 2026-4401", date(2025, 5, 3), date(2026, 5, 2), "4,321.50元"]
COMPULSORY = [*COMMERCIAL[:4], "交强险", "人保", "PDZA20264401", "2025-09-01", "2026-08-31", 950]
BOTH = ["车架号", "保险公司", "商业险保单号", "商业险到期日期", "商业险保费", "交强险保单号", "交强险到期日期", "交强险保费"]


def policies() -> list[tuple]:
    columns = ("cover", "insurer", "number", "from_on", "until_on", "premium_fen")
    rows = select(*(getattr(InsurancePolicy, name) for name in columns)).order_by(InsurancePolicy.cover, InsurancePolicy.until_on)
    return [tuple(row) for row in db.session.execute(rows)]


def own_car() -> None:
    make_vehicle(make_customer("周建国", "13812345678"), vin=VIN, plate="粤B12345", insured_until=date(2026, 1, 1))
    db.session.commit()


@ONE
def test_policies_find_their_car_and_its_end_of_insurance_follows(inside):
    own_car()
    record = brought_in([HEADINGS, COMMERCIAL, COMPULSORY], "policies")
    assert (record.mapping.count(""), verdicts(record), reasons(record)) == (0, ["new", "new"], ["imports.new_policy"] * 2)
    assert policies() == [
        ("commercial", "平安产险", "PDAA 2026-4401", date(2025, 5, 3), date(2026, 5, 2), 432_150),
        ("compulsory", "人保财险", "PDZA20264401", date(2025, 9, 1), date(2026, 8, 31), 95_000),
    ]
    assert (count(Customer), count(Vehicle), db.session.scalar(select(Vehicle.insured_until))) == (1, 1, date(2026, 5, 2))
    raw = str(db.session.connection().exec_driver_sql("SELECT * FROM insurance_policies").all())
    assert "PDZA" not in raw
    assert verdicts(brought_in([HEADINGS, COMPULSORY, [*COMMERCIAL[:6], "pdaa20264401", *COMMERCIAL[7:]]], "policies"))[0] == "same"


def test_again_changes_nothing_and_the_undo_tells_the_day_of_the_delivery_again(inside):
    own_car()
    before = everything()
    first = brought_in([HEADINGS, COMMERCIAL, COMPULSORY], "policies")
    assert verdicts(brought_in([HEADINGS, COMMERCIAL, COMPULSORY], "policies")) == ["same", "same"]
    undone(again(first))
    assert (everything(), count(InsurancePolicy)) == (before, 0)


@ONE
def test_one_row_may_tell_both_policies_of_a_car(inside):
    own_car()
    record = brought_in([BOTH, [VIN, "平安", "PDAA1", "2026-05-02", 4000, "PDZA1", "2026-08-31", 950]], "policies")
    assert (verdicts(record), [one[:3] for one in policies()]) == (["new"], [("commercial", "平安产险", "PDAA1"), ("compulsory", "平安产险", "PDZA1")])


@ONE
def test_a_day_from_the_customers_file_is_completed_and_then_not_touched_again(inside):
    customers = [["手机号码", "车牌号", "商业险到期日期"], [13812345678, "粤B12345", "2026-05-01"]]
    brought_in(customers)
    record = brought_in([HEADINGS, [*COMMERCIAL[:3], "", *COMMERCIAL[4:]]], "policies")
    changes = db.session.scalar(select(ImportRow.changes).where(ImportRow.import_id == record.id))
    assert (verdicts(record), count(InsurancePolicy)) == (["changed"], 1)
    assert ["commercial_end_on", "2026-05-01", "2026-05-02"] in changes and ["commercial_premium_fen", None, 432_150] in [[one[0], one[1] or None, one[2]] for one in changes]
    assert brought_in(customers).rows_same == 1  # a policy with its number knows better than a day
    renewal = [*COMMERCIAL[:6], "PDAA2027", date(2026, 5, 3), date(2027, 5, 2), 4000]
    assert verdicts(brought_in([HEADINGS, renewal], "policies")) == ["new"]
    assert db.session.scalar(select(Vehicle.insured_until)) == date(2027, 5, 2)


@ONE
def test_an_unknown_car_is_filed_with_its_owner(inside):
    record = brought_in([HEADINGS, COMMERCIAL, COMPULSORY], "policies")
    assert (reasons(record), count(Customer), count(Vehicle)) == (["imports.new_policy_and_car", "imports.new_policy"], 1, 1)
    assert verdicts(brought_in([HEADINGS, COMMERCIAL, COMPULSORY], "policies")) == ["same", "same"]


@ONE
def test_what_cannot_be_taken_says_why(inside):
    own_car()

    def row(**other):
        return [other.get(name, cell) for name, cell in zip(HEADINGS, COMMERCIAL, strict=True)]

    rows = [
        row(险种="人身险"), row(险种=""), row(终保日期=""), row(起保日期="2026-06-01"), row(保费="很多"), row(终保日期="2026/2/30"),
        row(车牌号="", 车架号="", 手机号码=""), row(车牌号="粤B99999", 车架号="", 手机号码="", 客户名称=""), row(手机号码="13900000000", 车牌号="粤B54321"),
    ]  # fmt: skip
    record = brought_in([HEADINGS, *rows], "policies")
    assert reasons(record) == [
        "imports.cover_wrong", "imports.no_cover", "imports.no_until", "imports.dates_turned", "imports.amount_wrong", "imports.date_day",
        "imports.nothing_to_match", "imports.policy_car_unknown", "imports.new_policy",
    ]  # fmt: skip
    assert count(InsurancePolicy) == 1


@ONE
def test_rows_that_contradict_each_other_are_held(inside):
    own_car()
    rows = [HEADINGS, COMMERCIAL, [*COMMERCIAL[:9], 5000], COMMERCIAL]
    assert verdicts(brought_in(rows, "policies")) == ["new", "held", "same"]
    assert verdicts(brought_in(rows, "policies")) == ["same", "held", "same"]
