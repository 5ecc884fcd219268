"""The settings as a manager meets them: effect first, then save; nothing typed is lost."""

from __future__ import annotations

import re

from crm.shared import settings
from crm.staff.rules import IDLE_MINUTES
from tests.support import queries_at_most, sign_in

URL = f"/settings/standards/{IDLE_MINUTES.key}"


def test_managers_and_administrators_set_standards_advisors_do_not(client):
    assert sign_in(client, "advisor").get("/settings").status_code == 403
    assert sign_in(client, "manager").get("/settings").status_code == 200
    assert client.get("/settings?of=nowhere").status_code == 404
    assert client.get("/settings/standards/nowhere.at_all").status_code == 404


def test_the_first_press_shows_the_effect_and_only_the_second_saves(app, client):
    sign_in(client, "manager")
    first = client.post(URL, data={"value": "２０", "version": "0", "seen": ""})  # full-width digits, as typed
    assert (
        first.status_code == 200 and "30 minutes → 20 minutes" in first.text and 'name="seen" value="20"' in first.text
    )
    with app.app_context():
        assert settings.of(1)[IDLE_MINUTES] == 30
    second = client.post(URL, data={"value": "20", "version": "0", "seen": "20"})
    assert second.status_code == 303 and second.headers["Location"] == "/settings?of=staff"
    page = client.get("/settings?of=staff").text
    assert "20 minutes" in page and "Max" in page
    assert "20 minutes" in client.get("/settings/history").text


def test_a_feature_says_the_effect_of_its_own_number(client, monkeypatch):
    monkeypatch.setitem(settings.effects, IDLE_MINUTES.key, lambda store_id, value: f"Store {store_id}: {value}")
    answer = sign_in(client, "manager").post(URL, data={"value": "20", "version": "0", "seen": ""})
    assert "Store 1: 20" in answer.text


def test_another_value_than_the_one_shown_is_shown_again(app, client):
    sign_in(client, "manager")
    answer = client.post(URL, data={"value": "40", "version": "0", "seen": "20"})
    assert answer.status_code == 200 and "30 minutes → 40 minutes" in answer.text
    with app.app_context():
        assert settings.of(1)[IDLE_MINUTES] == 30


def test_wrong_numbers_come_back_as_they_were_typed(client):
    sign_in(client, "manager")
    answer = client.post(URL, data={"value": "half an hour", "version": "0"})
    assert answer.status_code == 422 and "half an hour" in answer.text and "Write a whole number." in answer.text
    answer = client.post(URL, data={"value": "100000", "version": "0"})
    assert answer.status_code == 422 and 'value="100000"' in answer.text


def test_somebody_elses_change_is_a_conflict_with_both_values(client):
    sign_in(client, "manager")
    client.post(URL, data={"value": "20", "version": "0", "seen": "20"})
    answer = client.post(URL, data={"value": "25", "version": "0", "seen": "25"})
    assert answer.status_code == 409 and "now 20 minutes, yours 25" in answer.text
    version = re.search(r'name="version" value="(\d+)"', answer.text)[1]
    assert client.post(URL, data={"value": "25", "version": version, "seen": "25"}).status_code == 303


def test_the_welcome_line_is_worded_by_the_store(client):
    url = "/settings/standards/reception.welcome"
    sign_in(client, "manager")
    form = {"value": "欢迎光临 <b>", "version": "0", "seen": "欢迎光临 <b>"}
    assert client.post(url, data=form).status_code == 303
    assert "欢迎光临 &lt;b&gt;" in client.get("/settings?of=reception").text


def test_htmx_gets_the_side_card_alone(client):
    part = sign_in(client, "manager").get(URL, headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith("<section") and 'id="editing"' in part


def test_the_page_asks_little_of_the_database(client):
    sign_in(client, "manager").get("/settings")
    with queries_at_most(5):
        client.get("/settings")


HOURS = {
    f"days-{n}-{name}": value
    for n in range(7)
    for name, value in {"open": "y", "opens": "09:00", "closes": "18:00", "version": "1"}.items()
}


def test_hours_that_close_before_they_open_are_refused_in_their_row(client):
    sign_in(client, "manager")
    answer = client.post("/settings/calendar/hours", data=HOURS | {"days-2-opens": "19:00"})
    assert (
        answer.status_code == 422 and "Closing comes after opening." in answer.text and 'value="19:00"' in answer.text
    )


def test_hours_are_saved_once_and_an_old_form_is_a_conflict(client):
    sign_in(client, "manager")
    changed = HOURS | {"days-0-opens": "08:30"}
    assert client.post("/settings/calendar/hours", data=changed).status_code == 303
    assert 'value="08:30"' in client.get("/settings/calendar").text
    assert client.post("/settings/calendar/hours", data=changed | {"days-0-opens": "08:00"}).status_code == 409
    answer = client.post("/settings/calendar/hours", data=changed | {"days-0-opens": "08:00"})
    assert "08:30–18:00" in answer.text and 'name="days-0-version" value="2"' in answer.text


def test_a_special_day_is_added_changed_and_put_away(client):
    sign_in(client, "manager")
    form = {"on_day": "2027-02-06", "works": "no", "name": "Spring Festival"}
    assert client.post("/settings/calendar/days", data=form | {"name": ""}).status_code == 422
    assert client.post("/settings/calendar/days", data=form).status_code == 303
    page = client.get("/settings/calendar").text
    day = re.search(r"/settings/calendar/days/(\d+)/archive", page)[1]
    assert "Spring Festival" in page and client.get(f"/settings/calendar?day={day}").status_code == 200
    assert client.post("/settings/calendar/days", data=form | {"works": "yes", "version": "1"}).status_code == 303
    assert client.post(f"/settings/calendar/days/{day}/archive", data={"version": "1"}).status_code == 409
    assert client.post(f"/settings/calendar/days/{day}/archive", data={"version": "2"}).status_code == 303


def test_a_number_that_no_database_can_hold_is_nobodys(client):
    sign_in(client, "manager")
    assert client.get(f"/settings/history?before={10**22}").status_code == 200
    assert client.get(f"/settings/calendar?day={10**22}").status_code == 200
    answer = client.post(URL, data={"value": "9" * 30, "version": "9" * 30, "seen": "9" * 30})
    assert answer.status_code == 422
    day = {"on_day": "9999-12-31", "works": "no", "name": "x", "version": "9" * 30}
    assert client.post("/settings/calendar/days", data=day).status_code == 422
