"""An enquiry comes in by a door: filed, recognised, given to somebody with a reason, and owed an answer until a time.

Without the box being ticked the number is kept to answer this enquiry and nothing else (F-72): the customer's consent
to offers is recorded as "no", unless they have said yes before; an unticked box takes nothing back.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from crm.customers import actions as customers
from crm.customers.models import Customer
from crm.enquiries import queries
from crm.enquiries.actions.sources import ASKED
from crm.enquiries.models import Enquiry, EnquiryRoute, Source, SourceCount
from crm.enquiries.rules import RULE_VERSION, Asked, Given, How, Routing, answer_by, route
from crm.leads.actions import hand_over, open_lead, queue_anew
from crm.leads.models import Lead
from crm.leads.queries import active_lead
from crm.leads.rules import FIRST_CONTACT, LIVE
from crm.notices import actions as notices
from crm.shared import settings
from crm.shared.clock import clock
from crm.shared.db import db
from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic

TOPIC = "enquiries"


class Clash(Exception):
    """The same key came with another body."""


def count_one(source_id: int, at: datetime) -> Any:
    """The statement that counts one enquiry of this minute and returns how many there are now."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    minute = at.replace(second=0, microsecond=0)
    statement = dialect.insert(SourceCount).values(source_id=source_id, minute_at=minute, n=1)
    counted = statement.on_conflict_do_update(index_elements=["source_id", "minute_at"], set_={"n": SourceCount.n + 1})
    return counted.returning(SourceCount.n)


def body_hash(asked: Asked, phone: str) -> str:
    """Two bodies are the same when everything that was read from them is."""
    said = (asked.name, phone, asked.model, asked.message, asked.source_detail, asked.consent,
            asked.consent_text_version, asked.at.isoformat() if asked.at else "")  # fmt: skip
    return hashlib.sha256(repr(said).encode()).hexdigest()


def receive(source: Source, *, asked: Asked, phone: str, key: str = "", stamp: Stamp) -> Enquiry:
    """One enquiry. The same key and body again is the same enquiry; without a key, the same body within ten minutes."""
    digest = body_hash(asked, phone)
    key = key or f"same:{int(stamp.at.timestamp()) // 600}:{digest[:40]}"
    before = queries.by_key(source.id, key)
    if before is not None:
        if before.body_hash != digest:
            raise Clash
        return before
    customer = customers.file_customer(phone=phone, name=asked.name, source=source.channel, stamp=stamp)
    note_consent(customer, asked.consent, asked.consent_text_version, stamp)
    known = active_lead(customer.id)
    given = route(
        queries.owner_of(customer, known), Routing(source.routing), queries.candidates(source, stamp),
        queries.team_name(source.team_id),
    )  # fmt: skip
    lead = open_lead(
        customer, owner_id=None, channel=source.channel, channel_detail=source.channel_detail, interest=asked.model,
        stamp=stamp,
    )  # fmt: skip
    hours = settings.of(source.store_id)[FIRST_CONTACT]
    due = answer_by(stamp.at, source.answer_minutes, source.in_hours, queries.calendar(stamp), hours)
    enquiry = _write(source, customer, lead, given, stamp, asked, due_at=due, key=key, body_hash=digest,
                     opened_lead=known is None)  # fmt: skip
    owe_answer(lead, due, stamp)
    hand_out(lead, enquiry, given, stamp)
    return enquiry


def note_consent(customer: Customer, given: bool, version: str, stamp: Stamp) -> None:
    """What the box said: a yes always as a row; a no only where nothing has been said before."""
    if given or queries.offers_consent(customer.id) is None:
        words = {"text_version": version} if version else {}
        customers.record_consent(customer, consent=ASKED, given=given, stamp=stamp, **words)


def _write(
    source: Source, customer: Customer, lead: Lead, given: Given, stamp: Stamp, asked: Asked, **more: Any
) -> Enquiry:
    enquiry = Enquiry(
        store_id=source.store_id, source_id=source.id, ref=secrets.token_urlsafe(12), customer_id=customer.id,
        lead_id=lead.id, on_day=stamp.today, asked_at=asked.at, channel=source.channel, detail=asked.source_detail,
        model=asked.model, message=asked.message or None, first_staff_id=given.staff_id, **more,
    )  # fmt: skip
    enquiry.sign(stamp)
    enquiry.decide(given.reason, RULE_VERSION)
    db.session.add(enquiry)
    db.session.flush()
    return enquiry


def owe_answer(lead: Lead, due: datetime, stamp: Stamp) -> None:
    """The lead's task stands by the enquiry's own hour; one that has been spoken to is due again today (R-232)."""
    if lead.stage not in LIVE:
        return
    if lead.last_contact_at is None or lead.first_due_at is None:
        lead.first_due_at = min(due, lead.first_due_at or due)
    else:
        lead.first_due_at = due
        lead.next_on, lead.next_rule = stamp.today, "enquired"
    lead.first_due_on = clock.day(lead.first_due_at, stamp.zone)


def hand_out(lead: Lead, enquiry: Enquiry | None, given: Given, stamp: Stamp) -> EnquiryRoute:
    """Whoever was chosen has the lead from now on, or the pool has it; the reason stays as a row."""
    changes = lead.owner_id != given.staff_id
    hand_over(lead, given.staff_id, stamp=stamp)
    found = write_route(lead, enquiry, given.staff_id, given.how, given.reason, stamp)
    if not changes:
        queue_anew(lead)
    raise_topic(lead.store_id, TOPIC)
    return found


def write_route(
    lead: Lead, enquiry: Enquiry | None, staff_id: int | None, how: How, reason: Reason, stamp: Stamp
) -> EnquiryRoute:
    row = EnquiryRoute(
        store_id=lead.store_id, enquiry_id=enquiry.id if enquiry else None, lead_id=lead.id, staff_id=staff_id, how=how
    )
    row.sign(stamp)
    row.decide(reason, RULE_VERSION)
    db.session.add(row)
    notices.withdraw("enquiry", lead.id, stamp=stamp)
    if staff_id is not None and staff_id != stamp.by.id:  # who took it themselves knows
        # Why somebody handed it on is typed freely and may name the customer: a notice never carries that.
        told = Reason("enquiries.yours", {"by": stamp.by.name}) if how == How.HANDED else reason
        notices.tell(staff_id, "enquiry", lead.id, reason=told, stamp=stamp)
    return row
