"""Points through the actions: what the night proposes, who decides, and what can no longer be changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from crm.callbacks.actions import log_call, make_queue
from crm.callbacks.rules.contact import Channel, Result, Topic
from crm.leads.models import Lead
from crm.points import actions
from crm.points.models import PointProposal, PointRound, SpotCheck, SpotRound
from crm.points.queries import ledger
from crm.points.rules.ledger import Verdict
from crm.points.rules.sampling import Mark, drawn
from crm.rota.actions.absence import note_absence
from crm.rota.rules.absence import Why
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import machine
from tests.makers import make_lead
from tests.support import stamp_of

MONDAY = datetime(2026, 3, 16, 2, 0, tzinfo=UTC)  # 10:00 in the store


def on(username: str | None, days: int = 0, hours: int = 0) -> Any:
    """Somebody's stamp (the machine's for None) so much after Monday ten o'clock."""
    at = MONDAY + timedelta(days=days, hours=hours)
    return machine(1, at) if username is None else replace(stamp_of(username), at=at)


def due_on_monday(owner: str = "advisor", phone: str = "13812341234") -> Lead:
    """A lead that is to be called on Monday, with its task."""
    lead = make_lead(owner=owner, phone=phone, stamp=on("reception", -5), first_due_on=None, first_due_at=None,
                     last_contact_at=MONDAY - timedelta(days=4), next_on=MONDAY.date(), next_rule="cadence", grade="A")  # fmt: skip
    make_queue(on(None, 0, -9))
    return lead


def call(lead: Lead, result: Result, stamp: Any) -> None:
    reached = result is Result.REACHED
    log_call(lead, channel=Channel.PHONE, result=result, topic=Topic.ROUTINE if reached else None,
             said="报价已发，周末来店" if reached else "", learnt="", agreed="", next_on=None, stamp=stamp)  # fmt: skip


def proposals() -> list[tuple[str, int, str]]:
    found = db.session.scalars(select(PointProposal).order_by(PointProposal.id))
    return [(one.key.split(":")[0], one.points, one.rule) for one in found]


def test_a_missed_date_is_proposed_once_and_the_supervisor_follows_two_days_later(app: Flask) -> None:
    with app.app_context():
        due_on_monday()
        assert actions.propose_missed(on(None, 0)) == 0  # the day is not over
        assert actions.propose_missed(on(None, 1)) == 1
        assert actions.propose_missed(on(None, 1)) == 0
        assert actions.propose_missed(on(None, 2)) == 1
        assert actions.propose_missed(on(None, 3)) == 0
        assert proposals() == [("missed", -2, "R-253"), ("supervision", -1, "R-253")]
        assert db.session.scalar(select(func.count()).select_from(PointRound)) == 4  # Sunday to Wednesday, once each


def test_who_called_in_vain_on_the_day_has_followed_on_time(app: Flask) -> None:
    with app.app_context():
        call(due_on_monday(), Result.NO_ANSWER, on("advisor", 0, 1))
        assert actions.propose_missed(on(None, 1)) == 0


def test_a_call_a_day_late_has_missed_its_date(app: Flask) -> None:
    with app.app_context():
        call(due_on_monday(), Result.REACHED, on("advisor", 1))
        assert actions.propose_missed(on(None, 2)) == 0  # the first look ever goes back one day only
        assert proposals() == []
    with app.app_context():
        lead = due_on_monday(phone="13812340002")
        actions.propose_missed(on(None, 0))
        call(lead, Result.REACHED, on("advisor", 1))
        actions.propose_missed(on(None, 3))  # the worker slept, the day is looked at all the same
        assert proposals() == [("missed", -2, "R-253")]


def test_a_day_off_makes_no_points(app: Flask) -> None:
    with app.app_context():
        due_on_monday()
        me, day = stamp_of("advisor").by.id, MONDAY.date()
        note_absence(staff_id=me, first_on=day, last_on=day, kind=Why.SICK, stamp=on("leader"))
        assert actions.propose_missed(on(None, 1)) == 0


def test_whoever_looked_after_the_lead_that_evening_is_concerned(app: Flask) -> None:
    from crm.leads.actions import hand_over

    with app.app_context():
        lead = due_on_monday()
        db.session.flush()
        hand_over(lead, stamp_of("advisor2").by.id, why="Vera goes on", stamp=on("manager", 1, -9))
        actions.propose_missed(on(None, 1))
        assert db.session.scalars(select(PointProposal.staff_id)).all() == [stamp_of("advisor").by.id]


