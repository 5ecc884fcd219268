"""The chain of referrals: who sent this customer, and whom they have sent (R-511, A-28)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from crm.customers.filed import on_file
from crm.customers.models import Customer
from crm.customers.timeline import entries, timeline_part
from crm.leads.models import Lead
from crm.orders.models import Referral
from crm.shared.db import db


def customer_by_phone(store_id: int, phone: str) -> Customer | None:
    """Who has this number; the whole number is asked for, so nobody browses other people's customers."""
    return on_file(store_id, phone)


def referral_of(lead_id: int) -> Any:
    """Who sent the customer of this lead."""
    return db.session.execute(
        select(Referral.id, Referral.giver_id, Referral.at, Customer.name, Customer.sex, Customer.kind)
        .join(Customer, Customer.id == Referral.giver_id)
        .where(Referral.lead_id == lead_id)
    ).first()


def has_sent(giver_id: int, customer_id: int, depth: int = 10) -> bool:
    """Whether `giver` has sent `customer`, also over others; the chain is short, so it is walked."""
    found = {giver_id}
    for _step in range(depth):
        rows = db.session.scalars(select(Referral.customer_id).where(Referral.giver_id.in_(found)))
        more = set(rows) - found
        if customer_id in more:
            return True
        if not more:
            return False
        found |= more
    return False


@timeline_part("sent", "orders/_entry_referral.html")
def _sent(customer: Any) -> Select[Any]:
    """Whom this customer has sent. code: how far they have come; ref: their file."""
    other = aliased(Customer)
    part = entries(
        Referral, at=Referral.at, ref=Referral.customer_id, by=Referral.by_id, code=Lead.stage, text=other.name,
        more=Lead.interest,
    )  # fmt: skip
    part = part.join(Lead, Lead.id == Referral.lead_id).join(other, other.id == Referral.customer_id)
    return part.where(Referral.giver_id == customer)


@timeline_part("sent_by", "orders/_entry_referral.html")
def _sent_by(customer: Any) -> Select[Any]:
    """Who has sent this customer."""
    giver = aliased(Customer)
    part = entries(Referral, at=Referral.at, ref=Referral.giver_id, by=Referral.by_id, text=giver.name)
    return part.join(giver, giver.id == Referral.giver_id).where(Referral.customer_id == customer)
