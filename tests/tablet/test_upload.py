"""An upload: by the pairing alone, each entry once, under the person who wrote it, and nothing lost in silence."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.shared.clock import clock
from crm.shared.db import db
from crm.tablet.models import TabletEntry
from tests.support import sign_in
from tests.tablet.vault import ORIGIN, Tablet, id_of, seal

LOOK = {"purpose": "look", "channel": "walk_in", "phone": "13812341234", "surname": "Carl"}


@pytest.fixture
def tablet(app: Flask) -> Tablet:
    return Tablet(app).signed_in("reception", "advisor")


@pytest.fixture
def rita(app: Flask) -> int:
    return id_of(app, "reception")


def count(app: Flask, model: Any, *where: Any) -> int:
    with app.app_context():
        return int(db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0)


def entry(app: Flask, key: str) -> TabletEntry:
    with app.app_context():
        return db.session.scalars(select(TabletEntry).where(TabletEntry.key == key)).one()


def test_a_visit_kept_on_the_tablet_is_recorded_under_who_wrote_it(app: Flask, tablet: Tablet, rita: int) -> None:
    from crm.customers.models import Customer
    from crm.reception.models import Visit

    then = clock.now() - timedelta(minutes=3)
    letter = tablet.letter(rita, at=then, **LOOK)
    assert tablet.states(letter) == ["accepted"]
    with app.app_context():
        visit = db.session.scalars(select(Visit)).one()
        assert visit.by_id == rita and abs(visit.arrived_at - then) < timedelta(seconds=2)
        assert db.session.get_one(Customer, visit.customer_id).name == "Carl"
    assert entry(app, letter["key"]).body is None  # the visit has it now


def test_the_same_letter_again_is_already_there(app: Flask, tablet: Tablet, rita: int) -> None:
    from crm.reception.models import Visit

    letter = tablet.letter(rita, **LOOK)
    assert tablet.states(letter, letter) == ["accepted", "already"]
    assert tablet.states(letter) == ["already"]
    assert count(app, Visit) == 1


def test_a_lost_answer_of_the_desk_makes_no_second_visit(app: Flask, tablet: Tablet, rita: int) -> None:
    """The desk's form was recorded, its answer got lost, and the tablet kept the same form under the same key."""
    from crm.reception.models import Visit

    key = secrets.token_hex(16)
    desk = sign_in(app.test_client(), "reception")
    assert desk.post("/reception/visits", data={**LOOK, "idempotency_key": key}).status_code in (200, 303)
    assert tablet.states(tablet.letter(rita, number=key, **LOOK)) == ["accepted"]
    assert count(app, Visit) == 1


def test_nobody_uploads_without_the_pairing_or_from_another_site(app: Flask, tablet: Tablet, rita: int) -> None:
    letter = tablet.letter(rita, **LOOK)
    stranger = sign_in(app.test_client(), "manager")
    assert stranger.post("/tablet/entries", json={"now": 0, "entries": [letter]}, headers=ORIGIN).status_code == 403
    assert tablet.upload(letter, Origin="https://evil.example").status_code == 403
    assert tablet.client.post("/tablet/entries", json={"now": 0, "entries": [letter]}).status_code == 403
    assert count(app, TabletEntry) == 0


@pytest.mark.csrf
def test_the_pairing_is_the_proof_where_forms_need_a_token(app: Flask) -> None:
    from crm.staff.actions import pair_device, start_session
    from crm.staff.models import Staff
    from tests.support import stamp_of

    with app.app_context():
        token = pair_device("Reception 1", stamp_of("admin"))
        db.session.commit()
    browser = app.test_client()
    browser.set_cookie("yuke-device", token)
    assert browser.post("/tablet/entries", json={"now": 0, "entries": []}, headers=ORIGIN).status_code == 200
    with app.app_context():
        rita = start_session(db.session.scalars(select(Staff).where(Staff.username == "reception")).one(), device_id=1, at=clock.now())
        db.session.commit()
    browser.set_cookie("yuke", rita)
    assert browser.post("/tablet/draft", json={"fields": []}, headers=ORIGIN).status_code == 403  # a person's writing needs the token


def test_a_revoked_tablet_is_refused_and_what_was_written_before_waits_for_its_return(app: Flask, tablet: Tablet, rita: int) -> None:
    letter = tablet.letter(rita, at=clock.now() - timedelta(minutes=5), **LOOK)
    admin = sign_in(app.test_client(), "admin")
    admin.post(f"/settings/devices/{tablet.id}/revocation")
    assert tablet.upload(letter).status_code == 403
    assert tablet.client.get("/tablet/state").status_code == 403
    again = Tablet(app, "Reception 1 again")  # shared again: another pairing, and the letters are still good
    assert again.states(letter) == ["accepted"]
    late = tablet.letter(rita, **LOOK)  # written after it was no longer shared
    assert again.states(late) == ["refused"]
    assert entry(app, late["key"]).reason_code == "tablet.revoked"


