"""POST /api/enquiries as another system sees it: taken, refused field by field, limited, and never telling."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from crm.customers.models import Customer
from crm.enquiries import actions
from crm.enquiries.models import Enquiry, Source, SourceCount
from crm.leads.models import Lead
from crm.shared.db import db
from tests.makers import make_customer, make_source
from tests.support import sign_in, stamp_of

DOOR = "/api/enquiries"
CARL = {"phone": "138 1234 1234", "name": "Carl", "model": "L6", "message": "May I drive it on Saturday?"}


@pytest.fixture
def token(app: Flask) -> str:
    """The website's secret."""
    with app.app_context():
        found = actions.renew_token(make_source(a_minute=20), stamp=stamp_of("manager"))
        db.session.commit()
        return found


def post(client: FlaskClient, token: str, body: Any = None, **more: Any) -> Any:
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en", **more.pop("headers", {})}
    if "data" not in more:
        more["json"] = CARL if body is None else body
    return client.post(DOOR, headers=headers, **more)


def many(app: Flask, model: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.csrf
def test_a_server_needs_no_cookie_and_no_form_token(client: FlaskClient, app: Flask, token: str) -> None:
    answer = post(client, token)
    assert answer.status_code == 201
    assert set(answer.json) == {"id", "status", "received_at", "first_answer_by"}
    assert "Set-Cookie" not in answer.headers
    assert not [name for name, _value in answer.headers if name.startswith("Access-Control")]  # CORS: nobody
    assert (many(app, Enquiry), many(app, Lead), many(app, Customer)) == (1, 1, 1)


@pytest.mark.csrf
def test_a_plain_form_of_another_site_is_taken_and_thanked(client: FlaskClient, app: Flask, token: str) -> None:
    body = {**CARL, "token": token, "consent": "on", "consent_text_version": "2026-01", "submit": "Send"}
    elsewhere = {"Origin": "https://dealer.example", "Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    answer = client.post(DOOR, data=body, headers=elsewhere)
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"])
    assert page.status_code == 200
    assert "13812341234" not in page.text
    wrong = client.post(DOOR, data={**body, "phone": "138"}, headers={**elsewhere, "Accept-Language": "en"})
    assert wrong.status_code == 422
    assert "11 digits; this has 3" in wrong.text
    assert many(app, Enquiry) == 1


@pytest.mark.csrf
def test_every_other_form_still_refuses_other_sites(client: FlaskClient) -> None:
    sign_in(client, "dcc")
    answer = client.post("/enquiries", data={"phone": "13800000000"}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403


def test_who_is_signed_in_does_not_matter(client: FlaskClient, app: Flask, token: str) -> None:
    sign_in(client, "manager")
    assert post(client, token).status_code == 201
    with app.app_context():
        assert db.session.scalars(select(Enquiry.by_id)).all() == [None]


@pytest.mark.parametrize("secret", ["", "yk_wrong", "' OR 1=1 --", "x" * 5000, "密"])
def test_a_wrong_token_gets_no_hint(client: FlaskClient, token: str, secret: str) -> None:
    answer = client.post(DOOR, data={**CARL, "token": secret}, headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json["message"]) == (401, "The token is missing or not valid.")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_revoked_token_and_a_closed_source_are_refused_alike(client: FlaskClient, app: Flask, token: str) -> None:
    with app.app_context():
        source = db.session.scalars(select(Source)).one()
        actions.close_source(source, stamp=stamp_of("manager"))
        db.session.commit()
    closed = post(client, token)
    with app.app_context():
        source = db.session.scalars(select(Source)).one()
        actions.reopen_source(source)
        actions.revoke_token(source, stamp=stamp_of("manager"))
        db.session.commit()
    revoked, none = post(client, token), client.post(DOOR, json=CARL)
    assert {one.status_code for one in (closed, revoked, none)} == {401}
    assert closed.json == revoked.json


def test_the_same_key_answers_the_same_and_another_body_is_a_clash(client: FlaskClient, app: Flask, token: str) -> None:
    key = {"headers": {"Idempotency-Key": "7f3c-1"}}
    first, again = post(client, token, **key), post(client, token, **key)
    assert (first.status_code, first.json) == (again.status_code, again.json)
    assert (first.headers.get("Idempotent-Replayed"), again.headers["Idempotent-Replayed"]) == (None, "true")
    spelt = post(client, token, {**CARL, "phone": "+86-138-1234-1234"}, **key)
    assert spelt.json == first.json  # the same number in another spelling is the same body
    assert post(client, token, {**CARL, "model": "X7"}, **key).status_code == 409
    assert many(app, Enquiry) == 1
    assert post(client, token, headers={"Idempotency-Key": "a b"}).status_code == 422
    assert post(client, token, headers={"Idempotency-Key": "x" * 65}).status_code == 422


def test_the_answer_does_not_say_who_is_known_here(client: FlaskClient, app: Flask, token: str) -> None:
    with app.app_context():
        make_customer("周", "13800000001")
        db.session.commit()
    known, stranger = (post(client, token, {"phone": phone}).json for phone in ("13800000001", "13800000002"))
    assert known.keys() == stranger.keys()
    assert known["status"] == stranger["status"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "phone"), ({"phone": "1381234"}, "phone"), ({"phone": None}, "phone"), ({"phone": 13812341234}, "phone"),
        ({"phone": ["13812341234"]}, "phone"), ({**CARL, "name": "x" * 41}, "name"), ({**CARL, "name": {}}, "name"),
        ({**CARL, "message": "长" * 501}, "message"), ({**CARL, "consent": "ja"}, "consent"),
        ({**CARL, "consent": True}, "consent_text_version"),
        ({**CARL, "consent": True, "consent_text_version": "1999"}, "consent_text_version"),
        ({**CARL, "at": "2026-01-01"}, "at"), ({**CARL, "owner_id": 1}, "owner_id"), ({**CARL, "store_id": 2}, "store_id"),
        ([], "body"), ("text", "body"), (7, "body"), ([CARL], "body"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_what_is_wrong_is_said_under_its_field_in_the_senders_language(
    client: FlaskClient, app: Flask, token: str, body: Any, field: str, language: str
) -> None:
    answer = client.post(DOOR, json=body, headers={"Authorization": f"Bearer {token}", "Accept-Language": language})
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [field]
    chinese = any("一" <= sign <= "鿿" for sign in answer.json["errors"][field])
    assert chinese == (language == "zh-CN")
    assert many(app, Enquiry) == many(app, Customer) == 0


@pytest.mark.parametrize(
    ("raw", "kind", "status"),
    [
        (b"{", "application/json", 422), (b"null", "application/json", 422), (b"", "application/json", 422), (b"\xff\xfe{}", "application/json", 422),
        (b"[" * 9000, "application/json", 422), (b'{"a":' * 3000, "application/json", 422),
        (b"9" * 9000, "application/json", 422), (b'{"phone": NaN}', "application/json", 422),
        (b'{"phone": "\\ud83d"}', "application/json", 422), (b"x" * 20_000, "application/json", 413),
        (b"phone=" + b"1" * 20_000, "application/x-www-form-urlencoded", 413), (b"<a/>", "application/xml", 415),
        (b"phone=13812341234", "text/plain", 415), (b"", "", 415),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x", 401), (b"garbage", "multipart/form-data", 401),
        (b"a=1&" * 3000, "application/x-www-form-urlencoded", 401), (b"phone=%00%ff", "application/x-www-form-urlencoded", 401),
    ],
)  # fmt: skip
def test_bad_bodies_are_refused_calmly(
    client: FlaskClient, app: Flask, token: str, raw: bytes, kind: str, status: int
) -> None:
    headers = {"Content-Type": kind}
    if status != 401:
        headers["Authorization"] = f"Bearer {token}"
    answer = client.post(DOOR, data=raw, headers=headers)
    assert answer.status_code == status
    assert answer.json["message"]
    assert many(app, Enquiry) == 0


@pytest.mark.parametrize(
    "name", ["𠮷野家", "买买提·艾力·吐尔逊江", "Ca\x00rl", "a\u202eb", "👨‍👩‍👧", "Robert'); DROP TABLE enquiries;--", "<b>x</b>", "　周　"]
)
def test_odd_names_are_kept_or_tidied(client: FlaskClient, app: Flask, token: str, name: str) -> None:
    assert post(client, token, {"phone": "13800000001", "name": name, "message": name}).status_code == 201
    with app.app_context():
        kept = db.session.scalars(select(Customer.name)).one()
        assert "\x00" not in kept
        assert "\u202e" not in kept


# --- the limit


def test_the_limit_counts_what_is_refused_too_and_says_when_to_come_back(
    client: FlaskClient, app: Flask, token: str
) -> None:
    with app.app_context():
        db.session.scalars(select(Source)).one().a_minute = 3
        db.session.commit()
    answers = [post(client, token, {**CARL, "phone": phone}) for phone in ("13800000001", "1", "13800000002")]
    assert [one.status_code for one in answers] == [201, 422, 201]
    over = post(client, token, {**CARL, "phone": "13800000003"})
    if over.status_code == 201:  # the minute turned meanwhile
        pytest.fail("run again at another second")
    assert over.status_code == 429
    assert 1 <= int(over.headers["Retry-After"]) <= 60
    assert many(app, Enquiry) == 2
    with app.app_context():
        assert db.session.scalars(select(func.sum(SourceCount.n))).one() == 3


def test_another_source_has_a_limit_of_its_own(client: FlaskClient, app: Flask, token: str) -> None:
    with app.app_context():
        for source in db.session.scalars(select(Source)):
            source.a_minute = 1
        other = actions.renew_token(make_source(name="Show", a_minute=1), stamp=stamp_of("manager"))
        db.session.commit()
    assert [post(client, one).status_code for one in (token, token, other)] == [201, 429, 201]


# --- nothing personal is written down outside the database


def test_no_log_line_and_no_error_repeats_what_was_sent(
    client: FlaskClient, app: Flask, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "Zhou Xiaochuan"
    answers = [
        post(client, token, {**CARL, "name": secret}), post(client, token, {**CARL, "name": secret, "phone": "999"}),
        post(client, token, {**CARL, "name": secret * 9, "at": secret}), post(client, "wrong", {**CARL, "name": secret}),
    ]  # fmt: skip
    for answer in answers:
        assert secret not in answer.text
        assert "1234 1234" not in answer.text
    for line in caplog.messages:
        assert secret not in line
        assert "13812341234" not in line
        assert token not in line


def test_the_address_is_only_written_to(client: FlaskClient) -> None:
    assert client.get(DOOR).status_code == 405
    options = client.options(DOOR, headers={"Origin": "https://dealer.example", "Access-Control-Request-Method": "POST"})
    assert not [name for name, _value in options.headers if name.startswith("Access-Control")]


def test_the_open_doors_are_exactly_these(application: Flask) -> None:
    """What needs neither sign-in nor form token is on one list, with a limit of its own."""
    from crm.staff.headers import OPEN_DOORS

    assert set(OPEN_DOORS) == {"enquiries.receive", "enquiries.sign_up", "tablet.upload"}
    for endpoint in OPEN_DOORS:
        view = application.view_functions[endpoint]
        assert view.rights == frozenset()
        assert view.own_proof
