"""A contact is written down: it closes the task when it counts, and stays on the list when it does not (R-226)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from crm.callbacks import queries
from crm.callbacks.actions.undo import dates_of, tries_of
from crm.callbacks.models import Call, Task
from crm.callbacks.rules import contact, reach
from crm.callbacks.rules.contact import Channel, Result, Said, Topic
from crm.callbacks.rules.promise import bounds, next_refusal
from crm.callbacks.rules.queue import BANDS_TO_TRY, RULE_VERSION, How, Rule, given_up
from crm.enquiries.actions import answered
from crm.leads.actions import agenda_done
from crm.leads.models import Lead
from crm.leads.rules import ACTIVE, Stage
from crm.shared import settings
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.shared.words import _


def log_call(
    lead: Lead, *, channel: Channel, result: Result, topic: Topic | None, said: str, learnt: str, agreed: str,
    next_on: date | None, inbound: bool = False, opened_at: datetime | None = None, stamp: Stamp,
) -> Call:  # fmt: skip
    """One contact with a lead's customer. Only one that counts moves the lead's dates (F-03).

    `inbound`: the customer called us. `opened_at` is when the form was opened: what a colleague has written down since
    is shown beside it before anything is saved.
    """
    if lead.stage not in ACTIVE:
        raise Refused(_("This lead is closed. Reopen it before you write down a call."))
    queries.expect_no_other(lead.id, opened_at, stamp)
    told = _checked(Said(channel, result, topic, said.strip(), learnt.strip(), agreed.strip()))
    if inbound and result is not Result.REACHED:
        raise Refused(_("Who called us was reached. Choose “Got through”, or untick that they called."), "result")
    within = bounds(lead.stage, lead.grade, stamp.today, settings.of(stamp.store_id))
    if next_on is not None:
        _refuse(next_refusal(next_on, stamp.today, within, told.agreed), "next_on")
    task = queries.open_sales_task(lead.id)
    before = {"lead": dates_of(lead), "task": tries_of(task)}
    call = _write(
        told, task, stamp, lead_id=lead.id, customer_id=lead.customer_id, next_on=next_on, inbound=inbound,
        before=before,
    )  # fmt: skip
    answered(lead.id, call.counts, stamp)
    if call.counts:
        _move(lead, call, within.latest, bool(told.agreed and next_on), stamp)
    return call


def _move(lead: Lead, call: Call, latest: date, promised: bool, stamp: Stamp) -> None:
    """The lead's dates after a contact that counts; what stood on its agenda has been brought up."""
    call.next_on = call.next_on or latest
    lead.last_contact_at, lead.last_contact_channel = stamp.at, call.channel
    lead.next_on, lead.after_visit_on = call.next_on, None
    rhythm = Rule.ORDERED if lead.stage == Stage.ORDERED else Rule.CADENCE
    lead.next_rule = (Rule.AGREED if promised else rhythm).value
    agenda_done(lead.id, call.id, stamp)


def log_care_call(
    task: Task, *, channel: Channel, result: Result, topic: Topic | None, said: str, learnt: str, agreed: str,
    next_on: date | None, stamp: Stamp,
) -> Call:  # fmt: skip
    """One after-sales contact for its task."""
    if task.closed_at is not None:
        raise Refused(_("This task is already done."))
    told = _checked(Said(channel, result, topic, said.strip(), learnt.strip(), agreed.strip()))
    if next_on is not None and next_on <= stamp.today:
        raise Refused(_("The next call is tomorrow or later."), "next_on")
    more = {"lead_id": None, "customer_id": task.customer_id, "next_on": next_on, "before": {"task": tries_of(task)}}
    return _write(told, task, stamp, **more)


def _checked(told: Said) -> Said:
    wrong = contact.contradiction(told)
    if wrong:
        raise Refused(_(wrong[1]), wrong[0])
    return told


def _refuse(sentence: str | None, field: str) -> None:
    if sentence:
        raise Refused(_(sentence), field)


def _write(told: Said, task: Task | None, stamp: Stamp, **more: Any) -> Call:
    """The row with the machine's verdict, and what it means for the task."""
    least = settings.of(stamp.store_id)[contact.CONTENT_LEAST]
    why = contact.verdict(told, least)
    if told.result in (Result.NO_ANSWER, Result.BAD_NUMBER):
        more["next_on"] = None  # nobody has agreed to a day
    call = Call(
        store_id=stamp.store_id, task_id=task.id if task else None, channel=told.channel.value,
        result=told.result.value, topic=told.topic.value if told.topic else None, said=told.said, learnt=told.learnt,
        agreed=told.agreed, counts=contact.counts(told, least), **more,
    )  # fmt: skip
    call.sign(stamp)
    call.decide(why, RULE_VERSION)
    db.session.add(call)
    db.session.flush()
    if task:
        _close(task, call, stamp) if call.counts else _try(task, call, stamp)
    return call


def _close(task: Task, call: Call, stamp: Stamp, how: How = How.CALLED) -> None:
    task.closed_at, task.closed_how, task.call_id = stamp.at, how.value, call.id


def _try(task: Task, call: Call, stamp: Stamp) -> None:
    """A contact that does not count keeps the task open and says when it was tried (F-42)."""
    numbers = settings.of(stamp.store_id)
    task.tries += 1
    task.tried = reach.tried_again(task.tried, contact.band(stamp.local, numbers))
    task.tried_at = stamp.at
    task.again_on = call.next_on if call.result == Result.LATER else task.again_on
    if given_up(task.kind, task.tried, numbers[BANDS_TO_TRY]):
        _close(task, call, stamp, How.UNREACHED)
