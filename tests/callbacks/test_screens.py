"""My Day as Sam sees it: the list, the log form, what saving does."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from crm.callbacks import actions
from crm.callbacks.models import Call
from crm.leads.models import Lead
from crm.shared.clock import clock
from crm.shared.db import db
from tests.callbacks.people import DAY, make_carl, new_lead, tasks
from tests.callbacks.screens import PART, SPOKE, prepare, task_of
from tests.support import queries_at_most, sign_in, stamp_of

pytestmark = pytest.mark.usefixtures("fresh_night")


def test_opening_my_day_makes_the_readers_own_rows(app: Flask, client: FlaskClient) -> None:
    """The worker did not run: Sam's rows are made, Vera's are not (Decision 1)."""
    mine, hers = prepare(app), prepare(app, owner="advisor2")
    page = sign_in(client, "advisor").get("/my-day")
    assert page.status_code == 200
    assert "Carl 0" in page.text
    with app.app_context():
        assert [task.lead_id for task in tasks()] == mine != hers


def test_the_headline_counts_what_the_list_shows(app: Flask, client: FlaskClient) -> None:
    prepare(app, 3)
    prepare(app, 2, next_on=clock.day(clock.now()) - DAY)
    text = sign_in(client, "advisor").get("/my-day").text
    assert "Today <b>5</b> calls" in text
    assert "<b>2</b> overdue" in text
    assert "2 overdue" in text
    chinese = client.get("/my-day?lang=zh").text
    assert "今天 <b>5</b> 个回访" in chinese
    assert "<b>2</b> 个已逾期" in chinese


@pytest.mark.parametrize("number", [1, 20, 60])
def test_my_day_costs_the_same_for_one_row_and_for_a_page(app: Flask, client: FlaskClient, number: int) -> None:
    prepare(app, number)
    sign_in(client, "advisor").get("/my-day")
    with queries_at_most(8) as sent:
        client.get("/my-day")
    assert len(sent) == 6


def test_300_leads_come_in_pages_of_twenty_and_on_paper_at_once(app: Flask, client: FlaskClient) -> None:
    prepare(app, 300)
    sign_in(client, "advisor").get("/my-day")
    seen: set[str] = set()
    url, pages = "/my-day", 0
    while url:
        with queries_at_most(8):
            page = client.get(url, headers=PART if pages else {}).text
        names = {line for line in page.split('"') if line.startswith("task-")}
        assert not seen & names
        seen |= names
        pages += 1
        url = page.split('class="btn" href="')[-1].split('"')[0].replace("&amp;", "&") if "after=" in page else ""
    assert (pages, len(seen)) == (15, 300)
    assert client.get("/my-day?long=1").text.count("<article") == 300


@pytest.mark.parametrize(("show", "found"), [("overdue", "late"), ("today", "now"), ("new", "fresh")])
def test_the_filters_are_links(app: Flask, client: FlaskClient, show: str, found: str) -> None:
    with app.app_context():
        sam = stamp_of("advisor")
        make_carl(sam, name="late", next_on=sam.today - DAY, next_rule="cadence")
        make_carl(sam, name="now", next_on=sam.today, next_rule="cadence")
        new_lead(sam, hours_ago=1, name="fresh")
        actions.make_queue(sam)
        db.session.commit()
    text = sign_in(client, "advisor").get(f"/my-day?show={show}").text
    assert f">{found}</a>" in text
    for other in {"late", "now", "fresh"} - {found}:
        assert f">{other}</a>" not in text


def test_the_log_opens_inside_the_task(app: Flask, client: FlaskClient) -> None:
    (lead,) = prepare(app, grade="H")
    sign_in(client, "advisor").get("/my-day")
    task = task_of(app, lead)
    with queries_at_most(4):
        part = client.get(f"/tasks/{task.id}/log", headers=PART)
    assert part.text.lstrip().startswith("<article")
    assert "task--now" in part.text
    assert f'action="/leads/{lead}/calls"' in part.text
    latest = clock.day(clock.now()) + 2 * DAY
    assert f'value="{latest}" checked' in part.text  # pre-filled from the grade
    assert "<html" in client.get(f"/tasks/{task.id}/log").text  # without JavaScript: a page
    assert "记一笔" in client.get(f"/tasks/{task.id}?lang=zh", headers=PART).text


def test_saving_closes_the_task_and_opens_the_next(app: Flask, client: FlaskClient) -> None:
    first, second = prepare(app, 2)
    sign_in(client, "advisor").get("/my-day")
    done, following = task_of(app, first), task_of(app, second)
    told = SPOKE | {"at": "day", "following": str(following.id)}
    answer = client.post(f"/leads/{first}/calls", data=told, headers=PART)
    assert answer.status_code == 200
    assert f'id="task-{done.id}"' in answer.text
    assert "task--done" in answer.text
    assert f'id="task-{following.id}" data-nav hx-swap-oob="true"' in answer.text
    assert "Today <b>1</b> call" in answer.text
    assert "toast" in answer.headers["HX-Trigger"]
    with app.app_context():
        lead = db.session.get_one(Lead, first)
        assert (lead.last_contact_channel, lead.next_rule) == ("phone", "cadence")
    assert "task--done" in client.get("/my-day").text


@pytest.mark.parametrize("following", ["", "-1", "999", "1e9", str(10**22)])
def test_no_next_row_on_the_page_opens_nothing(app: Flask, client: FlaskClient, following: str) -> None:
    (lead,) = prepare(app)
    sign_in(client, "advisor").get("/my-day")
    answer = client.post(f"/leads/{lead}/calls", data=SPOKE | {"at": "day", "following": following}, headers=PART)
    assert answer.status_code == 200
    assert "task--now" not in answer.text


def test_without_javascript_saving_leads_back_to_the_day(app: Flask, client: FlaskClient) -> None:
    (lead,) = prepare(app)
    sign_in(client, "advisor").get("/my-day")
    answer = client.post(f"/leads/{lead}/calls", data=SPOKE | {"at": "day"})
    assert (answer.status_code, answer.location) == (303, "/my-day")


def test_a_missed_call_stays_on_the_list(app: Flask, client: FlaskClient) -> None:
    (lead,) = prepare(app)
    sign_in(client, "advisor").get("/my-day")
    answer = client.post(f"/leads/{lead}/calls", data={"channel": "phone", "result": "no_answer", "at": "day"}, headers=PART)
    assert answer.status_code == 200
    assert "not reached once" in answer.text
    assert "not reached once" in client.get("/my-day").text
    with app.app_context():
        assert db.session.get_one(Lead, lead).stage == "open"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"channel": "pigeon"}, "This choice does not exist."),
        ({"channel": ""}, "Say how you tried to reach the customer."),
        ({"result": ""}, "Say whether the customer was reached."),
        ({"topic": "weather"}, "This choice does not exist."),
        ({"next_on": "soon"}, "Write the day like 2026-03-18."),
        ({"next_on": "2020-01-01"}, "The next call is tomorrow or later."),
        ({"said": "x" * 501}, "At most 500 signs."),
        ({"result": "no_answer", "agreed": "Sat"}, "Nobody was reached, so nothing can be agreed."),
    ],
)
@pytest.mark.parametrize("headers", [PART, {}])
def test_wrong_input_is_said_and_nothing_is_lost(
    app: Flask, client: FlaskClient, wrong: dict[str, str], sentence: str, headers: dict[str, str]
) -> None:
    (lead,) = prepare(app)
    sign_in(client, "advisor").get("/my-day")
    answer = client.post(f"/leads/{lead}/calls", data=SPOKE | {"learnt": "two children", "at": "day"} | wrong, headers=headers)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "two children" in answer.text
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Call)) == 0


def test_a_double_tap_gives_one_call(app: Flask, client: FlaskClient) -> None:
    (lead,) = prepare(app)
    sign_in(client, "advisor").get("/my-day")
    for headers in ({}, {}, PART):
        answer = client.post(f"/leads/{lead}/calls", data=SPOKE | {"idempotency_key": "tapped-twice"}, headers=headers)
        assert answer.status_code in (200, 303)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Call)) == 1


def test_a_call_from_the_leads_page_leads_back_to_it(app: Flask, client: FlaskClient) -> None:
    (lead,) = prepare(app)
    answer = sign_in(client, "advisor").post(f"/leads/{lead}/calls", data=SPOKE | {"at": "lead"}, headers=PART)
    assert answer.headers["HX-Redirect"] == f"/leads/{lead}"
    answer = client.post(f"/leads/{lead}/calls", data=SPOKE | {"at": "lead", "channel": ""}, headers=PART)
    assert answer.status_code == 422
    assert answer.text.lstrip().startswith("<form")
