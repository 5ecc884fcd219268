"""The screens of customers as people of each post see them."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.customers.models import ConsentGiven, Customer, Reveal
from crm.shared.db import db
from tests.makers import make_customer, make_visit
from tests.support import counted_queries, queries_at_most, sign_in, stamp_of

HTMX = {"HX-Request": "true"}


@pytest.fixture
def carl(client: FlaskClient) -> int:
    """Carl has a file and a lead with Sam."""
    with client.application.app_context():
        visit = make_visit(surname="周先生", advisor=str(stamp_of("advisor").by.id))
        db.session.commit()
        return int(visit.customer_id)


def inside(client: FlaskClient, statement: Any) -> Any:
    with client.application.app_context():
        return db.session.scalars(statement).all()


def test_the_list_shows_masked_numbers_only(client: FlaskClient, carl: int) -> None:
    page = sign_in(client, "manager").get("/customers").text
    assert "138****1234" in page
    assert "13812341234" not in page


def test_an_advisor_sees_only_customers_of_own_leads(client: FlaskClient, carl: int) -> None:
    assert sign_in(client, "advisor").get(f"/customers/{carl}").status_code == 200
    assert sign_in(client, "advisor2").get(f"/customers/{carl}").status_code == 404
    assert "138****1234" not in client.get("/customers").text
    assert sign_in(client, "leader").get(f"/customers/{carl}").status_code == 200  # Sam is in Leo's team


def test_another_store_sees_nothing(client: FlaskClient, carl: int) -> None:
    sign_in(client, "other_manager")
    assert client.get(f"/customers/{carl}").status_code == 404
    assert client.post(f"/customers/{carl}/reveals", data={"reason": "check"}).status_code == 404
    assert "138****1234" not in client.post("/customers/search", data={"q": "1234"}).text


def test_search_is_by_post_and_says_when_nobody_is_found(client: FlaskClient, carl: int) -> None:
    sign_in(client, "reception")
    assert "138****1234" in client.post("/customers/search", data={"q": "zhou"}, headers=HTMX).text
    assert "Nobody found" in client.post("/customers/search", data={"q": "9999"}, headers=HTMX).text
    assert client.get("/customers/search?q=1234").status_code == 405


def test_pages_cost_the_same_for_one_and_for_fifty(client: FlaskClient, carl: int) -> None:
    sign_in(client, "manager")
    client.get("/customers")
    with counted_queries() as few:
        client.get("/customers")
    with client.application.app_context():
        for n in range(60):
            make_customer(name="王芳", phone=f"137{n:08d}")
        db.session.commit()
    with counted_queries() as many:
        page = client.get("/customers").text
    assert len(few) == len(many) <= 4
    assert page.count("data-nav") == 50
    assert "before=" in page
    with queries_at_most(8):
        client.get(f"/customers/{carl}")


def test_a_file_is_opened_by_hand_with_a_phone_alone(client: FlaskClient) -> None:
    answer = sign_in(client, "reception").post("/customers", data={"phone": "+86 139-0000-5678"})
    assert answer.status_code == 303
    assert "139****5678" in client.get(answer.headers["Location"]).text


@pytest.mark.parametrize("phone", ["", "123", "13900", "x" * 300, "１２３"])
def test_a_wrong_phone_is_said_under_its_field_and_kept(client: FlaskClient, phone: str) -> None:
    answer = sign_in(client, "reception").post("/customers", data={"phone": phone, "name": "周先生"})
    assert answer.status_code == 422
    assert "周先生" in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_a_second_save_of_an_old_version_shows_both_values(client: FlaskClient, carl: int) -> None:
    sign_in(client, "clerk")
    form = {"name": "周明", "kind": "person", "sex": "m", "version": "1"}
    version = inside(client, select(Customer.version).where(Customer.id == carl))[0]
    assert client.post(f"/customers/{carl}", data={**form, "version": version}).status_code == 303
    answer = client.post(f"/customers/{carl}", data={**form, "name": "周亮", "version": version})
    assert answer.status_code == 409
    assert "周明" in answer.text
    assert "周亮" in answer.text


def test_a_customer_with_an_open_lead_is_not_put_away(client: FlaskClient, carl: int) -> None:
    answer = sign_in(client, "clerk").post(f"/customers/{carl}/archive", data={})
    assert answer.status_code == 422
    assert "open lead" in answer.text


def test_a_file_goes_away_and_comes_back(client: FlaskClient) -> None:
    with client.application.app_context():
        number = make_customer().id
        db.session.commit()
    sign_in(client, "clerk")
    assert client.post(f"/customers/{number}/archive", data={}).status_code == 303
    assert "138****1234" not in client.get("/customers").text
    assert "138****1234" in client.get("/customers/archive").text
    assert client.post(f"/customers/{number}/return", data={}).status_code == 303
    assert "138****1234" in client.get("/customers").text


def test_the_profile_is_edited_in_place_with_its_source(client: FlaskClient, carl: int) -> None:
    sign_in(client, "advisor")
    assert 'name="budget"' in client.get(f"/customers/{carl}/profile", headers=HTMX).text
    answer = client.post(
        f"/customers/{carl}/profile", data={"budget": "22 万", "urgency": "15", "source": "call"}, headers=HTMX
    )
    assert answer.status_code == 200
    assert "22 万" in answer.text
    assert "From a call" in answer.text
    assert "Within 15 days" in answer.text


def test_a_profile_value_that_does_not_exist_is_refused(client: FlaskClient, carl: int) -> None:
    sign_in(client, "advisor")
    assert client.post(f"/customers/{carl}/profile", data={"urgency": "1"}).status_code == 422
    assert client.post(f"/customers/{carl}/profile", data={"budget": "x" * 200}).status_code == 422


def test_personal_facts_are_not_shown_to_customer_service(client: FlaskClient, carl: int) -> None:  # A-22
    sign_in(client, "advisor").post(f"/customers/{carl}/profile", data={"family": "二孩家庭"})
    assert "二孩家庭" in client.get(f"/customers/{carl}").text
    page = sign_in(client, "care").get(f"/customers/{carl}").text
    assert "二孩家庭" not in page
    assert "kept for the advisor" in page
    assert 'name="family"' not in client.get(f"/customers/{carl}/profile").text


def test_a_post_without_the_right_cannot_write_personal_facts(client: FlaskClient, carl: int) -> None:
    sign_in(client, "advisor").post(f"/customers/{carl}/profile", data={"family": "二孩家庭"})
    sign_in(client, "care").post(f"/customers/{carl}/profile", data={"family": "", "budget": "20 万"})
    assert "二孩家庭" in sign_in(client, "advisor").get(f"/customers/{carl}").text


def test_tags_go_on_and_off(client: FlaskClient, carl: int) -> None:
    sign_in(client, "advisor")
    assert "Trade-in" in client.post(f"/customers/{carl}/tags", data={"tag": "Trade-in"}, headers=HTMX).text
    page = client.get(f"/customers/{carl}").text
    assert 'value="trade_in"' in page  # kept as its code, so that it is said in each reader's language
    assert "No tags yet" in client.post(f"/customers/{carl}/tags/off", data={"tag": "trade_in"}, headers=HTMX).text
    assert client.post(f"/customers/{carl}/tags", data={"tag": "x" * 40}).status_code == 422


def test_consent_is_never_chosen_beforehand_and_withdrawn_by_one_tap(client: FlaskClient, carl: int) -> None:  # F-75
    sign_in(client, "advisor")
    assert "checked" not in client.get(f"/customers/{carl}").text
    client.post(f"/customers/{carl}/consents", data={"consent": "marketing-sms", "given": "yes"})
    client.post(f"/customers/{carl}/consents", data={"consent": "marketing-sms", "given": "no"})
    assert inside(client, select(ConsentGiven.given).order_by(ConsentGiven.id)) == [True, False]
    for wrong in ({"consent": "marketing-sms"}, {"consent": "everything", "given": "yes"}):
        assert client.post(f"/customers/{carl}/consents", data=wrong).status_code == 422


def test_a_number_is_shown_after_a_reason_and_every_look_is_a_row(client: FlaskClient, carl: int) -> None:  # F-84
    sign_in(client, "advisor")
    assert client.post(f"/customers/{carl}/reveals", data={}).status_code == 422
    assert inside(client, select(Reveal.id)) == []
    answer = client.post(f"/customers/{carl}/reveals", data={"reason": "check"}, headers=HTMX)
    assert "13812341234" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert inside(client, select(Reveal.reason)) == ["check"]


def test_too_many_looks_are_refused_with_429_and_not_logged_as_looks(client: FlaskClient, carl: int) -> None:
    from crm.shared import settings

    with client.application.app_context():
        settings.change("staff.reveals_a_day", 1, stamp_of("manager"))
        db.session.commit()
    sign_in(client, "advisor")
    assert client.post(f"/customers/{carl}/reveals", data={"reason": "check"}).status_code == 200
    answer = client.post(f"/customers/{carl}/reveals", data={"reason": "check"})
    assert answer.status_code == 429
    assert "13812341234" not in answer.text
    assert len(inside(client, select(Reveal.id))) == 1


def test_who_has_no_right_to_reveal_is_refused(client: FlaskClient, carl: int) -> None:
    sign_in(client, "reception")
    assert "Show the number" not in client.get(f"/customers/{carl}").text
    assert client.post(f"/customers/{carl}/reveals", data={"reason": "check"}).status_code == 403


def test_a_name_cannot_write_markup(client: FlaskClient) -> None:
    with client.application.app_context():
        number = make_customer(name="<b>Carl</b> 100%").id
        db.session.commit()
    page = sign_in(client, "manager").get(f"/customers/{number}").text
    assert "<b>Carl</b>" not in page
    assert "&lt;b&gt;Carl" in page


@pytest.mark.parametrize("before", ["1" + "0" * 22, "-1", "x", "²", "1.5", ""])
def test_an_odd_place_in_the_list_is_the_beginning(client: FlaskClient, carl: int, before: str) -> None:
    assert "138****1234" in sign_in(client, "manager").get(f"/customers?before={before}").text


@pytest.mark.parametrize("typed", ["", " ", "%", "_", "'", "\x00", "😀" * 30, "9" * 60, "粤" * 60, "z" * 60, "\u202e1234"])
def test_no_search_line_breaks_the_search(client: FlaskClient, typed: str) -> None:
    sign_in(client, "reception")
    assert client.post("/customers/search", data={"q": typed}).status_code == 200
    assert client.post("/reception/lookup", data={"phone": typed}).status_code == 200


def test_a_remark_of_another_system_is_shown_and_can_be_corrected_or_taken_away(app, client):
    with app.app_context():
        carl = make_customer()
        carl.note, carl.told_status = "先生开；电话打太太", "跟踪中"
        db.session.commit()
        number, version = carl.id, carl.version
    sign_in(client, "care")
    page = client.get(f"/customers/{number}").text
    assert "先生开；电话打太太" in page and "跟踪中" in page
    assert "先生开；电话打太太" in client.get(f"/customers/{number}/file").text
    sent = {"name": "Carl", "kind": "person", "version": version}
    assert client.post(f"/customers/{number}", data=sent).status_code == 303  # sent without the note: it stays
    with app.app_context():
        carl = db.session.get_one(Customer, number)
        assert carl.note == "先生开；电话打太太"
        sent["version"] = carl.version
    assert client.post(f"/customers/{number}", data={**sent, "note": "x" * 4001}).status_code == 422
    assert client.post(f"/customers/{number}", data={**sent, "note": " 先生开 \r\n\r\n改约周末"}).status_code == 303
    with app.app_context():
        carl = db.session.get_one(Customer, number)
        assert carl.note == "先生开；改约周末"
        sent["version"] = carl.version
    assert client.post(f"/customers/{number}", data={**sent, "note": ""}).status_code == 303
    with app.app_context():
        assert db.session.get_one(Customer, number).note is None
