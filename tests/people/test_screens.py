"""The screens about people, as an administrator, a reader of a tablet and a stranger meet them."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import delete, select

from crm.shared.db import db
from crm.staff.models import OpeningHours, SignIn, Staff, StaffRole, Store
from tests.support import PASSWORD, queries_at_most, sign_in

NEW = {"name": "新来的", "name_en": "", "username": "S0300", "roles": ["advisor"], "team_id": "", "language": "zh"}
SENTENCE = "a window over the yard"


def id_of(app, username: str) -> int:
    with app.app_context():
        return db.session.scalars(select(Staff.id).where(Staff.username == username)).one()


def field(page: str, name: str) -> str:
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1]


def test_only_the_administrator_sees_people(client):
    assert sign_in(client, "manager").get("/settings/people").status_code == 403
    assert sign_in(client, "admin").get("/settings/people").status_code == 200


def test_the_list_costs_the_same_for_any_number_of_people(client):
    sign_in(client, "admin").get("/settings/people")
    with queries_at_most(6):
        assert "Vera" in client.get("/settings/people").text


def test_somebody_new_can_sign_in_at_once(app, client):
    answer = sign_in(client, "admin").post("/settings/people", data=NEW | {"password": SENTENCE})
    assert answer.status_code == 303
    door = app.test_client().post("/login", data={"username": "S0300", "password": SENTENCE})
    assert door.status_code == 303 and door.headers["Location"] == "/"


def test_the_same_form_sent_twice_lands_in_the_same_place(client):
    form = NEW | {"password": SENTENCE, "idempotency_key": "once"}
    first, second = (sign_in(client, "admin").post("/settings/people", data=form) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]


def test_a_wrong_form_keeps_what_was_typed_and_says_what_is_wrong(client):
    answer = sign_in(client, "admin").post("/settings/people", data=NEW | {"password": "too short", "username": "a b"})
    assert answer.status_code == 422 and "新来的" in answer.text
    assert "this has 9" in answer.text and "without blanks" in answer.text
    taken = client.post("/settings/people", data=NEW | {"password": SENTENCE, "username": "advisor"})
    assert taken.status_code == 422 and "This sign-in name is taken." in taken.text


def test_nobody_makes_themselves_manager(app, client):
    mine = id_of(app, "admin")
    form = {"name": "Ada", "name_en": "Ada", "roles": ["admin", "manager"], "team_id": "", "version": "1"}
    answer = sign_in(client, "admin").post(f"/settings/people/{mine}", data=form)
    assert answer.status_code == 422 and "yourself" in answer.text


def test_an_old_version_is_a_conflict_with_both_values(app, client):
    sam = id_of(app, "advisor")
    sign_in(client, "admin")
    form = {"name": "Samuel", "name_en": "Sam", "roles": ["advisor"], "team_id": "", "version": "1"}
    assert client.post(f"/settings/people/{sam}", data=form).status_code == 303
    answer = client.post(f"/settings/people/{sam}", data=form | {"name": "Sammy"})
    assert answer.status_code == 409 and "now Samuel, yours Sammy" in answer.text


def test_who_is_disabled_meets_a_closed_door(app, client):
    other = sign_in(app.test_client(), "advisor")
    assert other.get("/me").status_code == 200
    sam = id_of(app, "advisor")
    page = sign_in(client, "admin").get(f"/settings/people/{sam}").text
    answer = client.post(f"/settings/people/{sam}/departure", data={"version": field(page, "version")})
    assert answer.status_code == 303
    assert other.get("/me").headers["Location"].startswith("/login")
    assert app.test_client().post("/login", data={"username": "advisor", "password": PASSWORD}).status_code == 422


def test_another_stores_people_do_not_exist(app, client):
    other = id_of(app, "other_advisor")
    sign_in(client, "admin")
    assert client.get(f"/settings/people/{other}").status_code == 404
    assert client.post(f"/settings/people/{other}/pin", data={"pin": "271828"}).status_code == 404


def test_my_own_keys_need_the_password_of_now(client):
    sign_in(client, "advisor")
    wrong = client.post("/me/password", data={"current": "not it at all", "password": SENTENCE})
    assert wrong.status_code == 422 and "This is not your password." in wrong.text
    assert client.post("/me/password", data={"current": PASSWORD, "password": SENTENCE}).status_code == 303
    assert client.post("/me/pin", data={"current": SENTENCE, "pin": "123456"}).status_code == 422
    assert client.post("/me/pin", data={"current": SENTENCE, "pin": "271828"}).status_code == 303


@pytest.fixture
def tablet(app):
    """A browser that store 1 shares; Rita and Sam have a PIN."""
    from crm.staff.actions import hash_secret

    with app.app_context():
        for username in ("reception", "advisor", "other_advisor"):
            db.session.scalars(select(Staff).where(Staff.username == username)).one().pin_hash = hash_secret("271828")
        db.session.commit()
    browser = sign_in(app.test_client(), "admin")
    assert browser.post("/settings/devices", data={"device": "Reception 1"}).status_code == 303
    return browser


def test_a_tablet_changes_the_person_and_keeps_the_store(app, tablet):
    rita = id_of(app, "reception")
    assert "Rita" not in tablet.get("/switch").text  # the kiosk rests without a name
    page = tablet.get("/switch?who=1").text
    assert "Rita" in page and "Vera" not in page  # Vera has no PIN
    assert tablet.post("/switch", data={"staff_id": rita, "pin": "271828"}).status_code == 303
    assert "Rita" in tablet.get("/me").text and "Ada" not in tablet.get("/me").text
    with app.app_context():
        ada = id_of(app, "admin")
        assert all(db.session.scalars(select(SignIn.ended_at).where(SignIn.staff_id == ada)))


def test_a_locked_tablet_shows_nobodys_data(tablet):
    assert tablet.post("/lock").headers["Location"] == "/switch"
    assert tablet.get("/me").status_code == 303


def test_a_wrong_pin_and_another_stores_person_stay_outside(app, tablet):
    tablet.post("/lock")
    wrong = tablet.post("/switch", data={"staff_id": id_of(app, "reception"), "pin": "314159"})
    assert wrong.status_code == 422 and 'aria-describedby="pin-e"' in wrong.text
    assert tablet.post("/switch", data={"staff_id": id_of(app, "other_advisor"), "pin": "271828"}).status_code == 422
    assert tablet.get("/me").status_code == 303


def test_after_five_wrong_pins_even_the_right_one_waits(app, tablet):
    rita = id_of(app, "reception")
    for _ in range(5):
        tablet.post("/switch", data={"staff_id": rita, "pin": "314159"})
    assert tablet.post("/switch", data={"staff_id": rita, "pin": "271828"}).status_code == 429
    assert tablet.post("/switch", data={"staff_id": id_of(app, "advisor"), "pin": "271828"}).status_code == 303


def test_a_browser_that_is_not_shared_knows_nobody(app, client):
    assert "Rita" not in client.get("/switch").text
    assert client.post("/switch", data={"staff_id": id_of(app, "reception"), "pin": "271828"}).status_code == 422


def test_what_no_database_can_hold_is_refused_in_words(app, tablet):
    assert tablet.post("/switch", data={"staff_id": "9" * 30, "pin": "271828"}).status_code == 422
    assert tablet.get("/switch?staff_id=" + "9" * 30).status_code == 200
    odd = NEW | {"password": SENTENCE, "name": "a\x00b", "username": "x\x00y", "team_id": "9" * 30}
    assert tablet.post("/settings/people", data=odd).status_code == 422
    assert tablet.post("/settings/people", data=NEW | {"password": SENTENCE, "name": "a\x00b"}).status_code in (
        303,
        422,
    )


def test_a_revoked_tablet_is_signed_out(app, tablet):
    boss = sign_in(app.test_client(), "admin")
    device = re.search(r"/settings/devices/(\d+)/revocation", boss.get("/settings/teams").text)[1]
    assert boss.post(f"/settings/devices/{device}/revocation").status_code == 303
    assert tablet.get("/me").status_code == 303 and "Rita" not in tablet.get("/switch").text


FIRST = {"store": "东城店", "store_en": "", "name": "温晴", "username": "S0001", "password": SENTENCE}


@pytest.fixture
def empty(app):
    """A system without a store."""
    with app.app_context():
        for table in reversed(db.metadata.sorted_tables):
            if table.name not in ("alembic_version",):
                db.session.execute(delete(table))
        db.session.commit()
    return app.test_client()


def test_an_empty_system_opens_its_first_store_and_closes_the_page_for_good(app, empty):
    assert empty.get("/login").headers["Location"] == "/first-run"
    assert empty.post("/first-run", data=FIRST).status_code == 303
    assert "温晴" in empty.get("/me").text  # signed in already
    assert empty.get("/first-run").status_code == 404 and empty.post("/first-run", data=FIRST).status_code == 404
    with app.app_context():
        assert db.session.scalars(select(Store.name)).all() == ["东城店"]
        assert db.session.scalars(select(StaffRole.role)).all() == ["admin"]
        assert len(db.session.scalars(select(OpeningHours)).all()) == 7


def test_from_elsewhere_the_first_store_needs_the_code_of_the_servers_owner(empty):
    from_elsewhere = {"X-Forwarded-For": "203.0.113.7"}
    refused = empty.post("/first-run", data=FIRST, headers=from_elsewhere)
    assert refused.status_code == 422 and "setup-code" in refused.text
    with empty.application.app_context():
        from crm.people.views.first_run import setup_code

        code = setup_code()
    assert empty.post("/first-run", data=FIRST | {"code": code}, headers=from_elsewhere).status_code == 303


def test_a_first_store_without_a_name_or_with_a_weak_password_is_refused(empty):
    answer = empty.post("/first-run", data=FIRST | {"store": "", "password": "short"})
    assert answer.status_code == 422 and "温晴" in answer.text
