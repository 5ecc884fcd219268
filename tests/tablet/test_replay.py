"""Replay in any order, twice, by two tablets at once: no loss, no doubles, the right owners."""

from __future__ import annotations

import random
import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.shared.clock import clock
from crm.shared.db import db
from crm.tablet.models import TabletEntry
from tests.tablet.vault import Tablet, id_of

LOOK = {"purpose": "look", "channel": "walk_in"}
M = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The afternoon of a store's day, so that eight hours ago is the same day."""
    at = clock.now().replace(hour=9, minute=0, second=0, microsecond=0)  # 17:00 in Shanghai
    monkeypatch.setattr(type(clock), "now", lambda _self: at)
    return at


def owner_of(app: Flask, phone: str) -> int | None:
    from crm.customers.models import Customer
    from crm.leads.models import Lead
    from crm.shared.crypto import blind

    with app.app_context():
        customer = db.session.scalars(select(Customer).where(Customer.phone_index == blind(1, "phone", phone))).one()
        leads = db.session.scalars(select(Lead.owner_id).where(Lead.customer_id == customer.id)).all()
        assert leads == [customer.owner_id]
        return customer.owner_id


@pytest.fixture
def people(app: Flask) -> dict[str, int]:
    return {name: id_of(app, name) for name in ("reception", "advisor", "advisor2", "leader")}


@pytest.mark.parametrize("first", ["earlier", "later"])
def test_the_earliest_arrival_decides_the_owner_whatever_comes_first(
    app: Flask, people: dict[str, int], noon: datetime, first: str
) -> None:
    a, b = Tablet(app, "A").signed_in("reception"), Tablet(app, "B").signed_in("reception")
    rita, phone = people["reception"], "13900000001"
    earlier = a.letter(rita, at=noon - 200 * M, phone=phone, advisor=people["advisor"], **LOOK)
    later = b.letter(rita, at=noon - 100 * M, phone=phone, advisor=people["advisor2"], **LOOK)
    for tablet, letter in [(a, earlier), (b, later)] if first == "earlier" else [(b, later), (a, earlier)]:
        assert tablet.states(letter) == ["accepted"]
    assert owner_of(app, phone) == people["advisor"]


def test_a_third_and_earliest_one_takes_it_again_and_the_lead_says_why(app: Flask, people: dict[str, int], noon: datetime) -> None:
    from crm.leads.models import LeadAssignment

    tablet, phone = Tablet(app).signed_in("reception"), "13900000002"
    for ago, who in ((100, "advisor"), (300, "advisor2"), (200, "leader")):
        tablet.states(tablet.letter(people["reception"], at=noon - ago * M, phone=phone, advisor=people[who], **LOOK))
    assert owner_of(app, phone) == people["advisor2"]
    with app.app_context():
        row = db.session.scalars(select(LeadAssignment)).one()
        assert row.by_id is None and row.new_owner_id == people["advisor2"] and "12:00" in row.reason  # said in the tablet's language


def test_an_owner_from_before_stays(app: Flask, people: dict[str, int], noon: datetime) -> None:
    from tests.makers import make_lead

    with app.app_context():
        make_lead(phone="13900000003", owner="leader")
        db.session.commit()
    tablet = Tablet(app).signed_in("reception")
    for ago in (300, 100):
        letter = tablet.letter(people["reception"], at=noon - ago * M, phone="13900000003", advisor=people["advisor"], **LOOK)
        assert tablet.states(letter) == ["accepted"]
    with app.app_context():
        from crm.leads.models import Lead

        assert db.session.scalars(select(Lead.owner_id)).one() == people["leader"]