def test_whoever_was_not_signed_in_on_this_tablet_that_day_writes_nothing(app: Flask, tablet: Tablet) -> None:
    vera = tablet.letter(id_of(app, "advisor2"), **LOOK)
    other = tablet.letter(id_of(app, "other_reception"), **LOOK)
    assert tablet.states(vera, other) == ["refused", "refused"]
    assert entry(app, vera["key"]).reason_code == entry(app, other["key"]).reason_code == "tablet.nobody"


def test_who_may_not_receive_writes_nothing_by_a_tablet_either(app: Flask, tablet: Tablet) -> None:
    tablet.signed_in("marketing")
    letter = tablet.letter(id_of(app, "marketing"), **LOOK)
    assert tablet.states(letter) == ["refused"]
    assert entry(app, letter["key"]).reason_code == "tablet.may_not"


def test_a_letter_that_was_changed_or_put_under_another_number_is_not_read(app: Flask, tablet: Tablet, rita: int) -> None:
    letter = tablet.letter(rita, **LOOK)
    moved = {**letter, "key": secrets.token_hex(16)}
    bent = {**tablet.letter(rita, **LOOK), "box": letter["box"]}
    foreign = {**tablet.letter(rita, **LOOK), "kid": "0" * 16}
    text = seal("[1, 2]", secrets.token_hex(16), tablet.state["key"])
    assert tablet.states(moved, bent, foreign, text) == ["refused"] * 4
    assert entry(app, foreign["key"]).reason_code == "tablet.unreadable"
    assert letter["box"] in (entry(app, moved["key"]).body or "")  # kept as it came, for a key that may be found


def test_what_is_no_letter_is_no_letter(app: Flask, tablet: Tablet) -> None:
    assert tablet.states({"key": "short"}, ["x"], {"key": "a" * 32, "kid": 1}) == ["malformed"] * 3  # type: ignore[arg-type]
    for said in ({}, [], {"now": "x", "entries": []}, {"now": 1, "entries": {}}, {"now": 10**30, "entries": []}):
        assert tablet.client.post("/tablet/entries", json=said, headers=ORIGIN).status_code == 400
    many = {"now": 1, "entries": [{}] * 51}
    assert tablet.client.post("/tablet/entries", json=many, headers=ORIGIN).status_code == 400
    assert count(app, TabletEntry) == 0


def test_a_clock_off_by_hours_is_corrected_and_said(app: Flask, rita: int) -> None:
    from crm.reception.models import Visit

    slow = Tablet(app, off=timedelta(hours=-5)).signed_in("reception")
    then = clock.now() - timedelta(minutes=2)
    assert slow.states(slow.letter(rita, at=then, **LOOK)) == ["accepted"]
    with app.app_context():
        assert abs(db.session.scalars(select(Visit.arrived_at)).one() - then) < timedelta(seconds=2)
    page = sign_in(app.test_client(), "reception").get("/tablet/entries").text
    assert "off by 5:00; corrected" in page


def test_the_ends_of_the_rate(app: Flask, tablet: Tablet, rita: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm.tablet.views.upload.IDLE_UPLOADS", 3)
    letter = tablet.letter(rita, **LOOK)
    tablet.upload(letter)
    assert [tablet.upload(letter).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_a_letter_that_makes_the_server_stumble_waits_for_a_person(app: Flask, tablet: Tablet, rita: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_args: Any, **_more: Any) -> None:
        raise KeyError("13812341234")

    with monkeypatch.context() as broken:
        broken.setattr("crm.tablet.actions.record_visit", stumble)
        letter = tablet.letter(rita, **LOOK)
        assert tablet.states(letter) == ["refused"]
    assert entry(app, letter["key"]).reason_code == "tablet.failed"


def test_the_state_names_nobody_but_the_colleagues_on_duty(app: Flask, tablet: Tablet, rita: int) -> None:
    tablet.upload(tablet.letter(rita, **LOOK))
    said = tablet.client.get("/tablet/state")
    assert "1381234" not in said.text and "Carl" not in said.text
    assert {"id", "name", "free"} >= {name for one in said.get_json()["rota"] for name in one}


def test_an_upload_of_a_signed_in_tablet_never_renews_the_idle_limit(app: Flask, tablet: Tablet, rita: int) -> None:
    from crm.staff.models import SignIn

    sign_in(tablet.client, "reception")
    before = clock.now() - timedelta(minutes=5)
    with app.app_context():
        row = db.session.scalars(select(SignIn).order_by(SignIn.id.desc()).limit(1)).one()
        row.seen_at, mine = before, row.id
        db.session.commit()
    tablet.client.get("/tablet/state?seen=0")
    tablet.client.post("/tablet/entries?seen=0", json={"now": 0, "entries": []}, headers=ORIGIN)
    with app.app_context():
        assert db.session.get_one(SignIn, mine).seen_at == before
