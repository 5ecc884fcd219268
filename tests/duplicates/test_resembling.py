"""The warning while typing: who is on file already, masked; never a hard block, and one tap says it is somebody else."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from crm.customers.models import Customer
from crm.shared.db import db
from tests.makers import make_company, make_customer, make_lead, make_vehicle
from tests.support import queries_at_most, sign_in

HTMX = {"HX-Request": "true"}


@pytest.fixture
def zhang(client: FlaskClient) -> int:
    """Ms Zhang is with Sam, has a car and shares her number with nobody yet."""
    with client.application.app_context():
        lead = make_lead(customer=make_customer(name="张女士"))
        make_vehicle(db.session.get_one(Customer, lead.customer_id), vin="LSVAM4187C2184847", plate="粤B12345")
        db.session.commit()
        return int(lead.customer_id)


def warned(client: FlaskClient, by: str = "reception", **typed: Any) -> str:
    answer = sign_in(client, by).post("/duplicates/resembling", data=typed, headers=HTMX)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize(
    "typed",
    [
        {"phone": "+86 138-1234-1234"}, {"phone": "０１３８１２３４１２３４"}, {"phone": "13700000000 / 13812341234"}, {"phone2": "13812341234"},
        {"plate": "粤b·12345"}, {"vin": "lsvam4187c2184847"},
    ],
)  # fmt: skip
def test_it_warns_of_a_number_a_plate_and_a_vin(client: FlaskClient, zhang: int, typed: dict[str, str]) -> None:
    page = warned(client, **typed)
    assert "May be the same as Ms 张" in page
    assert "138****1234" in page
    assert "with Sam" in page
    assert "13812341234" not in page


@pytest.mark.parametrize("typed", [{}, {"phone": "1381234"}, {"name": "张女士"}, {"vin": "LSV"}, {"phone": "x" * 500}, {"file": "x"}])
def test_it_is_silent_when_nothing_agrees(client: FlaskClient, zhang: int, typed: dict[str, str]) -> None:
    assert "notice" not in warned(client, **typed)


@pytest.mark.parametrize(
    ("name", "said"),
    [("张", "The name fits"), ("张伟", "The name fits"), ("章女士", "The name fits"), ("李明", "Another name: perhaps"), ("", "The same number.")],
)
def test_it_says_whether_the_name_fits(client: FlaskClient, zhang: int, name: str, said: str) -> None:
    assert said in warned(client, phone="13812341234", surname=name)


def test_a_different_person_is_one_tap_and_the_tap_stays(client: FlaskClient, zhang: int) -> None:
    assert 'name="shared_phone"' in warned(client, phone="13812341234")
    assert "checked" in warned(client, phone="13812341234", shared_phone="y")
    assert 'name="shared_phone"' not in warned(client, plate="粤B12345")


def test_without_the_tap_the_known_file_goes_on_and_with_it_a_second_one_begins(client: FlaskClient, zhang: int) -> None:
    sign_in(client, "reception")
    typed = {"phone": "138 1234 1234", "name": "李明"}
    assert client.post("/customers", data=typed).headers["Location"].endswith(f"/customers/{zhang}")
    second = client.post("/customers", data={**typed, "shared_phone": "y"}).headers["Location"]
    assert not second.endswith(f"/customers/{zhang}")
    assert client.post("/customers", data={**typed, "shared_phone": "y"}).headers["Location"] == second
    page = warned(client, phone="13812341234", name="李明")
    assert "Ms 张" in page
    assert "李明" in page


def test_the_lead_form_takes_the_tap_too(client: FlaskClient, zhang: int) -> None:
    sign_in(client, "advisor2")
    assert "duplicates/resembling" in client.get("/leads/new").text
    client.post("/leads", data={"phone": "13812341234", "name": "李明", "channel": "call_in", "shared_phone": "y"})
    with client.application.app_context():
        assert db.session.scalar(select(func.count()).select_from(Customer)) == 2


def test_who_sees_own_customers_only_learns_who_it_is_with_and_no_name(client: FlaskClient, zhang: int) -> None:
    others = warned(client, "advisor2", phone="13812341234")
    assert "On file already" in others
    assert "with Sam" in others
    assert "张" not in others
    assert f"/customers/{zhang}" not in others
    own = warned(client, "advisor", phone="13812341234")
    assert "Ms 张" in own
    assert f"/customers/{zhang}" in own


def test_the_file_that_is_corrected_does_not_warn_of_itself(client: FlaskClient, zhang: int) -> None:
    assert "notice" not in warned(client, phone="13812341234", file=str(zhang))
    page = sign_in(client, "clerk").get(f"/customers/{zhang}/file").text
    assert f'name="file" value="{zhang}"' in page


def test_another_store_is_never_warned(client: FlaskClient, zhang: int) -> None:
    assert "notice" not in warned(client, "other_reception", phone="13812341234")


def test_a_firm_is_warned_of_by_code_and_by_what_people_call_it(client: FlaskClient) -> None:
    with client.application.app_context():
        make_company(code="91350100M000100Y43")
        make_customer(name="晨光", phone="13900000000")  # a person of that name is no firm
        db.session.commit()
    for typed in ({"credit_code": "9135 0100 M000 100Y 43"}, {"name": "晨光物流有限公司"}):
        page = warned(client, kind="company", **typed)
        assert page.count("May be the same as") == 1
        assert "上海晨光运输有限公司" in page
    assert "notice" not in warned(client, name="晨光物流有限公司")


def test_it_costs_one_statement_beside_the_session(client: FlaskClient, zhang: int) -> None:
    sign_in(client, "reception").get("/me")
    with queries_at_most(2):
        client.post("/duplicates/resembling", data={"phone": "13812341234", "plate": "粤B12345", "name": "张"}, headers=HTMX)
