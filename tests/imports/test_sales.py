"""Past sales from a file: whose sale, which car, and what follows for both (R-402, F-47, F-51, F-52)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from crm.customers.models import Customer
from crm.imports import queries
from crm.imports.columns import guess, kind_of
from crm.imports.rules import Kind
from crm.sales.models import CarSale
from crm.shared.db import db
from crm.vehicles.models import Vehicle
from tests.imports.test_flow import adds_up, brought_in, checked, count, reasons, upload, verdicts, written
from tests.makers import make_customer, make_delivery, make_sale, make_vehicle

ONE_IS_ENOUGH = pytest.mark.databases("sqlite")  # what a row means is judged without the database

VIN, OTHER = "LSVAA4187E2123456", "LSVAA4187E2123457"
HEADINGS = ["购车人", "手机号码", "车架号", "车牌号", "车型", "颜色", "销售日期", "成交价", "发票号码", "销售顾问", "网点"]
CARL = ["周建国", 13812345678, VIN, "粤B12345", "澄野 L5", "月白", "2021年5月8日", "16.88万", "0440 0210 0111", "Sam", "河源网点"]
VERA = ["林芳", "13900001111", OTHER, "", "澄野 E5", "墨黑", "20230301", "￥198,000元", "", "郑海", "展厅"]


def sales(rows: list[list[Any]]) -> Any:
    return brought_in([HEADINGS, *rows], "sales")


def trial(rows: list[list[Any]]) -> Any:
    record = checked(upload([HEADINGS, *rows], "sales"))
    adds_up(record)
    return record


def only(model: Any) -> Any:
    return db.session.scalars(select(model)).one()


def changed_row(**values: Any) -> list[Any]:
    named = dict(zip(HEADINGS, CARL, strict=True))
    return list((named | values).values())


def test_the_headings_of_a_sales_file_are_known() -> None:
    fields = [one.field for one in guess(Kind.SALES, HEADINGS)]
    assert fields == ["name", "phone", "vin", "plate", "model", "colour", "sold_on", "price_fen", "invoice_no", "advisor_name", "outlet"]
    assert kind_of(HEADINGS) is Kind.SALES
    for heading in ("开票日期", "交车日期", "售价", "开票金额", "机动车发票号", "二级网点", "顾问", "车身颜色"):
        assert guess(Kind.SALES, [heading])[0].how == "alias", heading


def test_buyers_cars_and_sales_come_in_together(inside):
    sales([CARL, VERA])
    assert (count(Customer), count(Vehicle), count(CarSale)) == (2, 2, 2)
    carl = db.session.scalars(select(CarSale).where(CarSale.outlet != "")).one()
    assert (carl.sold_on, carl.model, carl.colour, carl.price_fen, carl.invoice_no, carl.outlet) == (date(2021, 5, 8), "澄野 L5", "月白", 16_880_000, "044002100111", "河源网点")
    car = db.session.get_one(Vehicle, carl.vehicle_id)
    assert (car.sold_here, car.bought_on, car.plate, car.colour, car.customer_id) == (True, date(2021, 5, 8), "粤B12345", "月白", carl.customer_id)
    assert (car.warranty_end_on, car.sanbao_end_on) == (date(2024, 5, 8), date(2023, 5, 8))  # F-47
    assert car.next_due_on is not None  # the first maintenance counts from the sale
    assert "044002100111" not in str(db.session.connection().exec_driver_sql("SELECT * FROM car_sales").all())
    vera = db.session.scalars(select(CarSale).where(CarSale.outlet == "")).one()
    assert (vera.price_fen, vera.advisor_name, vera.advisor_id) == (19_800_000, "郑海", None)
    assert carl.advisor_id is not None  # Sam works here


def test_the_same_file_again_changes_nothing(inside):
    sales([CARL, VERA])
    second = sales([CARL, VERA])
    assert (second.rows_new, second.rows_changed, second.rows_same) == (0, 0, 2)
    assert (count(Customer), count(Vehicle), count(CarSale)) == (2, 2, 2)


def test_a_corrected_row_is_shown_old_and_new_and_keeps_the_rest(inside):
    sales([CARL])
    row = changed_row(销售日期="2021-05-10", 成交价="170000", 网点="", 颜色="")
    record = trial([row])
    assert queries.rows_of(record.id, "changed")[0].changes == [["sold_on", "2021-05-08", "2021-05-10"], ["price_fen", 16_880_000, 17_000_000]]
    written(record)
    sale, car = only(CarSale), only(Vehicle)
    assert (sale.sold_on, sale.price_fen, sale.outlet, sale.colour, sale.version) == (date(2021, 5, 10), 17_000_000, "河源网点", "月白", 2)
    assert car.bought_on == date(2021, 5, 10)
    assert sale.sold_at.date() == date(2021, 5, 10)


@ONE_IS_ENOUGH
def test_a_car_on_file_gets_its_sale_and_what_it_lacks(inside):
    make_vehicle(make_customer("周建国", "13812345678"), vin=VIN)
    db.session.commit()
    record = sales([CARL])
    assert reasons(record) == ["imports.new_sale"]
    car = only(Vehicle)
    assert (count(Vehicle), car.plate, car.model, car.sold_here, car.bought_on) == (1, "粤B12345", "澄野 L5", True, date(2021, 5, 8))


@ONE_IS_ENOUGH
def test_a_car_that_belongs_to_somebody_else_by_now_stays_there(inside):
    buyer = make_customer("周建国", "13812345678").id
    make_vehicle(make_customer("唐嘉", "13800000077"), vin=VIN, bought_on=date(2024, 2, 2))
    db.session.commit()
    assert reasons(sales([CARL])) == ["imports.new_sale_since_sold"]
    car = only(Vehicle)
    assert only(CarSale).customer_id == buyer != car.customer_id
    assert (car.bought_on, car.sold_here) == (date(2024, 2, 2), False)
    assert verdicts(sales([CARL])) == ["same"]


@ONE_IS_ENOUGH
def test_what_is_unclear_waits_for_a_person(inside):
    make_customer("唐嘉", "13800000077")
    sales([CARL])
    record = trial([
        changed_row(手机号码="13812345679", 购车人="王芳"),  # nobody knows the buyer
        changed_row(购车人="王芳"),
        changed_row(手机号码="13800000077", 购车人="唐嘉", 销售日期="2022-01-01", 发票号码="9"),  # to Tang, after Carl had it
    ])  # fmt: skip
    assert verdicts(record) == ["held"] * 3
    assert reasons(record) == ["imports.car_of_other", "imports.other_name", "imports.car_of_other"]


@ONE_IS_ENOUGH
def test_a_sale_of_that_day_to_somebody_else_waits(inside):
    sale = make_sale(make_vehicle(make_customer("周建国", "13812345678"), vin=VIN), sold_on=date(2021, 5, 8))
    sale.customer_id = make_customer("唐嘉", "13800000077").id
    db.session.commit()
    assert reasons(trial([CARL])) == ["imports.sold_to_other"]


@ONE_IS_ENOUGH
def test_what_was_handed_over_through_an_order_stays_the_order(inside):
    delivery = make_delivery(vin=VIN)
    db.session.commit()
    carl = ["Carl", "13812341234", VIN, "", "", "", delivery.delivered_on, "200000", "", "", ""]
    record = sales([carl])
    assert (verdicts(record), reasons(record), count(CarSale)) == (["same"], ["imports.sold_by_order"], 0)


@ONE_IS_ENOUGH
def test_what_cannot_be_filed_is_refused_with_its_reason(inside):
    wrong = {
        "imports.no_sale_day": {"销售日期": ""}, "imports.date_future": {"销售日期": "2027-12-01"},
        "imports.no_car_named": {"车架号": "", "车牌号": ""}, "imports.amount_negative": {"成交价": "-5"},
        "imports.vin_length": {"车架号": "LSVAA4187E212345"}, "imports.no_owner": {"购车人": "", "手机号码": ""},
    }  # fmt: skip
    record = trial([changed_row(**values) for values in wrong.values()])
    assert (set(verdicts(record)), reasons(record)) == ({"refused"}, list(wrong))


@ONE_IS_ENOUGH
def test_two_rows_of_one_sale_are_one_and_two_that_differ_wait(inside):
    record = trial([CARL, CARL, changed_row(成交价="1")])
    assert verdicts(record) == ["new", "same", "held"]
    written(record)
    assert count(CarSale) == 1


@ONE_IS_ENOUGH
def test_the_plate_of_those_days_may_be_on_another_car_today(inside):
    make_vehicle(make_customer("唐嘉", "13800000077"), vin=OTHER, plate="粤B12345")
    db.session.commit()
    assert reasons(sales([CARL])) == ["imports.new_sale_and_customer"]
    assert db.session.scalar(select(Vehicle.plate).where(Vehicle.sold_here)) is None


@ONE_IS_ENOUGH
def test_one_buyer_of_three_cars_is_one_customer(inside):
    rows = [changed_row(车架号=f"LSVAA4187E212345{n}", 车牌号="", 发票号码=f"{n}") for n in range(3)]
    record = sales(rows)
    assert verdicts(record) == ["new", "new", "new"]
    assert (count(Customer), count(Vehicle), count(CarSale)) == (1, 3, 3)


@ONE_IS_ENOUGH
def test_the_car_shows_the_imported_sale(app, client):
    from tests.support import sign_in

    with app.app_context():
        sales([CARL])
        customer_id = only(Customer).id
    page = sign_in(client, "clerk").get(f"/customers/{customer_id}").text
    assert "Sold on 8 May 2021" in page and "河源网点" in page


@ONE_IS_ENOUGH
def test_the_dry_run_page_tells_what_a_row_says_and_masks_the_number(app, client):
    from tests.support import sign_in

    with app.app_context():
        number = trial([CARL, changed_row(销售日期="")]).id
    sign_in(client, "clerk")
    for shown in ("new", "refused"):
        page = client.get(f"/imports/{number}?show={shown}")
        assert page.status_code == 200 and "13812345678" not in page.text
    page = client.get(f"/imports/{number}?show=new").text
    assert "¥168,800" in page and "138****5678" in page and "customer and car are filed with it" in page
