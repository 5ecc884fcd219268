"""Sam asks Olga what Carl wants to know; her answer is the topic of his next call (R-229)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.leads.queries import agenda_of
from crm.notices.models import Notice
from crm.questions import actions, queries
from crm.questions.models import Question, QuestionAnswer
from crm.questions.rules import due_refusal
from crm.shared.db import db
from crm.shared.forms import Refused, Stale
from crm.shared.scope import NotYours
from tests.makers import make_lead
from tests.support import queries_at_most, sign_in, stamp_of

TODAY = date(2026, 3, 18)
DAY = timedelta(days=1)
PART = {"HX-Request": "true"}


def make_question(
    lead: Any = None, *, asked: str = "Does it tow 1.5 t?", to: str = "service", by: str = "advisor", **more: Any
) -> Question:
    return actions.ask_specialist(
        lead or make_lead(), asked=asked, specialist_id=stamp_of(to).by.id, stamp=stamp_of(by), **more
    )


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, False), (14, False), (15, True)])
def test_an_answer_has_a_day_that_a_customer_can_wait_for(days: int, refused: bool) -> None:
    assert bool(due_refusal(TODAY + days * DAY, TODAY, 14)) is refused


def test_the_answer_is_on_the_agenda_of_the_next_call_and_both_hear_of_it(inside: Flask) -> None:
    lead = make_lead()
    question = make_question(lead)
    assert (question.due_on, question.closed_at) == (stamp_of("advisor").today + DAY, None)
    assert db.session.scalars(select(Notice.staff_id)).all() == [stamp_of("service").by.id]
    actions.answer(question, text="1.8 t braked", stamp=stamp_of("service"))
    db.session.flush()
    (item,) = agenda_of([lead.id])[lead.id]
    assert (item.kind, item.text, item.name) == ("answer", "Does it tow 1.5 t? → 1.8 t braked", "Olga")
    kinds = db.session.execute(select(Notice.kind, Notice.staff_id).where(Notice.ended_at.is_(None))).all()
    assert kinds == [("answered", stamp_of("advisor").by.id)]
    with pytest.raises(Refused):
        actions.answer(question, text="Again", stamp=stamp_of("service"))


def test_a_second_tap_and_a_stranger_are_refused(inside: Flask) -> None:
    lead = make_lead()
    make_question(lead)
    with pytest.raises(Refused) as again:
        make_question(lead)
    with pytest.raises(Refused) as stranger:
        make_question(lead, asked="Else?", to="other_service")
    with pytest.raises(Refused) as late:
        make_question(lead, asked="Else?", due_on=stamp_of("advisor").today - DAY)
    assert [one.value.field for one in (again, stranger, late)] == ["asked", "specialist_id", "due_on"]


def test_who_knows_better_gets_it_and_only_who_asked_takes_it_back(inside: Flask) -> None:
    question = make_question()
    actions.pass_on(
        question, specialist_id=stamp_of("account").by.id, version=question.version, stamp=stamp_of("service")
    )
    db.session.flush()
    assert question.specialist_id == stamp_of("account").by.id
    with pytest.raises(NotYours):
        queries.question_for(stamp_of("service").by, question.id)
    with pytest.raises(Stale):
        actions.pass_on(question, specialist_id=stamp_of("care").by.id, version=1, stamp=stamp_of("account"))
    with pytest.raises(Refused):
        actions.take_back(question, stamp=stamp_of("account"))
    actions.take_back(question, stamp=stamp_of("advisor"))
    assert db.session.scalars(select(QuestionAnswer)).all() == []


def test_the_specialist_answers_on_a_page_without_the_customers_number(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        number = make_question().id
        make_question(make_lead(name="Dora", phone="13900000001"), asked="And the rate?", to="account")
        db.session.commit()
    sign_in(client, "service")
    with queries_at_most(6):
        page = client.get("/questions").text
    assert "Does it tow 1.5 t?" in page
    assert "And the rate?" not in page
    assert "1381234" not in page
    for typed in ({"text": " "}, {"text": "x" * 301}):
        wrong = client.post(f"/questions/{number}/answer", data=typed)
        assert wrong.status_code == 422
        assert 'aria-invalid="true"' in wrong.text
    assert sign_in(client, "care").post(f"/questions/{number}/answer", data={"text": "Me"}).status_code == 404
    sign_in(client, "service")
    stale = client.post(f"/questions/{number}/answer", data={"text": "Kept words", "version": "9"})
    assert stale.status_code == 409
    assert "Kept words" in stale.text
    told = client.post(f"/questions/{number}/answer", data={"text": "1.8 t", "version": "1"}, follow_redirects=True)
    assert "1.8 t" in told.text
    again = client.post(f"/questions/{number}/answer", data={"text": "2 t"})
    assert again.status_code == 422
    assert client.get("/questions?view=all").text.count("And the rate?") == 0
    assert "And the rate?" in sign_in(client, "supervisor").get("/questions?view=all").text


def test_asking_beside_the_call_keeps_what_is_typed_and_shows_it_in_brief_and_story(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        lead, olga = make_lead().id, stamp_of("service").by.id
        db.session.commit()
    sign_in(client, "advisor")
    assert "Ask somebody who knows" in client.get(f"/leads/{lead}/brief", headers=PART).text
    assert "Olga" in client.get(f"/leads/{lead}/questions/new", headers=PART).text
    wrong = client.post(f"/leads/{lead}/questions", data={"asked": "How far?", "specialist_id": "9x"}, headers=PART)
    assert wrong.status_code == 422
    assert "How far?" in wrong.text
    told = client.post(f"/leads/{lead}/questions", data={"asked": "How far?", "specialist_id": str(olga)}, headers=PART)
    assert "answers by" in told.text
    assert "How far?" in client.get(f"/leads/{lead}/brief", headers=PART).text
    assert "How far?" in client.get(f"/leads/{lead}/timeline", headers=PART).text
    assert sign_in(client, "advisor2").post(f"/leads/{lead}/questions", data={"asked": "x"}).status_code == 404


def test_the_list_goes_on_by_key(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        lead = make_lead()
        for n in range(52):
            make_question(lead, asked=f"Question {n:02}?", to="care")
        db.session.commit()
    sign_in(client, "care")
    with queries_at_most(6):
        first = client.get("/questions").text
    assert "Question 49?" in first
    assert "Question 50?" not in first
    after = first.split("after=")[1].split('"')[0].split("&")[0]
    second = client.get(f"/questions?after={after}").text
    assert "Question 51?" in second
    assert "Question 49?" not in second
    assert client.get("/questions?after=no").status_code == 200
