"""Stations 1 to 6 through HTTP, each read back on another person's screen: door, grade, call, lost, sold."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from crm.shared.clock import clock
from jobs.runner import run_all
from tests.journeys.walker import Walker

pytestmark = pytest.mark.csrf
TODAY = clock.day(clock.now())


def work(app: Flask) -> None:
    """The workers do what has been asked for."""
    with app.app_context():
        run_all()


def walk_in(app: Flask, phone: str = "13812345678", surname: str = "周", **more: str) -> Walker:
    """Rita files a new visitor and gives them to the next one."""
    rita = Walker(app, "reception").open("/reception/visits/new")
    rita.send(r"/reception/visits$", phone=phone, surname=surname, purpose="look", channel="walk_in", advisor="next",
              consent="yes", **more)  # fmt: skip
    return rita


def lead_of(app: Flask, who: str) -> tuple[Walker, int]:
    """The newest lead on an advisor's own list, opened."""
    advisor = Walker(app, who).open("/leads")
    address = advisor.link(r"/leads/\d+")
    return advisor.open(address), int(re.search(r"\d+", address)[0])  # type: ignore[index]


def receiver(app: Flask) -> str:
    """Which of the two advisors has the lead now."""
    for who in ("advisor", "advisor2"):
        if re.search(r'href="/leads/\d+"', Walker(app, who).open("/leads").page.text):
            return who
    raise AssertionError("nobody has the lead")


def test_signed_out_people_are_sent_to_the_door_and_back(app: Flask) -> None:
    client = app.test_client()
    answer = client.get("/reception")
    assert answer.status_code == 303
    assert "/login" in answer.location
    assert "next=/reception" in answer.location


@pytest.mark.parametrize(
    ("who", "home"),
    [
        ("reception", "/reception"), ("advisor", "/my-day"), ("leader", "/my-day"), ("supervisor", "/board"),
        ("manager", "/board"), ("gm", "/board"), ("dcc", "/my-day"), ("care", "/my-day"), ("admin", "/settings"),
    ],
)  # fmt: skip
def test_each_post_starts_where_its_work_is(app: Flask, who: str, home: str) -> None:
    assert Walker(app, who).open("/").address.startswith(home)


def test_a_walk_in_is_on_the_advisors_list_and_the_board_shows_who(app: Flask) -> None:
    rita = walk_in(app)
    rita.open("/reception").sees("周")
    who = receiver(app)
    other = "advisor2" if who == "advisor" else "advisor"
    advisor, lead_id = lead_of(app, who)
    advisor.sees("周", "138****5678").sees_not("13812345678")
    assert Walker(app, other).client.get(f"/leads/{lead_id}").status_code == 404  # not theirs
    Walker(app, "manager").open(f"/leads/{lead_id}").sees("周")


def test_the_same_phone_in_another_spelling_is_the_same_person(app: Flask) -> None:
    walk_in(app)
    walk_in(app, phone="+86 138-1234-5678", surname="")
    manager = Walker(app, "manager").open("/customers")
    assert len(set(re.findall(r'href="(/customers/\d+)"', manager.page.text))) == 1


def test_a_first_contact_is_logged_counts_and_sets_the_next_date(app: Flask) -> None:
    walk_in(app)
    work(app)
    who = receiver(app)
    advisor = Walker(app, who).open("/my-day").sees("周")
    _, lead_id = lead_of(app, who)
    advisor.open(f"/leads/{lead_id}").send(
        rf"/leads/{lead_id}/calls$", channel="phone", result="reached", topic="quote", said="报了落地价",
        learnt="首付已备好", agreed="周六来签",
    )  # fmt: skip
    Walker(app, "supervisor").open(f"/leads/{lead_id}").sees("报了落地价", "首付已备好", "周六来签")


def test_a_call_that_was_not_answered_does_not_count_and_stays(app: Flask) -> None:
    walk_in(app)
    work(app)
    who = receiver(app)
    _, lead_id = lead_of(app, who)
    advisor = Walker(app, who).open(f"/leads/{lead_id}")
    advisor.send(rf"/leads/{lead_id}/calls$", channel="phone", result="no_answer")
    Walker(app, who).open("/my-day").sees("周")


