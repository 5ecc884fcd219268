"""The week plan, swaps, shifts and the wall as their readers see them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.notices.models import Notice
from crm.rota.models import Duty
from crm.rota.queries import planning as plans
from crm.rota.rules.planning import week_of
from crm.rota.shifts import Plan, Shift, Shortage, Swap
from crm.shared.db import db
from crm.staff.models import Device
from tests.makers import make_visit
from tests.support import queries_at_most, sign_in, stamp_of


@pytest.fixture
def max_(client: FlaskClient) -> FlaskClient:
    return sign_in(client, "manager")


def rows(app: Flask, statement: Any) -> Any:
    with app.app_context():
        return db.session.scalars(statement).all()


def week_form(page: str) -> dict[str, str]:
    """The week's form as the browser would send it."""
    hidden = re.findall(r'<input type="hidden" name="(version-[^"]+)" value="([^"]*)"', page)
    chosen = {}
    for name, options in re.findall(r'<select class="input" id="c-[^"]+" name="(cell-[^"]+)">(.*?)</select>', page, re.S):
        marked = re.search(r'<option value="([^"]*)" selected', options)
        chosen[name] = marked[1] if marked else ""
    return {**dict(hidden), **chosen}


def early(app: Flask) -> str:
    with app.app_context():
        return str(next(one.id for one in plans.shifts(1) if one.name_en == "Early"))


def planned(app: Flask, client: FlaskClient) -> dict[str, str]:
    """Max plans next week: every group early on every day. What he sent."""
    with app.app_context():
        monday = (week_of(stamp_of("manager").today) + timedelta(days=7)).isoformat()
    page = client.get(f"/rota/plan?week={monday}").text
    form = {name: early(app) if name.startswith("cell-") else value for name, value in week_form(page).items()}
    form["week"] = monday
    answer = client.post("/rota/plan", data=form)
    assert (answer.status_code, answer.location) == (303, f"/rota/plan?week={monday}")
    return form


def test_max_plans_the_week_and_sam_reads_it(app: Flask, max_: FlaskClient) -> None:
    assert "Nobody is planned for tomorrow" in max_.get("/rota/plan").text
    form = planned(app, max_)
    assert len(rows(app, select(Plan.id))) == 14
    page = max_.get(f"/rota/plan?week={form['week']}").text
    assert "13:30–18:00 0 / 2" in page
    sam = sign_in(max_, "advisor")
    read = sam.get(f"/rota/plan?week={form['week']}").text
    assert "you: 09:00–13:30" in read
    assert "<select class=\"input\" id=\"c-" not in read
    assert sam.post("/rota/plan", data=form).status_code == 403


def test_what_somebody_else_has_changed_is_a_conflict(app: Flask, max_: FlaskClient) -> None:
    form = planned(app, max_)
    assert max_.post("/rota/plan", data={**form, **dict.fromkeys([n for n in form if n[:4] == "cell"], "off")}).status_code == 409


def test_rubbish_in_the_week_changes_nothing(app: Flask, max_: FlaskClient) -> None:
    max_.get("/rota/plan")
    for name in ("cell-", "cell-2026-99-99-1", "cell-x-1", "cell-2099-01-01-x", "cell-2026-01-01-1"):
        assert max_.post("/rota/plan", data={name: "1"}).status_code == 303, name
    future = stamp_day(app, 3)
    assert max_.post("/rota/plan", data={f"cell-{future}-1": "999999"}).status_code == 422  # no such shift
    assert rows(app, select(Plan.id)) == []
    assert max_.get("/rota/plan?week=9999-12-31").status_code == 200
    assert max_.get("/rota/plan?week=never").status_code == 200


def stamp_day(app: Flask, ahead: int) -> str:
    with app.app_context():
        return (stamp_of("manager").today + timedelta(days=ahead)).isoformat()


def test_one_person_differs_and_a_wrong_day_is_refused(app: Flask, max_: FlaskClient) -> None:
    max_.get("/rota/plan")
    with app.app_context():
        sam = stamp_of("advisor").by.id
    day = stamp_day(app, 2)
    assert max_.post("/rota/plan/people", data={"staff_id": sam, "on_day": day, "post": "off"}).status_code == 303
    assert "Sam: Day off" in max_.get(f"/rota/plan?week={day}").text
    for wrong in ({"on_day": "soon"}, {"on_day": stamp_day(app, 99)}, {"on_day": ""}, {"staff_id": "99999"}):
        form = {"staff_id": sam, "on_day": day, "post": "off", **wrong}
        assert max_.post("/rota/plan/people", data=form).status_code == 422, wrong


def test_sam_asks_vera_on_her_own_page_and_she_agrees(app: Flask, max_: FlaskClient) -> None:
    form = planned(app, max_)
    with app.app_context():
        sam, vera = stamp_of("advisor").by.id, stamp_of("advisor2").by.id
        day = (week_of(stamp_of("manager").today) + timedelta(days=9)).isoformat()
    assert max_.post("/rota/plan/people", data={"staff_id": vera, "on_day": day, "post": "off"}).status_code == 303
    client = sign_in(max_, "advisor")
    ask = {"staff_id": sam, "other_id": vera, "on_day": day, "back_on": "", "week": form["week"]}
    assert client.post("/rota/swaps", data=ask).status_code == 303
    assert client.post("/rota/swaps", data={**ask, "other_id": sam}).status_code == 422
    client = sign_in(max_, "advisor2")
    assert "A colleague asks to change shifts" in client.get("/notices?seen=0", headers={"HX-Request": "true"}).text
    swap_id = rows(app, select(Swap.id))[0]
    for _tap in range(2):
        assert client.post(f"/rota/swaps/{swap_id}/agreement", data={}).status_code == 303
    assert client.post(f"/rota/swaps/{swap_id}/refusal", data={}).status_code == 422
    assert rows(app, select(Notice.outcome)) == ["withdrawn"]
    page = client.get(f"/rota/plan?week={form['week']}").text
    assert "Sam: Day off" in page and "Vera: Early" in page


