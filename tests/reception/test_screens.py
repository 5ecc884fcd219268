"""The desk as Rita sees it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.customers.models import Customer
from crm.reception.models import Visit
from crm.rota.models import Duty, Turn
from crm.shared.db import db
from tests.makers import make_customer, make_visit
from tests.support import counted_queries, sign_in, stamp_of

HTMX = {"HX-Request": "true"}
CARL = {"phone": "138 1234 1234", "surname": "周先生", "purpose": "look", "channel": "walk_in", "advisor": "next"}


@pytest.fixture
def rita(client: FlaskClient) -> FlaskClient:
    return sign_in(client, "reception")


def inside(client: FlaskClient, statement: Any) -> Any:
    with client.application.app_context():
        return db.session.scalars(statement).all()


def test_the_first_day_begins_with_everybody_on_the_rota(rita: FlaskClient) -> None:
    page = rita.get("/reception").text
    assert "Customer comes in" in page
    assert "Sam" in page
    assert "Vera" in page
    assert len(inside(rita, select(Duty.id))) == 2


def test_the_welcome_line_stands_beside_the_button_and_is_a_setting(rita: FlaskClient) -> None:
    from crm.shared import settings

    with rita.application.app_context():
        settings.change("reception.welcome", "您好，欢迎光临", stamp_of("manager"))
        db.session.commit()
    assert "您好，欢迎光临" in rita.get("/reception").text


def test_a_visit_is_recorded_and_the_customer_is_masked_on_the_board(rita: FlaskClient) -> None:
    answer = rita.post("/reception/visits", data=CARL)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/reception")
    page = rita.get("/reception").text
    assert "Mr 周" in page
    assert "13812341234" not in page
    assert len(inside(rita, select(Turn.id))) == 1


def test_the_fields_of_the_issue_are_enough(rita: FlaskClient) -> None:
    answer = rita.post(
        "/reception/visits", data={"phone": "13812341234", "surname": "周", "channel": "walk_in", "advisor": "next"}
    )
    assert answer.status_code == 303
    assert inside(rita, select(Visit.lead_id)) != [None]


def test_an_empty_form_is_a_visit_too(rita: FlaskClient) -> None:
    assert rita.post("/reception/visits", data={}).status_code == 303
    assert "No purpose" in rita.get("/reception?view=unfinished").text


def test_htmx_gets_an_empty_intake_and_the_board_anew(rita: FlaskClient) -> None:
    answer = rita.post("/reception/visits", data=CARL, headers=HTMX)
    assert answer.status_code == 200
    assert 'id="intake"' in answer.text
    assert "13812341234" not in answer.text.replace(" ", "")
    assert answer.text.count('hx-swap-oob="true"') == 5
    assert "receives" in answer.headers["HX-Trigger"]


def test_a_double_tap_makes_one_visit(rita: FlaskClient) -> None:
    for _tap in range(2):
        assert rita.post("/reception/visits", data={**CARL, "idempotency_key": "k" * 20}).status_code == 303
    assert len(inside(rita, select(Visit.id))) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"phone": "138123412"}, "11 digits; this has 9"),
        ({"phone": "1234"}, "Choose one of the customers found"),
        ({"purpose": "dancing"}, "This choice does not exist"),
        ({"channel": "moon"}, "This choice does not exist"),
        ({"channel_detail": "moon"}, "This choice does not exist"),
        ({"party_size": "many"}, "Write a whole number"),
        ({"party_size": "0"}, "Between 1 and 30"),
        ({"note_family": "x" * 61}, "too long"),
        ({"advisor": "99999"}, "Choose somebody who sells"),
        ({"advisor": "² "}, "Choose somebody who sells"),
        ({"skip_reason": "moon", "advisor": "next"}, "This choice does not exist"),
        ({"customer_id": "99999", "phone": ""}, "no longer on file"),
    ],
)
def test_what_cannot_be_read_is_said_under_its_field_and_all_typed_text_is_kept(
    rita: FlaskClient, wrong: dict[str, str], said: str
) -> None:
    answer = rita.post("/reception/visits", data={**CARL, "description": "L6 in white", **wrong})
    assert answer.status_code == 422
    assert said in answer.text
    assert "L6 in white" in answer.text
    assert "周先生" in answer.text
    assert inside(rita, select(Visit.id)) == []
    assert inside(rita, select(Customer.id)) == []


def test_last_four_shows_who_it_is_masked_with_grade_advisor_and_last_contact(rita: FlaskClient) -> None:
    with rita.application.app_context():
        make_visit(surname="周先生", advisor=str(stamp_of("advisor").by.id), interest="L6")
        db.session.commit()
    answer = rita.post("/reception/lookup", data={"phone": "1234"}, headers=HTMX)
    for shown in ("Mr 周", "138****1234", "with Sam", "L6", "last visit"):
        assert shown in answer.text
    assert "13812341234" not in answer.text


def test_plate_vin_and_name_are_looked_for_too(rita: FlaskClient) -> None:
    with rita.application.app_context():
        from crm.customers.actions import rewrite_search_terms
        from crm.shared.crypto import blind
        from crm.vehicles.models import Vehicle

        carl = make_customer(name="曾小明")
        vin = "LSVAA49J132047371"
        db.session.add(
            Vehicle(store_id=1, customer_id=carl.id, plate="粤B12345", vin=vin, vin_index=blind(1, "vin", vin))
        )
        db.session.flush()
        rewrite_search_terms(carl)
        db.session.commit()
    for typed in ("粤B·12345", "B12345", "12345", "047371", "zeng", "曾"):
        assert "138****1234" in rita.post("/reception/lookup", data={"find": typed}, headers=HTMX).text, typed
    assert "Not on file yet" in rita.post("/reception/lookup", data={"find": "99999"}, headers=HTMX).text


def test_choosing_the_match_needs_no_whole_number(rita: FlaskClient) -> None:
    with rita.application.app_context():
        number = make_customer().id
        db.session.commit()
    assert rita.post("/reception/visits", data={**CARL, "phone": "1234", "customer_id": number}).status_code == 303
    assert inside(rita, select(Visit.customer_id)) == [number]


def test_a_look_up_never_uses_up_the_forms_key(rita: FlaskClient) -> None:
    page = rita.get("/reception").text
    assert 'hx-params="phone,csrf_token"' in page


def test_tapped_words_become_the_note(rita: FlaskClient) -> None:
    rita.post(
        "/reception/visits", data={**CARL, "note_family": "two of them", "note_family_word": ["with a child", "rich"]}
    )
    assert inside(rita, select(Visit.note_family)) == ["with a child、two of them"]


def test_notes_are_read_by_advisors_and_managers_only(rita: FlaskClient) -> None:
    rita.post("/reception/visits", data={**CARL, "note_family": "two children"})
    number = inside(rita, select(Visit.id))[0]
    assert "two children" not in rita.get(f"/reception/visits/{number}").text
    assert "two children" in sign_in(rita, "advisor").get(f"/reception/visits/{number}").text


def test_an_editing_receptionist_does_not_wipe_notes_she_cannot_see(rita: FlaskClient) -> None:
    rita.post("/reception/visits", data={**CARL, "note_family": "two children"})
    number = inside(rita, select(Visit.id))[0]
    assert rita.post(f"/reception/visits/{number}", data={"purpose": "look", "channel": "walk_in"}).status_code == 303
    assert inside(rita, select(Visit.note_family)) == ["two children"]


def test_who_leaves_no_number_is_recorded_without_a_file(rita: FlaskClient) -> None:
    assert rita.post("/reception/visits", data={**CARL, "only": "1"}).status_code == 303
    assert inside(rita, select(Customer.id)) == []
    assert "Left no name" in rita.get("/reception").text


def test_an_unfinished_visit_is_completed_later(rita: FlaskClient) -> None:  # F-12, A-37
    rita.post("/reception/visits", data={**CARL, "phone": "", "surname": ""})
    number = inside(rita, select(Visit.id))[0]
    assert "No phone" in rita.get("/reception?view=unfinished").text
    form = {
        "phone": "13812341234",
        "purpose": "look",
        "channel": "walk_in",
        "version": inside(rita, select(Visit.version))[0],
    }
    assert rita.post(f"/reception/visits/{number}", data=form).status_code == 303
    assert "Every visit is finished" in rita.get("/reception?view=unfinished").text


def test_an_old_version_of_a_visit_is_a_conflict_with_both_values(rita: FlaskClient) -> None:
    rita.post("/reception/visits", data=CARL)
    number, version = inside(rita, select(Visit.id))[0], inside(rita, select(Visit.version))[0]
    form = {"purpose": "look", "channel": "walk_in", "description": "white", "version": version}
    assert rita.post(f"/reception/visits/{number}", data=form).status_code == 303
    answer = rita.post(f"/reception/visits/{number}", data={**form, "description": "black"})
    assert answer.status_code == 409
    assert "white" in answer.text
    assert "black" in answer.text


def test_a_waiting_visitor_is_given_to_the_next_and_then_leaves(rita: FlaskClient) -> None:
    rita.post("/reception/visits", data={**CARL, "advisor": ""})
    assert "waiting 0 min" in rita.get("/reception").text
    number = inside(rita, select(Visit.id))[0]
    assert rita.post(f"/reception/visits/{number}/assignment", data={"advisor": "next"}).status_code == 303
    assert "talking 0 min" in rita.get("/reception").text
    for _tap in range(2):
        assert rita.post(f"/reception/visits/{number}/departure", data={}).status_code == 303
    assert "Left " in rita.get("/reception").text
    assert rita.post(f"/reception/visits/{number}/assignment", data={"advisor": "next"}).status_code == 422


def test_an_assignment_without_a_person_is_said(rita: FlaskClient) -> None:
    rita.post("/reception/visits", data={**CARL, "advisor": ""})
    number = inside(rita, select(Visit.id))[0]
    answer = rita.post(f"/reception/visits/{number}/assignment", data={})
    assert answer.status_code == 422
    assert "Choose who receives" in answer.text


def test_a_poll_is_silent_while_nothing_has_changed(rita: FlaskClient) -> None:  # Decision 11
    page = rita.get("/reception").text
    seen = re.search(r"board\?seen=(\d+)", page)
    assert seen
    with counted_queries() as sent:
        first = rita.get(f"/reception/board?seen={seen[1]}&view=all", headers=HTMX)
    if first.status_code == 204:  # unless the minute has just turned
        assert len(sent) <= 2
    rita.post("/reception/visits", data=CARL)
    answer = rita.get(f"/reception/board?seen={seen[1]}&view=all", headers=HTMX)
    assert answer.status_code == 200
    assert answer.text.count('hx-swap-oob="true"') == 5
    assert 'id="intake"' not in answer.text  # what is being typed stays


def test_the_desk_costs_the_same_for_one_and_for_many(rita: FlaskClient) -> None:
    rita.get("/reception")
    rita.post("/reception/visits", data=CARL)
    rita.get("/reception")  # the toast has been read
    with counted_queries() as few:
        rita.get("/reception")
    with rita.application.app_context():
        for n in range(60):
            make_visit(phone=f"137{n:08d}", surname="王芳")
        db.session.commit()
    with counted_queries() as many:
        page = rita.get("/reception").text
    assert len(few) == len(many) <= 8
    assert page.count("data-nav") == 8
    assert "Show all" in page


def test_all_visits_stand_on_pages_of_fifty(rita: FlaskClient) -> None:
    with rita.application.app_context():
        for n in range(60):
            make_visit(phone=f"137{n:08d}", surname="王芳")
        db.session.commit()
    with counted_queries() as sent:
        page = rita.get("/reception/visits").text
    assert len(sent) <= 4
    assert page.count("data-nav") == 50
    older = re.search(r'href="(/reception/visits\?[^"]*before=\d+)"', page)
    assert older
    assert rita.get(older[1].replace("&amp;", "&")).text.count("data-nav") == 10


def test_another_stores_visits_do_not_exist(rita: FlaskClient) -> None:
    rita.post("/reception/visits", data=CARL)
    number = inside(rita, select(Visit.id))[0]
    other = sign_in(rita, "other_reception")
    for method, path in (("get", ""), ("post", ""), ("post", "/assignment"), ("post", "/departure")):
        assert getattr(other, method)(f"/reception/visits/{number}{path}", data={"advisor": "next"}).status_code == 404


def test_a_welcome_line_or_name_cannot_write_markup(rita: FlaskClient) -> None:
    rita.post("/reception/visits", data={**CARL, "surname": "<i>Carl</i>", "description": "100% <b>sure</b>"})
    page = rita.get("/reception").text
    assert "<i>Carl" not in page
    assert "<b>sure" not in page
    assert "100% &lt;b&gt;sure" in page


@pytest.mark.parametrize("path", ["/reception?view=x", "/reception/visits?before=1" + "0" * 30, "/reception/board?seen=x&view=y", "/reception/visits/new?purpose=x"])
def test_odd_addresses_are_answered_calmly(rita: FlaskClient, path: str) -> None:
    assert rita.get(path).status_code == 200


@pytest.mark.parametrize("field", ["phone", "surname", "interest", "description", "note_needs", "channel", "purpose", "advisor", "consent", "customer_id", "party_size", "sex"])
def test_no_single_field_breaks_the_intake(rita: FlaskClient, field: str) -> None:
    for typed in ("\x00", "😀" * 300, "9" * 40, "<script>", "%s", "²", "\ud800".encode("utf-8", "replace").decode()):
        answer = rita.post("/reception/visits", data={**CARL, "phone": "", field: typed})
        assert answer.status_code in (303, 422), (field, typed)


def test_the_desk_looks_again_when_a_notice_runs_out(client: FlaskClient) -> None:
    """Nobody has touched anything, yet "not reached" and the next person must show within a poll."""
    desk = sign_in(client, "reception")
    desk.get("/reception")
    desk.post("/reception/visits", data={"purpose": "look", "channel": "walk_in", "phone": "13812345678", "advisor": "next"})
    address = re.search(r'hx-get="(/reception/board[^"]+)"', desk.get("/reception").text)
    assert address is not None
    poll = address.group(1).replace("&amp;", "&")
    until = re.search(r"until=([\d.]+)", poll)
    assert until is not None, "somebody was told and has not answered"
    assert desk.get(poll).status_code == 204
    assert desk.get(poll.replace(until.group(1), "1")).status_code == 200
