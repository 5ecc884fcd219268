"""A session ends when it should: idle, at the day's end, on signing out, and at once when the person is disabled."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from crm.shared import settings
from crm.shared.clock import clock
from crm.shared.db import db
from crm.staff import actions
from crm.staff.models import Device, SignIn, Staff
from crm.staff.rules import IDLE_MINUTES, SESSION_HOURS, TABLET_IDLE_MINUTES
from tests.shared.conftest import Hands, rows_of
from tests.support import sign_in, stamp_of


def is_in(client: FlaskClient) -> bool:
    return client.get("/me").status_code == 200


def test_a_session_that_is_used_lives_on_and_an_idle_one_ends(kernel: Flask, hands: Hands) -> None:
    sam = sign_in(kernel.test_client(), "advisor")
    for _turn in range(3):
        hands.pass_by(minutes=IDLE_MINUTES.default - 1)
        assert is_in(sam)
    hands.pass_by(minutes=IDLE_MINUTES.default + 1)
    assert not is_in(sam)
    assert rows_of(kernel, SignIn)[0].ended_at is not None, "ended on the server, not only forgotten"


def test_a_poll_does_not_keep_a_session_alive(kernel: Flask, hands: Hands) -> None:
    sam = sign_in(kernel.test_client(), "advisor")
    for _turn in range(4):
        hands.pass_by(minutes=9)
        sam.get("/me?seen=1")
    assert not is_in(sam)


def test_a_session_ends_after_the_longest_day_however_busy(kernel: Flask, hands: Hands) -> None:
    sam = sign_in(kernel.test_client(), "advisor")
    for _turn in range(SESSION_HOURS.default * 3):
        hands.pass_by(minutes=20)
        if hands.at - rows_of(kernel, SignIn)[0].started_at <= timedelta(hours=SESSION_HOURS.default):
            assert is_in(sam)
    hands.pass_by(minutes=1)
    assert not is_in(sam)


def test_a_shared_tablet_locks_sooner(kernel: Flask, hands: Hands) -> None:
    client = kernel.test_client()
    with kernel.app_context():
        tablet = Device(store_id=1, token_hash="x", name="desk", by_id=None, at=clock.now())
        db.session.add(tablet)
        db.session.flush()
        rita = db.session.scalars(select(Staff).where(Staff.username == "reception")).one()
        token = actions.start_session(rita, device_id=tablet.id, at=clock.now())
        db.session.commit()
    client.set_cookie("yuke", token)
    assert is_in(client)
    hands.pass_by(minutes=TABLET_IDLE_MINUTES.default + 1)
    assert not is_in(client)


def test_the_stores_own_limit_counts_from_the_next_request(kernel: Flask, hands: Hands) -> None:
    sam = sign_in(kernel.test_client(), "advisor")
    assert is_in(sam)
    with kernel.app_context():
        settings.change(IDLE_MINUTES.key, 5, stamp_of("manager"))
        db.session.commit()
    hands.pass_by(minutes=6)
    assert not is_in(sam)


def test_who_is_disabled_is_out_at_once_on_every_device(kernel: Flask) -> None:
    phones = [sign_in(kernel.test_client(), "advisor") for _n in range(2)]
    assert all(is_in(one) for one in phones)
    with kernel.app_context():
        actions.disable(db.session.scalars(select(Staff).where(Staff.username == "advisor")).one(), stamp=stamp_of("admin"))
        db.session.commit()
    assert not any(is_in(one) for one in phones)


def test_signing_out_ends_the_row_and_an_old_cookie_opens_nothing(kernel: Flask) -> None:
    sam = sign_in(kernel.test_client(), "advisor")
    token = sam.get_cookie("yuke")
    assert token is not None
    sam.post("/logout")
    thief = kernel.test_client()
    thief.set_cookie("yuke", token.value)
    assert not is_in(thief)


def test_only_a_hash_of_the_token_is_kept(kernel: Flask) -> None:
    sam = sign_in(kernel.test_client(), "advisor")
    token = sam.get_cookie("yuke")
    assert token is not None and len(token.value) >= 43, "256 bits"
    assert token.value not in rows_of(kernel, SignIn)[0].token_hash


def test_a_demo_sign_in_works_on_this_machine_only(app: Flask) -> None:
    with app.app_context():
        db.session.execute(update(Staff).where(Staff.username == "advisor").values(demo=True))
        db.session.commit()
    client = sign_in(app.test_client(), "advisor")
    assert client.get("/me").status_code == 200
    from_elsewhere = client.get("/me", environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert from_elsewhere.status_code == 303
    assert "/login" in from_elsewhere.location
