"""Somebody is away: the door, the day's calls, and who may do them meanwhile."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from crm.rota.actions import default_rota, name_backup
from crm.rota.actions.absence import note_absence, withdraw_absence
from crm.rota.models import Duty
from crm.rota.queries.absence import away, back_on
from crm.rota.rules.absence import Why, next_working_day, wrong_days
from crm.shared.db import db
from crm.shared.forms import Refused
from tests.makers import make_lead
from tests.support import sign_in, stamp_of

DAY = date(2026, 3, 18)


def me(username: str) -> int:
    return int(stamp_of(username).by.id)


def leave(username: str = "advisor", days: int = 1) -> Any:
    stamp = stamp_of("leader")
    last_on = stamp.today + timedelta(days=days - 1)
    return note_absence(staff_id=me(username), first_on=stamp.today, last_on=last_on, kind=Why.LEAVE, stamp=stamp)


def test_the_last_day_is_not_before_the_first_nor_over() -> None:
    assert wrong_days(DAY, DAY, DAY) is None
    assert wrong_days(DAY, DAY - timedelta(days=1), DAY) == ("last_on", "The last day comes after the first.")
    assert wrong_days(DAY - timedelta(days=3), DAY - timedelta(days=1), DAY) is not None
    assert wrong_days(DAY, DAY + timedelta(days=366), DAY) is not None


def test_the_next_working_day_leaves_out_closed_days_and_days_off() -> None:
    open_days = {DAY + timedelta(days=n) for n in (1, 3, 4)}
    assert next_working_day(DAY, open_days, {DAY + timedelta(days=1)}) == DAY + timedelta(days=3)
    assert next_working_day(DAY, set(), set()) == DAY + timedelta(days=1)


def test_who_is_away_does_not_stand_at_the_door(app: Flask) -> None:
    with app.app_context():
        stamp = stamp_of("leader")
        default_rota(stamp)
        leave()
        db.session.flush()
        standing = select(Duty.staff_id).where(Duty.on_day == stamp.today, Duty.off_at.is_(None))
        assert me("advisor") not in db.session.scalars(standing).all()
        assert away(1, [stamp.today])[stamp.today] == {me("advisor")}


def test_days_that_overlap_are_refused_and_taking_back_twice_is_once(app: Flask) -> None:
    with app.app_context():
        row = leave(days=3)
        with pytest.raises(Refused):
            leave()
        withdraw_absence(row, stamp=stamp_of("leader"))
        first = row.withdrawn_at
        withdraw_absence(row, stamp=stamp_of("leader"))
        assert row.withdrawn_at == first
        assert away(1, [stamp_of("leader").today])[stamp_of("leader").today] == set()


def test_the_backup_has_what_falls_due_and_may_open_it(app: Flask) -> None:
    from crm.callbacks.actions import make_queue
    from crm.callbacks.models import Task
    from crm.callbacks.queries import day
    from crm.callbacks.queries.day import Whose
    from crm.leads.queries import lead_for

    with app.app_context():
        stamp, vera = stamp_of("advisor"), stamp_of("advisor2")
        lead = make_lead()
        make_queue(stamp)
        name_backup(staff_id=me("advisor"), backup_id=me("advisor2"), stamp=stamp_of("leader"))
        row = leave()
        make_queue(stamp)
        found, _more = day(Whose.of(vera.by), vera, vera.at)
        assert [one.lead_id for one in found] == [lead.id]
        assert lead_for(vera.by, lead.id).owner_id == me("advisor")
        withdraw_absence(row, stamp=stamp_of("leader"))
        make_queue(stamp)
        assert db.session.scalars(select(Task.cover_id)).all() == [None]


def test_with_nobody_to_stand_in_it_waits_for_the_next_working_day(app: Flask) -> None:
    from crm.callbacks.actions import make_queue
    from crm.callbacks.models import Task

    with app.app_context():
        stamp = stamp_of("advisor")
        make_lead(first_due_on=None, first_due_at=None, next_on=stamp.today, next_rule="cadence")
        leave(days=2)
        make_queue(stamp)
        task = db.session.scalars(select(Task)).one()
        assert task.due_on == stamp.today
        assert task.until_on == back_on(1, me("advisor"), stamp.today) > stamp.today


def test_the_leader_notes_an_absence_and_takes_it_back(app: Flask) -> None:
    client = sign_in(app.test_client(), "leader")
    with app.app_context():
        today, sam = stamp_of("leader").today, me("advisor")
    given = {"staff_id": str(sam), "first_on": today.isoformat(), "last_on": today.isoformat(), "kind": "sick"}
    assert client.post("/rota/absences", data={**given, "last_on": "2020-01-01"}).status_code == 422
    page = client.post("/rota/absences", data=given, follow_redirects=True).text
    assert "<b>1</b> person is away today" in page and "Ill" in page
    number = page.split("/rota/absences/")[1].split("/")[0]
    assert "Everybody is there today" in client.post(f"/rota/absences/{number}/withdrawal", follow_redirects=True).text
    assert sign_in(app.test_client(), "advisor").get("/rota/absences").status_code == 403
