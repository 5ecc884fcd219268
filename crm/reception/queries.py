"""What the desk looks at: the people at the door, today's visits, and the visits that nobody has finished."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Date, Row, Select, bindparam, func, select

from crm.customers.timeline import entries, timeline_part
from crm.reception.models import Duty, Turn, Visit
from crm.reception.rules import Purpose, Stand
from crm.shared.db import db
from crm.shared.stamp import Person, Stamp
from crm.staff.models import Staff, StaffRole
from crm.staff.rules import ROLES, Right, Role

SELLERS = tuple(role for role in Role if Right.SELL in ROLES[role])


STORE, TODAY = bindparam("store", type_=BigInteger), bindparam("today", type_=Date)


def here_and_now(stamp: Stamp) -> dict[str, Any]:
    """The values of the statements that are built once."""
    return {"store": stamp.store_id, "today": stamp.today}


@cache
def _door() -> Any:
    today = (Turn.store_id == STORE, Turn.on_day == TODAY, Turn.counts)
    turns = select(Turn.staff_id, func.count().label("n")).where(*today).group_by(Turn.staff_id).subquery()
    since = func.max(Visit.assigned_at, type_=Visit.assigned_at.type).label("since")
    now = (Visit.store_id == STORE, Visit.on_day == TODAY, Visit.left_at.is_(None), Visit.purpose != Purpose.PHONE)
    busy = select(Visit.advisor_id, func.count().label("n"), since).where(*now).group_by(Visit.advisor_id).subquery()
    return (
        select(
            Duty.id.label("duty_id"), Duty.version, Duty.staff_id, Staff.name, Duty.position, Duty.lot, Duty.reserve,
            Duty.starts, Duty.ends, Duty.away_at.is_not(None).label("away"), func.coalesce(turns.c.n, 0).label("turns"),
            func.coalesce(busy.c.n, 0).label("visits"), busy.c.since,
        )
        .join(Staff, Staff.id == Duty.staff_id)
        .outerjoin(turns, turns.c.staff_id == Duty.staff_id)
        .outerjoin(busy, busy.c.advisor_id == Duty.staff_id)
        .where(Duty.store_id == STORE, Duty.on_day == TODAY, Duty.off_at.is_(None), Staff.disabled_at.is_(None))
        .order_by(Duty.reserve, Duty.position, Duty.lot)
    )  # fmt: skip


def door(stamp: Stamp) -> list[Stand]:
    """Today's rota with what each has received and whom they have now; one statement."""
    return [Stand(**row._mapping) for row in db.session.execute(_door(), here_and_now(stamp))]


def rota_is_set(stamp: Stamp) -> bool:
    """Whether anybody has said who stands today, be it by taking everybody off."""
    rows = select(Duty.id).where(Duty.store_id == stamp.store_id, Duty.on_day == stamp.today)
    return db.session.scalar(rows.limit(1)) is not None


def one_at_a_time(stamp: Stamp) -> None:
    """Whose turn it is can be decided by one request at a time; the next one sees what this one has decided."""
    mine = (Duty.store_id == stamp.store_id, Duty.on_day == stamp.today)
    db.session.execute(select(Duty.id).where(*mine).order_by(Duty.id).with_for_update())


def duty_for(person: Person, duty_id: int) -> Duty | None:
    return db.session.scalar(
        select(Duty).where(Duty.id == duty_id, Duty.store_id == person.store_id, Duty.off_at.is_(None))
    )


def sellers(store_id: int) -> Sequence[Any]:
    """Everybody who may receive customers, by name."""
    posts = select(StaffRole.staff_id).where(StaffRole.role.in_(SELLERS))
    found = select(Staff.id, Staff.name, Staff.name_en).where(
        Staff.store_id == store_id, Staff.disabled_at.is_(None), Staff.id.in_(posts)
    )
    return db.session.execute(found.order_by(Staff.name, Staff.id)).all()


def seller(store_id: int, staff_id: int) -> Row[Any] | None:
    return next((row for row in sellers(store_id) if row.id == staff_id), None)


def name_of(staff_id: int | None) -> str:
    """The name of somebody who receives; empty when nobody does."""
    return (db.session.scalar(select(Staff.name).where(Staff.id == staff_id)) if staff_id else None) or ""


def visit_for(person: Person, visit_id: int) -> Visit | None:
    """A visit of the store; everybody at the desk works with all of them."""
    return db.session.scalar(select(Visit).where(Visit.id == visit_id, Visit.store_id == person.store_id))


@timeline_part("visit", "reception/_entry.html")
def _visits(customer: Any) -> Select[Any]:
    return entries(
        Visit, at=Visit.arrived_at, ref=Visit.id, by=Visit.advisor_id, code=Visit.purpose, text=Visit.description,
        more=Visit.channel, also=Visit.channel_detail, number=Visit.party_size,
    ).where(Visit.customer_id == customer)  # fmt: skip
