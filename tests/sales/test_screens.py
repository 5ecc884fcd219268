"""How a car was sold, with the car; and what the buyers of each outlet did since (R-402, R-406)."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from crm.customers.models import Customer
from crm.imports import bulk
from crm.sales.rules import Span, days_of, per_car, share
from crm.shared.db import db
from tests.makers import make_customer, make_sale, make_vehicle
from tests.support import counted_queries, sign_in, stamp_of

VINS = "LSVAA4187E2123456 LSVAA4187E2123457 LSVAA4187E2123458 LSVAA4187E2123459 LSVAA4187E2123460".split()


@pytest.fixture
def carl(client: FlaskClient) -> int:
    """Carl bought his car through an outlet five years ago."""
    with client.application.app_context():
        sale = make_sale(outlet="河源网点")
        db.session.commit()
        return int(sale.customer_id)


@pytest.fixture
def sold(client: FlaskClient) -> None:
    """Five cars of this year: four through the outlet, of which one came back and paid, one came free, two never."""
    with client.application.app_context():
        today = stamp_of("clerk").today
        first = today.replace(month=1, day=1)
        for number, vin in enumerate(VINS):
            car = make_vehicle(make_customer(f"Buyer {number}", f"1390000000{number}"), vin=vin)
            db.session.flush()
            make_sale(car, sold_on=first, outlet="" if number == 4 else "河源网点", customer_id=car.customer_id)
            visit = {"vehicle_id": car.id, "customer_id": car.customer_id, "job": "maintenance"}
            if number == 0:
                rows = [{**visit, "came_on": today, "paid_fen": 175_300, "order_no": "A"}]
                bulk.write_service_visits(
                    1,
                    [*rows, {**visit, "came_on": first - timedelta(days=1), "paid_fen": 100, "order_no": "B"}],
                    stamp_of("clerk"),
                )
            if number == 1:
                bulk.write_service_visits(
                    1, [{**visit, "came_on": today, "warranty_fen": 20_000, "order_no": "C"}], stamp_of("clerk")
                )
        db.session.commit()


def test_the_car_says_how_it_was_sold(client: FlaskClient, carl: int) -> None:
    page = sign_in(client, "manager").get(f"/customers/{carl}").text
    assert "Sold on 8 May 2021" in page and "through 河源网点" in page and "郑海" in page
    assert "¥168,800" in page and "invoice …0111" in page and "044002100111" not in page
    assert "Bought a car: 澄野 L5" in page  # the timeline tells it, too


def test_the_price_is_for_sales_and_the_chiefs(client: FlaskClient, carl: int) -> None:
    page = sign_in(client, "reception").get(f"/customers/{carl}").text
    assert "Sold on 8 May 2021" in page
    assert "¥168,800" not in page and "invoice" not in page


def test_a_car_that_was_sold_on_says_so_and_the_buyer_keeps_the_story(client: FlaskClient, carl: int) -> None:
    with client.application.app_context():
        car = db.session.get_one(Customer, carl)
        other = make_customer("Dora", "13900000009")
        db.session.flush()
        make_vehicle(other)  # the same VIN: Dora has it now
        db.session.commit()
        dora = other.id
        assert car.id != dora
    sign_in(client, "manager")
    assert "to somebody else then" in client.get(f"/customers/{dora}").text
    buyer = client.get(f"/customers/{carl}").text
    assert "Bought a car: 澄野 L5" in buyer and "Sold on" not in buyer


def test_the_table_of_the_outlets_adds_up(client: FlaskClient, sold: None) -> None:
    page = sign_in(client, "manager").get("/sales/outlets").text
    outlet = next(row for row in re.findall(r"<tr role=\"row\">.*?</tr>", page, re.S) if "河源网点" in row)
    assert [int(n) for n in re.findall(r">(\d+)</a>", outlet)] == [4, 1, 1, 2]
    assert "25%" in outlet and "50%" in outlet and "¥1,753" in outlet  # the visit before the sale does not count
    assert "<b>4</b> of 5 buyers have never paid for work here" in page
    assert "No past sale is on file" in client.get("/sales/outlets?span=last").text


def test_each_figure_opens_as_many_sales(client: FlaskClient, sold: None) -> None:
    rows = {
        "": 5, "&outlet=": 5, "&outlet=-": 1, "&outlet=河源网点": 4, "&outlet=河源网点&after=never": 2, "&after=paid": 1,
        "&after=unpaid": 1, "&outlet=nowhere": 0,
    }  # fmt: skip
    sign_in(client, "manager")
    assert {asked: client.get(f"/sales?span=year{asked}").text.count("data-nav") for asked in rows} == rows


def test_fifty_sales_cost_no_more_than_one_and_the_next_page_carries_on(client: FlaskClient, carl: int) -> None:
    sign_in(client, "gm")
    client.get("/sales?span=ever")
    with counted_queries() as one:
        client.get("/sales?span=ever")
    with client.application.app_context():
        for number in range(54):
            make_sale(make_vehicle(make_customer("王芳", f"137{number:08d}"), vin=f"LSVAA4187E21{number:05d}"))
        db.session.commit()
    with counted_queries() as many:
        page = client.get("/sales?span=ever").text
    assert len(one) == len(many) <= 3
    assert page.count("data-nav") == 50
    following = re.search(r'href="(/sales\?[^"]*before=[^"]*)"', page)
    assert following and client.get(following[1].replace("&amp;", "&")).text.count("data-nav") == 5


def test_what_nobody_offers_falls_back(client: FlaskClient, sold: None) -> None:
    sign_in(client, "manager")
    for asked in ("span=x", "before=x", "before=2026-13-01.3", "before=2026-01-01.99999999999999999999", "outlet=%00"):
        assert client.get(f"/sales?{asked}").status_code == 200
    assert client.get("/sales?after=x").status_code == 404


def test_who_has_no_board_sees_no_figures(client: FlaskClient, sold: None) -> None:
    sign_in(client, "reception")
    assert client.get("/sales").status_code == client.get("/sales/outlets").status_code == 403


def test_the_other_store_sees_none_of_it(client: FlaskClient, sold: None) -> None:
    page = sign_in(client, "other_manager").get("/sales/outlets").text
    assert "No past sale is on file" in page


def test_days_and_averages() -> None:
    today = date(2026, 3, 18)
    assert days_of(Span.YEAR, today) == (date(2026, 1, 1), today)
    assert days_of(Span.LAST, today) == (date(2025, 1, 1), date(2025, 12, 31))
    assert days_of(Span.EVER, today)[0].year == 1900
    assert per_car(9_288_600, 53) == 175_300  # ¥92,886 by 53 cars
    assert (per_car(5, 0), share(53, 226), share(1, 0)) == (0, 23, 0)
