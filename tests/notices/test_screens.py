"""The poll of every page, and the answer on it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from crm.notices import actions
from crm.notices.models import Notice
from crm.notices.rules import KINDS
from crm.shared.db import db
from crm.shared.reasons import Reason
from crm.staff.models import SignIn
from tests.support import queries_at_most, sign_in, stamp_of

PART = {"HX-Request": "true"}


def tell(app: Flask, subject: int = 7, seconds: int | None = 60) -> int:
    with app.app_context():
        rita, sam = stamp_of("reception"), stamp_of("advisor").by.id
        limit = rita.at + timedelta(seconds=seconds) if seconds else None
        made = actions.tell(sam, "turn", subject, reason=Reason("notices.guest"), answer_by=limit, stamp=rita)
        db.session.commit()
        return int(made.id)


def row(app: Flask, notice_id: int) -> Notice:
    with app.app_context():
        return db.session.scalars(select(Notice).where(Notice.id == notice_id)).one()


def version(text: str) -> int:
    found = re.search(r'data-seen="(\d+)"', text)
    assert found
    return int(found[1])


@pytest.fixture
def sam(client: FlaskClient) -> FlaskClient:
    return sign_in(client, "advisor")


@pytest.fixture(autouse=True)
def _quiet_handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    """These notices are about no turn of the rota."""
    monkeypatch.setattr(actions, "_accepting", {})
    monkeypatch.setattr(actions, "_declining", {})
    monkeypatch.setattr("crm.notices.views._pages", {})


def test_a_page_that_has_seen_everything_is_answered_by_nothing_in_two_statements(sam: FlaskClient) -> None:
    sam.get("/notices?seen=0", headers=PART)  # the store's settings are read once
    with queries_at_most(2):
        answer = sam.get("/notices?seen=0", headers=PART)
    assert (answer.status_code, answer.data) == (204, b"")


def test_a_new_notice_comes_once_and_counts_as_seen(app: Flask, sam: FlaskClient) -> None:
    notice_id = tell(app)
    assert row(app, notice_id).seen_at is None
    page = sam.get("/notices?seen=0", headers=PART).get_data(as_text=True)
    assert "A guest is waiting for you at the door" in page
    assert "data-sounds" in page
    assert re.search(r'data-left="(59|60)"', page)
    assert row(app, notice_id).seen_at is not None
    assert sam.get(f"/notices?seen={version(page)}", headers=PART).status_code == 204


def test_somebody_else_sees_nothing_of_it(app: Flask, client: FlaskClient) -> None:
    notice_id = tell(app)
    vera = sign_in(client, "advisor2")
    assert vera.get("/notices?seen=0", headers=PART).status_code == 204
    assert vera.post(f"/notices/{notice_id}/acceptance", headers=PART).status_code == 404
    assert row(app, notice_id).seen_at is None


def test_accepting_twice_is_one_acceptance(app: Flask, sam: FlaskClient) -> None:
    notice_id = tell(app)
    for _tap in range(2):
        answer = sam.post(f"/notices/{notice_id}/acceptance", headers=PART)
        assert answer.status_code == 200
        assert f'data-notice="{notice_id}"' not in answer.get_data(as_text=True)
    assert "Accepted. Go to the door." in answer.get_data(as_text=True)
    assert row(app, notice_id).outcome == "accepted"


def test_without_scripts_accepting_leads_to_the_list(app: Flask, sam: FlaskClient) -> None:
    answer = sam.post(f"/notices/{tell(app)}/acceptance")
    assert (answer.status_code, answer.location) == (303, "/notices")
    assert "Accepted" in sam.get("/notices").get_data(as_text=True)


def test_too_late_says_who_has_it_now(app: Flask, sam: FlaskClient) -> None:
    notice_id = tell(app)
    with app.app_context():
        actions.expire("turn", 7, reason=Reason("notices.passed_on", {"name": "Vera"}), stamp=stamp_of("reception"))
        db.session.commit()
    answer = sam.post(f"/notices/{notice_id}/acceptance", headers=PART)
    assert answer.status_code == 409
    assert "It has been passed on to Vera." in answer.get_data(as_text=True)


def test_a_poll_never_keeps_anybody_signed_in(app: Flask, sam: FlaskClient) -> None:
    with app.app_context():
        old = stamp_of("advisor").at - timedelta(minutes=20)
        db.session.execute(update(SignIn).values(seen_at=old))
        db.session.commit()
    sam.get("/notices?seen=9", headers=PART)
    with app.app_context():
        assert db.session.scalar(select(SignIn.seen_at).limit(1)) == old


def test_who_is_signed_out_is_told_so(client: FlaskClient) -> None:
    assert client.get("/notices?seen=0", headers=PART).status_code == 401


def test_every_page_carries_the_frame_and_no_page_of_a_visitor_does(client: FlaskClient) -> None:
    assert 'id="calls"' not in client.get("/login").get_data(as_text=True)
    sign_in(client, "advisor")
    assert 'id="calls"' in client.get("/me").get_data(as_text=True)


def test_the_own_list_says_what_became_of_each(app: Flask, sam: FlaskClient) -> None:
    tell(app, 7)
    with app.app_context():
        actions.withdraw("turn", 7, reason=Reason("notices.recalled"), stamp=stamp_of("reception"))
        db.session.commit()
    tell(app, 8)
    page = sam.get("/notices").get_data(as_text=True)
    assert "1</b> notice waits for your answer" in page
    assert "It was taken back at the desk." in page
    chinese = sam.get("/notices?lang=zh").get_data(as_text=True)
    assert "门口有客户在等你" in chinese


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_notice_of_every_kind_can_be_read(client: FlaskClient, kind: str) -> None:
    """Also where what it was about is no longer there."""
    manager = sign_in(client, "manager")
    with client.application.app_context():
        stamp = stamp_of("manager")
        actions.tell(stamp.by.id, kind, 999, reason=Reason("notices.guest"), stamp=stamp)
        db.session.commit()
    assert manager.get("/notices?seen=0", headers=PART).status_code == 200
    assert manager.get("/notices").status_code == 200
