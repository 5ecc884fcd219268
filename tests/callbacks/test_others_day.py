"""My Day beside other people: the number, the chief's look, after-sales, who has none."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from crm.callbacks import actions
from crm.customers.models import Customer, Reveal
from crm.leads.models import Lead
from crm.shared.clock import clock
from crm.shared.db import db
from crm.shared.stamp import Stamp
from tests.callbacks.people import DAY, make_carl, staff_id, tasks
from tests.callbacks.screens import PART, SPOKE, prepare, task_of
from tests.support import queries_at_most, sign_in, stamp_of

pytestmark = pytest.mark.usefixtures("fresh_night")


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