def test_a_wrong_call_form_says_what_is_wrong_and_keeps_what_was_typed(app: Flask) -> None:
    walk_in(app)
    who = receiver(app)
    _, lead_id = lead_of(app, who)
    advisor = Walker(app, who).open(f"/leads/{lead_id}")
    advisor.send(rf"/leads/{lead_id}/calls$", expect=422, said="说了一半", next_on="2020-01-01")
    assert "说了一半" in advisor.page.text


def test_a_grade_is_set_with_a_reason_and_stands_in_the_history(app: Flask) -> None:
    walk_in(app)
    who = receiver(app)
    advisor, lead_id = lead_of(app, who)
    advisor.send(rf"/leads/{lead_id}/grades$", grade="A", reason="下周要用车")
    Walker(app, "supervisor").open(f"/leads/{lead_id}").sees("下周要用车")


def test_a_lost_sale_is_sent_back_then_approved_and_leaves_the_queue(app: Flask) -> None:
    walk_in(app)
    work(app)
    who = receiver(app)
    _, lead_id = lead_of(app, who)
    advisor = Walker(app, who).open(f"/leads/{lead_id}/lost-sale")
    advisor.send(rf"/leads/{lead_id}/lost-sale$", expect=422, reason="competitor")
    advisor.send(rf"/leads/{lead_id}/lost-sale$", reason="competitor", competitor_brand="朔望", competitor_model="S5",
                 price_gap="-6000", would_have_won="再便宜一点")  # fmt: skip
    boss = Walker(app, "supervisor").open("/lost").sees("周")
    boss.open(boss.link(r"/lost/\d+")).sees("朔望").send(r"/lost/\d+/decision$", verdict="sent_back", note="再约一次试驾")
    Walker(app, who).open("/lost").sees("再约一次试驾")
    advisor.open(f"/leads/{lead_id}/lost-sale").send(rf"/leads/{lead_id}/lost-sale$", reason="price", price_gap="-8000")
    boss.open("/lost")
    boss.open(boss.link(r"/lost/\d+")).send(r"/lost/\d+/decision$", verdict="approved")
    work(app)
    Walker(app, who).open("/my-day").sees("No calls today")  # the guest is still in the showroom, and no call is due
    manager = Walker(app, "manager").open("/board").sees("Price too high")
    manager.open(manager.link(r"/board/rows/lost[^\"]*reason=price[^\"]*")).sees("周")


def test_nobody_approves_the_own_application(app: Flask) -> None:
    dora = Walker(app, "manager").open("/leads/new").send(r"/leads$", phone="13900001111", name="吴", channel="call_in")
    lead_id = int(re.search(r"/leads/(\d+)", dora.address)[1])  # type: ignore[index]
    dora.open(f"/leads/{lead_id}/lost-sale").send(rf"/leads/{lead_id}/lost-sale$", reason="budget")
    with app.app_context():
        from sqlalchemy import select

        from crm.leads.models import LostSale
        from crm.shared.db import db

        sale_id = db.session.scalar(select(LostSale.id))
        db.session.rollback()
    page = dora.client.get(f"/lost/{sale_id}")
    assert page.status_code == 200
    assert f'action="/lost/{sale_id}/decision"' not in page.text


def test_an_order_and_a_delivery_make_an_owner_and_a_seven_day_call(app: Flask) -> None:
    walk_in(app)
    who = receiver(app)
    _, lead_id = lead_of(app, who)
    advisor = Walker(app, who).open(f"/leads/{lead_id}/orders/new")
    advisor.send(
        rf"/leads/{lead_id}/orders$", model="澄野 L6 混动", price="209800", deposit_kind="advance", deposit="5000",
        promised_on=TODAY + timedelta(days=7),
    )  # fmt: skip
    advisor.open(f"/leads/{lead_id}")
    advisor.open(advisor.link(r"/orders/\d+/delivery/new")).send(
        r"/orders/\d+/delivery$", vin="LCYAA1234AB123456", energy="nev", mileage_km="12", delivered_on=TODAY,
        left_out="第二把钥匙周五到",
    )  # fmt: skip
    manager = Walker(app, "manager").open("/board").sees("1")
    manager.open(manager.link(r"/board/rows/deliveries[^\"]*")).sees("周", "澄野 L6 混动")
    care = Walker(app, "care").open("/customers")
    care.open(care.link(r"/customers/\d+")).sees("L6")
