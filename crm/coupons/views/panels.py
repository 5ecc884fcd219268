"""What other pages show of coupons: the customer's and the lead's part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from crm.coupons import queries
from crm.leads.models import Lead
from crm.shared.stamp import Stamp
from crm.shared.web import panel
from crm.staff.rules import Right

Part = tuple[str, Mapping[str, Any]] | None
SEEN_BY = (Right.COUPONS, Right.CUSTOMERS, Right.OWN_CUSTOMERS)


@panel("customer", *SEEN_BY, order=40)
def customer_panel(customer_id: int, stamp: Stamp) -> Part:
    """The customer's coupons, and the way to give one by hand."""
    return _part(queries.of_customer(customer_id, stamp.store_id), customer_id, stamp)


@panel("lead", *SEEN_BY, order=60)
def lead_panel(lead_id: int, stamp: Stamp) -> Part:
    """The same on the lead's page, when there are any."""
    customer = select(Lead.customer_id).where(Lead.id == lead_id).scalar_subquery()
    rows = queries.of_customer(customer, stamp.store_id)
    return _part(rows, rows[0].customer_id, stamp) if rows else None


def _part(rows: Any, customer_id: int, stamp: Stamp) -> Part:
    gives = stamp.by.can(Right.COUPONS)
    if not rows and not gives:
        return None
    return "coupons/_panel.html", {
        "rows": rows[:12], "more": len(rows) > 12, "customer_id": customer_id, "gives": gives, "today_on": stamp.today,
    }  # fmt: skip
