"""My Day as Sam, Cora and Max see it: the list, the log form, the number, the other's day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from crm.callbacks import actions
from crm.callbacks.models import Call, Task
from crm.callbacks.queries.tasks import MADE
from crm.customers.models import Customer, Reveal
from crm.leads.models import Lead
from crm.shared.clock import clock
from crm.shared.db import db
from crm.shared.stamp import Stamp
from tests.callbacks.people import DAY, make_carl, new_lead, staff_id, tasks
from tests.support import queries_at_most, sign_in, stamp_of

PART = {"HX-Request": "true"}
SPOKE = {"channel": "phone", "result": "reached", "topic": "quote", "said": "20.98", "next_on": ""}


@pytest.fixture(autouse=True)
def forget_the_night() -> None:
    """A night's work done in one test is not done in the next."""
    MADE.clear()


def prepare(app: Flask, number: int = 1, owner: str = "advisor", **lead: Any) -> list[int]:
    """So many leads due today, without tasks yet; their ids."""
    with app.app_context():
        stamp = stamp_of(owner)
        due = {"next_on": stamp.today, "next_rule": "cadence"} | lead
        ids = [make_carl(stamp, owner, name=f"Carl {n}", **due).id for n in range(number)]
        db.session.commit()
    return ids


def task_of(app: Flask, lead_id: int) -> Task:
    with app.app_context():
        (task,) = tasks(lead_id=lead_id)
        return task


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


def test_the_number_is_never_in_the_page_and_each_look_is_logged(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:  # F-84
    ten = clock.now().replace(hour=2)  # on the wall: calls have their hours (F-62)
    monkeypatch.setattr(clock, "now", lambda: ten)
    (lead,) = prepare(app)
    with app.app_context():
        customer = db.session.get_one(Customer, db.session.get_one(Lead, lead).customer_id)
        customer.phone = "13812341234"
        db.session.commit()
    page = sign_in(client, "advisor").get("/my-day").text
    assert "13812341234" not in page
    assert "tel:" not in page
    answer = client.post(f"/tasks/{task_of(app, lead).id}/phone", headers=PART)
    assert 'href="tel:13812341234"' in answer.text
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Reveal)) == 1


def test_what_is_somebody_elses_does_not_exist(app: Flask, client: FlaskClient) -> None:
    (hers,) = prepare(app, owner="advisor2")
    with app.app_context():
        actions.make_queue(stamp_of("advisor2"))
        db.session.commit()
        vera = staff_id("advisor2")
    task = task_of(app, hers)
    sign_in(client, "advisor")
    assert client.get(f"/tasks/{task.id}/log").status_code == 404
    assert client.post(f"/tasks/{task.id}/phone").status_code == 404
    assert client.post(f"/leads/{hers}/calls", data=SPOKE).status_code == 404
    assert client.get(f"/my-day?of={vera}").status_code == 404


def test_a_chief_opens_the_day_of_their_people(app: Flask, client: FlaskClient) -> None:
    prepare(app, next_on=clock.day(clock.now()) - DAY)
    with app.app_context():
        actions.make_queue(stamp_of("advisor"))
        db.session.commit()
        sam, stranger = staff_id("advisor"), staff_id("other_advisor")
    assert "/my-day/beside" in sign_in(client, "manager").get("/my-day").text
    page = client.get("/my-day/beside", headers=PART).text
    assert f"/my-day?of={sam}" in page
    with queries_at_most(8):
        his = client.get(f"/my-day?of={sam}")
    assert "Carl 0" in his.text
    assert client.get(f"/my-day?of={stranger}").status_code == 404
    sign_in(client, "leader")
    assert client.get(f"/my-day?of={sam}").status_code == 200  # the own team
    with app.app_context():
        vera = staff_id("advisor2")
    assert client.get(f"/my-day?of={vera}").status_code == 404  # another team


