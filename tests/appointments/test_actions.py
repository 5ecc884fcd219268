"""Agreeing on a time, and what the desk makes of it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from crm.appointments import actions, queries
from crm.appointments.models import AppointmentChange
from crm.appointments.rules import why_not_then
from crm.reception import actions as desk
from crm.reception.models import Visit
from crm.rota.models import Turn
from crm.rota.queries import turn_of
from crm.shared.db import db
from crm.shared.forms import Refused, Stale
from tests.makers import make_appointment, make_lead
from tests.support import stamp_of

pytestmark = pytest.mark.usefixtures("inside")


def kinds() -> list[str]:
    return list(db.session.scalars(select(AppointmentChange.kind).order_by(AppointmentChange.id)))


def test_an_agreed_time_stands_on_the_days_list_of_the_desk() -> None:
    made = make_appointment()
    row = queries.today(_on(made))[0]
    assert (row.name, row.advisor, row.came_at) == ("Carl", "Sam", None)


def _on(made: Any) -> Any:
    """Rita's stamp on the day of the appointment."""
    from dataclasses import replace

    return replace(stamp_of("reception"), at=made.starts_at)


def test_moving_and_cancelling_are_rows_and_a_second_tap_is_none() -> None:
    made = make_appointment()
    actions.move_appointment(made, on_day=made.on_day + timedelta(days=1), at_time=time(11), stamp=stamp_of("advisor"))
    for _tap in range(2):
        actions.cancel_appointment(made, reason="ill", stamp=stamp_of("advisor"))
    db.session.flush()
    assert kinds() == ["made", "moved", "cancelled"]
    assert queries.today(_on(made)) == []


@pytest.mark.parametrize("days", [-1, 400])
def test_a_time_of_the_past_or_too_far_ahead_is_refused(days: int) -> None:
    with pytest.raises(Refused):
        make_appointment(on_day=stamp_of("advisor").today + timedelta(days=days))


def test_the_same_time_is_not_agreed_twice() -> None:
    lead = make_lead()
    make_appointment(lead)
    with pytest.raises(Refused):
        make_appointment(lead)


def test_an_old_version_cannot_be_moved() -> None:
    made = make_appointment()
    with pytest.raises(Stale):
        actions.move_appointment(made, on_day=made.on_day, at_time=time(9), version=99, stamp=stamp_of("advisor"))


def test_only_sellers_invite() -> None:
    with pytest.raises(Refused):
        make_appointment(advisor_id=stamp_of("service").by.id)


def test_one_tap_opens_the_visit_for_the_inviting_advisor_and_it_is_no_turn() -> None:
    made = make_appointment()
    visit = desk.arrive(made, stamp=_on(made))
    turn = turn_of(visit.id)
    assert turn is not None
    assert (visit.advisor_id, turn.counts, turn.reason_code) == (stamp_of("advisor").by.id, False, "rota.owner")
    assert made.came_visit_id == visit.id
    assert desk.arrive(made, stamp=_on(made)).id == visit.id
    assert db.session.scalar(select(func.count()).select_from(Visit)) == 1
    assert db.session.scalar(select(func.count()).select_from(Turn)) == 1


def test_taking_the_arrival_back_makes_them_expected_again() -> None:
    made = make_appointment()
    at = _on(made)
    visit = desk.arrive(made, stamp=at)
    desk.take_back(visit, step_id=_came(visit), stamp=at)
    assert made.came_visit_id is None
    assert visit.void_at


def _came(visit: Visit) -> int:
    from crm.reception.queries import standing_steps

    return min(one.id for one in standing_steps(visit.id))


def test_when_an_appointment_can_be() -> None:
    now = datetime.fromisoformat("2026-03-18T10:00+08:00")
    assert why_not_then(now, now, 60)
    assert why_not_then(now + timedelta(days=61), now, 60)
    assert why_not_then(now + timedelta(hours=1), now, 60) is None
    assert date(2026, 3, 18)
