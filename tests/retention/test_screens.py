"""The after-sales lists and the customer's part, as people see them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.retention.actions import compute_states
from crm.shared.db import db
from crm.shared.stamp import machine
from tests.makers import make_customer, make_vehicle, make_workshop_visit
from tests.support import queries_at_most, sign_in, stamp_of


def store_with(app: Flask, *days: int, name: str = "Carl", prefix: str = "") -> None:
    """One car for each number of days since its last visit, and the night's work done."""
    with app.app_context():
        for n, ago in enumerate(days):
            owner = make_customer(f"{name}{n}", f"1390000{n:04}", by=f"{prefix}reception")
            car = make_vehicle(
                owner, vin=None, plate=f"粤B{n:05}", bought_on=date(2020, 1, 1), model="澄野 L5", by=f"{prefix}advisor"
            )
            make_workshop_visit(car, stamp_of("service").today - timedelta(days=ago))
        stamp = stamp_of(f"{prefix}service")
        compute_states(stamp.store_id, machine(stamp.store_id, stamp.at))
        db.session.commit()


def page(client: FlaskClient, url: str = "/retention") -> str:
    answer = client.get(url)
    assert answer.status_code == 200, answer.status
    return answer.get_data(as_text=True)


def test_the_headline_and_the_states_open_their_rows(app: Flask, client: FlaskClient) -> None:
    store_with(app, 400, 401, 250, 10)
    html = page(sign_in(client, "care"))
    assert "Cars that stay away: <b>3</b>" in html
    assert 'href="/retention?state=churned"' in html
    rows = page(client, "/retention?state=churned")
    assert "Carl0" in rows and "Carl1" in rows and "Carl2" not in rows
    assert "No visit for more than 12 months" in rows
    assert "139****0000" in rows and "13900000000" not in rows and "粤B00000" not in rows


def test_before_the_first_night_the_page_says_so(client: FlaskClient) -> None:
    assert "the first night has not been yet" in page(sign_in(client, "care"))


def test_another_stores_cars_are_not_here(app: Flask, client: FlaskClient) -> None:
    store_with(app, 400, name="Other", prefix="other_")
    assert "Other0" not in page(sign_in(client, "care"), "/retention?state=churned")


def test_filters_narrow_the_list_and_nonsense_is_no_error(app: Flask, client: FlaskClient) -> None:
    store_with(app, 10, 400)
    sign_in(client, "service")
    assert "Carl0" in page(client, "/retention?state=general")
    assert "Carl0" not in page(client, "/retention?state=general&due=overdue")
    assert "Carl0" not in page(client, "/retention?state=general&due=soon")
    for nonsense in (
        "state=x",
        "after=x",
        "after=2026-99-99.1",
        "due=x&grade=Z",
        "after=9999-12-31.99999999999999999999",
    ):
        assert client.get(f"/retention?{nonsense}").status_code == 200


def test_pages_follow_each_other_without_a_gap(app: Flask, client: FlaskClient) -> None:
    store_with(app, *range(400, 453))
    sign_in(client, "service")
    first = page(client, "/retention?state=churned")
    url = first.split('class="pager"')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    second = client.get(url, headers={"HX-Request": "true"}).get_data(as_text=True)
    assert first.count("data-nav") == 50 and second.count("data-nav") == 3 and "<html" not in second


@pytest.mark.parametrize("cars", [1, 50])
def test_the_page_costs_the_same_for_one_car_and_fifty(app: Flask, client: FlaskClient, cars: int) -> None:
    store_with(app, *range(400, 400 + cars))
    sign_in(client, "service")
    page(client)
    with queries_at_most(5):
        page(client, "/retention?state=churned")


@pytest.mark.parametrize(
    ("who", "status"), [("advisor", 403), ("reception", 403), ("service", 200), ("marketing", 200)]
)
def test_after_sales_posts_see_the_lists(client: FlaskClient, who: str, status: int) -> None:
    assert sign_in(client, who).get("/retention").status_code == status


def panel_of(app: Flask, customer_id: int) -> Any:
    from flask import render_template

    from crm.retention.views import customer_panel

    with app.test_request_context():
        found = customer_panel(customer_id, stamp_of("service"))
        return found and render_template(found[0], **found[1])


def test_the_customers_page_says_where_each_car_stands(app: Flask) -> None:
    store_with(app, 400)
    with app.app_context():
        from crm.customers.models import Customer

        customer_id = db.session.query(Customer.id).filter_by(name="Carl0").scalar()
    assert panel_of(app, 999_999) is None
    html = panel_of(app, customer_id)
    assert "Churned" in html or "流失" in html
