"""The proof: what the rows say is what the rule says, over any days, and whoever changes a row is found out."""

from __future__ import annotations

import json
from datetime import time, timedelta
from random import Random
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text, update

from crm.reception.models import Visit
from crm.rota import actions as rota
from crm.rota import queries
from crm.rota.commands import report
from crm.rota.models import Credit, Duty, Turn
from crm.rota.queries.history import lines, rows_between
from crm.rota.rules import SKIP_REASONS, UNIT
from crm.rota.rules.replay import Replay
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.staff import actions as staff_actions
from crm.staff.models import Store
from crm.staff.rules import Role
from tests.support import stamp_of


class Story:
    """Days at the door through the actions alone, by chance: shifts, breaks, wishes, wrong taps, nobody answering."""

    def __init__(self, chance: Random, sellers: int) -> None:
        self.chance, self.begun = chance, long_ago()
        self.people = [stamp_of("advisor").by.id, stamp_of("advisor2").by.id, *(_hired(n) for n in range(sellers - 2))]
        self.minute = 0
        self.inside: list[int] = []
        for one in self.people[1::2]:
            rota.name_backup(staff_id=one, backup_id=self.people[0], stamp=self.stamp())

    def stamp(self) -> Stamp:
        start = self.begun.local.replace(hour=8, minute=0, second=0, microsecond=0)
        return Stamp(self.begun.by, start + timedelta(minutes=self.minute), self.begun.zone)

    def day(self, number: int, visitors: int) -> None:
        self.minute = number * 1440
        if self.chance.random() < 0.7:
            for one in self.chance.sample(self.people, self.chance.randint(1, len(self.people))):
                self.put_on(one)
        for _visitor in range(visitors):
            self.minute += self.chance.randint(0, 40)
            self.chance.choices((self.comes, self.goes, self.pauses, self.put_on, self.waits), (8, 5, 2, 1, 3))[0]()
        for visit in self.inside:
            rota.release(visit, stamp=self.stamp())
        self.inside = []
        db.session.flush()

    def comes(self) -> None:
        stamp = self.stamp()
        visit = Visit(store_id=1, arrived_at=stamp.at, on_day=stamp.today)
        visit.sign(stamp)
        db.session.add(visit)
        db.session.flush()
        chosen = "next" if self.chance.random() < 0.8 else str(self.chance.choice(self.people))
        owner = self.chance.choice(self.people) if self.chance.random() < 0.25 else None
        try:
            given = rota.give_turn(
                visit.id, counts=self.chance.random() < 0.9, owner_id=owner, chosen=chosen,
                skip_reason=self.chance.choice([*SKIP_REASONS]), asks=self.chance.random() < 0.7, stamp=stamp,
            )  # fmt: skip
        except Refused:
            return
        if given is not None:
            self.inside.append(visit.id)

    def goes(self) -> None:
        if self.inside:
            visit = self.inside.pop(self.chance.randrange(len(self.inside)))
            rota.release(visit, recalled=self.chance.random() < 0.2, stamp=self.stamp())
            if self.chance.random() < 0.2 and rota.resume(visit, stamp=self.stamp()):
                self.inside.append(visit)

    def pauses(self) -> None:
        for one in queries.door(self.stamp()):
            if self.chance.random() < 0.3:
                rota.take_a_break(db.session.get_one(Duty, one.duty_id), away=not one.away, stamp=self.stamp())

    def put_on(self, one: int | None = None) -> None:
        hour = self.chance.randint(7, 14)
        rota.put_on_rota(
            staff_id=one or self.chance.choice(self.people), starts=time(hour), ends=time(hour + self.chance.randint(2, 9)),
            reserve=self.chance.random() < 0.2, stamp=self.stamp(),
        )  # fmt: skip

    def waits(self) -> None:
        self.minute += 2
        rota.pass_on_overdue(1, self.stamp())
        for visit in self.inside[:1]:
            turn = queries.turn_of(visit)
            if turn is not None and self.chance.random() < 0.5:
                rota.accept(turn, self.stamp())

    def rows(self, days: int) -> Any:
        return rows_between(1, self.begun.zone, self.begun.today, self.begun.today + timedelta(days=days))


def long_ago() -> Stamp:
    stamp = stamp_of("reception")
    return Stamp(stamp.by, stamp.at - timedelta(days=40), stamp.zone)


def _hired(n: int) -> int:
    one = staff_actions.hire(
        store_id=1, username=f"seller{n}", name=f"Seller {n}", name_en="", password_hash="x", roles=[Role.ADVISOR],
        team_id=None, language="en", stamp=stamp_of("admin"),
    )  # fmt: skip
    db.session.flush()
    return int(one.id)


def told(seed: int = 7, days: int = 4, sellers: int = 5, visitors: int = 25) -> Story:
    story = Story(Random(seed), sellers)
    for number in range(days):
        story.day(number, visitors)
    return story


