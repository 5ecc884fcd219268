"""Whose customer: whatever the order of replay, the earliest arrival decides, and an owner from before stays."""

from __future__ import annotations

from sqlalchemy import select

from crm.customers import queries as customers
from crm.customers.models import Customer
from crm.leads.actions import assign
from crm.leads.queries import active_lead
from crm.reception.forms import IntakeForm
from crm.reception.models import Visit
from crm.rota.queries import seller
from crm.shared.db import db
from crm.shared.reasons import say
from crm.shared.stamp import Stamp, machine
from crm.tablet import queries
from crm.tablet.models import TabletEntry


def without_owner(form: IntakeForm, stamp: Stamp) -> bool:
    """True when nobody looks after this customer yet, be it that nobody knows them."""
    if form.customer_id.data:
        known = db.session.get(Customer, form.customer_id.data)
    elif form.phone.data:
        known = customers.on_file(stamp.store_id, form.phone.data, form.surname.data or "")
    else:
        known = None
    return known is None or known.owner_id is None


def settle(entry: TabletEntry, visit: Visit, nobodys: bool, chosen: str, stamp: Stamp) -> None:
    """After the visit is recorded: note whom this entry made the owner, or set right what a later arrival did."""
    receives = _receives(entry, visit, chosen, stamp)
    if visit.customer_id is None or visit.lead_id is None or receives is None or entry.arrived_at is None:
        return
    db.session.flush()
    mine = select(Customer).where(Customer.id == visit.customer_id)  # recording a visit has locked the store by now
    customer = db.session.scalars(mine.execution_options(populate_existing=True)).one()
    entry.customer_id = customer.id
    earlier = queries.giver(customer.id, customer.owner_id) if customer.owner_id else None
    if earlier is None:
        entry.owner_id = receives if nobodys and customer.owner_id == receives else None
    elif entry.arrived_at < (earlier.arrived_at or entry.arrived_at):
        earlier.owner_id, entry.owner_id = None, receives
        _hand_over(customer, receives, entry, stamp)


def _receives(entry: TabletEntry, visit: Visit, chosen: str, stamp: Stamp) -> int | None:
    """Who receives by this entry; where it joined another tablet's visit, whom this tablet had chosen."""
    if visit.key == entry.key:
        return visit.advisor_id
    known = seller(stamp.store_id, int(chosen)) if chosen.isascii() and chosen.isdigit() else None
    return known.id if known else None


def _hand_over(customer: Customer, owner_id: int, entry: TabletEntry, stamp: Stamp) -> None:
    """The customer and the open lead go to whoever received them first; the lead keeps a row of why (T7)."""
    had, customer.owner_id = customer.owner_id, owner_id
    lead = active_lead(customer.id)
    if lead is None or lead.owner_id != had or had == owner_id:
        return
    came = (entry.arrived_at or stamp.at).astimezone(stamp.local.tzinfo)
    why = say("tablet.first_came_first", {"time": f"{came:%H:%M}"})
    assign(lead, owner_id=owner_id, reason=why, stamp=machine(stamp.store_id, stamp.at, stamp.zone))
