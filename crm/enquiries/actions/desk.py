"""The DCC desk: a call is written down, an enquiry is handed on, answered, or found to be none (F-13, F-14)."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, cast

from sqlalchemy import update

from crm.customers import actions as customers
from crm.customers.models import Customer
from crm.customers.queries import on_file
from crm.enquiries import queries
from crm.enquiries.actions.intake import TOPIC, write_route
from crm.enquiries.models import Enquiry, NoIntention
from crm.enquiries.rules import NO_ANSWER_CALLS, RULE_VERSION, Closed, How, WhyNot, why_refused
from crm.leads import actions as leads
from crm.leads.models import Lead
from crm.leads.queries import active_lead, failed_call_days
from crm.leads.rules import LIVE, Stage
from crm.notices import actions as notices
from crm.shared import settings
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.shared.words import _


def note_call(
    *, phone: str | None, name: str = "", model: str = "", channel: str, channel_detail: str = "", question: str = "",
    why_not: WhyNot | None = None, note: str = "", advisor_id: int | None = None, why: str = "",
    shared_phone: bool = False, stamp: Stamp,
) -> Enquiry:  # fmt: skip
    """Somebody called: qualified by who took the call, handed to an advisor, or without intention.

    Of a caller without intention who is not on file, nothing is kept but the reason (F-72).
    """
    if phone is None and why_not is None:
        raise Refused(_("A phone number is needed; everything else can come later."), "phone")
    enquiry = Enquiry(
        store_id=stamp.store_id, ref=secrets.token_urlsafe(12), on_day=stamp.today, channel=channel, model=model,
        message=question or None, opened_lead=False, first_staff_id=stamp.by.id, due_at=stamp.at, closed_at=stamp.at,
        closed_by_id=stamp.by.id, closed_how=Closed.ANSWERED,
    )  # fmt: skip
    enquiry.sign(stamp)
    typed = Reason("enquiries.typed", {"name": stamp.by.name})
    enquiry.decide(typed, RULE_VERSION)
    db.session.add(enquiry)
    raise_topic(stamp.store_id, TOPIC)
    if why_not is not None:
        enquiry.message = None
        return _none(enquiry, phone, why_not, note, stamp)
    customer = customers.file_customer(phone=phone, name=name, source=channel, shared_phone=shared_phone, stamp=stamp)
    known = active_lead(customer.id)
    lead = leads.open_lead(
        customer, owner_id=stamp.by.id, channel=channel, channel_detail=channel_detail, interest=model, stamp=stamp
    )
    enquiry.customer_id, enquiry.lead_id, enquiry.opened_lead = customer.id, lead.id, known is None
    enquiry.first_staff_id = lead.owner_id
    db.session.flush()
    write_route(lead, enquiry, lead.owner_id, How.CALL, typed, stamp)
    handed = advisor_id is not None and advisor_id != lead.owner_id
    if known is not None and not handed:
        leads.note_inbound(lead, stamp)
    if handed and advisor_id is not None:
        hand_over(enquiry, lead, owner_id=advisor_id, why=why or _("Phone enquiry"), stamp=stamp)
    return enquiry


def _none(enquiry: Enquiry, phone: str | None, why_not: WhyNot, note: str, stamp: Stamp) -> Enquiry:
    """A call without intention; a customer who is on file keeps the entry on the timeline, and their lead goes on."""
    known = on_file(stamp.store_id, phone) if phone else None
    lead = active_lead(known.id) if known else None
    enquiry.customer_id, enquiry.lead_id = known.id if known else None, lead.id if lead else None
    wrong = why_refused(why_not, note, 0, settings.of(stamp.store_id))
    if wrong:
        raise Refused(_(wrong[1], **_counts(wrong[0], 0, stamp)), "note" if wrong[0] == "note" else "why_not")
    enquiry.closed_how = Closed.NO_INTENTION
    db.session.flush()
    _reason_row(enquiry, why_not, note, False, stamp)
    return enquiry


def hand_over(
    enquiry: Enquiry, lead: Lead, *, owner_id: int, why: str, version: int | None = None, stamp: Stamp
) -> None:
    """An advisor goes on with it: the lead and its task change hands, with the reason (F-14)."""
    handed = leads.assign(lead, owner_id=owner_id, reason=why, version=version, stamp=stamp)
    name = queries.name_of(owner_id)
    told = Reason("enquiries.handed", {"name": name, "why": handed.reason})
    write_route(lead, enquiry, owner_id, How.HANDED, told, stamp)
    customer = db.session.get_one(Customer, lead.customer_id)
    if customer.owner_id in (None, handed.old_owner_id):
        customer.owner_id = owner_id
    notices.withdraw("unassigned", lead.id, stamp=stamp)
    raise_topic(lead.store_id, TOPIC)


def no_intention(enquiry: Enquiry, lead: Lead | None, *, reason: WhyNot, note: str = "", stamp: Stamp) -> NoIntention:
    """There is nothing to sell here (F-13). A lead that this door had opened and nobody met ends as no lead at all."""
    if enquiry.closed_how == Closed.NO_INTENTION:
        raise Refused(_("This enquiry is closed already."))
    failed = len(failed_call_days(lead.id, stamp.zone)) if lead else 0
    wrong = why_refused(reason, note, failed, settings.of(stamp.store_id))
    if wrong:
        raise Refused(_(wrong[1], **_counts(wrong[0], failed, stamp)), wrong[0])
    closes = lead is not None and lead.stage == Stage.OPEN and not lead.visit_count and queries.opened_here(lead.id)
    enquiry.closed_at, enquiry.closed_by_id, enquiry.closed_how = stamp.at, stamp.by.id, Closed.NO_INTENTION
    if lead is not None and closes:
        _end(lead, enquiry, stamp)
    raise_topic(enquiry.store_id, TOPIC)
    return _reason_row(enquiry, reason, note, closes, stamp)


def _counts(field: str, failed: int, stamp: Stamp) -> dict[str, int]:
    wanted = settings.of(stamp.store_id)[NO_ANSWER_CALLS]
    return {"wanted": wanted, "failed": failed} if field == "reason" else {}


def _end(lead: Lead, enquiry: Enquiry, stamp: Stamp) -> None:
    """The lead was none: no task, no loss; a file made for it alone is put away when offers were not agreed to."""
    lead.stage = Stage.INVALID
    lead.next_on = lead.next_rule = lead.after_visit_on = lead.first_due_at = lead.first_due_on = None
    db.session.flush()
    leads.queue_anew(lead)
    notices.withdraw("unassigned", lead.id, stamp=stamp)
    _close(lead.id, Closed.OVER, stamp)
    customer = db.session.get_one(Customer, lead.customer_id)
    first = queries.first_enquiry_at(lead.id)
    if first and customer.created_at >= first and not queries.offers_consent(customer.id):
        customers.archive(customer, stamp=stamp)


def _reason_row(enquiry: Enquiry, reason: WhyNot, note: str, closed_lead: bool, stamp: Stamp) -> NoIntention:
    row = NoIntention(
        store_id=enquiry.store_id, enquiry_id=enquiry.id, lead_id=enquiry.lead_id, on_day=stamp.today, reason=reason,
        note=note.strip(), closed_lead=closed_lead,
    )  # fmt: skip
    row.sign(stamp)
    db.session.add(row)
    return row


def answer(enquiry: Enquiry, lead: Lead, *, stamp: Stamp) -> None:
    """Answered for a customer who has ordered already: no call of the sales list closes it."""
    if lead.stage in LIVE:
        raise Refused(_("Write the call down on the lead; that closes the enquiry."))
    _close(lead.id, Closed.ANSWERED, stamp)
    raise_topic(enquiry.store_id, TOPIC)


def answered(lead_id: int, counts: bool, stamp: Stamp) -> None:
    """A contact was written down on the lead: one that counts closes its enquiries, any other is an attempt (R-226)."""
    if counts:
        _close(lead_id, Closed.ANSWERED, stamp)
    else:
        waits = update(Enquiry).where(Enquiry.lead_id == lead_id, Enquiry.closed_at.is_(None))
        db.session.execute(waits.values(tried_at=stamp.at).execution_options(synchronize_session=False))
    raise_topic(stamp.store_id, TOPIC)


def unanswered(lead_id: int, closed_at: datetime, stamp: Stamp) -> None:
    """That contact is undone: the enquiries that it closed wait again."""
    mine = (Enquiry.lead_id == lead_id, Enquiry.closed_at == closed_at, Enquiry.closed_how == Closed.ANSWERED)
    opened = update(Enquiry).where(*mine).values(closed_at=None, closed_by_id=None, closed_how=None)
    db.session.execute(opened.execution_options(synchronize_session=False))
    raise_topic(stamp.store_id, TOPIC)


def _close(lead_id: int, how: Closed, stamp: Stamp) -> None:
    waits = update(Enquiry).where(Enquiry.lead_id == lead_id, Enquiry.closed_at.is_(None))
    closed = waits.values(closed_at=stamp.at, closed_by_id=stamp.by.id, closed_how=how.value)
    if cast(Any, db.session.execute(closed.execution_options(synchronize_session=False))).rowcount:
        notices.withdraw("enquiry", lead_id, stamp=stamp)
