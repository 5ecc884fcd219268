"""Before the number is shown: hours, caps, rounds in vain; and who calls all the same says why (F-42, F-62, F-63)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from crm.callbacks import actions
from crm.callbacks.models import CallOverride
from crm.callbacks.rules import reach
from crm.callbacks.rules.contact import Band, Channel, Result, Topic
from crm.customers.actions import reveal
from crm.customers.models import Customer, Reveal
from crm.shared.clock import clock
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.numbers import NUMBERS
from crm.shared.stamp import Stamp
from tests.callbacks.people import make_carl, tasks
from tests.support import queries_at_most, sign_in, stamp_of

PART = {"HX-Request": "true"}
DEFAULTS = {number: number.default for number in NUMBERS.values()}
NUMBER = "13812341234"


def wall(hour: int) -> datetime:
    """An hour of today on the store's wall."""
    return clock.now().astimezone(UTC).replace(hour=(hour - 8) % 24, minute=0, second=0, microsecond=0)


def at_hour(who: str, hour: int, days: int = 0) -> Stamp:
    return Stamp(stamp_of(who).by, wall(hour) + timedelta(days=days))


@pytest.fixture
def hour(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Set the clock on the wall."""
    return lambda number: monkeypatch.setattr(clock, "now", lambda at=wall(number): at)


# ---- rules
@given(st.lists(st.sampled_from(list(Band)), max_size=40))
def test_a_round_is_one_call_in_each_part_of_the_day(parts: list[Band]) -> None:  # F-42
    tried = ""
    for part in parts:
        tried = reach.tried_again(tried, part)
        assert part not in reach.untried_in(tried)
    assert len(reach.this_round(tried)) == len(set(reach.this_round(tried)))
    assert reach.rounds_made(tried) <= len(parts) // 3
    assert reach.next_bands(tried)


@pytest.mark.parametrize(
    ("at", "calls", "tried", "code"),
    [
        (10, 0, "", None),
        (8, 0, "", "callbacks.too_early"),
        (13, 0, "", "callbacks.noon"),
        (20, 0, "", "callbacks.too_late"),
        (10, 2, "", "callbacks.enough_today"),
        (10, 1, "mae/mae/ma", None),
        (10, 0, "mae/mae/mae", "callbacks.unreached"),
    ],
)
def test_what_speaks_against_a_call(at: int, calls: int, tried: str, code: str | None) -> None:  # F-62, F-63, F-42
    against = reach.against(datetime(2026, 3, 18, at, 30), calls, tried, DEFAULTS)
    assert (against.code if against else None) == code


def test_another_part_of_the_day_is_better_than_the_same_again() -> None:
    ten = datetime(2026, 3, 18, 10)
    assert reach.better_later(ten, "", DEFAULTS) is None
    assert reach.better_later(ten, "m", DEFAULTS) == Band.AFTERNOON
    assert reach.better_later(ten, "mae", DEFAULTS) is None  # a new round begins


# ---- actions
@pytest.fixture
def carl(inside: Flask) -> Customer:
    lead = make_carl(stamp_of("advisor"), next_on=clock.day(clock.now()), next_rule="cadence")
    customer = db.session.get_one(Customer, lead.customer_id)
    customer.phone = NUMBER
    actions.make_queue(stamp_of("manager"))
    return customer


def test_outside_the_hours_no_number_is_shown_without_a_reason(carl: Customer) -> None:  # F-62
    late = at_hour("advisor", 21)
    for why in ("", " … "):
        with pytest.raises(Refused) as refused:
            reveal(carl, reason="call", why=why, stamp=late)
        assert refused.value.field == "why"
    assert db.session.scalars(select(Reveal)).all() == []
    assert reveal(carl, reason="check", stamp=late) == NUMBER  # nobody is rung by looking who it is
    assert reveal(carl, reason="call", why="Asked me to ring after nine", stamp=late) == NUMBER
    row = db.session.scalars(select(CallOverride)).one()
    assert (row.reason_code, row.why, row.by_id) == ("callbacks.too_late", "Asked me to ring after nine", late.by.id)


def call_in_vain(lead: Any, stamp: Stamp) -> None:
    silent = {"topic": None, "said": "", "learnt": "", "agreed": "", "next_on": None}
    actions.log_call(lead, channel=Channel.PHONE, result=Result.NO_ANSWER, stamp=stamp, **silent)
    db.session.flush()


def test_a_third_call_in_one_day_is_held_back_whoever_makes_it(carl: Customer) -> None:  # F-63
    from crm.leads.models import Lead

    lead = db.session.scalars(select(Lead)).one()
    told = {"topic": Topic.ROUTINE, "said": "All is well", "learnt": "", "agreed": "", "next_on": None}
    actions.log_call(
        lead, channel=Channel.PHONE, result=Result.REACHED, inbound=True, stamp=at_hour("advisor", 9), **told
    )
    call_in_vain(lead, at_hour("advisor", 10))
    assert reveal(carl, reason="call", stamp=at_hour("advisor", 11)) == NUMBER  # their own call is none of ours
    call_in_vain(lead, at_hour("manager", 11))
    with pytest.raises(Refused):
        reveal(carl, reason="call", stamp=at_hour("manager", 15))
    assert reveal(carl, reason="call", stamp=at_hour("advisor", 10, days=1)) == NUMBER


def test_after_three_rounds_in_vain_the_task_says_so_and_stays(carl: Customer) -> None:  # F-42, A-19
    from crm.leads.models import Lead

    lead = db.session.scalars(select(Lead)).one()
    for day in range(9):
        call_in_vain(lead, at_hour("advisor", (10, 15, 18)[day % 3], days=day))
    (task,) = tasks(lead_id=lead.id)
    assert (task.closed_at, task.tries, task.tried) == (None, 9, "mae/mae/mae")
    with pytest.raises(Refused):
        reveal(carl, reason="call", stamp=at_hour("advisor", 10, days=9))


# ---- screens
@pytest.fixture
def task(app: Flask) -> int:
    with app.app_context():
        lead = make_carl(stamp_of("advisor"), next_on=clock.day(clock.now()), next_rule="cadence")
        db.session.get_one(Customer, lead.customer_id).phone = NUMBER
        actions.make_queue(stamp_of("manager"))
        db.session.commit()
        return tasks(lead_id=lead.id)[0].id


def test_at_night_the_phone_button_asks_why_first_and_the_chief_reads_it(
    app: Flask, client: FlaskClient, task: int, hour: Any
) -> None:
    hour(21)
    sign_in(client, "advisor")
    asked = client.post(f"/tasks/{task}/phone", headers=PART)
    assert asked.status_code == 422
    assert NUMBER not in asked.text
    assert "Calls end at 20:00" in asked.text
    shown = client.post(f"/tasks/{task}/phone", data={"why": "He asked for 21:00"}, headers=PART)
    assert f"tel:{NUMBER}" in shown.text
    assert client.get("/calls/overrides").status_code == 403
    with queries_at_most(8):
        page = sign_in(client, "supervisor").get("/calls/overrides").text
    assert "He asked for 21:00" in page
    assert "Sam" in page
    assert "He asked for 21:00" in sign_in(client, "leader").get("/calls/overrides").text
    assert "He asked for 21:00" not in sign_in(client, "other_manager").get("/calls/overrides").text


def test_the_customers_page_is_no_way_around_the_hours(app: Flask, client: FlaskClient, task: int, hour: Any) -> None:
    hour(21)
    with app.app_context():
        customer = tasks(id=task)[0].customer_id
    sign_in(client, "advisor")
    asked = client.post(f"/customers/{customer}/reveals", data={"reason": "call"}, headers=PART)
    assert (asked.status_code, NUMBER in asked.text) == (422, False)
    assert "Calls end at 20:00" in asked.text
    written = client.post(f"/customers/{customer}/reveals", data={"reason": "message"}, headers=PART).text
    assert NUMBER in written
    assert "tel:" not in written
    assert (
        f"tel:{NUMBER}"
        in client.post(f"/customers/{customer}/reveals", data={"reason": "call", "why": "Asked"}, headers=PART).text
    )


def test_in_the_same_part_of_the_day_the_number_comes_with_a_better_time(
    app: Flask, client: FlaskClient, task: int, hour: Any
) -> None:
    hour(10)
    sign_in(client, "advisor")
    assert "Better in the" not in client.post(f"/tasks/{task}/phone", headers=PART).text
    with app.app_context():
        tasks(id=task)[0].tried = "m"
        db.session.commit()
    shown = client.post(f"/tasks/{task}/phone", headers=PART).text
    assert "Better in the afternoon" in shown
    assert NUMBER in shown
