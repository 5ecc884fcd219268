"""What the desk works with: a visit, and what the customer's timeline shows of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Date, Select, bindparam, select

from crm.customers.timeline import entries, timeline_part
from crm.reception.models import Visit
from crm.shared.db import db
from crm.shared.stamp import Person, Stamp

STORE, TODAY = bindparam("store", type_=BigInteger), bindparam("today", type_=Date)


def here_and_now(stamp: Stamp) -> dict[str, Any]:
    """The values of the statements that are built once."""
    return {"store": stamp.store_id, "today": stamp.today}


def visit_for(person: Person, visit_id: int) -> Visit | None:
    """A visit of the store; everybody at the desk works with all of them."""
    return db.session.scalar(select(Visit).where(Visit.id == visit_id, Visit.store_id == person.store_id))


@timeline_part("visit", "reception/_entry.html")
def _visits(customer: Any) -> Select[Any]:
    return entries(
        Visit, at=Visit.arrived_at, ref=Visit.id, by=Visit.advisor_id, code=Visit.purpose, text=Visit.description,
        more=Visit.channel, also=Visit.channel_detail, number=Visit.party_size,
    ).where(Visit.customer_id == customer)  # fmt: skip
