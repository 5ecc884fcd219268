"""The day is *now*: its order, two taps and a sentence, undo, rest."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.callbacks import actions
from crm.callbacks.models import Call
from crm.leads.models import Lead
from crm.shared.clock import clock
from crm.shared.db import db
from tests.callbacks.people import DAY, make_carl, new_lead, tasks
from tests.callbacks.screens import PART, SPOKE, prepare, task_of
from tests.support import queries_at_most, sign_in, stamp_of

pytestmark = pytest.mark.usefixtures("fresh_night")


def test_the_day_begins_with_the_guest_and_ends_with_who_changes_hands(app: Flask, client: FlaskClient) -> None:
    from tests.makers import make_visit

    with app.app_context():
        sam = stamp_of("advisor")
        make_carl(sam, name="late", next_on=sam.today - DAY, next_rule="cadence")
        make_carl(sam, name="now", next_on=sam.today, next_rule="cadence")
        make_carl(sam, name="old", opened_on=sam.today - 57 * DAY, next_on=sam.today + 3 * DAY, next_rule="cadence")
        new_lead(sam, hours_ago=1, name="fresh")
        visit = make_visit(phone="13812341234", surname="Guest", advisor=str(sam.by.id))
        actions.make_queue(sam)
        db.session.commit()
        assert visit.advisor_id == sam.by.id
    with queries_at_most(8):
        page = sign_in(client, "advisor").get("/my-day").text
    places = [page.index(f">{name}</a>") for name in ("Guest", "late", "fresh", "now", "old")]
    assert places == sorted(places)
    assert "3 days left" in page
    assert "Your guest" in page


def test_two_taps_and_a_sentence_are_enough(app: Flask, client: FlaskClient) -> None:
    """What the form holds when it opens, and one sentence: it counts and has a theme."""
    (lead,) = prepare(app)
    sign_in(client, "advisor").get("/my-day")
    part = client.get(f"/tasks/{task_of(app, lead).id}/log", headers=PART).text
    held = dict(_checked(part))
    assert held == {"channel": "phone", "result": "reached", "topic": "routine", "next_on": held["next_on"]}
    assert part.count(" autofocus") == 1
    assert 'name="said" rows="2" maxlength="500" autofocus' in part
    client.post(f"/leads/{lead}/calls", data=held | {"said": "报了落地价", "at": "day"}, headers=PART)
    with app.app_context():
        call = db.session.scalars(select(Call)).one()
        assert (call.counts, call.topic, tasks(lead_id=lead)[0].closed_how) == (True, "routine", "called")


def _checked(part: str) -> list[tuple[str, str]]:
    import re

    return re.findall(r'<input type="radio" name="(\w+)" value="([^"]*)" checked', part)


@pytest.mark.parametrize(("rule", "theme"), [("after_visit", "after_visit"), ("first_contact", "welcome")])
def test_the_task_brings_its_theme(app: Flask, client: FlaskClient, rule: str, theme: str) -> None:
    with app.app_context():
        sam = stamp_of("advisor")
        lead = new_lead(sam, hours_ago=1) if rule == "first_contact" else make_carl(sam, after_visit_on=sam.today)
        actions.make_queue(sam)
        number = lead.id
        db.session.commit()
    part = sign_in(client, "advisor").get(f"/tasks/{task_of(app, number).id}/log", headers=PART).text
    assert dict(_checked(part))["topic"] == theme


def test_no_answer_is_one_tap(app: Flask, client: FlaskClient) -> None:
    (lead,) = prepare(app)
    sign_in(client, "advisor").get("/my-day")
    told = SPOKE | {"said": "", "quick": "no_answer", "at": "day"}
    assert "not reached once" in client.post(f"/leads/{lead}/calls", data=told, headers=PART).text
    with app.app_context():
        assert db.session.scalars(select(Call)).one().result == "no_answer"


@pytest.mark.parametrize("headers", [PART, {}])
def test_two_who_write_at_once_see_both_texts(app: Flask, client: FlaskClient, headers: dict[str, str]) -> None:
    (lead,) = prepare(app)
    sign_in(client, "advisor").get("/my-day")
    part = client.get(f"/tasks/{task_of(app, lead).id}/log", headers=PART).text
    opened = part.split('name="opened_at" value="')[1].split('"')[0]
    boss = app.test_client()
    sign_in(boss, "manager").post(f"/leads/{lead}/calls", data=SPOKE | {"said": "told 20.98", "at": "lead"})
    mine = SPOKE | {"said": "told 21.50", "opened_at": opened, "at": "lead"}
    answer = client.post(f"/leads/{lead}/calls", data=mine, headers=headers)
    assert answer.status_code == 409
    assert "now told 20.98, yours told 21.50" in answer.text
    assert ">told 21.50</textarea>" in answer.text
    again = answer.text.split('name="opened_at" value="')[1].split('"')[0]
    assert client.post(f"/leads/{lead}/calls", data=mine | {"opened_at": again}).status_code == 303


def test_a_day_beyond_the_grades_horizon_is_refused_under_the_field(app: Flask, client: FlaskClient) -> None:  # F-01
    (lead,) = prepare(app, grade="H")
    sign_in(client, "advisor")
    day = clock.day(clock.now()) + 9 * DAY
    told = SPOKE | {"agreed": "after the holidays", "next_on": ["other", str(day)], "at": "lead"}
    answer = client.post(f"/leads/{lead}/calls", data=told, headers=PART)
    assert answer.status_code == 422
    field = answer.text.split('id="next-')[1]
    assert "By its grade this customer has bought by then." in field
    assert f'value="{day}" aria-invalid="true"' in field


def test_a_call_is_undone_from_the_toast_and_from_the_story(app: Flask, client: FlaskClient) -> None:
    (lead,) = prepare(app)
    sign_in(client, "advisor").get("/my-day")
    answer = client.post(f"/leads/{lead}/calls", data=SPOKE | {"at": "day"}, headers=PART)
    undo = answer.headers["HX-Trigger"].split('"undo": "')[1].split('"')[0]
    assert client.post(undo).location == "/my-day"
    page = client.get("/my-day").text
    assert "The call is undone; its task is open again." in page
    assert f'id="task-{task_of(app, lead).id}"' in page
    assert "task--done" not in page
    client.post(f"/leads/{lead}/calls", data=SPOKE | {"said": "20.50", "at": "lead"})
    client.get("/me")  # takes the sentence of the last save
    with queries_at_most(8):
        story = client.get(f"/leads/{lead}").text
    assert "Undone: Phone: Got through" in story
    undo = story.split('/undoing?at=page"')[0].split('action="')[-1] + "/undoing?at=page"
    assert client.post(undo).location == f"/leads/{lead}"
    assert "20.50" not in client.get(f"/leads/{lead}").text
    assert client.post(undo).status_code == 404
    with app.app_context():
        assert [task.closed_at for task in tasks(lead_id=lead)] == [None]


def test_a_colleagues_call_is_not_theirs_to_undo(app: Flask, client: FlaskClient) -> None:
    (hers,) = prepare(app, owner="advisor2")
    sign_in(client, "advisor2").post(f"/leads/{hers}/calls", data=SPOKE | {"at": "lead"})
    with app.app_context():
        call = db.session.scalars(select(Call.id)).one()
    assert sign_in(client, "advisor").post(f"/calls/{call}/undoing").status_code == 404
    assert sign_in(client, "reception").post(f"/calls/{call}/undoing").status_code == 403
    assert client.post(f"/calls/{10**22}/undoing").status_code in (403, 404)


def test_the_last_agreement_stands_on_the_card(app: Flask, client: FlaskClient) -> None:
    (lead,) = prepare(app, grade="B")
    sign_in(client, "advisor")
    client.post(f"/leads/{lead}/calls", data=SPOKE | {"agreed": "Sat 10:00 with his wife", "at": "lead"})
    client.post(f"/leads/{lead}/calls", data=SPOKE | {"said": "the loan is granted", "at": "lead"})
    with app.app_context():
        row = db.session.get_one(Lead, lead)
        row.next_on = clock.day(clock.now())
        db.session.commit()
    page = client.get("/my-day").text
    assert "<b>Agreed: </b>Sat 10:00 with his wife" in page
    assert "the loan is granted" in page


def test_a_lead_rests_and_is_taken_up_again(app: Flask, client: FlaskClient) -> None:  # F-02
    (lead,) = prepare(app)
    sign_in(client, "advisor").get("/my-day")
    assert "Let the lead rest until a date" in client.get(f"/leads/{lead}/freezes/new", headers=PART).text
    day = clock.day(clock.now()) + 40 * DAY
    wrong = client.post(f"/leads/{lead}/freezes", data={"until_on": "2020-01-01", "reason": "no plate yet"}, headers=PART)
    assert (wrong.status_code, "It rests until tomorrow at least." in wrong.text, "no plate yet" in wrong.text) == (422, True, True)
    assert client.post(f"/leads/{lead}/freezes", data={"until_on": str(day)}).status_code == 422
    assert client.post(f"/leads/{lead}/freezes", data={"until_on": str(day), "reason": "no plate yet"}).status_code == 303
    assert "Carl 0" not in client.get("/my-day").text
    page = client.get(f"/leads/{lead}").text
    assert "Take up now" in page
    assert "no plate yet" in page
    assert "Carl 0" in sign_in(client, "supervisor").get("/leads?view=frozen").text
    stale = client.post(f"/leads/{lead}/thawing", data={"version": "1"})
    assert (stale.status_code, stale.location) == (303, f"/leads/{lead}")
    version = page.split('name="version" value="')[1].split('"')[0]
    client.post(f"/leads/{lead}/thawing", data={"version": version})
    assert "Carl 0" in sign_in(client, "advisor").get("/my-day").text
