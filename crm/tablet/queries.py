"""Who may have written an entry, and what of the tablets waits for a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from crm.shared.db import db
from crm.shared.stamp import Person
from crm.staff.models import Device, SignIn, Staff, StaffRole, Store
from crm.staff.queries import person_of
from crm.tablet.models import TabletDraft, TabletEntry
from crm.tablet.rules import State

_roles = (
    select(func.aggregate_strings(StaffRole.role, ","))
    .where(StaffRole.staff_id == Staff.id)
    .correlate(Staff)
    .scalar_subquery()
)


class Writer(NamedTuple):
    """Who wrote an entry; still known after they have left."""

    person: Person
    left_at: datetime | None


def writer(store_id: int, staff_id: int) -> Writer | None:
    """A person of this store, whether they still work here or not."""
    found = select(
        Staff.id, Staff.store_id, Staff.name, Staff.name_en, Staff.username, Staff.team_id, Staff.disabled_at,
        _roles.label("roles"),
    )  # fmt: skip
    row = db.session.execute(found.where(Staff.id == staff_id, Staff.store_id == store_id)).first()
    return Writer(person_of(row), row.disabled_at) if row else None


def day_of(at: datetime, zone: str) -> tuple[datetime, datetime]:
    """The store's day around an instant, from midnight to midnight."""
    local = at.astimezone(ZoneInfo(zone))
    begins = datetime.combine(local.date(), time(), tzinfo=local.tzinfo)
    return begins, datetime.combine(local.date() + timedelta(days=1), time(), tzinfo=local.tzinfo)


def was_here(staff_id: int, device_id: int, at: datetime, zone: str) -> bool:
    """Whether the person had a session on this tablet on that day of the store."""
    begins, ends = day_of(at, zone)
    mine = (SignIn.staff_id == staff_id, SignIn.device_id == device_id)
    that_day = (SignIn.started_at < ends, SignIn.seen_at >= begins)
    return db.session.scalar(select(SignIn.id).where(*mine, *that_day).limit(1)) is not None


def tablet(store_id: int, device_id: int) -> Device | None:
    """A tablet of the store, also one that is no longer shared."""
    return db.session.scalar(select(Device).where(Device.id == device_id, Device.store_id == store_id))


def zone_of(store_id: int) -> str:
    return str(db.session.scalar(select(Store.zone).where(Store.id == store_id)))


def name_of(store_id: int) -> dict[str, str]:
    """The store's name in both languages."""
    row = db.session.execute(select(Store.name, Store.name_en).where(Store.id == store_id)).one()
    return {"zh": row.name, "en": row.name_en or row.name}


def entry(store_id: int, key: str) -> TabletEntry | None:
    return db.session.scalar(select(TabletEntry).where(TabletEntry.store_id == store_id, TabletEntry.key == key))


def entry_for(by: Person, entry_id: int) -> TabletEntry | None:
    return db.session.scalar(select(TabletEntry).where(TabletEntry.id == entry_id, TabletEntry.store_id == by.store_id))


def giver(customer_id: int, owner_id: int) -> TabletEntry | None:
    """The entry by which this customer came to this owner, if it was one of a tablet."""
    mine = select(TabletEntry).where(TabletEntry.customer_id == customer_id, TabletEntry.owner_id == owner_id)
    return db.session.scalars(mine.order_by(TabletEntry.arrived_at).limit(1)).first()


def uploaded_since(device_id: int, since: datetime) -> int:
    mine = (TabletEntry.device_id == device_id, TabletEntry.received_at > since)
    return int(db.session.scalar(select(func.count()).select_from(TabletEntry).where(*mine)) or 0)


def refused(store_id: int) -> int:
    """How many entries wait for a person; counted up to a hundred."""
    waiting = select(TabletEntry.id).where(TabletEntry.store_id == store_id, TabletEntry.state == State.REFUSED)
    return int(db.session.scalar(select(func.count()).select_from(waiting.limit(100).subquery())) or 0)


def entries(store_id: int, *, waiting: bool, limit: int = 50) -> Sequence[Any]:
    """What waits for a person, oldest first; or the newest of the others, to see that they have come."""
    found = (
        select(
            TabletEntry.id, TabletEntry.state, TabletEntry.reason_code, TabletEntry.facts, TabletEntry.arrived_at,
            TabletEntry.received_at, TabletEntry.off_seconds, TabletEntry.visit_id, Staff.name.label("by_name"),
            Device.name.label("device"),
        )
        .join(Device, Device.id == TabletEntry.device_id)
        .outerjoin(Staff, Staff.id == TabletEntry.staff_id)
        .where(TabletEntry.store_id == store_id)
    )  # fmt: skip
    if waiting:
        found = found.where(TabletEntry.state == State.REFUSED).order_by(TabletEntry.id)
    else:
        found = found.where(TabletEntry.state != State.REFUSED).order_by(TabletEntry.id.desc())
    return db.session.execute(found.limit(limit)).all()


def draft(device_id: int, staff_id: int) -> TabletDraft | None:
    mine = (TabletDraft.device_id == device_id, TabletDraft.staff_id == staff_id)
    return db.session.scalar(select(TabletDraft).where(*mine))
