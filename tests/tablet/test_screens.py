"""What waits for a person, and the draft: as people see them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.shared.clock import clock
from crm.shared.db import db
from tests.support import queries_at_most, sign_in
from tests.tablet.vault import Tablet, id_of

SHORT = {"phone": "1381234123", "surname": "Tang", "purpose": "look", "channel": "walk_in"}


@pytest.fixture
def tablet(app: Flask) -> Tablet:
    return Tablet(app).signed_in("reception")


@pytest.fixture
def waiting(app: Flask, tablet: Tablet) -> int:
    """One entry whose number has a digit too few."""
    from crm.tablet.models import TabletEntry

    letter = tablet.letter(id_of(app, "reception"), at=clock.now() - timedelta(minutes=20), **SHORT)
    answer = tablet.upload(letter).get_json()["answers"][0]
    assert answer["state"] == "refused" and "11" in answer["reason"]
    with app.app_context():
        return db.session.scalars(select(TabletEntry.id)).one()


@pytest.fixture
def rita(app: Flask) -> FlaskClient:
    return sign_in(app.test_client(), "reception")


def visits(app: Flask) -> list[Any]:
    from crm.reception.models import Visit

    with app.app_context():
        return list(db.session.scalars(select(Visit)))


def test_what_was_refused_is_completed_and_recorded_with_its_own_time(app: Flask, rita: FlaskClient, waiting: int) -> None:
    listed = rita.get("/tablet/entries").text
    assert "needs a look" in listed.lower() or "need a look" in listed
    assert "1381234" not in listed and "Tang" not in listed  # the list names no customer
    page = rita.get(f"/tablet/entries/{waiting}").text
    assert 'value="1381234123"' in page and "this has 10" in page
    wrong = rita.post(f"/tablet/entries/{waiting}/visit", data=SHORT)
    assert wrong.status_code == 422 and 'value="1381234123"' in wrong.text
    fixed = {**SHORT, "phone": "13812341234", "advisor": str(id_of(app, "advisor"))}
    assert rita.post(f"/tablet/entries/{waiting}/visit", data=fixed).status_code == 303
    visit = visits(app)[0]
    assert clock.now() - visit.arrived_at > timedelta(minutes=19)
    assert "Everything that the tablets kept is recorded" in rita.get("/tablet/entries").text
    assert rita.post(f"/tablet/entries/{waiting}/visit", data=fixed).status_code == 409
    assert len(visits(app)) == 1


def test_what_was_no_visit_is_put_aside_and_its_words_go(app: Flask, rita: FlaskClient, waiting: int) -> None:
    from crm.tablet.models import TabletEntry

    assert rita.post(f"/tablet/entries/{waiting}/dismissal").status_code == 303
    with app.app_context():
        entry = db.session.get_one(TabletEntry, waiting)
        assert entry.body is None and entry.decided_by_id and entry.state == "set_aside"
    assert "No visit" in rita.get("/tablet/entries").text
    assert rita.post(f"/tablet/entries/{waiting}/dismissal").status_code == 409
    assert visits(app) == []


def test_a_letter_that_nobody_can_open_is_typed_anew(app: Flask, rita: FlaskClient, tablet: Tablet) -> None:
    letter = {**tablet.letter(id_of(app, "reception"), **SHORT), "kid": "0" * 16}
    tablet.upload(letter)
    page = rita.get("/tablet/entries/1")
    assert page.status_code == 200 and "a key that this server does not have" in page.text


def test_another_stores_entry_does_not_exist(app: Flask, waiting: int) -> None:
    stranger = sign_in(app.test_client(), "other_reception")
    assert stranger.get(f"/tablet/entries/{waiting}").status_code == 404
    assert stranger.post(f"/tablet/entries/{waiting}/dismissal").status_code == 404
    assert "Nothing waits" in stranger.get("/tablet/entries").text


def test_the_list_costs_the_same_for_one_and_for_many(app: Flask, rita: FlaskClient, tablet: Tablet, waiting: int) -> None:
    tablet.upload(*(tablet.letter(id_of(app, "reception"), **SHORT) for _ in range(20)))
    with queries_at_most(6):
        assert "<b>21</b>" in rita.get("/tablet/entries").text


def at_the_tablet(tablet: Tablet, username: str) -> FlaskClient:
    return sign_in(tablet.client, username)


def test_a_draft_comes_back_to_the_same_person_on_the_same_tablet(app: Flask, tablet: Tablet) -> None:
    from crm.tablet.models import TabletDraft

    typed = {"fields": [["phone", "1381234"], ["note_needs_word", "七座"], ["csrf_token", "x"]]}
    assert at_the_tablet(tablet, "reception").post("/tablet/draft", json=typed).get_json() == {"kept": True}
    assert at_the_tablet(tablet, "advisor").get("/tablet/draft").status_code == 204
    back = at_the_tablet(tablet, "reception").get("/tablet/draft").get_json()
    assert back["fields"] == [["phone", "1381234"], ["note_needs_word", "七座"]]
    other = at_the_tablet(Tablet(app, "Reception 2"), "reception")
    assert other.get("/tablet/draft").status_code == 204
    with app.app_context():
        raw = db.session.connection().exec_driver_sql("SELECT body FROM tablet_drafts").scalar()
        assert raw.startswith("k1.") and "1381234" not in raw
    tablet.client.post("/tablet/draft", json={"fields": []})
    with app.app_context():
        assert db.session.scalars(select(TabletDraft)).all() == []


def test_a_draft_is_for_today_and_kept_on_tablets_only(app: Flask, tablet: Tablet, rita: FlaskClient) -> None:
    from crm.tablet.drafts import forget_drafts
    from crm.tablet.models import TabletDraft
    from tests.support import stamp_of

    assert rita.post("/tablet/draft", json={"fields": [["phone", "1"]]}).status_code == 404
    at_the_tablet(tablet, "reception").post("/tablet/draft", json={"fields": [["phone", "1"]]})
    with app.app_context():
        db.session.scalars(select(TabletDraft)).one().saved_at = clock.now() - timedelta(hours=13)
        db.session.commit()
    assert tablet.client.get("/tablet/draft").status_code == 204
    with app.app_context():
        forget_drafts(stamp_of("admin"))
        assert db.session.scalars(select(TabletDraft)).all() == []


def test_a_draft_sealed_at_the_lock_comes_with_the_next_upload(app: Flask, tablet: Tablet) -> None:
    letter = tablet.letter(id_of(app, "reception"), kind="draft", phone="1381234")
    assert tablet.states(letter, letter) == ["accepted", "already"]
    assert at_the_tablet(tablet, "reception").get("/tablet/draft").get_json()["fields"] == [["phone", "1381234"]]
    assert visits(app) == []


def test_nobodys_page_is_kept_on_the_tablet(app: Flask, tablet: Tablet) -> None:
    """The worker's whole allow-list: the look, and the empty intake, which is the same for Rita and for nobody."""
    worker = tablet.client.get("/sw.js")
    assert worker.headers["Cache-Control"] == "no-cache" and "worker-src 'self'" in worker.headers["Content-Security-Policy"]
    keep = worker.text.splitlines()[0]
    assert "/tablet/offline?lang=zh" in keep and "/reception" not in keep and "/switch" not in keep
    nobody = app.test_client().get("/tablet/offline?lang=en").text
    assert "csrf" not in nobody.replace("X-CSRF", "") and "Rita" not in nobody
    assert "data-lock=" not in nobody


def test_a_showroom_screen_rests_on_the_rota(app: Flask) -> None:
    wall = sign_in(app.test_client(), "admin")
    wall.post("/settings/devices", data={"device": "Wall", "kind": "wall"})
    wall.delete_cookie("yuke")
    if "rota.wall" in app.view_functions:
        assert wall.get("/switch").headers["Location"].endswith("/rota/wall")
    assert "Unlock" in wall.get("/switch?lang=en&kept=1").text