def test_confirmed_counts_dropped_does_not_and_a_manager_takes_back(app: Flask) -> None:
    with app.app_context():
        due_on_monday()
        actions.propose_missed(on(None, 1))
        row = db.session.scalars(select(PointProposal)).one()
        sam, month = stamp_of("advisor"), (MONDAY.date().replace(day=1), MONDAY.date().replace(month=4, day=1))
        assert ledger.sum_of(1, sam.by.id, *month) == 0
        with pytest.raises(Refused):
            actions.decide(row, verdict=Verdict.CONFIRMED, stamp=sam)
        with pytest.raises(Refused):
            actions.decide(row, verdict=Verdict.DROPPED, note=" ", stamp=stamp_of("supervisor"))
        actions.decide(row, verdict=Verdict.CONFIRMED, stamp=stamp_of("supervisor"))
        db.session.flush()
        assert ledger.sum_of(1, sam.by.id, *month) == -2
        with pytest.raises(Refused):
            actions.decide(row, verdict=Verdict.DROPPED, note="no", stamp=stamp_of("manager"))
        actions.object_to(row, words="The customer asked for Tuesday", stamp=sam)
        with pytest.raises(Refused):
            actions.object_to(row, words="again", stamp=sam)
        actions.answer_objection(row, words="It was not written down", stamp=stamp_of("manager"))
        actions.revoke(row, words="It was, on paper", stamp=stamp_of("manager"))
        db.session.flush()
        assert ledger.sum_of(1, sam.by.id, *month) == 0
        with pytest.raises(Refused):
            actions.revoke(row, words="twice", stamp=stamp_of("manager"))


@pytest.mark.parametrize("table", ["point_proposals", "point_verdicts", "spot_checks"])
def test_rows_cannot_be_rewritten(app: Flask, table: str) -> None:
    with app.app_context():
        due_on_monday()
        actions.propose_missed(on(None, 1))
        actions.decide(db.session.scalars(select(PointProposal)).one(), verdict=Verdict.CONFIRMED, stamp=stamp_of("supervisor"))
        call(make_lead(phone="13812340003"), Result.REACHED, on("advisor", 1))
        actions.draw_checks(on(None, 2))
        db.session.commit()
        with pytest.raises(DBAPIError, match="append-only"):
            db.session.execute(text(f"UPDATE {table} SET store_id = store_id"))
        db.session.rollback()


def test_the_days_sample_can_be_drawn_again_from_its_seed(app: Flask) -> None:
    with app.app_context():
        for n in range(8):
            call(make_lead(name=f"K{n}", phone=f"1381234100{n}", stamp=on("reception", -1)), Result.REACHED, on("advisor", 0, 1))
        db.session.flush()
        assert actions.draw_checks(on(None, 1)) == 7  # five for the supervisor, two for the GM office
        assert actions.draw_checks(on(None, 1)) == 0
        for row in db.session.scalars(select(SpotRound)):
            checks = db.session.scalars(select(SpotCheck).where(SpotCheck.office == row.office).order_by(SpotCheck.id)).all()
            pool = [("call", number) for number in range(1, row.pool + 1)]
            assert [("call", one.call_id) for one in checks] == drawn(row.seed, pool, row.taken)


def test_what_was_not_kept_proposes_points(app: Flask) -> None:
    with app.app_context():
        call(make_lead(stamp=on("reception", -1)), Result.REACHED, on("advisor", 0, 1))
        actions.draw_checks(on(None, 1))
        check = db.session.scalars(select(SpotCheck).where(SpotCheck.office == "supervisor")).one()
        with pytest.raises(Refused):
            actions.mark_check(check, mark=Mark.NOT_KEPT, stamp=on("supervisor", 1))
        actions.mark_check(check, mark=Mark.NOT_KEPT, note="The customer knows of no call", stamp=on("supervisor", 1))
        db.session.flush()
        assert proposals() == [("check", -2, "R-252")]
        with pytest.raises(Refused):
            actions.mark_check(check, mark=Mark.KEPT, stamp=on("manager", 1))
