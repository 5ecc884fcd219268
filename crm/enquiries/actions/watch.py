"""What the minute looks at: a lead that nobody takes calls the manager (A-37); what ended elsewhere ends here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import and_, delete, or_, select, update

from crm.enquiries import queries
from crm.enquiries.models import Enquiry, SourceCount, UnassignedCall
from crm.enquiries.rules import RULE_VERSION, UNASSIGNED_MINUTES, Closed, is_open, open_minutes
from crm.leads.models import Lead
from crm.leads.rules import ACTIVE
from crm.notices import actions as notices
from crm.shared import settings
from crm.shared.db import db, insert_missing
from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.staff.queries import people_with
from crm.staff.rules import Role

CALLED = (Role.MANAGER, Role.SUPERVISOR, Role.GM)  # the first post that somebody holds


def waiting_too_long(stamp: Stamp) -> list[int]:
    """The leads for which the manager has to be called now; none while the store is closed."""
    minutes = settings.of(stamp.store_id)[UNASSIGNED_MINUTES]
    found = queries.without_call(stamp.store_id, stamp.at - timedelta(minutes=minutes))
    if not found:
        return []
    calendar = queries.calendar(stamp)
    if not is_open(stamp.at, calendar):
        return []
    return [row.id for row in found if open_minutes(row.since, stamp.at, calendar) >= minutes]


def call_the_manager(stamp: Stamp) -> int:
    """Tell the manager of each such lead, once for each; the number of leads."""
    minutes, told = settings.of(stamp.store_id)[UNASSIGNED_MINUTES], 0
    why = Reason("enquiries.unassigned", {"minutes": minutes})
    late = waiting_too_long(stamp)
    managers = next((found for role in CALLED if (found := people_with(stamp.store_id, role))), []) if late else []
    for lead_id in late:
        row = {
            "store_id": stamp.store_id, "lead_id": lead_id, "by_id": None, "at": stamp.at, "reason_code": why.code,
            "facts": dict(why.facts), "rule_version": RULE_VERSION,
        }  # fmt: skip
        if insert_missing(UnassignedCall, [row]):
            told += 1
            for manager in managers:
                notices.tell(manager.id or 0, "unassigned", lead_id, reason=why, stamp=stamp)
    return told


def ended_elsewhere(stamp: Stamp) -> Any:
    """The condition under which an open enquiry has ended by another way: the customer came, or the lead is closed."""
    lead = select(Lead.id).where(Lead.id == Enquiry.lead_id).correlate(Enquiry)
    came = lead.where(Lead.last_visit_on.is_not(None), Lead.last_visit_on >= Enquiry.on_day).exists()
    over = lead.where(Lead.stage.not_in(ACTIVE)).exists()
    return and_(Enquiry.store_id == stamp.store_id, Enquiry.closed_at.is_(None), or_(came, over)), came


def has_ended(stamp: Stamp) -> bool:
    which, _came = ended_elsewhere(stamp)
    waits = db.session.scalar(select(Enquiry.id).where(which).limit(1)) is not None
    return waits or bool(queries.called_in_vain(stamp.store_id))


def settle(stamp: Stamp) -> None:
    """Close what has ended elsewhere, and take back calls to the manager that nobody needs any more."""
    which, came = ended_elsewhere(stamp)
    for condition, how in ((and_(which, came), Closed.CAME), (which, Closed.OVER)):
        closed = update(Enquiry).where(condition).values(closed_at=stamp.at, closed_how=how.value)
        db.session.execute(closed.execution_options(synchronize_session=False))
    for lead_id in queries.called_in_vain(stamp.store_id):
        notices.withdraw("unassigned", lead_id, stamp=stamp)
    raise_topic(stamp.store_id, "enquiries")


def forget_counts(stamp: Stamp) -> None:
    """The counters of past minutes say nothing any more."""
    db.session.execute(delete(SourceCount).where(SourceCount.minute_at < stamp.at - timedelta(days=1)))
