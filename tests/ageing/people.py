"""Old leads for the tests: Sam's and Vera's, opened so many days ago."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.makers import make_lead
from tests.support import stamp_of


def make_old(days: int, *, owner: str | None = "advisor", n: int = 0, **more: Any) -> Any:
    """A lead that was opened `days` ago, with its periods beginning then."""
    from crm.shared.stamp import Stamp

    now = stamp_of(owner or "reception")
    then = Stamp(now.by, now.at - timedelta(days=days), now.zone)
    from crm.customers.actions import file_customer

    customer = file_customer(
        name=f"Carl {days}-{n}", phone=f"138{days:04d}{n:04d}", owner_id=now.by.id if owner else None, stamp=then
    )
    return make_lead(customer=customer, owner=owner, stamp=then, **more)


def name_of(staff_id: int | None) -> str | None:
    from crm.shared.db import db
    from crm.staff.models import Staff

    return db.session.get_one(Staff, staff_id).name if staff_id else None


def rows_of(run: Any) -> dict[int, Any]:
    """The run's rows by lead."""
    from sqlalchemy import select

    from crm.ageing.models import Move
    from crm.shared.db import db

    db.session.expire_all()
    return {row.lead_id: row for row in db.session.scalars(select(Move).where(Move.run_id == run.id))}
