"""Scripts and policies: Mary writes, Sam reads beside his call, and what stood there before stays (R-225)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.leads.actions import agenda_back, agenda_done, put_on_agenda
from crm.leads.queries import agenda_of
from crm.leads.rules.agenda import AgendaKind
from crm.leads.rules.topics import TOPIC_NAMES, Topic
from crm.scripts import actions, queries
from crm.scripts.models import Policy, ScriptVersion
from crm.scripts.rules import HOUSE, Version, Words, choose, concerns, policy_refusal
from crm.shared.db import db
from crm.shared.forms import Refused, Stale
from tests.makers import make_lead
from tests.support import queries_at_most, sign_in, stamp_of

TODAY = date(2026, 3, 18)
PART = {"HX-Request": "true"}
TEXT = {
    "goal": "They come on Saturday",
    "tell": "Trade-in subsidy ¥8,000",
    "learn": "Who decides",
    "agree": "Saturday ten",
}


# ---- rules
def test_every_theme_has_the_houses_words_and_a_name() -> None:
    assert set(HOUSE) == set(TOPIC_NAMES) == set(Topic)
    assert all(words.goal and words.tell and words.learn and words.agree for words in HOUSE.values())


def text(grade: str, number: int, goal: str = "x", theme: str = "quote") -> Version:
    return Version(theme, grade, number, Words(goal))


@pytest.mark.parametrize(
    ("versions", "number"),
    [
        ([], None),
        ([text("", 1)], 1),
        ([text("", 1), text("", 2)], 2),
        ([text("H", 7), text("", 2)], 7),
        ([text("A", 7), text("", 2)], 2),
        ([text("H", 7), text("H", 8, ""), text("", 2)], 2),  # emptied again
        ([text("", 1), text("", 2, "")], None),
        ([text("", 3, theme="finance")], None),
    ],
)
def test_the_grades_own_text_goes_before_that_of_every_grade(versions: list[Version], number: int | None) -> None:
    chosen = choose(versions, Topic.QUOTE, "H")
    assert (chosen.number if chosen else None) == number


@pytest.mark.parametrize(
    ("model", "interest", "shown"),
    [
        ("", "", True),
        ("L6", "", False),
        ("L6", "澄野 l6 混动", True),
        ("澄野 L6 混动", "L6", True),
        ("X7", "L6", False),
    ],
)
def test_a_policy_for_one_model_stands_beside_who_asks_for_it(model: str, interest: str, shown: bool) -> None:
    assert concerns(model, interest) is shown


def test_the_days_of_a_policy() -> None:
    day = timedelta(days=1)
    assert policy_refusal(TODAY, TODAY, TODAY) is None
    for first, last in ((TODAY, TODAY - day), (TODAY + 3 * day, TODAY + day), (TODAY, TODAY + 731 * day)):
        assert policy_refusal(first, last, TODAY)


# ---- actions
def test_each_text_is_a_version_and_the_newest_is_read(inside: Flask) -> None:
    mary, sam, lead = stamp_of("marketing"), stamp_of("advisor"), make_lead(grade="H")
    house = queries.brief(lead.id, Topic.QUOTE, "H", "", sam)
    assert (house.house, house.words) == (True, queries.house_words(Topic.QUOTE))
    actions.write_script(Topic.QUOTE, "", **TEXT, number=0, stamp=mary)
    actions.write_script(Topic.QUOTE, "H", **{**TEXT, "goal": "They sign"}, stamp=mary)
    actions.write_script(Topic.QUOTE, "H", **{**TEXT, "goal": "They sign today"}, number=1, stamp=mary)
    assert queries.brief(lead.id, Topic.QUOTE, "H", "", sam).words.goal == "They sign today"
    assert queries.brief(lead.id, Topic.QUOTE, "B", "", sam).words.tell == TEXT["tell"]
    assert [row.ScriptVersion.number for row in queries.versions(1, "quote", "H")] == [2, 1]
    actions.write_script(Topic.QUOTE, "H", goal="", tell="", learn="", agree="", number=2, stamp=mary)
    assert queries.brief(lead.id, Topic.QUOTE, "H", "", sam).words.goal == TEXT["goal"]
    assert queries.brief(lead.id, Topic.QUOTE, "H", "", stamp_of("other_advisor")).house


def test_who_saves_an_older_text_sees_both_and_an_unchanged_one_is_none(inside: Flask) -> None:
    mary = stamp_of("marketing")
    actions.write_script(Topic.QUOTE, "", **TEXT, number=0, stamp=mary)
    with pytest.raises(Stale) as stale:
        actions.write_script(Topic.QUOTE, "", **{**TEXT, "goal": "Mine"}, number=0, stamp=mary)
    assert stale.value.theirs["goal"] == TEXT["goal"]
    for wrong in (TEXT, {**TEXT, "goal": ""}):
        with pytest.raises(Refused):
            actions.write_script(Topic.QUOTE, "", **wrong, number=1, stamp=mary)


def test_a_policy_is_shown_from_its_first_to_its_last_day_or_until_it_is_taken_away(inside: Flask) -> None:
    mary, sam = stamp_of("marketing"), stamp_of("advisor")
    now = actions.write_policy(words="Subsidy ¥8,000", model="L6", stamp=mary)
    actions.write_policy(words="From tomorrow", from_on=mary.today + timedelta(days=1), stamp=mary)
    shown = queries.brief(None, Topic.QUOTE, "H", "澄野 L6", sam).policies
    assert [row.goal for row in shown] == ["Subsidy ¥8,000"]
    actions.end_policy(now, stamp=mary)
    assert not queries.brief(None, Topic.QUOTE, "H", "澄野 L6", sam).policies
    with pytest.raises(Refused):
        actions.end_policy(now, stamp=mary)


def test_the_agenda_is_brought_up_once_and_comes_back_with_an_undone_call(inside: Flask) -> None:
    lead, sue = make_lead(), stamp_of("supervisor")
    assert put_on_agenda(lead, AgendaKind.SENT_BACK, "Ask about the price", ref_id=5, stamp=sue)
    assert not put_on_agenda(lead, AgendaKind.SENT_BACK, "Ask about the price", ref_id=5, stamp=sue)
    put_on_agenda(lead, AgendaKind.ANSWER, "The rate is 2.9 %", ref_id=1, stamp=sue)
    assert [row.kind for row in agenda_of([lead.id])[lead.id]] == ["answer", "sent_back"]
    agenda_done(lead.id, 77, sue)
    assert agenda_of([lead.id]) == {}
    agenda_back(77)
    assert [row.text for row in queries.brief(lead.id, Topic.QUOTE, "H", "", sue).agenda] == [
        "The rate is 2.9 %",
        "Ask about the price",
    ]


# ---- screens
def test_marketing_writes_and_sees_the_versions_and_nobody_else_may(app: Flask, client: FlaskClient) -> None:
    sign_in(client, "marketing")
    with queries_at_most(8):
        assert "Price quote" in client.get("/scripts").text
    saved = client.post("/scripts/quote", data={**TEXT, "grade": "H", "version": "0"}, follow_redirects=True)
    assert "Version 1" in saved.text
    stale = client.post("/scripts/quote", data={**TEXT, "goal": "Mine", "grade": "H", "version": "0"})
    assert stale.status_code == 409
    assert TEXT["goal"] in stale.text
    assert "Mine" in stale.text
    for wrong in ({**TEXT, "goal": ""}, {**TEXT, "tell": "x" * 301}, {**TEXT, "goal": "\x00 "}):
        again = client.post("/scripts/quote", data={**wrong, "version": ""})
        assert again.status_code == 422
    for address in ("/scripts/nothing", "/scripts/quote?grade=Z"):
        assert client.get(address).status_code == 404
    assert sign_in(client, "advisor").get("/scripts").status_code == 403


def test_a_policy_is_written_refused_and_taken_away(app: Flask, client: FlaskClient) -> None:
    sign_in(client, "marketing")
    for wrong in ({"words": ""}, {"words": "x", "until_on": "2020-01-01"}, {"words": "x", "from_on": "31.2."}):
        again = client.post("/scripts/policies", data=wrong)
        assert again.status_code == 422
        assert 'class="err"' in again.text
    page = client.post("/scripts/policies", data={"words": "Rate 2.9 % until Sunday"}, follow_redirects=True)
    assert "Rate 2.9 % until Sunday" in page.text
    with app.app_context():
        (number,) = db.session.scalars(select(Policy.id)).all()
        assert db.session.scalars(select(ScriptVersion)).all() == []
    assert sign_in(client, "other_marketing").post(f"/scripts/policies/{number}/end").status_code == 404
    sign_in(client, "marketing").post(f"/scripts/policies/{number}/end")
    assert "taken away" in client.get("/scripts").text


def test_the_advisor_reads_it_beside_the_call_by_the_theme_that_is_tapped(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        lead = make_lead(grade="H", interest="澄野 L6").id
        actions.write_script(Topic.QUOTE, "", **TEXT, stamp=stamp_of("marketing"))
        actions.write_policy(words="Rate 2.9 %", stamp=stamp_of("marketing"))
        db.session.commit()
    sign_in(client, "advisor")
    assert f"/leads/{lead}/brief" in client.get(f"/leads/{lead}").text
    with queries_at_most(7):
        tapped = client.get(f"/leads/{lead}/brief?topic=quote", headers=PART).text
    assert TEXT["tell"] in tapped
    assert "Rate 2.9 %" in tapped
    assert HOUSE[Topic.ROUTINE].tell in client.get(f"/leads/{lead}/brief?topic=routine").text
    assert client.get(f"/leads/{lead}/brief?topic=../x", headers=PART).status_code == 200
    assert sign_in(client, "advisor2").get(f"/leads/{lead}/brief").status_code == 404
