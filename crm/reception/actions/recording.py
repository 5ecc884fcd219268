"""What happens at the desk: a visit is recorded once, and completed later."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from crm.appointments.actions import came_in
from crm.customers import actions as customers
from crm.customers.models import Customer
from crm.customers.rules import Channel
from crm.leads.actions import before_visit, note_visit, open_lead
from crm.leads.queries import active_lead
from crm.reception.actions.giving import TOPIC, hand_on
from crm.reception.actions.steps import note
from crm.reception.actions.who import who_it_is
from crm.reception.models import Visit
from crm.reception.rules import BUYING, JOIN_MINUTES, NOTE_FIELDS, NOTES, Purpose, Step, what_is_missing
from crm.rota.queries import one_at_a_time
from crm.shared import settings
from crm.shared.clock import clock
from crm.shared.db import db
from crm.shared.forms import expect_version
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic


def record_visit(
    *, advisor: str = "", skip_reason: str = "asked_for", arrived_at: datetime | None = None, key: str | None = None,
    stamp: Stamp, **seen: Any,
) -> Visit:  # fmt: skip
    """Somebody has come in (or called). Everything is optional: an empty visit is one too (F-12).

    `key` names the form: sent twice, online or from a tablet's memory, it is one visit. Somebody whom another tablet
    has recorded a few minutes ago is that visit, too. `arrived_at` is when they came, where that is not now.
    """
    one_at_a_time(stamp.store_id)
    if key and (again := _recorded_as(key, stamp)):
        return again
    came = min(arrived_at or stamp.at, stamp.at)
    then = replace(stamp, at=came)
    visit = Visit(store_id=stamp.store_id, arrived_at=came, on_day=clock.day(came, stamp.zone), key=key)
    visit.sign(stamp)
    customer = who_it_is(visit, seen, stamp)
    if customer is not None and (other := _here_already(customer, seen.get("purpose"), came, stamp)):
        other.contact_id = other.contact_id or visit.contact_id
        return _join(other, customer, seen, advisor, skip_reason, stamp)
    before = _before(customer)
    db.session.add(visit)
    _write_down(visit, customer, seen, stamp)
    db.session.flush()
    note(visit, Step.CAME, stamp, **before)
    if advisor:
        hand_on(visit, advisor=advisor, skip_reason=skip_reason, stamp=stamp)
    _lead(visit, seen.get("interest") or "", then)
    db.session.flush()
    raise_topic(stamp.store_id, TOPIC)
    return visit


def _recorded_as(key: str, stamp: Stamp) -> Visit | None:
    found = db.session.scalar(select(Visit).where(Visit.store_id == stamp.store_id, Visit.key == key))
    if found is not None:
        found.again = True
    return found


def _here_already(customer: Customer, purpose: str | None, came: datetime, stamp: Stamp) -> Visit | None:
    """The same person, still here, recorded a few minutes ago for the same reason."""
    around = timedelta(minutes=settings.of(stamp.store_id)[JOIN_MINUTES])
    found = select(Visit).where(
        Visit.store_id == stamp.store_id, Visit.customer_id == customer.id, Visit.left_at.is_(None),
        Visit.arrived_at.between(came - around, came + around), Visit.void_at.is_(None),
    )  # fmt: skip
    rows = db.session.scalars(found.order_by(Visit.id)).all()
    return next((one for one in rows if purpose in (None, "", one.purpose)), None)


def _join(
    visit: Visit, customer: Customer, seen: dict[str, Any], advisor: str, skip_reason: str, stamp: Stamp
) -> Visit:
    """Two tablets have met the same person: one visit, with what both have written down."""
    _write_down(visit, customer, seen, stamp)
    if advisor and visit.advisor_id is None:
        hand_on(visit, advisor=advisor, skip_reason=skip_reason, stamp=stamp)
    db.session.flush()
    raise_topic(stamp.store_id, TOPIC)
    visit.again = True
    return visit


def _before(customer: Customer | None) -> dict[str, Any]:
    """How it stood with the customer before this visit, should it be taken back."""
    if customer is None:
        return {}
    lead = active_lead(customer.id)
    return {"lead": before_visit(lead) if lead else None, "owner_new": customer.owner_id is None}


def complete_visit(visit: Visit, *, version: int | None = None, stamp: Stamp, **seen: Any) -> Visit:
    """Add what was missing; an unfinished visit leaves the queue once nothing is (A-37)."""
    expect_version(
        visit, version, purpose=visit.purpose or "", channel=visit.channel, description=visit.description,
        party_size=visit.party_size,
    )  # fmt: skip
    had_lead = visit.lead_id
    _write_down(visit, who_it_is(visit, seen, stamp), seen, stamp)
    visit.first_visit = visit.first_visit and (visit.customer_id is None or not had_lead)
    db.session.flush()
    _lead(visit, seen.get("interest") or "", stamp)
    db.session.flush()
    raise_topic(stamp.store_id, TOPIC)
    return visit


def _write_down(visit: Visit, customer: Customer | None, seen: dict[str, Any], stamp: Stamp) -> None:
    visit.purpose = seen.get("purpose") or visit.purpose
    for name in ("channel", "channel_detail", "description"):
        setattr(visit, name, seen.get(name) or getattr(visit, name) or "")
    visit.party_size = seen.get("party_size") or visit.party_size
    for name in NOTES:
        setattr(visit, name, seen.get(name) or getattr(visit, name))
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
        came_in(customer.id, visit.id, stamp)  # expected, but not taken in by the list
