"""Several desks and advisors decide at the same moment; the ledger is written by one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from crm.reception.models import Visit
from crm.rota import actions as rota
from crm.rota import queries
from crm.rota.models import Turn
from crm.rota.queries.history import rows_between
from crm.rota.rules.replay import Replay
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.staff import actions as staff_actions
from crm.staff.rules import Role
from tests.support import stamp_of


def at_once(app: Flask, *calls: Callable[[], Any]) -> list[Any]:
    """Each in a transaction of its own, all at the same moment; a refusal is an answer."""

    def one(call: Callable[[], Any]) -> Any:
        with app.app_context():
            try:
                found = call()
                db.session.commit()
                return found
            except Refused as refused:
                db.session.rollback()
                return refused

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def opened(app: Flask, sellers: int, visits: int) -> list[int]:
    """People on duty and visits that wait."""
    with app.app_context():
        for n in range(sellers - 2):
            staff_actions.hire(
                store_id=1, username=f"seller{n}", name=f"Seller {n}", name_en="", password_hash="x",
                roles=[Role.ADVISOR], team_id=None, language="en", stamp=stamp_of("admin"),
            )  # fmt: skip
        db.session.flush()
        for one in queries.sellers(1):
            rota.put_on_rota(staff_id=one.id, starts=time.min, ends=time.max, stamp=stamp_of("leader"))
        stamp, found = stamp_of("reception"), []
        for _visit in range(visits):
            visit = Visit(store_id=1, arrived_at=stamp.at, on_day=stamp.today)
            visit.sign(stamp)
            db.session.add(visit)
            db.session.flush()
            found.append(visit.id)
        db.session.commit()
        return found


def replayed(app: Flask) -> list[Any]:
    with app.app_context():
        stamp = stamp_of("reception")
        return Replay(rows_between(1, stamp.zone, stamp.today, stamp.today)).run()


def given(visit: int) -> Callable[[], Any]:
    return lambda: rota.give_turn(visit, counts=True, stamp=stamp_of("reception"))


def test_ten_arrivals_at_once_go_to_ten_people_and_the_replay_equals_the_rows(app: Flask) -> None:
    visits = opened(app, 10, 10)
    at_once(app, *(given(one) for one in visits))
    with app.app_context():
        turns = Counter(db.session.scalars(select(Turn.staff_id)))
        assert len(turns) >= 10 and set(turns.values()) == {1}
        assert sum(queries.balances(1).values()) == 0
    assert replayed(app) == []


def test_one_visitor_sent_from_four_desks_is_received_once(app: Flask) -> None:
    (visit,) = opened(app, 2, 1)
    at_once(app, *([given(visit)] * 4))
    with app.app_context():
        held = db.session.scalars(select(Turn).where(Turn.visit_id == visit, Turn.released_at.is_(None))).all()
        assert len(held) == 1
        assert sum(queries.balances(1).values()) == 0
    assert replayed(app) == []


def test_accepting_in_the_moment_of_passing_on_is_one_of_both(app: Flask) -> None:
    visits = opened(app, 4, 1)
    at_once(app, given(visits[0]))
    with app.app_context():
        turn = queries.turn_of(visits[0])
        assert turn
        number, mine = turn.id, turn.staff_id

    def late() -> Stamp:
        stamp = stamp_of("reception")
        return Stamp(stamp.by, stamp.at + timedelta(minutes=2), stamp.zone)

    def accept() -> Turn:
        return rota.accept(db.session.get_one(Turn, number), late())

    at_once(app, accept, lambda: rota.pass_on_overdue(1, late()), lambda: rota.pass_on_overdue(1, late()))
    with app.app_context():
        first = db.session.get_one(Turn, number)
        now = queries.turn_of(visits[0])
        assert now
        assert (now.staff_id == mine) == (first.accepted_at is not None)
        assert len(db.session.scalars(select(Turn.id)).all()) == (1 if first.accepted_at else 2)
        assert sum(queries.balances(1).values()) == 0


def test_leaving_and_arriving_at_once_keeps_the_books(app: Flask) -> None:
    visits = opened(app, 3, 9)
    at_once(app, *(given(one) for one in visits[:3]))
    ends = [lambda one=one: rota.release(one, stamp=stamp_of("reception")) for one in visits[:3]]  # type: ignore[misc]
    at_once(app, *ends, *(given(one) for one in visits[3:]))
    with app.app_context():
        held = Counter(db.session.scalars(select(Turn.staff_id).where(Turn.released_at.is_(None))))
        assert all(number == 1 for number in held.values())
        assert sum(queries.balances(1).values()) == 0
    assert replayed(app) == []
