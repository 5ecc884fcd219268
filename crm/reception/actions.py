"""What happens at the desk: a visit is recorded, completed, given to an advisor, and ends."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from crm.customers import actions as customers
from crm.customers import queries as customer_queries
from crm.customers.models import Customer
from crm.customers.rules import AT_THE_DOOR, Channel
from crm.leads.actions import note_visit, open_lead, queue_anew
from crm.leads.models import Lead
from crm.reception.models import Visit
from crm.reception.rules import (
    BUYING,
    NOTE_FIELDS,
    NOTES,
    Purpose,
    what_is_missing,
)
from crm.rota import actions as rota
from crm.rota.models import Turn
from crm.rota.queries import name_of
from crm.shared.db import db
from crm.shared.forms import Refused, expect_version
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.shared.words import _

TOPIC = rota.TOPIC


def record_visit(*, advisor: str = "", skip_reason: str = "asked_for", stamp: Stamp, **seen: Any) -> Visit:
    """Somebody has come in (or called). Everything is optional: an empty visit is one too (F-12)."""
    visit = Visit(store_id=stamp.store_id, arrived_at=stamp.at, on_day=stamp.today)
    visit.sign(stamp)
    db.session.add(visit)
    _write_down(visit, seen, stamp)
    db.session.flush()
    if advisor:
        assign(visit, advisor=advisor, skip_reason=skip_reason, stamp=stamp)
    _lead(visit, seen.get("interest") or "", stamp)
    db.session.flush()
    raise_topic(stamp.store_id, TOPIC)
    return visit


def complete_visit(visit: Visit, *, version: int | None = None, stamp: Stamp, **seen: Any) -> Visit:
    """Add what was missing; an unfinished visit leaves the queue once nothing is (A-37)."""
    expect_version(
        visit, version, purpose=visit.purpose or "", channel=visit.channel, description=visit.description,
        party_size=visit.party_size,
    )  # fmt: skip
    had_lead = visit.lead_id
    _write_down(visit, seen, stamp)
    visit.first_visit = visit.first_visit and (visit.customer_id is None or not had_lead)
    db.session.flush()
    _lead(visit, seen.get("interest") or "", stamp)
    db.session.flush()
    raise_topic(stamp.store_id, TOPIC)
    return visit


def _write_down(visit: Visit, seen: dict[str, Any], stamp: Stamp) -> None:
    visit.purpose = seen.get("purpose") or visit.purpose
    for name in ("channel", "channel_detail", "description"):
        setattr(visit, name, seen.get(name) or getattr(visit, name) or "")
    visit.party_size = seen.get("party_size") or visit.party_size
    for name in NOTES:
        setattr(visit, name, seen.get(name) or getattr(visit, name))
    customer = _customer(visit, seen, stamp)
    if customer is not None:
        visit.customer_id = customer.id
        told = {fact: seen[note] for note, fact in NOTE_FIELDS.items() if seen.get(note)}
        if told:
            customers.note_facts(customer, source="seen", only_new=True, stamp=stamp, **told)
    visit.nothing_left = bool(seen.get("nothing_left")) and customer is None
    missing = what_is_missing(
        purpose=visit.purpose, channel=visit.channel, nothing_left=visit.nothing_left,
        has_phone=bool(customer.phone_index if customer else visit.customer_id),
    )  # fmt: skip
    visit.completed_at = None if missing else (visit.completed_at or stamp.at)


def _customer(visit: Visit, seen: dict[str, Any], stamp: Stamp) -> Customer | None:
    """Who it is: chosen among the known, found by phone, or a new file; nobody when they do not agree to one."""
    phone, surname, consent = seen.get("phone"), seen.get("surname") or "", seen.get("consent")
    known = _chosen(seen.get("customer_id") or visit.customer_id, stamp)
    if known is None and phone:
        known = customer_queries.on_file(stamp.store_id, phone, surname)
    if known is None and (consent == "no" or not (phone or surname)):
        return None
    if known is None or (surname and not known.name):
        known = customers.file_customer(
            phone=phone or (known.phone if known else None), name=surname, sex=seen.get("sex") or None,
            source=seen.get("channel") or "", stamp=stamp,
        )  # fmt: skip
    elif phone and not known.phone:
        known = customers.edit_customer(known, name=known.name, sex=known.sex, kind=known.kind, phone=phone)
    if consent in ("yes", "no"):
        customers.record_consent(known, consent=AT_THE_DOOR, given=consent == "yes", stamp=stamp)
    return known


def _chosen(customer_id: int | None, stamp: Stamp) -> Customer | None:
    if not customer_id:
        return None
    found = db.session.get(Customer, customer_id)
    if found is None or found.store_id != stamp.store_id or found.archived_at:
        raise Refused(_("This customer is no longer on file. Search again."), field="phone")
    return found


def _lead(visit: Visit, interest: str, stamp: Stamp) -> None:
    """Looking at cars, or asking by phone, opens the customer's lead or goes on with it."""
    if visit.purpose not in BUYING or visit.customer_id is None or visit.lead_id is not None:
        return
    customer = db.session.get_one(Customer, visit.customer_id)
    channel = visit.channel or (Channel.CALL_IN if visit.purpose == Purpose.PHONE else Channel.WALK_IN)
    lead = open_lead(
        customer, owner_id=visit.advisor_id, channel=channel, channel_detail=visit.channel_detail, interest=interest,
        stamp=stamp,
    )  # fmt: skip
    customer.owner_id = customer.owner_id or lead.owner_id
    visit.lead_id = lead.id
    visit.first_visit = lead.visit_count == 0
    if visit.purpose == Purpose.LOOK:
        note_visit(lead, stamp)


