"""What ends a task without a call, what brings it back, who waits for the car, who rests, and what is undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.callbacks import actions
from crm.callbacks.models import Call, CallUndo
from crm.callbacks.rules.contact import Channel, Result, Topic
from crm.leads import actions as leads
from crm.leads.models import Lead
from crm.shared.db import db
from crm.shared.forms import Refused, Stale
from crm.shared.stamp import Stamp
from tests.callbacks.people import DAY, make_carl, new_lead, tasks
from tests.callbacks.test_actions import log
from tests.support import stamp_of

NOON_BEFORE = datetime(2026, 3, 18, 2, 0, tzinfo=UTC)  # 10:00 in the store
MISSED: dict[str, Any] = {"result": Result.NO_ANSWER, "topic": None, "said": ""}


@pytest.fixture
def sam(inside: Flask) -> Stamp:
    return Stamp(stamp_of("advisor").by, NOON_BEFORE)


def after(stamp: Stamp, days: float = 0, **more: float) -> Stamp:
    return replace(stamp, at=stamp.at + timedelta(days=days, **more))


def due(stamp: Stamp, **more: Any) -> Lead:
    """A lead with its open task."""
    lead = make_carl(stamp, **({"next_on": stamp.today, "next_rule": "cadence"} | more))
    actions.make_queue(stamp, lead_id=lead.id)
    return lead


def stands(lead: Lead) -> tuple[Any, ...]:
    return lead.last_contact_at, lead.last_contact_channel, lead.next_on, lead.next_rule, lead.after_visit_on


# --- the customer was met


def test_a_visit_closes_the_open_task_and_sets_the_next_date(sam: Stamp) -> None:  # F-03
    lead = due(sam, next_on=sam.today - DAY)
    leads.note_visit(lead, sam)
    (task,) = tasks(lead_id=lead.id)
    assert (task.closed_how, task.closed_at) == ("visited", sam.at)
    assert (lead.last_contact_channel, lead.next_on, lead.next_rule) == ("showroom", sam.today + DAY, "after_visit")
    assert actions.make_queue(sam) == 0  # nobody is called on the day of the visit
    assert actions.make_queue(after(sam, 1)) == 1
    assert tasks(lead_id=lead.id)[-1].rule == "after_visit"
    assert tasks(lead_id=lead.id)[-1].absorbed == []


def test_a_visit_leaves_a_later_promise_standing(sam: Stamp) -> None:
    lead = make_carl(sam, next_on=sam.today + 5 * DAY, next_rule="agreed")
    leads.note_visit(lead, sam)
    assert (lead.next_on, lead.next_rule, lead.after_visit_on) == (sam.today + 5 * DAY, "agreed", sam.today + DAY)


def test_the_visit_that_opened_the_lead_owes_its_24_hours(sam: Stamp) -> None:
    lead = new_lead(sam, hours_ago=0)
    leads.note_visit(lead, sam)
    assert lead.last_contact_at is None
    assert actions.make_queue(sam) == 1
    assert tasks(lead_id=lead.id)[0].rule == "first_contact"


def test_an_online_lead_that_comes_in_person_has_been_met(sam: Stamp) -> None:
    lead = new_lead(sam, hours_ago=3)
    actions.make_queue(sam)
    leads.note_visit(lead, sam)
    assert tasks(lead_id=lead.id)[0].closed_how == "visited"
    assert actions.make_queue(after(sam, 1)) == 1
    assert tasks(lead_id=lead.id)[-1].rule == "after_visit"


def test_a_visit_taken_back_brings_the_task_and_the_dates_back(sam: Stamp) -> None:
    lead = due(sam)
    before, was = stands(lead), leads.before_visit(lead)
    leads.note_visit(lead, sam)
    leads.forget_visit(lead, was, sam.at, after(sam, minutes=1))
    assert stands(lead) == before
    assert lead.visit_count == 0
    assert tasks(lead_id=lead.id)[0].closed_at is None


def test_a_call_after_the_visit_stays_when_the_visit_is_taken_back(sam: Stamp) -> None:
    lead = due(sam)
    was = leads.before_visit(lead)
    leads.note_visit(lead, sam)
    log(lead, after(sam, hours=1))
    told = lead.next_on
    leads.forget_visit(lead, was, sam.at, after(sam, hours=2))
    assert (lead.next_on, lead.last_contact_channel) == (told, "phone")


def test_the_customers_own_call_closes_the_task(sam: Stamp) -> None:
    lead = due(sam, grade="B", next_on=sam.today - 3 * DAY)
    call = log(lead, sam, inbound=True, learnt="asks for the white one")
    assert (call.inbound, call.counts, tasks(lead_id=lead.id)[0].closed_how) == (True, True, "called")
    assert lead.next_on == sam.today + 7 * DAY


@pytest.mark.parametrize("result", [Result.NO_ANSWER, Result.LATER, Result.BAD_NUMBER])
def test_who_called_us_was_reached(sam: Stamp, result: Result) -> None:  # F-03
    with pytest.raises(Refused) as refused:
        log(due(sam), sam, inbound=True, result=result)
    assert refused.value.field == "result"


def test_a_call_to_the_switchboard_closes_the_task_of_a_known_lead(sam: Stamp) -> None:
    lead = due(sam, grade="A", next_on=sam.today - 2 * DAY)
    leads.note_inbound(lead, sam)
    assert tasks(lead_id=lead.id)[0].closed_how == "visited"
    assert (lead.next_on, lead.next_rule, lead.last_contact_channel) == (sam.today + 4 * DAY, "cadence", "phone")
    assert actions.make_queue(sam) == 0


def test_a_visit_taken_back_at_the_desk_is_no_contact(sam: Stamp) -> None:
    from crm.reception.actions import take_back
    from tests.makers import make_lead, make_visit

    now = Stamp(sam.by, stamp_of("advisor").at)
    lead = make_lead(name="Carl", phone="13812341234", opened_at=now.at - 10 * DAY, last_contact_at=now.at - 4 * DAY,
                     last_contact_channel="phone", next_on=now.today, next_rule="cadence")  # fmt: skip
    actions.make_queue(now, lead_id=lead.id)
    before = stands(lead)
    visit = make_visit(phone="13812341234", purpose="look")
    assert (visit.lead_id, tasks(lead_id=lead.id)[0].closed_how) == (lead.id, "visited")
    take_back(visit, stamp=stamp_of("reception"))
    assert stands(lead) == before
    assert tasks(lead_id=lead.id)[0].closed_at is None


# --- who waits for the car


def test_an_ordered_lead_is_called_every_seven_days_until_the_delivery(sam: Stamp) -> None:  # F-01, grade O
    lead = due(sam, grade="H")
    lead.stage = "ordered"
    leads.wait_for_the_car(lead, sam)
    called = []
    for day in range(1, 29):
        today = after(sam, day)
        if actions.make_queue(today, lead_id=lead.id):
            assert tasks(lead_id=lead.id)[-1].rule == "ordered"
            called.append(day)
            log(lead, today)
    assert called == [7, 14, 21, 28]
    lead.stage = "delivered"
    actions.make_queue(after(sam, 40), lead_id=lead.id)
    assert [task.closed_at for task in tasks(lead_id=lead.id) if task.closed_at is None] == []


def test_an_order_through_the_screen_keeps_the_lead_in_the_queue(sam: Stamp) -> None:
    from tests.makers import make_order

    lead = due(sam)
    make_order(lead)
    assert (lead.stage, lead.next_rule) == ("ordered", "ordered")
    assert [task.closed_how for task in tasks(lead_id=lead.id)] == ["ordered"]


# --- who rests


def test_a_resting_lead_is_left_alone_until_its_day(sam: Stamp) -> None:  # F-02
    lead = due(sam)
    opened_on = lead.opened_on
    leads.freeze(lead, until_on=sam.today + 100 * DAY, reason="waits for a plate", stamp=sam)
    assert tasks(lead_id=lead.id)[0].closed_how == "rested"
    for day in (0, 30, 60, 99):
        assert actions.make_queue(after(sam, day), lead_id=lead.id) == 0
    assert actions.make_queue(after(sam, 100), lead_id=lead.id) == 1
    assert tasks(lead_id=lead.id)[-1].rule == "frozen"
    assert lead.opened_on == opened_on  # its age goes on


def test_taken_up_again_the_task_of_that_day_is_open(sam: Stamp) -> None:
    lead = due(sam, next_rule="agreed")
    leads.freeze(lead, until_on=sam.today + 20 * DAY, reason="asked for peace", stamp=sam)
    leads.take_up(lead, stamp=after(sam, hours=1))
    actions.make_queue(after(sam, hours=1), lead_id=lead.id)
    assert [task.closed_at for task in tasks(lead_id=lead.id)] == [None]
    with pytest.raises(Refused):
        leads.take_up(lead, stamp=sam)


def test_a_visit_ends_the_rest(sam: Stamp) -> None:
    lead = make_carl(sam)
    leads.freeze(lead, until_on=sam.today + 50 * DAY, reason="asked for peace", stamp=sam)
    leads.note_visit(lead, after(sam, 2))
    assert (lead.next_on, lead.next_rule) == (sam.today + 3 * DAY, "after_visit")


@pytest.mark.parametrize("days", [0, -5, 181])
def test_the_day_of_a_rest_has_bounds(sam: Stamp, days: int) -> None:
    with pytest.raises(Refused) as refused:
        leads.freeze(make_carl(sam), until_on=sam.today + days * DAY, reason="x", stamp=sam)
    assert refused.value.field == "until_on"


def test_nobody_rests_before_the_first_contact_or_after_the_end(sam: Stamp) -> None:
    for lead in (new_lead(sam, hours_ago=1), make_carl(sam, stage="lost"), make_carl(sam, stage="ordered")):
        with pytest.raises(Refused):
            leads.freeze(lead, until_on=sam.today + 9 * DAY, reason="x", stamp=sam)


# --- undo


def undo(call: Call, stamp: Stamp) -> None:
    actions.undo_call(call, stamp=stamp)


def test_an_undone_call_was_never_written_down(sam: Stamp) -> None:
    lead = due(sam, after_visit_on=sam.today, next_on=sam.today - DAY)
    log(lead, sam, **MISSED)
    before = stands(lead)
    (task,) = [one for one in tasks(lead_id=lead.id) if one.closed_at is None]
    tries = (task.tries, task.tried, task.tried_at)
    leads.put_on_agenda(lead, _answer(), "the loan is granted", stamp=sam)
    call = log(lead, after(sam, hours=1), agreed="Sat 10:00", next_on=sam.today + DAY)
    undo(call, after(sam, hours=1, seconds=8))
    assert stands(lead) == before
    assert (task.closed_at, task.closed_how, task.call_id) == (None, None, None)
    assert (task.tries, task.tried, task.tried_at) == tries
    assert db.session.scalar(select(func.count()).select_from(Call)) == 1
    gone = db.session.scalars(select(CallUndo)).one()
    assert (gone.called_by_id, gone.by_id, gone.channel) == (sam.by.id, sam.by.id, "phone")
    from crm.leads.queries import agenda_of

    assert [item.text for item in agenda_of([lead.id])[lead.id]] == ["the loan is granted"]


def _answer() -> Any:
    from crm.leads.rules.agenda import AgendaKind

    return AgendaKind.ANSWER


def test_an_undone_attempt_gives_its_try_back(sam: Stamp) -> None:
    lead = due(sam)
    call = log(lead, sam, **MISSED)
    undo(call, after(sam, seconds=5))
    (task,) = tasks(lead_id=lead.id)
    assert (task.tries, task.tried, task.tried_at, task.closed_at) == (0, "", None, None)


def test_a_task_made_since_from_the_calls_date_goes_with_it(sam: Stamp) -> None:
    lead = due(sam, grade="H")
    call = log(lead, sam)
    later = after(sam, 2)
    assert actions.make_queue(later, lead_id=lead.id) == 1
    undo(call, later)
    old, new = tasks(lead_id=lead.id)
    assert (old.closed_at, new.closed_how) == (None, "undone")
    log(lead, later)
    assert tasks(lead_id=lead.id)[0].closed_how == "called"


@pytest.mark.parametrize("since", ["call", "visit", "order", "date", "month", "colleague"])
def test_what_was_built_on_a_call_keeps_it(sam: Stamp, since: str) -> None:
    lead, stamp = due(sam), after(sam, hours=2)
    call = log(lead, sam)
    if since == "call":
        log(lead, after(sam, hours=1), **MISSED)
    elif since == "visit":
        leads.note_visit(lead, after(sam, hours=1))
    elif since == "order":
        lead.stage = "ordered"
        leads.wait_for_the_car(lead, after(sam, hours=1))
    elif since == "date":
        leads.freeze(lead, until_on=sam.today + 40 * DAY, reason="x", stamp=after(sam, hours=1))
    elif since == "month":
        stamp = after(sam, 31)
    else:
        stamp = replace(stamp, by=stamp_of("advisor2").by)
    with pytest.raises(Refused):
        undo(call, stamp)


def test_a_supervisor_may_undo_and_a_care_call_goes_the_same_way(sam: Stamp) -> None:
    lead = due(sam)
    undo(log(lead, sam), replace(after(sam, 29), by=stamp_of("supervisor").by))
    actions.care_call(lead.customer_id, None, "seven_day", sam.today, _why(), sam, owner_id=sam.by.id)
    (task,) = tasks(kind="care")
    told: dict[str, Any] = {"channel": Channel.PHONE, "topic": Topic.NEW_CAR, "learnt": "", "agreed": "", "next_on": None}
    call = actions.log_care_call(task, result=Result.REACHED, said="all is well", **told, stamp=sam)
    assert task.closed_at is not None
    undo(call, after(sam, seconds=3))
    assert (task.closed_at, task.call_id) == (None, None)


def _why() -> Any:
    from crm.shared.reasons import Reason

    return Reason("callbacks.seven_day", {"days": 7, "delivered_on": "2026-03-11"})


# --- two at once


def test_who_opened_the_form_before_a_colleague_wrote_reads_the_colleagues_words(sam: Stamp) -> None:
    lead = due(sam)
    opened = sam.at
    log(lead, replace(after(sam, minutes=1), by=stamp_of("leader").by), said="told 20.98", agreed="Sat 10:00")
    with pytest.raises(Stale) as stale:
        log(lead, after(sam, minutes=2), opened_at=opened)
    assert stale.value.theirs == {"said": "told 20.98", "agreed": "Sat 10:00"}
    log(lead, after(sam, minutes=3), opened_at=sam.at + timedelta(minutes=2))  # after both were read


def test_the_own_words_are_no_conflict(sam: Stamp) -> None:
    lead = due(sam)
    log(lead, after(sam, minutes=1), **MISSED)
    log(lead, after(sam, minutes=2), opened_at=sam.at)


# --- the climb


def test_overdue_climbs_to_leader_supervisor_and_manager_by_its_day(sam: Stamp) -> None:
    from crm.callbacks.actions.climbing import tell_chiefs
    from crm.notices.models import Notice
    from tests.callbacks.people import staff_id

    for days in (0, 1, 1, 2, 4, 9):
        due(sam, next_on=sam.today - days * DAY)
    make_carl(sam, "advisor2", next_on=sam.today - 3 * DAY, next_rule="cadence")  # Vera is in another team
    actions.make_queue(sam)

    def told() -> dict[int, int]:
        rows = db.session.execute(select(Notice.staff_id, Notice.facts).where(Notice.kind == "climbed", Notice.ended_at.is_(None)))
        return {row.staff_id: row.facts["n"] for row in rows}

    for _ in range(2):  # the second run says the same
        tell_chiefs(sam)
        assert told() == {staff_id("leader"): 5, staff_id("supervisor"): 4, staff_id("manager"): 2}
    for task in tasks():
        task.closed_at, task.closed_how = sam.at, "called"
    db.session.flush()
    tell_chiefs(after(sam, 1))
    assert told() == {}