def test_shifts_are_rows_that_can_be_changed_and_put_away(app: Flask, max_: FlaskClient) -> None:
    page = max_.get("/rota/shifts").text
    assert "The store stands in <b>3</b> shifts" in page
    new = {"name": "中班", "name_en": "Noon", "starts": "11:00", "ends": "15:00"}
    assert max_.post("/rota/shifts", data=new).status_code == 303
    assert max_.post("/rota/shifts", data=new).status_code == 422
    assert max_.post("/rota/shifts", data={**new, "name": "X", "ends": "10:00"}).status_code == 422
    assert max_.post("/rota/shifts", data={**new, "name": "X", "ends": ""}).status_code == 422
    noon = rows(app, select(Shift.id).where(Shift.name == "中班"))[0]
    changed = {**new, "ends": "16:00", "version": "1"}
    assert max_.post(f"/rota/shifts/{noon}", data=changed).status_code == 303
    assert max_.post(f"/rota/shifts/{noon}", data=changed).status_code == 409
    assert max_.post(f"/rota/shifts/{noon}/archive", data={"version": "2"}).status_code == 303
    assert "Noon" not in max_.get("/rota/shifts").text


def test_a_backup_is_named(app: Flask, max_: FlaskClient) -> None:
    with app.app_context():
        sam, vera = stamp_of("advisor").by.id, stamp_of("advisor2").by.id
    assert max_.post("/rota/backups", data={"staff_id": sam, "backup_id": vera}).status_code == 303
    assert "<dt>Sam</dt><dd>Vera</dd>" in max_.get("/rota/shifts").text
    assert max_.post("/rota/backups", data={"staff_id": sam, "backup_id": sam}).status_code == 422
    assert max_.post("/rota/backups", data={"staff_id": sam, "backup_id": "0"}).status_code == 303
    assert "<dt>Sam</dt>" not in max_.get("/rota/shifts").text


def test_a_week_is_read_in_the_same_number_of_statements_however_full_it_is(app: Flask, max_: FlaskClient) -> None:
    max_.get("/rota/plan")
    form = planned(app, max_)
    with queries_at_most(14):
        max_.get(f"/rota/plan?week={form['week']}")


# ---- the wall
def test_the_wall_shows_colleagues_and_numbers_and_no_customer(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_visit(surname="Wendelin", phone="13899990001", advisor="next")
        db.session.commit()
    rita = sign_in(client, "reception")
    page = rita.get("/rota/wall").text
    assert "Test store T1 showroom" in page
    assert "With customers" in page
    assert "Wendelin" not in page and "1389999" not in page
    for word in ("Next to receive", "Standing", "no customer is named here"):
        assert word in page
    assert "屏上没有客户信息" in rita.get("/rota/wall?lang=zh").text


def test_the_wall_is_silent_while_nothing_changes(app: Flask, client: FlaskClient) -> None:
    rita = sign_in(client, "reception")
    page = rita.get("/rota/wall").text
    again = re.search(r'hx-get="(/rota/wall\?seen=\d+)"', page)
    assert again
    answer = rita.get(again[1], headers={"HX-Request": "true"})
    if answer.status_code == 200:  # the minute has just changed
        again = re.search(r'hx-get="(/rota/wall\?seen=\d+)"', answer.text)
        assert again
        answer = rita.get(again[1], headers={"HX-Request": "true"})
    assert answer.status_code == 204


def test_a_paired_wall_needs_nobody_and_any_other_browser_sees_none(app: Flask, client: FlaskClient) -> None:
    assert client.get("/rota/wall").status_code == 404
    assert sign_in(client, "service").get("/rota/wall").status_code == 404
    fresh = app.test_client()
    for kind, status in (("reception", 404), ("wall", 200)):
        with app.app_context():
            from crm.staff.actions import pair_device

            token = pair_device("Screen", stamp_of("admin"), kind=kind)
            db.session.commit()
        fresh.set_cookie("yuke-device", token)
        answer = fresh.get("/rota/wall?lang=zh")
        assert answer.status_code == status, kind
    assert "年" not in answer.text
    with app.app_context():
        for device in db.session.scalars(select(Device)):
            device.revoked_at = stamp_of("admin").at
        db.session.commit()
    assert fresh.get("/rota/wall").status_code == 404


def test_the_desks_button_calls_the_leader(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        for one in ("advisor", "advisor2"):
            make_visit(surname=one, phone=None, purpose="look", advisor=str(stamp_of(one).by.id), skip_reason="asked_for")
        db.session.commit()
    rita = sign_in(client, "reception")
    assert rita.post("/rota/call", data={}).location == "/reception"
    assert len(rows(app, select(Shortage.id))) == 1
    assert set(rows(app, select(Notice.kind).where(Notice.kind == "door_short"))) == {"door_short"}
    assert rows(app, select(Duty.id))
