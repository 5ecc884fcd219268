"""The statements that move the leads of a run, and those that bring them back: never a loop over leads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Text, cast, delete, func, insert, literal, null, select, update
from sqlalchemy.orm import aliased

from crm.ageing.models import Move, Run
from crm.ageing.rules import KEPT_PERCENT, State
from crm.callbacks.actions.care import as_json
from crm.callbacks.models import Task
from crm.customers.models import Customer
from crm.leads.actions import settle_owners
from crm.leads.actions.owners import MAKE_QUEUE
from crm.leads.models import CommissionPeriod, Lead, LeadAssignment, OwnerPeriod
from crm.shared import settings
from crm.shared.db import Instant, db
from crm.shared.queue import ask
from crm.shared.stamp import Stamp


def write(statement: Any) -> int:
    """One statement over many rows; the number of rows."""
    done: Any = db.session.execute(statement.execution_options(synchronize_session=False))
    return int(done.rowcount)


def give(run: Run, stamp: Stamp) -> None:
    """The moved leads of this run to their new owners, with everything that goes along."""
    mine = Move.run_id == run.id, Move.state == State.MOVED
    theirs = select(Customer.id).join(Lead, Lead.customer_id == Customer.id).where(Lead.id == Move.lead_id)
    theirs = theirs.where(
        Customer.owner_id == Move.old_owner_id, Customer.kind != "company"
    )  # a firm stays with its own
    write(update(Move).where(*mine).values(with_customer=theirs.correlate(Move).exists()))
    _customers_go_along(mine, Move.old_owner_id, Move.new_owner_id)
    write(
        update(Lead)
        .where(Lead.id == Move.lead_id, *mine)
        .values(owner_id=Move.new_owner_id, aged_step=Move.new_step, version=Lead.version + 1)
    )
    leads = select(Move.lead_id).where(*mine)
    settle_owners(stamp, Lead.id.in_(leads))
    opened = OwnerPeriod.until_at.is_(None), OwnerPeriod.lead_id == Move.lead_id
    watched = Move.watcher_id.is_not(None)
    write(update(OwnerPeriod).where(*opened, *mine, watched).values(watcher_id=Move.watcher_id))
    kept = settings.of(run.store_id)[KEPT_PERCENT]
    if kept and run.kind == "age":
        began = CommissionPeriod.lead_id == Move.lead_id, CommissionPeriod.since_at == literal(stamp.at, Instant)
        earns = CommissionPeriod.earner_id.is_not(None)
        shared = {"shared_with_id": Move.old_owner_id, "shared_percent": kept}
        write(update(CommissionPeriod).where(*began, *mine, earns).values(shared))
    _tell_the_story(mine, Move.old_owner_id, Move.new_owner_id, Move.code, stamp)
    _tasks_go_along(run, leads)


def take_back(run: Run, stamp: Stamp) -> None:
    """The leads marked as undone to their owners of before; who it counts for is as if it had never been."""
    mine = Move.run_id == run.id, Move.state == State.UNDONE
    leads = select(Move.lead_id).where(*mine)
    _customers_go_along(mine, Move.new_owner_id, Move.old_owner_id)
    write(
        update(Lead)
        .where(Lead.id == Move.lead_id, *mine)
        .values(owner_id=Move.old_owner_id, aged_step=Move.old_step, version=Lead.version + 1)
    )
    _commission_as_before(run, leads)
    settle_owners(stamp, Lead.id.in_(leads))
    write(
        update(OwnerPeriod)
        .where(OwnerPeriod.until_at.is_(None), OwnerPeriod.lead_id == Move.lead_id, *mine)
        .where(Move.old_owner_id.is_not_distinct_from(Move.new_owner_id))
        .values(watcher_id=null())
    )
    _tell_the_story(mine, Move.new_owner_id, Move.old_owner_id, literal("ageing.undone"), stamp)
    _tasks_go_along(run, leads)


def _customers_go_along(mine: Sequence[Any], had: Any, gets: Any) -> None:
    """A customer whose own advisor was the lead's goes with it."""
    write(
        update(Customer)
        .where(Customer.id == Lead.customer_id, Lead.id == Move.lead_id, *mine, Move.with_customer)
        .where(Customer.owner_id == had)
        .values(owner_id=gets, version=Customer.version + 1)
    )


def _commission_as_before(run: Run, leads: Any) -> None:
    """What began with the run goes, and what ended with it goes on."""
    ran_at = literal(run.ran_at, Instant)
    theirs = CommissionPeriod.lead_id.in_(leads)
    began = CommissionPeriod.since_at == ran_at, CommissionPeriod.until_at.is_(None)
    write(delete(CommissionPeriod).where(theirs, *began))
    other = aliased(CommissionPeriod)
    goes_on = select(other.id).where(other.lead_id == CommissionPeriod.lead_id, other.until_at.is_(None)).exists()
    write(update(CommissionPeriod).where(theirs, CommissionPeriod.until_at == ran_at, ~goes_on).values(until_at=null()))


def _tell_the_story(mine: Sequence[Any], had: Any, gets: Any, code: Any, stamp: Stamp) -> None:
    """One line in each customer's story, signed by whoever confirmed."""
    days = literal('{"days": ') + cast(Move.days, Text) + literal(', "since": "') + cast(Move.from_on, Text)
    told = select(
        Move.store_id, Move.lead_id, had, gets, literal(""), code, as_json(days + literal('"}')),
        literal(stamp.by.id), literal(stamp.at, Instant),
    )  # fmt: skip
    columns = ["store_id", "lead_id", "old_owner_id", "new_owner_id", "reason", "reason_code", "facts", "by_id", "at"]
    told = told.where(*mine, gets.is_not(None), gets.is_distinct_from(had))
    db.session.execute(insert(LeadAssignment).from_select(columns, told))


def _tasks_go_along(run: Run, leads: Any) -> None:
    """Open tasks stand in the new advisor's list at once; what the change makes due comes with the next queue."""
    owner = select(Lead.owner_id).where(Lead.id == Task.lead_id).scalar_subquery()
    write(
        update(Task)
        .where(Task.lead_id.in_(leads), Task.kind == "sales", Task.closed_at.is_(None))
        .values(owner_id=owner, cover_id=null())
    )
    ask(MAKE_QUEUE, store_id=run.store_id, queue="bulk")


def counted(run_id: int, state: State) -> int:
    """How many leads of the run are in this state."""
    return db.session.scalar(select(func.count()).where(Move.run_id == run_id, Move.state == state)) or 0
