"""Single tasks and calls, whether the queue has been made today, and the timeline's part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, and_, exists, func, or_, select

from crm.callbacks.models import Call, Task
from crm.callbacks.rules.queue import Kind
from crm.leads.models import Lead
from crm.leads.rules import LIVE
from crm.shared.db import db
from crm.shared.queue import Outbox
from crm.shared.stamp import Person, Stamp
from crm.staff.models import Staff
from crm.staff.rules import Right

JOB = "jobs.callbacks.make_queue"


def open_sales_task(lead_id: int) -> Task | None:
    """The lead's one open task."""
    open_one = select(Task).where(Task.lead_id == lead_id, Task.kind == Kind.SALES.value, Task.closed_at.is_(None))
    return db.session.scalar(open_one)


def task_for(person: Person, task_id: int) -> Task | None:
    """A task that this person may work on: their own, the store's after-sales pool, or a chief's people's."""
    found = select(Task).where(Task.id == task_id, Task.store_id == person.store_id)
    if not person.can(Right.ALL_LEADS):
        own = [Task.owner_id == person.id]
        if person.can(Right.CARE):
            own.append(Task.kind == Kind.CARE.value)
        if person.can(Right.TEAM_LEADS) and person.team_id is not None:
            own.append(Task.owner_id.in_(select(Staff.id).where(Staff.team_id == person.team_id)))
        found = found.where(or_(*own))
    return db.session.scalar(found)


def calls_of(lead_id: int, limit: int = 5) -> Sequence[Row[Any]]:
    """The last contacts with a lead's customer, the latest first."""
    columns = (Call.at, Call.channel, Call.result, Call.topic, Call.said, Call.learnt, Call.agreed, Call.counts)
    found = select(*columns).where(Call.lead_id == lead_id)
    return db.session.execute(found.order_by(Call.at.desc(), Call.id.desc()).limit(limit)).all()


def made_today(stamp: Stamp) -> bool:
    """The worker has made today's queue and left no lead waiting; one look at the outbox."""
    outstanding = and_(Outbox.job == JOB, Outbox.store_id == stamp.store_id, Outbox.done_at.is_(None), Outbox.failed_at.is_(None))
    done = and_(Outbox.key == f"{JOB}:{stamp.store_id}:{stamp.today}", Outbox.done_at.is_not(None))
    return bool(db.session.scalar(select(and_(exists().where(done), ~exists().where(outstanding)))))


def lacks_tasks(owner_id: int, stamp: Stamp) -> bool:
    """Some lead of this person is due and has no open task."""
    busy = exists().where(Task.lead_id == Lead.id, Task.kind == Kind.SALES.value, Task.closed_at.is_(None))
    due = or_(
        and_(Lead.first_due_on.is_not(None), Lead.last_contact_at.is_(None)),
        Lead.after_visit_on <= stamp.today,
        Lead.next_on <= stamp.today,
    )
    lead = select(Lead.id).where(Lead.store_id == stamp.store_id, Lead.owner_id == owner_id, Lead.stage.in_(LIVE))
    return db.session.scalar(lead.where(due, ~busy).limit(1)) is not None


def calls_since(customer_id: int, since: Any) -> int:
    """How often this customer was called since then, by anybody (F-63)."""
    return db.session.scalar(select(func.count()).where(Call.customer_id == customer_id, Call.at >= since)) or 0