def test_the_manager_is_told_when_the_worker_did_not_run(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from crm.callbacks.views import day
    from crm.shared.queue import ask
    from jobs.runner import run_all

    monkeypatch.setattr(day, "MADE_BY", day.MADE_BY.replace(hour=0, minute=0))
    words = "has not been made by the worker"
    assert words in sign_in(client, "manager").get("/my-day").text
    assert words not in sign_in(client, "advisor").get("/my-day").text
    with app.app_context():
        stamp = stamp_of("manager")
        ask("jobs.callbacks.make_queue", store_id=stamp.store_id, key=f"jobs.callbacks.make_queue:{stamp.store_id}:{stamp.today}")
        db.session.commit()
        run_all()
    assert words not in sign_in(client, "manager").get("/my-day").text


def test_after_sales_work_their_tasks_on_the_same_page(app: Flask, client: FlaskClient) -> None:
    from crm.callbacks.rules.queue import Rule, seven_day_on
    from crm.shared import settings
    from tests.callbacks.test_actions import make_car

    with app.app_context():
        sam = stamp_of("advisor")
        customer = make_carl(sam, name="Carl", stage="delivered").customer_id
        due_on, why = seven_day_on(sam.today - 7 * DAY, settings.of(sam.store_id))
        actions.care_call(customer, make_car(sam, customer), Rule.SEVEN_DAY, due_on, why, sam, owner_id=sam.by.id)
        db.session.commit()
        (task,) = tasks(kind="care")
    for person in ("advisor", "care"):  # the advisor to the seventh day, then customer service
        assert "7 days with the car" in sign_in(client, person).get("/my-day").text
    assert "Getting on with the car" in client.get(f"/tasks/{task.id}/log", headers=PART).text
    told = {"channel": "phone", "result": "reached", "topic": "new_car", "said": "all is well", "at": "day"}
    assert client.post(f"/tasks/{task.id}/calls", data=told, headers=PART).status_code == 200
    with app.app_context():
        assert tasks(kind="care")[0].closed_how == "called"
    assert client.post(f"/tasks/{task.id}/calls", data=told, headers=PART).status_code == 422


def test_the_suggested_grade_is_accepted_beside_the_call(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        sam = stamp_of("advisor")
        lead = make_carl(sam, grade="B", next_on=sam.today, next_rule="cadence", test_driven_on=sam.today).id
        stamp = Stamp(sam.by, sam.at - timedelta(days=1))
        db.session.flush()
        from crm.customers.actions import note_facts

        customer = db.session.get_one(Customer, db.session.get_one(Lead, lead).customer_id)
        note_facts(customer, source="talk", stamp=stamp, urgency="7", budget="20")
        actions.make_queue(sam)
        db.session.commit()
    task = task_of(app, lead)
    part = sign_in(client, "advisor").get(f"/tasks/{task.id}/suggestion", headers=PART).text
    assert "Accept A" in part
    assert "Keep B" in part
    kept = client.post(f"/tasks/{task.id}/grades", data={"grade": "B", "reason": ""}, headers=PART)
    assert (kept.status_code, "why" in kept.text) == (422, True)
    taken = client.post(f"/tasks/{task.id}/grades", data={"grade": "A", "version": "1"}, headers=PART)
    assert taken.status_code == 200
    with app.app_context():
        assert db.session.get_one(Lead, lead).grade == "A"


def test_who_has_nothing_to_do_reads_so(client: FlaskClient) -> None:
    assert "Nothing is due today." in sign_in(client, "advisor").get("/my-day").text
    assert client.get("/my-day?after=nonsense&show=nonsense").status_code == 200


@pytest.mark.parametrize("person", ["reception", "marketing", "clerk", "service"])
def test_who_does_not_call_has_no_day(client: FlaskClient, person: str) -> None:
    assert sign_in(client, person).get("/my-day").status_code == 403


@pytest.mark.parametrize("url", [f"/tasks/{10**22}/log", f"/leads/{10**22}", f"/my-day?of={10**22}", "/my-day?of=-1"])
def test_a_number_too_long_for_any_row_is_not_found(client: FlaskClient, url: str) -> None:
    assert sign_in(client, "manager").get(url).status_code == 404


def test_a_call_stands_in_the_leads_story_and_the_form_beside_it(app: Flask, client: FlaskClient) -> None:
    (lead,) = prepare(app)
    sign_in(client, "advisor").post(f"/leads/{lead}/calls", data=SPOKE | {"learnt": "two children", "at": "lead"})
    client.post(f"/leads/{lead}/calls", data={"channel": "wechat", "result": "no_answer", "at": "lead"})
    client.get("/me")  # takes the sentence of the last save
    with queries_at_most(8):
        page = client.get(f"/leads/{lead}").text
    assert "Phone: Got through · Price quote" in page
    assert "two children" in page
    assert "WeChat: No answer" in page
    assert f'action="/leads/{lead}/calls"' in page


def test_the_effect_of_an_earlier_reminder_is_said(app: Flask) -> None:
    from crm.callbacks.queries.effects import reminded_tonight
    from tests.callbacks.test_actions import make_car

    with app.app_context():
        sam = stamp_of("advisor")
        carl = make_carl(sam).customer_id
        make_car(sam, carl, next_due_on=sam.today + 20 * DAY, next_due_reason="vehicles.first_by_km")
        assert "1" in reminded_tonight(sam.store_id, 20)
        assert "0" in reminded_tonight(sam.store_id, 19)


# --- the day is now


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