@settings(max_examples=12, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32), st.integers(2, 9))
def test_the_replay_equals_the_rows_whatever_happens_at_the_door(app: Flask, seed: int, sellers: int) -> None:
    with app.app_context():
        story = told(seed, 4, sellers)
        rows = story.rows(4)
        replay = Replay(rows)
        assert replay.run() == []
        assert replay.decisions == sum(turn.reason_code != "rota.resumed" for turn in rows.turns)
        people = lines(1, rows, story.stamp().at)
        assert all(abs(one.deviation) <= 2 for one in people)
        assert sum(one.turns for one in people) == sum(one.credit for one in people)
        db.session.rollback()


@pytest.mark.usefixtures("inside")
def test_thirty_days_through_the_actions_nobody_is_further_than_two_turns_in_any_window() -> None:
    story = told(11, 30, 6, 14)
    assert Replay(story.rows(30)).run() == []
    for first in range(0, 30, 7):
        begin = story.begun.today + timedelta(days=first)
        rows = rows_between(1, story.begun.zone, begin, begin + timedelta(days=11))
        assert Replay(rows).run() == []  # from the middle too: the ledger carries over
        assert all(abs(one.deviation) <= 2 for one in lines(1, rows, story.stamp().at))


def unguarded() -> None:
    """Somebody with the database in their hands takes the guard of the ledger away."""
    if db.engine.dialect.name == "sqlite":
        for verb in ("update", "delete"):
            db.session.execute(text(f"DROP TRIGGER credits_no_{verb}"))
    else:
        db.session.execute(text("DROP TRIGGER credits_append_only ON credits"))


@pytest.mark.usefixtures("inside")
def test_the_draw_among_equals_is_in_the_rows_and_cannot_be_changed_afterwards() -> None:
    story = Story(Random(1), 3)
    for one in story.people:
        rota.put_on_rota(staff_id=one, starts=time(7), ends=time(20), stamp=story.stamp())
    for _visitor in range(9):
        story.minute += 10
        visit = Visit(store_id=1, arrived_at=story.stamp().at, on_day=story.begun.today)
        visit.sign(story.stamp())
        db.session.add(visit)
        db.session.flush()
        rota.give_turn(visit.id, counts=True, stamp=story.stamp())
        rota.release(visit.id, stamp=story.stamp())
    assert Replay(story.rows(1)).run() == []
    unguarded()
    db.session.execute(update(Credit).values(lot=-Credit.lot))
    assert {one.what for one in Replay(story.rows(1)).run()} >= {"next"}


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize("what", ["who", "balance", "duty", "entry"])
def test_whoever_changes_a_row_is_found_out(what: str) -> None:
    story = told()
    turn = db.session.scalars(select(Turn).where(Turn.counts, Turn.reason_code.startswith("rota.next")).offset(3)).first()
    assert turn
    unguarded()
    mine = (Credit.turn_id == turn.id, Credit.kind == "turn")
    if what == "who":
        turn.staff_id = next(one for one in story.people if one != turn.staff_id)
        db.session.flush()
    elif what == "balance":
        db.session.execute(update(Credit).where(*mine).values(after=Credit.after + UNIT // 2))
    elif what == "entry":
        db.session.execute(update(Credit).where(*mine).values(units=-UNIT // 2))
    else:
        db.session.execute(update(Duty).values(off_at=story.begun.at - timedelta(days=1)))
    db.session.expire_all()
    assert Replay(story.rows(4)).run() != []


def test_fairness_prints_a_table_and_exits_by_the_truth(app: Flask) -> None:
    with app.app_context():
        story = told()
        db.session.commit()
        day = story.begun.today
    runner = app.test_cli_runner()
    words = ["fairness", "--from", day.isoformat(), "--to", (day + timedelta(days=4)).isoformat()]
    shown = runner.invoke(args=words)
    assert shown.exit_code == 0, shown.output
    assert "No difference(s) between the rows and the rule" in shown.output
    assert "Sam" in shown.output
    with app.app_context():
        code = db.session.scalars(select(Store.code).where(Store.id == 1)).one()
    found = json.loads(runner.invoke(args=[*words, "--store", code, "--json"]).output)
    assert found["differences"] == []
    assert found["decisions"] > 10
    sam = next(one for one in found["people"] if one["name"] == "Sam")
    assert {"turns", "on_duty_hours", "turns_per_on_duty_hour", "credit", "deviation"} <= sam.keys()
    assert abs(sam["turns"] - sam["credit"] - sam["deviation"]) < 0.001
    assert runner.invoke(args=["fairness", "--from", "2026-02-02", "--to", "2026-02-01"]).exit_code == 1
    assert runner.invoke(args=[*words, "--store", "nowhere"]).exit_code == 1
    with app.app_context():
        db.session.execute(update(Turn).values(staff_id=story.people[0]))
        db.session.commit()
    assert runner.invoke(args=words).exit_code == 1


@pytest.mark.usefixtures("inside")
def test_an_empty_house_is_fair() -> None:
    store = db.session.get_one(Store, 1)
    assert report(store, stamp_of("reception").today, stamp_of("reception").today)["furthest"] == 0
