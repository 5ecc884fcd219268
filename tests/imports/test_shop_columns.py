"""Every column of a repair shop's customers is kept, sealed where it is personal, and taken back by an undo."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from crm.customers.models import Customer
from crm.customers.rules import code_sign
from crm.dictionaries.actions import add_words
from crm.dictionaries.queries import Word
from crm.imports.models import ImportRow
from crm.insurance.models import InsurancePolicy
from crm.shared.db import db
from crm.vehicles.models import Vehicle
from crm.workshop.models import ServiceVisit
from tests.imports.test_flow import VIN, again, brought_in, count, reasons, verdicts
from tests.imports.test_undo import everything, undone
from tests.makers import make_company
from tests.support import stamp_of

ONE = pytest.mark.databases("sqlite")  # what differs between databases is in the tests that run on both
SHOP = {
    "客户名称": "周建国", "手机号码": 13812345678, "车牌号": "粤B12345", "车架号": VIN, "厂牌车型信息": "澄野 L5 1.5T", "发动机号": "CFN-2216688",
    "颜色": "月光白", "初登日期": date(2021, 4, 20), "年审到期日期": date(2027, 4, 30), "商业险到期日期": "2026-05-02", "交强险到期日期": 46144,
    "保险公司": "平安", "上次保养日期": "2025/9/10", "下次保养日期": "2026年3月10日", "下次保养里程": "7.15万", "最近进店里程": 64000,
    "最近进店日期": date(2026, 3, 5), "最近离店日期": date(2026, 3, 6), "最后维修顾问名称": "尤岚", "来厂次数": "12次", "消费金额": "￥8,450.50",
    "跟踪状态": "正常跟踪", "建档日期": date(2021, 5, 1), "备注": "先生开，电话打太太",
}  # fmt: skip
ROW = list(SHOP.values())


def shop(*rows: list, **changes) -> list[list]:
    """Headings and rows; `changes` by heading give one row that differs."""
    return [list(SHOP), *(rows or [[changes.get(name, value) for name, value in SHOP.items()]])]



@ONE
def test_each_column_finds_its_place(inside):
    record = brought_in(shop())
    assert record.mapping.count("") == 0 and record.rows_new == 1
    carl, car = db.session.scalars(select(Customer)).one(), db.session.scalars(select(Vehicle)).one()
    assert (carl.filed_on, carl.note, carl.told_status) == (date(2021, 5, 1), "先生开，电话打太太", "")
    assert (car.engine_no, car.colour, car.registered_on, car.bought_on) == ("CFN-2216688", "月光白", date(2021, 4, 20), date(2021, 4, 20))
    assert (car.inspection_on, car.told_due_on, car.told_due_km) == (date(2027, 4, 30), date(2026, 3, 10), 71_500)
    assert (car.told_visits, car.told_spend_fen, car.told_status) == (12, 845_050, "正常跟踪")
    last = db.session.scalars(select(ServiceVisit).order_by(ServiceVisit.came_on.desc())).first()
    assert (last.came_on, last.left_on, last.advisor_name, last.mileage_km) == (date(2026, 3, 5), date(2026, 3, 6), "尤岚", 64_000)
    policies = db.session.execute(select(InsurancePolicy.cover, InsurancePolicy.until_on, InsurancePolicy.insurer).order_by(InsurancePolicy.cover)).all()
    assert [tuple(row) for row in policies] == [("commercial", date(2026, 5, 2), "平安产险"), ("compulsory", date(2026, 5, 2), "平安产险")]
    assert car.insured_until == date(2026, 5, 2)


@ONE
def test_what_is_personal_is_sealed(inside):
    brought_in(shop())
    raw = str([db.session.connection().exec_driver_sql(f"SELECT * FROM {table}").all() for table in ("customers", "vehicles", "import_rows")])
    assert "2216688" not in raw and "电话打太太" not in raw


def test_the_same_file_again_changes_nothing_and_an_undo_brings_everything_back(inside):
    before, policies = everything(), count(InsurancePolicy)
    first = brought_in(shop())
    second = brought_in(shop())
    assert (second.rows_new, second.rows_changed, second.rows_same) == (0, 0, 1)
    undone(again(first))
    assert everything() == before and count(InsurancePolicy) == policies == 0


def test_changes_are_shown_old_and_new_and_an_undo_restores_them(inside):
    brought_in(shop())
    before = everything()
    later = brought_in(shop(商业险到期日期="2027-05-02", 颜色="曜石黑", 来厂次数=13, 备注="改约周末", 最近离店日期=date(2026, 3, 7), 跟踪状态="流失"))
    row = db.session.scalars(select(ImportRow).where(ImportRow.import_id == later.id)).one()
    assert {name: (old, new) for name, old, new in row.changes} == {
        "colour": ("月光白", "曜石黑"), "told_visits": (12, 13), "told_status": ("正常跟踪", "流失"),
        "note": ("先生开，电话打太太", "先生开，电话打太太；改约周末"), "commercial_end_on": ("2026-05-02", "2027-05-02"),
    }  # fmt: skip
    assert (count(InsurancePolicy), db.session.scalar(select(Vehicle.insured_until))) == (3, date(2027, 5, 2))
    undone(later)
    assert everything() == before
    assert (count(InsurancePolicy), db.session.scalar(select(Vehicle.insured_until))) == (2, date(2026, 5, 2))


@ONE
def test_a_corrected_day_is_the_same_policy(inside):
    brought_in(shop())
    assert brought_in(shop(商业险到期日期="2026-05-12")).rows_changed == 1
    assert count(InsurancePolicy) == 2
    assert db.session.scalar(select(InsurancePolicy.until_on).where(InsurancePolicy.cover == "commercial")) == date(2026, 5, 12)


@ONE
def test_the_purchase_of_another_file_stays(inside):
    brought_in([["手机号码", "车牌号", "购车日期"], [13812345678, "粤B12345", date(2021, 4, 12)]])
    brought_in([["手机号码", "车牌号", "初登日期"], [13812345678, "粤B12345", date(2021, 4, 20)]])
    assert db.session.execute(select(Vehicle.bought_on, Vehicle.registered_on)).one() == (date(2021, 4, 12), date(2021, 4, 20))


@ONE
def test_two_cars_of_one_customer_may_have_their_own_remarks(inside):
    second = {**SHOP, "车牌号": "粤BD12345", "车架号": "", "备注": "太太的车", "建档日期": date(2020, 1, 1), "跟踪状态": "流失"}
    rows = shop(ROW, list(second.values()))
    assert verdicts(brought_in(rows)) == ["new", "new"]
    assert verdicts(brought_in(rows)) == ["same", "same"]
    assert db.session.execute(select(Customer.filed_on, Customer.note)).one() == (date(2020, 1, 1), "先生开，电话打太太；太太的车")
    assert sorted(db.session.scalars(select(Vehicle.told_status))) == ["正常跟踪", "流失"]


@ONE
def test_a_car_that_is_in_the_workshop_now_left_before_it_came(inside):
    brought_in(shop(最近离店日期=date(2025, 9, 11)))
    assert db.session.execute(select(ServiceVisit.came_on, ServiceVisit.left_on).order_by(ServiceVisit.came_on)).all() == [(date(2025, 9, 10), None), (date(2026, 3, 5), None)]


OTHER_CODE = "9131000077092104X" + code_sign("9131000077092104X")
FIRM = [["客户名称", "统一社会信用代码", "联系电话", "车牌号"], ["上海晨光运输有限公司", "91350100M000100Y43", "02112345678", "沪A12345"]]


@ONE
def test_a_firm_is_known_by_its_credit_code(inside):
    brought_in(FIRM)
    firm = db.session.scalars(select(Customer)).one()
    assert (firm.kind, firm.credit_code) == ("company", "91350100M000100Y43")
    record = brought_in([FIRM[0], ["晨光运输", "91350100m000100y43", "", "沪A67890"]])
    assert (reasons(record), count(Customer), count(Vehicle)) == (["imports.other_name"], 1, 1)
    record = brought_in([FIRM[0], ["", "91350100m000100y43", "", "沪A67890"]])
    assert (reasons(record), count(Customer), count(Vehicle)) == (["imports.new_car"], 1, 2)


@ONE
def test_a_code_that_cannot_be_or_belongs_to_another(inside):
    brought_in(FIRM)
    brought_in([["客户名称", "手机号码"], ["周建国", 13812345678]])
    record = brought_in([
        FIRM[0], ["上海晨光运输有限公司", "91350100M000100Y44", "02112345678", ""], ["上海晨光运输有限公司", "310000400000000", "02112345678", ""],
        ["上海晨光运输有限公司", "91350100M000100Y43", "13812345678", ""], ["上海晨光运输有限公司", OTHER_CODE, "02112345678", ""],
    ])  # fmt: skip
    assert reasons(record) == ["imports.credit_code_wrong"] * 2 + ["imports.code_of_other", "imports.other_code"]
    assert count(Customer) == 2


@ONE
def test_a_wrong_cell_refuses_its_row_with_the_column_named(inside):
    wrong = {"来厂次数": "很多", "消费金额": "-5", "年审到期日期": "2026/13/1", "商业险到期日期": "明年", "建档日期": "2099-01-01", "初登日期": "1850-01-01"}
    record = brought_in([list(SHOP), *([{**SHOP, column: cell}[name] for name in SHOP] for column, cell in wrong.items())])
    facts = db.session.scalars(select(ImportRow.facts).where(ImportRow.import_id == record.id).order_by(ImportRow.row_no))
    assert [one["column"] for one in facts] == list(wrong)
    assert (record.rows_refused, count(Customer)) == (6, 0)


@ONE
def test_a_firm_on_file_gets_its_cars(inside):
    make_company(code="91350100M000100Y43")
    db.session.commit()
    record = brought_in(FIRM)
    assert (record.rows_new, count(Customer), count(Vehicle)) == (1, 1, 1)


@ONE
def test_words_go_through_the_stores_dictionary(inside):
    add_words(1, Word.SERIES, {"澄野 L5": []}, stamp_of("clerk"))
    add_words(1, Word.MODEL, {"澄野 L5 1.5T": ["L5 1.5涡轮"]}, stamp_of("clerk"), series={"澄野 L5 1.5T": "澄野 L5"})
    add_words(1, Word.COLOUR, {"墨绿": ["松针绿"]}, stamp_of("clerk"))
    db.session.commit()
    rows = shop(厂牌车型信息="l5 1.5涡轮", 颜色="松针绿")
    brought_in(rows)
    assert db.session.execute(select(Vehicle.model, Vehicle.series, Vehicle.colour)).one() == ("澄野 L5 1.5T", "澄野 L5", "墨绿")
    assert set(db.session.scalars(select(InsurancePolicy.insurer))) == {"平安产险"}
    assert brought_in(rows).rows_same == 1