def assign(
    visit: Visit, *, advisor: str, skip_reason: str = "asked_for", version: int | None = None, stamp: Stamp
) -> Turn | None:
    """Give the visit to the next one, or to the person chosen; the rota keeps the decision with its reason (R-203)."""
    expect_version(visit, version, advisor=name_of(visit.advisor_id))
    if visit.left_at:
        raise Refused(_("This visitor has left already."))
    here = visit.purpose != Purpose.PHONE  # a call keeps nobody from the door
    db.session.flush()
    return rota.give_turn(
        visit.id, counts=visit.purpose in (None, Purpose.LOOK), owner_id=_owner(visit), chosen=advisor,
        skip_reason=skip_reason, stays=here, stamp=stamp,
    )  # fmt: skip


@rota.when_given
def _received(turn: Turn, before: Turn | None, stamp: Stamp) -> None:
    """The visit shows who receives, also when the rota passes it on by itself; a new lead goes with it."""
    visit = db.session.get_one(Visit, turn.visit_id)
    visit.advisor_id, visit.assigned_at = turn.staff_id, turn.at
    if not visit.lead_id:
        return
    lead = db.session.get_one(Lead, visit.lead_id)
    theirs = before is not None and visit.first_visit and lead.owner_id == before.staff_id
    if lead.owner_id is None or theirs:
        customer = db.session.get_one(Customer, lead.customer_id)
        if customer.owner_id == lead.owner_id:
            customer.owner_id = turn.staff_id
        lead.owner_id = turn.staff_id
        queue_anew(lead)


def _owner(visit: Visit) -> int | None:
    """Who looks after this customer: the open lead's owner, else the customer's own advisor."""
    if visit.customer_id is None:
        return None
    lead = db.session.scalar(
        select(Lead.owner_id).where(
            Lead.customer_id == visit.customer_id, Lead.stage.in_(("open", "lost_pending", "ordered"))
        )
    )
    return lead or db.session.get_one(Customer, visit.customer_id).owner_id


def leave(visit: Visit, *, stamp: Stamp) -> None:
    """The visitor goes, and who received is free again; pressing twice is once."""
    if visit.left_at is None:
        visit.left_at = stamp.at
        rota.release(visit.id, stamp=stamp)
        raise_topic(stamp.store_id, TOPIC)
