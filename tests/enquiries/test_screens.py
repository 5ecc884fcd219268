"""The DCC desk, the doors in the settings, and the form at the stand, as people see them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from crm.customers.models import ConsentGiven, Customer
from crm.enquiries import actions
from crm.enquiries.models import Enquiry, NoIntention, Source
from crm.leads.models import Lead
from crm.shared.db import db
from tests.makers import make_enquiry, make_source
from tests.support import counted_queries, queries_at_most, sign_in, stamp_of

HTMX = {"HX-Request": "true"}


@pytest.fixture
def dora(client: FlaskClient) -> FlaskClient:
    return sign_in(client, "dcc")


@pytest.fixture
def max_(client: FlaskClient) -> FlaskClient:
    return sign_in(client, "manager")


def inside(app: Flask, make: Any) -> Any:
    with app.app_context():
        found = make()
        db.session.commit()
        return found


def pooled(app: Flask, n: int = 1) -> list[int]:
    def make() -> list[int]:
        source = make_source(name="Show", routing="pool")
        return [make_enquiry(source, phone=f"138000001{k:02d}", message="Secret wish").lead_id for k in range(n)]

    return list(inside(app, make))


# --- the desk


def test_the_pool_is_masked_and_keeps_the_words_until_it_is_claimed(dora: FlaskClient, app: Flask) -> None:
    pooled(app)
    page = dora.get("/enquiries").text
    assert "<b>1</b> in the pool" in page
    assert "138****0100" in page
    assert "13800000100" not in page
    assert "Secret wish" not in page
    assert "This source gives to whoever claims it from the pool" in page


def test_claiming_leads_to_the_lead_and_the_second_is_told_the_name(dora: FlaskClient, app: Flask) -> None:
    (lead_id,) = pooled(app)
    answer = dora.post(f"/enquiries/leads/{lead_id}/claim")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/leads/{lead_id}")
    assert "Secret wish" in dora.get(f"/leads/{lead_id}").text
    late = sign_in(app.test_client(), "advisor").post(f"/enquiries/leads/{lead_id}/claim")
    assert late.status_code == 409
    assert "Dora has this one already." in late.text


def test_an_enquiry_shows_message_and_reason_to_who_answers(dora: FlaskClient, app: Flask) -> None:
    inside(app, lambda: make_enquiry(message="Is the L6 in stock?"))
    page = dora.get("/enquiries?view=open").text
    assert "Is the L6 in stock?" in page
    assert "Dora is the only one whom the source&#39;s rule names (F-14)" in page
    sam = sign_in(app.test_client(), "advisor").get("/enquiries?view=open").text
    assert "Is the L6 in stock?" not in sam
    chief = sign_in(app.test_client(), "manager").get("/enquiries?view=open").text
    assert "Dora" in chief


def test_what_is_late_is_red(dora: FlaskClient, app: Flask) -> None:
    from datetime import timedelta

    def make() -> None:
        enquiry = make_enquiry()
        enquiry.due_at = enquiry.at - timedelta(minutes=5)

    inside(app, make)
    page = dora.get("/enquiries?view=open").text
    assert re.search(r'class="is-bad"', page)
    assert "5 min late" in page


def test_a_call_is_filed_in_one_form(dora: FlaskClient, app: Flask) -> None:
    answer = dora.post("/enquiries", data={"phone": "138 1234 1234", "name": "周先生", "model": "L6", "channel": "call_in"})
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/leads/")
    short = dora.post("/enquiries", data={"phone": "1381234", "name": "周"})
    assert short.status_code == 422
    assert "this has 7" in short.text
    assert "周" in short.text
    none = dora.post("/enquiries", data={"name": "周", "channel": "call_in"})
    assert "A phone number is needed" in none.text


def test_a_call_without_intention_needs_its_button_and_its_reason(dora: FlaskClient, app: Flask) -> None:
    body = {"phone": "13812341234", "channel": "call_in", "why_not": "other_area"}
    assert dora.post("/enquiries", data=body).headers["Location"].startswith("/leads/")  # the other button: a lead
    missing = dora.post("/enquiries", data={"channel": "call_in", "none": "1"})
    assert (missing.status_code, "Choose why." in missing.text) == (422, True)
    answer = dora.post("/enquiries", data={**body, "phone": "13800000009", "none": "1"})
    assert answer.headers["Location"] == "/enquiries?view=closed"
    page = dora.get("/enquiries?view=closed").text
    assert "In another area of the province" in page
    assert "Not kept" in page
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Customer)) == 1
        assert db.session.scalars(select(NoIntention.reason)).all() == ["other_area"]


def test_handing_over_and_no_intention_are_small_forms(dora: FlaskClient, app: Flask) -> None:
    number = inside(app, lambda: make_enquiry().id)
    assert "<dialog" in dora.get(f"/enquiries/{number}/hand-over", headers=HTMX).text
    assert "<html" in dora.get(f"/enquiries/{number}/no-intention").text
    short = dora.post(f"/enquiries/{number}/no-intention", data={"reason": "other"})
    assert (short.status_code, 'id="words-e"' in short.text) == (422, True)
    vera = inside(app, lambda: stamp_of("advisor2").by.id)
    empty = dora.post(f"/enquiries/{number}/hand-over", data={"owner_id": "", "reason": ""})
    assert (empty.status_code, "Choose who goes on with it." in empty.text) == (422, True)
    stranger = dora.post(f"/enquiries/{number}/hand-over", data={"owner_id": "999999", "reason": "x"})
    assert stranger.status_code == 422
    stale = dora.post(f"/enquiries/{number}/hand-over", data={"owner_id": vera, "reason": "x", "version": "77"})
    assert stale.status_code == 409
    assert dora.post(f"/enquiries/{number}/hand-over", data={"owner_id": vera, "reason": "Knows it"}).status_code == 303
    assert dora.post(f"/enquiries/{number}/no-intention", data={"reason": "no_intention"}).status_code == 404  # Vera's


def test_a_lead_without_intention_keeps_its_page_and_leaves_the_lists(dora: FlaskClient, app: Flask) -> None:
    def make() -> tuple[int, int]:
        enquiry = make_enquiry(consent=True, consent_text_version="2026-01")
        return enquiry.id, enquiry.lead_id

    number, lead_id = inside(app, make)
    assert dora.post(f"/enquiries/{number}/no-intention", data={"reason": "bought_ours"}).status_code == 303
    page = dora.get(f"/leads/{lead_id}")
    assert page.status_code == 200
    assert "No intention" in page.text
    assert "Has bought our brand" in page.text
    assert f"/leads/{lead_id}" not in dora.get("/leads").text
    max_ = sign_in(app.test_client(), "manager")
    assert f"/leads/{lead_id}" not in max_.get("/board/funnel/leads").text
    assert max_.get("/lost").text.count(f"/leads/{lead_id}") == 0


def test_what_is_not_mine_does_not_exist(app: Flask) -> None:
    number = inside(app, lambda: make_enquiry().id)
    sam = sign_in(app.test_client(), "advisor")
    assert sam.get(f"/enquiries/{number}/hand-over").status_code == 404
    other = sign_in(app.test_client(), "other_manager")
    assert other.get(f"/enquiries/{number}/hand-over").status_code == 404
    assert sign_in(app.test_client(), "reception").get("/enquiries").status_code == 403


def test_a_poll_costs_little_and_is_empty_while_nothing_changes(dora: FlaskClient, app: Flask) -> None:
    pooled(app)
    seen = re.search(r"seen=(\d+)", dora.get("/enquiries").text)
    assert seen is not None
    with counted_queries() as sent:
        answer = dora.get(f"/enquiries/list?seen={seen[1]}", headers=HTMX)
    assert (answer.status_code, len(sent)) in ((204, 2), (200, len(sent)))
    inside(app, lambda: make_enquiry(make_source(name="More", routing="pool"), phone="13900000001"))
    again = dora.get(f"/enquiries/list?seen={seen[1]}", headers=HTMX)
    assert again.status_code == 200
    assert again.text.count("hx-swap-oob") == 2


@pytest.mark.parametrize("view", ["pool", "open", "closed"])
def test_the_desk_asks_the_same_for_one_row_and_for_many(dora: FlaskClient, app: Flask, view: str) -> None:
    def make() -> None:
        source = make_source(routing="pool" if view == "pool" else "agents")
        for n in range(60):
            enquiry = make_enquiry(source, phone=f"138000002{n:02d}")
            if view == "closed":
                actions.answered(enquiry.lead_id, True, stamp_of("dcc"))

    inside(app, make)
    with queries_at_most(8):
        page = dora.get(f"/enquiries?view={view}").text
    assert page.count('<tr role="row" data-nav') == 50
    following = re.search(r'href="(/enquiries\?[^"]*after=[^"]*)"', page)
    assert following is not None
    rest = dora.get(following[1].replace("&amp;", "&")).text
    assert rest.count('<tr role="row" data-nav') == 10


@pytest.mark.parametrize("after", ["x", "~", "2026-01-01~1", "2026-01-01T00:00:00+00:00~x", "9" * 40, "2026-01-01T00:00:00+00:00~" + "9" * 30])
def test_an_odd_place_is_the_beginning(dora: FlaskClient, app: Flask, after: str) -> None:
    pooled(app)
    for view in ("pool", "closed", "nonsense"):
        assert dora.get("/enquiries", query_string={"after": after, "view": view}).status_code == 200


def test_a_twin_of_the_customer_page_shows_both_enquiries(dora: FlaskClient, app: Flask) -> None:
    def make() -> int:
        source = make_source()
        make_enquiry(source, message="First words")
        return int(make_enquiry(source, message="Second words").lead_id)

    page = dora.get(f"/leads/{inside(app, make)}").text
    assert "First words" in page
    assert "Second words" in page
    assert "Asked again" in page


# --- the settings


def test_a_source_is_opened_with_what_is_usual_and_shows_its_token_once(max_: FlaskClient, app: Flask) -> None:
    form = max_.get("/settings/sources/new?kind=media").text
    assert 'value="30"' in form
    body = {"kind": "media", "name": "Autohome", "channel": "dcc", "channel_detail": "internet", "answer_minutes": "30",
            "in_hours": "y", "a_minute": "60", "routing": "agents"}  # fmt: skip
    where = max_.post("/settings/sources", data=body).headers["Location"]
    made = max_.post(f"{where}/tokens", data={"idempotency_key": "once"})
    token = re.search(r"data-token>(yk_[\w-]+)<", made.text)
    assert token is not None
    again = max_.post(f"{where}/tokens", data={"idempotency_key": "once"})
    assert (again.status_code, again.headers["Location"]) == (303, where)
    page = max_.get(where).text
    assert token[1] not in page
    assert token[1][-4:] in page
    assert app.test_client().post("/api/enquiries", json={"phone": "13800000001"}, headers={"Authorization": f"Bearer {token[1]}"}).status_code == 201
    assert max_.post(f"{where}/tokens/revocation").status_code == 303
    assert app.test_client().post("/api/enquiries", json={"phone": "13800000002"}, headers={"Authorization": f"Bearer {token[1]}"}).status_code == 401
    assert "revoked" in max_.get(where).text


def test_the_database_never_holds_the_token(max_: FlaskClient, app: Flask) -> None:
    from crm.enquiries.models import SourceToken

    number = inside(app, lambda: make_source().id)
    made = max_.post(f"/settings/sources/{number}/tokens").text
    token = re.search(r"data-token>(yk_[\w-]+)<", made)
    assert token is not None
    with app.app_context():
        row = db.session.scalars(select(SourceToken)).one()
        assert token[1] not in (row.token_hash, row.ends_with)
        assert row.by_id == stamp_of("manager").by.id


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Give the source a name."), ("answer_minutes", "4", "Between 5 and 1440."),
        ("answer_minutes", "1441", "Between 5 and 1440."), ("answer_minutes", "soon", "Write a whole number."),
        ("a_minute", "0", "Between 1 and 600."), ("routing", "magic", "This choice does not exist."),
        ("routing", "team", "Choose the group that answers."), ("channel", "", "Say how they found us."),
        ("kind", "", "Choose the kind of source."), ("channel_detail", "x", "This choice does not exist."),
    ],
)  # fmt: skip
def test_what_is_typed_wrong_is_said_under_its_field(max_: FlaskClient, field: str, value: str, said: str) -> None:
    body = {"kind": "website", "name": "Web", "channel": "dcc", "channel_detail": "", "answer_minutes": "30",
            "a_minute": "60", "routing": "pool", field: value}  # fmt: skip
    answer = max_.post("/settings/sources", data=body)
    assert answer.status_code == 422
    assert said in answer.text


def test_a_source_is_corrected_closed_and_opened_again(max_: FlaskClient, app: Flask) -> None:
    number = inside(app, lambda: make_source().id)
    where = f"/settings/sources/{number}"
    body = {"name": "Site", "channel": "dcc", "answer_minutes": "60", "a_minute": "5", "routing": "pool", "version": "1"}
    assert max_.post(where, data=body).status_code == 303
    stale = max_.post(where, data={**body, "name": "Mine"})
    assert stale.status_code == 409
    assert "now Site, yours Mine" in stale.text
    max_.post(f"{where}/closing")
    assert "has taken no enquiries since" in max_.get(where).text
    max_.post(f"{where}/closing")
    assert "has taken no enquiries since" not in max_.get(where).text
    twin = max_.post("/settings/sources", data={**body, "kind": "website"})
    assert "There is a source of this name already." in twin.text


def test_the_words_of_consent_are_followed_by_new_ones(max_: FlaskClient, app: Flask) -> None:
    where = f"/settings/sources/{inside(app, lambda: make_source().id)}"
    assert max_.post(f"{where}/texts", data={"version": "a b", "words": "新"}).status_code == 422
    assert max_.post(f"{where}/texts", data={"version": "2026-02", "words": ""}).status_code == 422
    assert max_.post(f"{where}/texts", data={"version": "2026-02", "words": "我们会发送优惠"}).status_code == 303
    max_.post(f"{where}/texts/retirement", data={"version_name": "2026-01"})
    page = max_.get(where).text
    assert "我们会发送优惠" in page
    assert "no longer used" in page


def test_settings_pages_cost_few_statements(max_: FlaskClient, app: Flask) -> None:
    number = inside(app, lambda: make_source(form_open=True).id)
    with queries_at_most(8):
        assert max_.get("/settings/sources").status_code == 200
    with queries_at_most(8):
        assert max_.get(f"/settings/sources/{number}").status_code == 200


# --- the form at the stand


@pytest.fixture
def stand(app: Flask) -> str:
    return str(inside(app, lambda: make_source(name="Motor show", kind="event", channel="event", form_open=True).code))


def fields(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input id="(?:text_version|key)" name="(\w+)" type="hidden" value="([^"]*)"', page))


def test_a_visitor_signs_up_without_script_and_without_a_tick(client: FlaskClient, app: Flask, stand: str) -> None:
    page = client.get(f"/e/{stand}?lang=en").text
    assert "checked" not in page
    assert "Test store T1" in page
    hidden = fields(page)
    assert hidden["text_version"] == "2026-01"
    body = {**hidden, "phone": "138 1234 1234", "name": "周", "question": "X7?\nNow"}
    answer = client.post(f"/e/{stand}?lang=en", data=body)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/e/{stand}/thanks?lang=en")
    assert "Thank you" in client.get(answer.headers["Location"]).text
    assert client.post(f"/e/{stand}", data=body).status_code == 303  # pressed twice
    with app.app_context():
        (enquiry,) = db.session.scalars(select(Enquiry)).all()
        assert (enquiry.channel, enquiry.message) == ("event", "X7?\nNow")
        assert db.session.scalars(select(ConsentGiven.given)).all() == [False]


def test_a_tick_is_kept_with_the_words_that_were_read(client: FlaskClient, app: Flask, stand: str) -> None:
    hidden = fields(client.get(f"/e/{stand}").text)
    inside(app, lambda: actions.add_text(db.session.scalars(select(Source)).one(), version="2026-02", words="新的说明", stamp=stamp_of("manager")))
    old = client.post(f"/e/{stand}", data={**hidden, "phone": "13812341234", "consent": "y"})
    assert old.status_code == 409
    assert "新的说明" in old.text
    assert "checked" not in old.text
    assert client.post(f"/e/{stand}", data={**fields(old.text), "phone": "13812341234", "consent": "y"}).status_code == 303
    with app.app_context():
        assert [tuple(row) for row in db.session.execute(select(ConsentGiven.given, ConsentGiven.text_version))] == [(True, "2026-02")]


def test_a_machine_that_fills_in_everything_is_thanked_and_forgotten(client: FlaskClient, app: Flask, stand: str) -> None:
    answer = client.post(f"/e/{stand}", data={"phone": "13812341234", "website": "http://spam.example"})
    assert answer.status_code == 303
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Lead)) == 0


def test_what_was_typed_stays_and_says_how_many_digits(client: FlaskClient, stand: str) -> None:
    answer = client.post(f"/e/{stand}?lang=en", data={"phone": "1381234", "name": "Carl", "question": "<b>X7"})
    assert answer.status_code == 422
    assert "this has 7" in answer.text
    assert 'value="Carl"' in answer.text
    assert "&lt;b&gt;X7" in answer.text
    assert client.post(f"/e/{stand}?lang=en", data={}).status_code == 422
    assert client.post(f"/e/{stand}", data={"phone": "13812341234", "key": "x y" * 99}).status_code == 303


def test_too_many_at_once_are_asked_to_wait(client: FlaskClient, app: Flask, stand: str) -> None:
    inside(app, lambda: setattr(db.session.scalars(select(Source)).one(), "a_minute", 1))
    codes = [client.post(f"/e/{stand}?lang=en", data={"phone": f"1381234123{n}"}) for n in range(2)]
    assert [one.status_code for one in codes] == [303, 429]
    assert "13812341231" in codes[1].text  # nothing typed is lost
    assert "Too many enquiries in a minute" in codes[1].text


@pytest.mark.csrf
def test_the_form_works_in_a_browser_that_keeps_no_cookies(app: Flask, stand: str) -> None:
    visitor = app.test_client(use_cookies=False)
    assert visitor.post(f"/e/{stand}", data={"phone": "13812341234"}).status_code == 303


def test_a_form_that_is_not_open_does_not_exist(client: FlaskClient, app: Flask) -> None:
    code = inside(app, lambda: make_source().code)
    assert client.get(f"/e/{code}").status_code == 404
    assert client.post(f"/e/{code}", data={"phone": "13812341234"}).status_code == 404
    assert client.get("/e/nothing").status_code == 404
    assert client.get(f"/e/{code}/thanks").status_code == 200  # for a plain form of the dealer's own website


