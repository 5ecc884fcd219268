"""Other leads that may be of the same customer, for who says "filed twice" (F-17 DUPLICATE)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select, union_all

from crm.customers.models import Customer
from crm.duplicates.models import SuspectedPair
from crm.leads.models import Lead
from crm.shared.db import db
from crm.staff.models import Staff

MOST = 5


def twins(lead: Lead) -> Sequence[Any]:
    """The leads of files that are suspected to be this customer's, and this customer's own others; newest first."""
    one, other = SuspectedPair.a_id, SuspectedPair.b_id
    pairs = union_all(
        select(other).where(one == lead.customer_id, SuspectedPair.store_id == lead.store_id),
        select(one).where(other == lead.customer_id, SuspectedPair.store_id == lead.store_id),
    )
    return db.session.execute(
        select(
            Lead.id, Lead.interest, Lead.opened_on, Customer.name, Customer.sex, Customer.kind,
            Staff.name.label("advisor"), Staff.name_en.label("advisor_en"),
        )
        .join(Customer, Customer.id == Lead.customer_id)
        .outerjoin(Staff, Staff.id == Lead.owner_id)
        .where(Lead.store_id == lead.store_id, Lead.id != lead.id)
        .where(or_(Lead.customer_id == lead.customer_id, Lead.customer_id.in_(pairs)))
        .order_by(Lead.id.desc())
        .limit(MOST)
    ).all()  # fmt: skip