def test_who_was_chosen_offline_has_had_the_turn(app: Flask, people: dict[str, int], noon: datetime) -> None:
    from crm.notices.models import Notice
    from crm.reception.models import Visit
    from crm.rota.actions import default_rota
    from crm.rota.models import Turn
    from tests.support import stamp_of

    tablet = Tablet(app).signed_in("reception")
    with app.app_context():
        default_rota(stamp_of("reception"))
        db.session.commit()
    last = tablet.client.get("/tablet/state").get_json()["rota"][-1]["id"]  # not the next one
    letter = tablet.letter(people["reception"], at=noon - 60 * M, phone="13900000004", advisor=last, **LOOK)
    assert tablet.states(letter) == ["accepted"]
    with app.app_context():
        turn, visit = db.session.scalars(select(Turn)).one(), db.session.scalars(select(Visit)).one()
        assert turn.staff_id == last and "offline" in turn.reason_code
        assert visit.assigned_at == noon - 60 * M
        assert db.session.scalar(select(func.count()).select_from(Notice)) == 0  # nobody is called an hour later


def story(app: Flask, noon: datetime, people: dict[str, int]) -> tuple[list[tuple[Tablet, Any]], dict[str, int]]:
    """200 visits of eight hours on two tablets, 60 customers of whom many come to both; who was first with whom."""
    rng = random.Random(7)
    tablets = [
        Tablet(app, "A", off=timedelta(hours=3)).signed_in("reception", "leader"),
        Tablet(app, "B", off=timedelta(minutes=-40)).signed_in("reception", "leader"),
    ]
    letters, first = [], {}
    for n in range(200):  # in the order of arrival, more than two minutes apart; the same person after two hours
        at, phone = noon - timedelta(hours=8) + n * timedelta(seconds=140), f"139{n % 60:08}"
        who = rng.choice((people["advisor"], people["advisor2"], people["leader"]))
        first.setdefault(phone, who)
        tablet = rng.choice(tablets)
        by = rng.choice((people["reception"], people["leader"]))
        letters.append((tablet, tablet.letter(by, at=at, phone=phone, surname=f"Li{n % 60}", advisor=who, **LOOK)))
    return letters, first


def test_200_entries_of_two_tablets_in_any_order_twice_and_at_once(app: Flask, noon: datetime, people: dict[str, int]) -> None:
    from crm.customers.models import Customer
    from crm.reception.models import Visit

    letters, first = story(app, noon, people)
    said: dict[str, list[str]] = {}
    troubles: list[object] = []

    def replay(tablet: Tablet, mine: list[Any]) -> None:
        try:
            for start in range(0, len(mine), 20):
                answer = tablet.upload(*mine[start : start + 20]).get_json()["answers"]
                for one in answer:
                    said.setdefault(one["key"], []).append(one["state"])
        except Exception as error:
            troubles.append(error)

    rng = random.Random(11)
    for _round in range(2):
        rng.shuffle(letters)
        both = {id(tablet): tablet for tablet, _letter in letters}
        work = [
            threading.Thread(target=replay, args=(tablet, [letter for whose, letter in letters if whose is tablet]))
            for tablet in both.values()
        ]
        for one in work:
            one.start()
        for one in work:
            one.join()
    assert not troubles, troubles
    assert len(said) == 200 and all(states == ["accepted", "already"] for states in said.values()), said
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Visit)) == 200
        assert db.session.scalar(select(func.count()).select_from(Customer)) == 60
        assert db.session.scalar(select(func.count()).select_from(TabletEntry)) == 200
        moments = set(db.session.scalars(select(Visit.arrived_at)))
        assert len(moments) == 200 and min(moments) == noon - timedelta(hours=8)
    assert {phone: owner_of(app, phone) for phone in first} == first


def test_a_queue_that_is_away_holds_nothing_up(app: Flask, people: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Redis is a doorbell: without it the visits are recorded all the same."""
    from crm.shared.queue import Bell

    monkeypatch.setitem(app.extensions, "yuke.bell", Bell("unix:///nowhere.sock"))
    tablet = Tablet(app).signed_in("reception")
    assert tablet.states(tablet.letter(people["reception"], phone="13900000009", **LOOK)) == ["accepted"]
