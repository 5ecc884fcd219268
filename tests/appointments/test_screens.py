"""Appointments as Sam agrees on them and Rita sees them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask.testing import FlaskClient

from crm.appointments.models import Appointment
from crm.shared.db import db, insert_rows
from tests.makers import make_appointment, make_drive_car, make_lead
from tests.support import queries_at_most, sign_in, stamp_of


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


# ---- free and busy
def test_the_form_offers_only_times_that_are_free_and_keeps_what_was_typed(client: FlaskClient, lead_id: int) -> None:
    with client.application.app_context():
        car, me = make_drive_car("E5"), stamp_of("advisor").by.id
        day = make_appointment(make_lead(name="Dora", phone="13812345678"), at_time=time(11)).on_day
        free, car_id = f"/appointments/free?kind=visit&advisor_id={me}&on_day={day}", car.id
        db.session.commit()
    sam = sign_in(client, "advisor")
    offered = re.findall(r'value="(\d\d:\d\d)"', sam.get(free, headers={"HX-Request": "true"}).text)
    assert "10:00" in offered
    assert "12:00" in offered
    assert not {"10:30", "11:00", "11:30"} & set(offered)  # an hour each
    form = {
        "on_day": day.isoformat(),
        "at_time": ["", "10:30"],
        "advisor_id": str(me),
        "kind": "test_drive",
        "car_id": str(car_id),
    }
    answer = sam.post(f"/leads/{lead_id}/appointments", data=form)
    assert answer.status_code == 422
    assert "Sam has another appointment from 11:00 to 12:00" in answer.text
    assert 'value="10:30"' in answer.text
    assert sam.post(f"/leads/{lead_id}/appointments", data={**form, "at_time": "10:00"}).status_code == 303
    assert "Test drive E5" in sam.get(f"/leads/{lead_id}").text


@pytest.mark.parametrize(
    "odd", ["", "kind=moon&advisor_id=x&on_day=soon&car_id=-1", "advisor_id=99999999999999999999&car_id=9"]
)
def test_free_times_bear_any_address(client: FlaskClient, odd: str) -> None:
    assert sign_in(client, "advisor").get(f"/appointments/free?{odd}").status_code == 200


def test_a_move_of_an_old_version_is_a_conflict(client: FlaskClient) -> None:
    with client.application.app_context():
        made = make_appointment()
        number, day = made.id, made.on_day
        db.session.commit()
    sam = sign_in(client, "advisor")
    form = {"on_day": (day + timedelta(days=1)).isoformat(), "at_time": "15:00", "version": "1"}
    assert sam.post(f"/appointments/{number}/move", data=form).status_code == 303
    answer = sam.post(f"/appointments/{number}/move", data={**form, "at_time": "16:00"})
    assert answer.status_code == 409
    assert "16:00" in answer.text


# ---- the day's list
def test_the_supervisor_registers_and_an_advisor_sees_only_own_ones(client: FlaskClient) -> None:
    with client.application.app_context():
        day = make_appointment().on_day
        make_appointment(make_lead(name="Dora", phone="13812345678", owner="advisor2"), by="advisor2",
                         advisor_id=stamp_of("advisor2").by.id)  # fmt: skip
        db.session.commit()
    vera = sign_in(client, "advisor2")
    page = vera.get(f"/appointments?day={day}").text
    assert "Dora" in page
    assert "Carl" not in page
    assert vera.post("/appointments/lists", data={"on_day": day.isoformat()}).status_code == 403
    sue = sign_in(client, "supervisor")
    page = sue.get(f"/appointments?day={day}").text
    assert "2 not confirmed" in re.sub(r"</?b>", "", page)
    assert "Register 2 customers" in page
    for _tap in range(2):
        assert sue.post("/appointments/lists", data={"on_day": day.isoformat()}).status_code == 303
    page = sue.get(f"/appointments?day={day}").text
    assert "registered by Sue" in page
    assert "Register 2" not in page
    for wrong in ("", "2020-01-01", "soon"):
        assert sue.post("/appointments/lists", data={"on_day": wrong}).status_code == 303


@pytest.mark.parametrize("many", [1, 60])
def test_a_day_costs_the_same_for_one_and_for_sixty(client: FlaskClient, many: int) -> None:
    with client.application.app_context():
        day = _many(many)
        db.session.commit()
    sue = sign_in(client, "supervisor")
    sue.get("/appointments")  # the store's numbers are known to this process
    with queries_at_most(8) as sent:
        page = sue.get(f"/appointments?day={day}").text
    assert len(sent) == 7
    assert page.count('class="name"') == min(many, 50)
    if many > 50:
        following = re.search(r'href="(/appointments\?[^"]*after=\d+)"', page)
        assert following
        assert sue.get(following[1].replace("&amp;", "&")).text.count('class="name"') == 10
    with queries_at_most(8):
        assert sue.get(f"/appointments/below?day={day}").status_code == 200


def _many(many: int) -> date:
    """So many on one day, and a no-show of yesterday; written as rows, for a day has no room for sixty with Sam."""
    made = make_appointment()
    row = {one.name: getattr(made, one.name) for one in Appointment.__table__.columns if one.name != "id"}
    day, customer = made.on_day + timedelta(days=1), made.customer_id
    made.on_day, made.starts_at = made.on_day - timedelta(days=2), made.starts_at - timedelta(days=2)
    starts = row["starts_at"] + timedelta(days=1)
    rows = [
        {**row, "on_day": day, "starts_at": starts + timedelta(minutes=n), "customer_id": customer} for n in range(many)
    ]
    insert_rows(Appointment, rows)
    return day


@pytest.mark.parametrize(
    "odd", ["day=soon", "after=99999999999999999999", "after=77", "day=0001-01-01", "day=9999-12-31"]
)
def test_the_list_bears_any_address(client: FlaskClient, odd: str) -> None:
    sue = sign_in(client, "supervisor")
    assert sue.get(f"/appointments?{odd}").status_code == 200
    assert sue.get(f"/appointments/below?{odd}").status_code == 200


# ---- a no-show
@pytest.fixture
def missed_id(client: FlaskClient) -> int:
    """Carl was expected yesterday at ten."""
    with client.application.app_context():
        made = make_appointment()
        made.on_day, made.starts_at = made.on_day - timedelta(days=2), made.starts_at - timedelta(days=2)
        number = int(made.id)
        db.session.commit()
    return number


def test_my_day_opens_only_when_a_no_show_has_its_reason_and_new_time(client: FlaskClient, missed_id: int) -> None:
    with client.application.app_context():
        sam = stamp_of("advisor")
        make_lead(name="Theo", phone="13812345679", next_on=sam.today, next_rule="cadence", first_due_on=None)
        day = (sam.today + timedelta(days=2)).isoformat()
        db.session.commit()
    mine = sign_in(client, "advisor")
    page = mine.get("/my-day").text
    assert "Did not come" in page
    assert "Theo" not in page
    missing = mine.post(f"/appointments/{missed_id}/no-show", data={"on_day": day, "at_time": "10:00"})
    assert missing.status_code == 422
    assert "Choose why they did not come." in missing.text
    no_time = mine.post(f"/appointments/{missed_id}/no-show", data={"code": "forgot", "reason": "sorry", "on_day": day})
    assert no_time.status_code == 422
    assert "Say when they come instead." in no_time.text
    assert 'value="sorry"' in no_time.text
    form = {"code": "forgot", "on_day": day, "at_time": "10:00"}
    assert mine.post(f"/appointments/{missed_id}/no-show", data=form).status_code == 303
    page = mine.get("/my-day").text
    assert "Theo" in page
    course = mine.get(f"/appointments/{missed_id}").text
    assert "Forgot" in course
    assert mine.post(f"/appointments/{missed_id}/no-show", data=form).status_code == 422


def test_without_a_new_time_the_customer_is_on_todays_list(client: FlaskClient, missed_id: int) -> None:
    mine = sign_in(client, "advisor")
    bare = mine.post(f"/appointments/{missed_id}/no-show", data={"code": "unreached", "again": "no"})
    assert bare.status_code == 422
    assert "Say in one line" in bare.text
    answer = mine.post(f"/appointments/{missed_id}/no-show", data={"code": "unreached", "again": "no", "reason": "off"})
    assert answer.status_code == 303
    page = mine.get("/my-day").text
    assert "Carl" in page
    assert "Noted." in page


def test_a_chief_looks_at_a_day_that_is_shut_for_its_advisor(client: FlaskClient, missed_id: int) -> None:
    with client.application.app_context():
        sam_id = stamp_of("advisor").by.id
    sue = sign_in(client, "supervisor")
    assert "Did not come" in sue.get(f"/my-day?of={sam_id}").text
    assert "Reason and new time" in sue.get(f"/appointments/{missed_id}/no-show").text


# ---- the feed
def test_the_feed_has_surname_purpose_and_time_and_ends_with_its_address(client: FlaskClient) -> None:
    with client.application.app_context():
        make_appointment(make_lead(name="邓晓雯", phone="13812345678"), kind="home", place="湖滨路 5 号")
        db.session.commit()
    sam = sign_in(client, "advisor")
    page = sam.post("/me/calendar").text
    found = re.search(r'value="http://[^"/]+(/calendar/[\w-]{43}\.ics)"', page)
    assert found
    stranger = client.application.test_client()
    feed = stranger.get(found[1])
    assert feed.status_code == 200
    assert feed.content_type == "text/calendar; charset=utf-8"
    assert "SUMMARY:邓 · Home visit" in feed.text
    for secret in ("晓雯", "13812345678", "湖滨路"):
        assert secret not in feed.text
    assert "no longer answers" in sam.post("/me/calendar/revocation", follow_redirects=True).text
    for address in (found[1], "/calendar/x.ics", "/calendar/%00.ics"):
        assert stranger.get(address).status_code == 404


def test_after_the_set_hour_the_list_says_that_it_is_late(client: FlaskClient) -> None:
    evening = datetime.now(ZoneInfo("Asia/Shanghai")).replace(hour=18, minute=30) + timedelta(days=1)
    with time_machine.travel(evening, tick=True):
        with client.application.app_context():
            make_appointment()
            db.session.commit()
        sue = sign_in(client, "supervisor")
        assert "Not registered yet." in sue.get("/appointments").text
        day = (evening + timedelta(days=1)).date().isoformat()
        assert sue.post("/appointments/lists", data={"on_day": day}).status_code == 303
        assert "Not registered yet." not in sue.get("/appointments").text
