"""Undoing a call that was written down wrongly, while nothing has been built on it.

The call keeps what it found: the dates of its lead and the tries of its task. Undoing puts those back and takes the
words away; a row stays that says that there was one.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from crm.callbacks import queries
from crm.callbacks.models import Call, CallUndo, Task
from crm.callbacks.rules.queue import UNDO_DAYS, How
from crm.enquiries.actions import unanswered
from crm.leads.actions import agenda_back
from crm.leads.models import Lead
from crm.leads.rules import ACTIVE
from crm.shared import settings
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.shared.words import _
from crm.staff.rules import Right

DATES = ("last_contact_at", "last_contact_channel", "next_on", "next_rule", "after_visit_on")
TRIES = ("tries", "tried", "tried_at", "again_on")


def dates_of(lead: Lead) -> dict[str, Any]:
    """What a call may change on its lead, as JSON."""
    return {name: _told(getattr(lead, name)) for name in DATES}


def tries_of(task: Task | None) -> dict[str, Any] | None:
    """What a call may change on its task, as JSON."""
    return {name: _told(getattr(task, name)) for name in TRIES} if task else None


def undo_call(call: Call, *, stamp: Stamp) -> CallUndo:
    """As if it had not been written down; refused where something was built on it."""
    lead = db.session.get(Lead, call.lead_id) if call.lead_id else None
    task = db.session.get(Task, call.task_id) if call.task_id else None
    before = _check(call, lead, stamp)
    if lead is not None and call.counts:
        _put_back(lead, DATES, before["lead"])
        agenda_back(call.id)
        unanswered(lead.id, call.at, stamp)
    if task is not None:
        _reopen(task, call, before["task"], stamp)
    gone = CallUndo(
        store_id=call.store_id, lead_id=call.lead_id, customer_id=call.customer_id, channel=call.channel,
        result=call.result, called_at=call.at, called_by_id=call.by_id,
    )  # fmt: skip
    gone.sign(stamp)
    db.session.add(gone)
    db.session.delete(call)
    db.session.flush()
    return gone


def _check(call: Call, lead: Lead | None, stamp: Stamp) -> dict[str, Any]:
    """How it stood before the call, unless something forbids to go back there."""
    days = settings.of(stamp.store_id)[UNDO_DAYS]
    if call.by_id != stamp.by.id and not stamp.by.can(Right.ALL_LEADS):
        raise Refused(_("Only who has written it down, or a supervisor, can undo it."))
    if call.before is None or call.at < stamp.at - timedelta(days=days):
        raise Refused(_("A call can be undone for %(days)s days.", days=days))
    if queries.later_call(call):
        raise Refused(_("Another contact has been written down since. Undo that one first."))
    before: dict[str, Any] = call.before
    if lead is None or not call.counts:
        return before
    moved = lead.last_contact_at != call.at or lead.next_on != call.next_on or lead.after_visit_on is not None
    if moved or lead.stage not in ACTIVE:
        raise Refused(_("Something has been built on this call since: a visit, another date, an order or its loss."))
    return before


def _reopen(task: Task, call: Call, before: dict[str, Any], stamp: Stamp) -> None:
    """The task that the call closed or tried stands as before; one made since from the call's date is undone, too."""
    closed_by_it, tried_by_it = task.call_id == call.id, task.closed_at is None and task.tried_at == call.at
    if closed_by_it and task.lead_id is not None:
        since = queries.open_sales_task(task.lead_id)
        if since is not None:
            since.closed_at, since.closed_how = stamp.at, How.UNDONE.value
            db.session.flush()
    if closed_by_it:
        task.closed_at = task.closed_how = task.call_id = None
    if closed_by_it or tried_by_it:
        _put_back(task, TRIES, before)


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _put_back(row: Any, names: tuple[str, ...], before: dict[str, Any]) -> None:
    for name in names:
        value = before[name]
        if value is not None and name.endswith("_at"):
            value = datetime.fromisoformat(value)
        elif value is not None and name.endswith("_on"):
            value = date.fromisoformat(value)
        setattr(row, name, value)
