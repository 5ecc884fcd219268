"""Makers: one function for each noun, small, with defaults; each feature has its section."""

from __future__ import annotations

from typing import Any

from tests.support import stamp_of


# ---- customers
def make_customer(name: str = "Carl", phone: str | None = "13812341234", *, by: str = "reception", **more: Any) -> Any:
    """A customer on file; Carl unless said otherwise."""
    from crm.customers.actions import file_customer

    return file_customer(name=name, phone=phone, stamp=stamp_of(by), **more)


# ---- leads
def make_lead(*, name: str = "Carl", phone: str | None = "13812341234", owner: str | None = "advisor", by: str = "reception", **more: Any) -> Any:
    """Carl's lead, which Sam looks after; columns such as grade or next_on can be given."""
    from crm.leads.actions import open_lead
    from crm.shared.db import db

    stamp = stamp_of(by)
    opening = {key: more.pop(key) for key in ("channel_detail", "interest") if key in more}
    lead = open_lead(
        more.pop("customer", None) or make_customer(name, phone, by=by), owner_id=stamp_of(owner).by.id if owner else None,
        channel=more.pop("channel", "walk_in"), stamp=more.pop("stamp", None) or stamp, **opening,
    )  # fmt: skip
    for column, value in more.items():
        setattr(lead, column, value)
    db.session.flush()
    return lead


def make_lost_sale(lead: Any = None, *, by: str = "advisor", reason: str = "price", **more: Any) -> Any:
    """Sam applies to count Carl's lead as lost."""
    from crm.leads.actions import mark_lost
    from crm.leads.rules import LostReason
    from crm.shared.db import db

    sale = mark_lost(lead or make_lead(), reason=LostReason(reason), stamp=more.pop("stamp", None) or stamp_of(by), **more)
    db.session.flush()
    return sale


# ---- vehicles and orders
def make_vehicle(customer: Any = None, *, vin: str | None = "LSVAM4187C2184847", plate: str | None = None, by: str = "advisor", **more: Any) -> Any:
    """Carl's car."""
    from crm.vehicles.actions import add_or_update_vehicle

    return add_or_update_vehicle(customer or make_customer(), vin=vin, plate=plate, stamp=stamp_of(by), **more)


def make_order(lead: Any = None, *, by: str = "advisor", price: int = 20_000_000, model: str = "澄野 L6", **more: Any) -> Any:
    """Carl signs."""
    from crm.orders.actions import place_order
    from crm.shared.db import db

    order = place_order(lead or make_lead(), model=model, price=price, stamp=stamp_of(by), **more)
    db.session.flush()
    return order
