"""The chain of referrals: who sent this customer, and whom they have sent (R-511, A-28)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, bindparam, case, or_, select
from sqlalchemy.orm import aliased

from crm.customers.filed import on_file
from crm.customers.models import Customer
from crm.leads.models import Lead
from crm.orders.models import Referral
from crm.shared.db import db

SHOWN = 20


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


_OTHER = aliased(Customer)
_ME = bindparam("customer", type_=BigInteger)
_CHAIN = (
    select(
        Referral.id, Referral.at, Referral.giver_id, Referral.customer_id, Referral.lead_id, Lead.stage,
        Lead.interest, _OTHER.name, _OTHER.sex, _OTHER.kind, (Referral.giver_id == _ME).label("sent"),
    )
    .join(Lead, Lead.id == Referral.lead_id)
    .join(_OTHER, _OTHER.id == case((Referral.giver_id == _ME, Referral.customer_id), else_=Referral.giver_id))
    .where(or_(Referral.giver_id == _ME, Referral.customer_id == _ME))
    .order_by(Referral.id.desc())
    .limit(SHOWN)
)  # fmt: skip


def brought_by(customer_id: int) -> Sequence[Any]:
    """Both ends of the chain that touch this customer: `sent` tells those whom they have sent."""
    return db.session.execute(_CHAIN, {"customer": customer_id}).all()
