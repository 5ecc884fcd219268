"""Single tasks and calls, whether the queue has been made today, and the timeline's part."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, Select, and_, bindparam, exists, or_, select

from crm.callbacks.models import Task
from crm.callbacks.queries.day import OPEN_LEAD, STORE, TODAY, WHOSE, moment_of, single
from crm.callbacks.rules.queue import Kind
from crm.leads.models import Lead
from crm.leads.rules import ACTIVE
from crm.shared.db import db
from crm.shared.queue import Outbox
from crm.shared.scope import NotYours
from crm.shared.stamp import Person, Stamp
from crm.staff.models import Staff
from crm.staff.rules import Right

JOB = "jobs.callbacks.make_queue"
MADE: set[str] = set()  # the nights whose work this process has seen done


def open_sales_task(lead_id: int) -> Task | None:
    """The lead's one open task."""
    open_one = select(Task).where(Task.lead_id == lead_id, Task.kind == Kind.SALES.value, Task.closed_at.is_(None))
    return db.session.scalar(open_one)


NUMBER, TEAM = bindparam("number", type_=BigInteger), bindparam("team", type_=BigInteger)
_TASK = Task.id == NUMBER
_OPEN_TASK = and_(_TASK, Task.closed_at.is_(None))
_OPEN_OF_LEAD = and_(Task.lead_id == NUMBER, *OPEN_LEAD)


@cache
def _tasks_for(all_leads: bool, cares: bool, team: bool) -> ColumnElement[bool]:
    """The tasks that a person may work on: their own, the store's after-sales pool, a chief's people's."""
    if all_leads:
        return Task.store_id == STORE
    own = [Task.owner_id == WHOSE, Task.cover_id == WHOSE]
    if cares:
        own.append(Task.kind == Kind.CARE.value)
    if team:
        own.append(Task.owner_id.in_(select(Staff.id).where(Staff.team_id == TEAM)))
    return and_(Task.store_id == STORE, or_(*own))


def _scope(person: Person) -> ColumnElement[bool]:
    team = person.can(Right.TEAM_LEADS) and person.team_id is not None
    return _tasks_for(person.can(Right.ALL_LEADS), person.can(Right.CARE), team)


def _who(person: Person, number: int) -> dict[str, Any]:
    return {"store": person.store_id, "whose": person.id, "team": person.team_id, "number": number}


def task_for(person: Person, task_id: int) -> Task:
    """The task, or 404 unless this person may work on it."""
    found = db.session.scalar(select(Task).where(_TASK, _scope(person)), _who(person, task_id))
    if found is None:
        raise NotYours
    return found


def row_for(task_id: int, stamp: Stamp, soon: datetime) -> Row[Any]:
    """The same task as the day shows it."""
    found = _row(_TASK, task_id, stamp, soon)
    if found is None:
        raise NotYours
    return found


def open_row_of(task_id: int, stamp: Stamp, soon: datetime) -> Row[Any] | None:
    """The same, when it is still to be done; None otherwise."""
    return _row(_OPEN_TASK, task_id, stamp, soon)


def open_row(lead_id: int, stamp: Stamp, soon: datetime) -> Row[Any] | None:
    """The open task of a lead that this person may see, as the day shows it."""
    given = {**moment_of(stamp, soon), "number": lead_id}
    return db.session.execute(single(_OPEN_OF_LEAD), given).first()


def _row(which: ColumnElement[bool], number: int, stamp: Stamp, soon: datetime) -> Row[Any] | None:
    given = {**moment_of(stamp, soon), **_who(stamp.by, number)}
    return db.session.execute(single(which, _scope(stamp.by)), given).first()


def made_today(stamp: Stamp) -> bool:
    """The worker has made today's queue. Once true it stays so, and is not asked for again."""
    key = f"{JOB}:{stamp.store_id}:{stamp.today}"
    if key not in MADE:
        done = select(Outbox.id).where(Outbox.key == key, Outbox.done_at.is_not(None))
        if db.session.scalar(done) is None:
            return False
        MADE.add(key)
    return True


def lead_waits(stamp: Stamp) -> bool:
    """Something happened to a lead, and the worker has not looked at it yet."""
    return db.session.scalar(_waiting(), {"store": stamp.store_id}) is not None


@cache
def _waiting() -> Select[Any]:
    waiting = (Outbox.done_at.is_(None), Outbox.failed_at.is_(None), Outbox.job == JOB, Outbox.store_id == STORE)
    return select(Outbox.id).where(*waiting).limit(1)


def lacks_tasks(owner_id: int, stamp: Stamp) -> bool:
    """Some lead of this person is due and has no open task."""
    given = {"store": stamp.store_id, "whose": owner_id, "today": stamp.today}
    return db.session.scalar(_lacking(), given) is not None


@cache
def _lacking() -> Select[Any]:
    busy = exists().where(Task.lead_id == Lead.id, *OPEN_LEAD)
    due = or_(
        and_(Lead.first_due_on.is_not(None), Lead.last_contact_at.is_(None)),
        Lead.after_visit_on <= TODAY,
        Lead.next_on <= TODAY,
    )
    lead = select(Lead.id).where(Lead.store_id == STORE, Lead.owner_id == WHOSE, Lead.stage.in_(ACTIVE))
    return lead.where(due, ~busy).limit(1)


def in_charge_of(person: Person, staff_id: int) -> Row[Any] | None:
    """Somebody whose day this chief may open, with their name: the store's people, or the own team's."""
    theirs: Any = select(Staff.id, Staff.name, Staff.name_en)
    theirs = theirs.where(Staff.id == staff_id, Staff.store_id == person.store_id)
    if person.can(Right.ALL_LEADS):
        return db.session.execute(theirs).first()
    if person.can(Right.TEAM_LEADS) and person.team_id is not None:
        return db.session.execute(theirs.where(Staff.team_id == person.team_id)).first()
    return None
