"""Appointments as Sam agrees on them and Rita sees them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from crm.shared.db import db
from tests.makers import make_appointment, make_lead
from tests.support import sign_in, stamp_of


@pytest.fixture
def lead_id(client: FlaskClient) -> int:
    with client.application.app_context():
        number = int(make_lead().id)
        db.session.commit()
        return number


def test_sam_agrees_moves_and_cancels_on_the_leads_page(client: FlaskClient, lead_id: int) -> None:
    sam = sign_in(client, "advisor")
    with client.application.app_context():
        me, tomorrow = stamp_of("advisor").by.id, stamp_of("advisor").today + timedelta(days=1)
    assert "Agree on a time" in sam.get(f"/leads/{lead_id}").text
    assert sam.get(f"/leads/{lead_id}/appointments/new").status_code == 200
    form = {"on_day": tomorrow.isoformat(), "at_time": "10:30", "advisor_id": str(me), "kind": "test_drive"}
    assert sam.post(f"/leads/{lead_id}/appointments", data=form).status_code == 303
    page = sam.get(f"/leads/{lead_id}").text
    assert "10:30" in page
    assert "Test drive" in page
    assert sam.get("/appointments/1/move").status_code == 200
    assert sam.post("/appointments/1/move", data={**form, "at_time": "11:00"}).status_code == 303
    assert "11:00" in sam.get(f"/leads/{lead_id}").text
    assert sam.post("/appointments/1/cancellation", data={}).status_code == 303
    assert "Cancelled" in sam.get(f"/leads/{lead_id}").text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"on_day": ""}, "Choose the day"), ({"at_time": "late"}, "09:00"), ({"kind": "moon"}, "does not exist"),
     ({"advisor_id": "99999"}, "Choose somebody who sells"), ({"on_day": "2020-01-01"}, "still to come")],
)  # fmt: skip
def test_what_cannot_be_read_is_said_and_kept(
    client: FlaskClient, lead_id: int, wrong: dict[str, str], said: str
) -> None:
    sam = sign_in(client, "advisor")
    with client.application.app_context():
        day, me = stamp_of("advisor").today + timedelta(days=2), stamp_of("advisor").by.id
    form = {"on_day": day.isoformat(), "at_time": "10:30", "advisor_id": str(me), "kind": "visit", **wrong}
    answer = sam.post(f"/leads/{lead_id}/appointments", data=form)
    assert answer.status_code == 422
    assert said in answer.text


def test_whoever_is_expected_today_is_received_with_one_tap_at_the_desk(client: FlaskClient) -> None:
    with client.application.app_context():
        made = make_appointment()
        made.on_day = stamp_of("reception").today
        number = made.id
        db.session.commit()
    rita = sign_in(client, "reception")
    page = rita.get("/reception").text
    assert "Expected today" in page
    assert "1 still to come" in page
    for _tap in range(2):
        assert rita.post(f"/reception/appointments/{number}/arrival", data={}).status_code == 303
    page = rita.get("/reception").text
    assert "0 still to come" in page
    assert "Sam looks after this customer" in page


def test_another_stores_appointments_do_not_exist(client: FlaskClient) -> None:
    with client.application.app_context():
        number = make_appointment().id
        db.session.commit()
    other = sign_in(client, "other_advisor")
    assert other.post(f"/appointments/{number}/cancellation", data={}).status_code == 404
    assert other.post(f"/reception/appointments/{number}/arrival", data={}).status_code == 404
