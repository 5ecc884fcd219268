"""The one door through which the owner of a lead changes: the lead, who it counts for, and the rows that say so.

Whatever changes `Lead.owner_id` in many leads at once does so here, too, or calls `settle_owners` in the same
transaction: the periods then follow from what stands on the leads, without a gap or an overlap (A-09).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, case, insert, literal, null, select, update
from sqlalchemy.orm import aliased

from crm.customers.models import Customer
from crm.leads.models import CommissionPeriod, Lead, LeadAssignment, OwnerPeriod
from crm.leads.rules.ageing import STEPS, Kind
from crm.leads.rules.grades import Stage
from crm.shared.db import Instant, db
from crm.shared.journal import Batch
from crm.shared.queue import ask
from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp

MAKE_QUEUE = "jobs.callbacks.make_queue"
CHIEFS = STEPS.index(Kind.CHIEFS) + 1
Clause = ColumnElement[bool]


def queue_anew(lead: Lead) -> None:
    """The lead's task follows what has changed: made at once, handed on, or closed (A-32)."""
    ask(MAKE_QUEUE, lead.id, store_id=lead.store_id)


def hand_over(lead: Lead, new_owner_id: int | None, *, why: Reason | str = "", stamp: Stamp) -> LeadAssignment | None:
    """Somebody else looks after the lead from now on (None: nobody); the customer goes with it, and the open task.

    With a `why` a line of the story is written; without one something else tells it (a visit, an enquiry's route).
    """
    had = lead.owner_id
    if had == new_owner_id:
        return None
    lead.owner_id = new_owner_id
    customer = db.session.get_one(Customer, lead.customer_id)
    if had is not None and customer.owner_id == had and customer.kind != "company":  # a firm keeps its key-account one
        customer.owner_id = new_owner_id
    db.session.flush()
    settle_owners(stamp, Lead.id == lead.id)
    queue_anew(lead)
    if new_owner_id is None or not why:
        return None
    return _tell(lead, had, new_owner_id, why, stamp)


def _tell(lead: Lead, had: int | None, new_owner_id: int, why: Reason | str, stamp: Stamp) -> LeadAssignment:
    line = LeadAssignment(
        store_id=lead.store_id, lead_id=lead.id, old_owner_id=had, new_owner_id=new_owner_id,
        reason=why if isinstance(why, str) else "",
    )  # fmt: skip
    if isinstance(why, Reason):
        line.reason_code, line.facts = why.code, dict(why.facts)
    line.sign(stamp)
    db.session.add(line)
    return line


def claim_unowned(lead_id: int, stamp: Stamp) -> bool:
    """Take a lead that nobody has; False when somebody was quicker or it is closed."""
    free = update(Lead).where(Lead.id == lead_id, Lead.owner_id.is_(None), Lead.stage == Stage.OPEN)
    taken: Any = db.session.execute(
        free.values(owner_id=stamp.by.id, version=Lead.version + 1).execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:
        return False
    settle_owners(stamp, Lead.id == lead_id)
    return True


def hand_over_in_batch(batch: Batch, lead: Lead, new_owner_id: int, *, why: str, stamp: Stamp) -> None:
    """The same through the journal, so that taking two merged files apart brings the periods back as they were."""
    signed = {"store_id": lead.store_id, "lead_id": lead.id}
    if lead.owner_id is not None:
        line = {"old_owner_id": lead.owner_id, "new_owner_id": new_owner_id, "reason": why}
        batch.insert(LeadAssignment, [{**signed, **line, "by_id": stamp.by.id, "at": stamp.at}])
    counts = lead.aged_step < CHIEFS
    batch.update(Lead, Lead.id == lead.id, {"owner_id": new_owner_id})
    _turn(batch, OwnerPeriod, {**signed, "owner_id": new_owner_id}, stamp)
    if counts:
        _turn(batch, CommissionPeriod, {**signed, "earner_id": new_owner_id}, stamp)


def _turn(batch: Batch, period: Any, row: dict[str, Any], stamp: Stamp) -> None:
    stands = (period.lead_id == row["lead_id"]) & period.until_at.is_(None)
    if batch.update(period, stands & (period.since_at < stamp.at), {"until_at": stamp.at}):
        batch.insert(period, [{**row, "since_at": stamp.at}])
    else:
        batch.update(period, stands, row)


def begin_owners(lead: Lead) -> None:
    """The first periods of a lead that has just been opened: nothing stood before, so nothing has to be asked."""
    begun = {"store_id": lead.store_id, "lead_id": lead.id, "since_at": lead.opened_at}
    db.session.add_all(
        (OwnerPeriod(**begun, owner_id=lead.owner_id), CommissionPeriod(**begun, earner_id=lead.owner_id))
    )


def settle_owners(stamp: Stamp, *which: Clause) -> None:
    """The periods of these leads follow from their owner and step now: what no longer holds ends, the next begins."""
    _settle(OwnerPeriod, OwnerPeriod.owner_id, Lead.owner_id, stamp, which)
    _settle(
        CommissionPeriod, CommissionPeriod.earner_id, case((Lead.aged_step >= CHIEFS, null()), else_=Lead.owner_id),
        stamp, which,
    )  # fmt: skip


def _settle(period: Any, person: Any, wanted: Any, stamp: Stamp, which: tuple[Clause, ...]) -> None:
    """End what differs and begin anew; what began at this very moment is set right in its place."""
    now = literal(stamp.at, Instant)
    due = select(wanted).where(Lead.id == period.lead_id).scalar_subquery()
    before = period.since_at < now
    db.session.execute(
        update(period)
        .where(period.until_at.is_(None), period.lead_id.in_(select(Lead.id).where(*which)))
        .where(person.is_distinct_from(due))
        .values({person: case((before, person), else_=due), period.until_at: case((before, now), else_=null())})
        .execution_options(synchronize_session=False)
    )
    other = aliased(period)
    known = select(other.id).where(other.lead_id == Lead.id)
    since = case((known.exists(), now), else_=Lead.opened_at)
    begun = select(Lead.store_id, Lead.id, wanted.label("who"), since.label("since"))
    begun = begun.where(*which, ~known.where(other.until_at.is_(None)).exists())
    db.session.execute(insert(period).from_select(["store_id", "lead_id", person.key, "since_at"], begun))
