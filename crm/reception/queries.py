"""What the desk looks at: the people at the door, today's visits, and the visits that nobody has finished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, and_, case, func, select

from crm.customers.models import Customer
from crm.customers.timeline import entries, timeline_part
from crm.leads.models import Lead
from crm.reception.models import Duty, Turn, Visit
from crm.reception.rules import Purpose, Stand
from crm.shared.db import db
from crm.shared.stamp import Person, Stamp
from crm.staff.models import Staff, StaffRole
from crm.staff.rules import ROLES, Right, Role

PAGE = 50
COUNTED = 1_000  # Decision 12: a badge says 999+, never more
SELLERS = tuple(role for role in Role if Right.SELL in ROLES[role])


def door(stamp: Stamp) -> list[Stand]:
    """Today's rota with what each has received and whom they have now; one statement."""
    today = (Turn.store_id == stamp.store_id, Turn.on_day == stamp.today, Turn.counts)
    turns = select(Turn.staff_id, func.count().label("n")).where(*today).group_by(Turn.staff_id).subquery()
    now = (
        Visit.store_id == stamp.store_id,
        Visit.on_day == stamp.today,
        Visit.left_at.is_(None),
        Visit.purpose != Purpose.PHONE,
    )
    visits = (
        select(Visit.advisor_id, func.count().label("n"), func.max(Visit.assigned_at, type_=Visit.assigned_at.type).label("since"))
        .where(*now).group_by(Visit.advisor_id).subquery()
    )  # fmt: skip
    rows = db.session.execute(
        select(
            Duty.id, Duty.version, Duty.staff_id, Staff.name, Duty.position, Duty.lot, Duty.starts, Duty.ends, Duty.away_at,
            func.coalesce(turns.c.n, 0).label("turns"), func.coalesce(visits.c.n, 0).label("visits"), visits.c.since,
        )
        .join(Staff, Staff.id == Duty.staff_id)
        .outerjoin(turns, turns.c.staff_id == Duty.staff_id)
        .outerjoin(visits, visits.c.advisor_id == Duty.staff_id)
        .where(Duty.store_id == stamp.store_id, Duty.on_day == stamp.today, Duty.off_at.is_(None), Staff.disabled_at.is_(None))
        .order_by(Duty.position, Duty.lot)
    )  # fmt: skip
    return [
        Stand(
            staff_id=row.staff_id, name=row.name, position=row.position, turns=row.turns, lot=row.lot, starts=row.starts,
            ends=row.ends, away=row.away_at is not None, visits=row.visits, since=row.since, duty_id=row.id,
            version=row.version,
        )
        for row in rows
    ]  # fmt: skip


def rota_is_set(stamp: Stamp) -> bool:
    """Whether anybody has said who stands today, be it by taking everybody off."""
    rows = select(Duty.id).where(Duty.store_id == stamp.store_id, Duty.on_day == stamp.today)
    return db.session.scalar(rows.limit(1)) is not None


def duty_for(person: Person, duty_id: int) -> Duty | None:
    return db.session.scalar(
        select(Duty).where(Duty.id == duty_id, Duty.store_id == person.store_id, Duty.off_at.is_(None))
    )


def sellers(store_id: int) -> Sequence[Row[Any]]:
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


def _board() -> Select[Any]:
    return (
        select(
            Visit.id, Visit.arrived_at, Visit.on_day, Visit.assigned_at, Visit.left_at, Visit.completed_at, Visit.version,
            Visit.purpose, Visit.channel, Visit.channel_detail, Visit.party_size, Visit.first_visit, Visit.nothing_left,
            Visit.description, Visit.customer_id, Visit.advisor_id, Customer.name, Customer.sex, Customer.kind,
            Customer.phone_index, Lead.grade, Lead.visit_count, Lead.owner_id, Staff.name.label("advisor"),
        )
        .outerjoin(Customer, Customer.id == Visit.customer_id)
        .outerjoin(Lead, Lead.id == Visit.lead_id)
        .outerjoin(Staff, Staff.id == Visit.advisor_id)
    )  # fmt: skip


def board(stamp: Stamp, view: str = "all", *, before: int | None = None) -> Sequence[Row[Any]]:
    """Today's visits, newest first ("all", "here"), or those of any day that are not finished; one more than a page."""
    found = _board().where(Visit.store_id == stamp.store_id).order_by(Visit.id.desc()).limit(PAGE + 1)
    if view == "unfinished":
        found = found.where(Visit.completed_at.is_(None))
    else:
        found = found.where(Visit.on_day == stamp.today)
        if view == "here":
            found = found.where(Visit.left_at.is_(None), Visit.purpose.is_distinct_from(Purpose.PHONE))
    if before is not None:
        found = found.where(Visit.id < before)
    return db.session.execute(found).all()


@dataclass(frozen=True)
class Day:
    """The day in figures, each from the rows below it."""

    visits: int
    here: int
    first: int
    filed: int
    buyers: int
    unfinished: int

    @property
    def filed_share(self) -> int:
        """Of those who looked at cars, how many left a phone, in per cent."""
        return round(100 * self.filed / self.buyers) if self.buyers else 0


def day(stamp: Stamp) -> Day:
    """Today's figures in one statement."""
    came = Visit.purpose.is_distinct_from(Purpose.PHONE)
    looked = Visit.purpose == Purpose.LOOK

    def how_many(*conditions: Any) -> Any:
        return func.coalesce(func.sum(case((and_(*conditions), 1), else_=0)), 0)

    open_ones = (
        select(Visit.id)
        .where(Visit.store_id == stamp.store_id, Visit.completed_at.is_(None))
        .limit(COUNTED)
        .subquery()
    )
    row = db.session.execute(
        select(
            how_many(came), how_many(came, Visit.left_at.is_(None)), how_many(looked, Visit.first_visit),
            how_many(looked, Visit.customer_id.is_not(None)), how_many(looked),
            select(func.count()).select_from(open_ones).scalar_subquery(),
        ).where(Visit.store_id == stamp.store_id, Visit.on_day == stamp.today)
    ).one()  # fmt: skip
    return Day(*(int(n) for n in row))


@timeline_part("visit", "reception/_entry.html")
def _visits(customer: Any) -> Select[Any]:
    return entries(
        Visit, at=Visit.arrived_at, ref=Visit.id, by=Visit.advisor_id, code=Visit.purpose, text=Visit.description,
        more=Visit.channel, also=Visit.channel_detail, number=Visit.party_size,
    ).where(Visit.customer_id == customer)  # fmt: skip
