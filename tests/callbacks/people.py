"""Carl and other customers with a lead, as rows; the dates that the queue reads can be set one by one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from crm.callbacks.models import Task
from crm.customers.models import Customer
from crm.leads.models import Lead
from crm.shared.clock import dice
from crm.shared.db import db
from crm.shared.stamp import Stamp
from crm.staff.models import Staff

DAY = timedelta(days=1)


def staff_id(username: str) -> int:
    return int(db.session.scalars(select(Staff.id).where(Staff.username == username)).one())


def make_carl(stamp: Stamp, owner: str | None = "advisor", *, name: str = "Carl", **lead: Any) -> Lead:
    """A lead that was opened ten days ago and has been talked to; by default nothing is due."""
    customer = Customer(store_id=stamp.store_id, name=name, lot=dice.lot(), created_at=stamp.at)
    db.session.add(customer)
    db.session.flush()
    given: dict[str, Any] = {
        "store_id": stamp.store_id, "customer_id": customer.id, "owner_id": staff_id(owner) if owner else None,
        "channel": "walk_in", "interest": "L6", "grade": "A", "opened_at": stamp.at - 10 * DAY,
        "opened_on": stamp.today - 10 * DAY, "last_contact_at": stamp.at - 4 * DAY, "last_contact_channel": "phone",
    }  # fmt: skip
    row = Lead(**(given | lead))
    db.session.add(row)
    db.session.flush()
    return row


def tasks(**which: Any) -> list[Task]:
    """The tasks as they stand in the database, by id."""
    return list(db.session.scalars(select(Task).filter_by(**which).order_by(Task.id).execution_options(populate_existing=True)))


def new_lead(stamp: Stamp, hours_ago: float, owner: str | None = "advisor", **more: Any) -> Lead:
    """A lead that owes its first contact."""
    opened: datetime = stamp.at - timedelta(hours=hours_ago)
    due = opened + timedelta(hours=24)
    return make_carl(
        stamp, owner, grade="N", opened_at=opened, opened_on=_day(stamp, opened), last_contact_at=None,
        last_contact_channel=None, first_due_at=due, first_due_on=_day(stamp, due), **more,
    )  # fmt: skip


def _day(stamp: Stamp, at: datetime) -> date:
    return Stamp(stamp.by, at, stamp.zone).today
