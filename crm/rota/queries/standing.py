"""Today's door: everybody on the rota with their credit, their visitors and their breaks; one statement."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Date, and_, bindparam, false, func, select

from crm.rota.models import Credit, Duty, DutyBreak, Turn
from crm.rota.rules import OVERDUE_CALLS, Stand, on_rota, time_on_duty
from crm.shared import settings
from crm.shared.db import Base, db
from crm.shared.stamp import Person, Stamp
from crm.staff.models import Staff, Store

STORE, TODAY = bindparam("store", type_=BigInteger), bindparam("today", type_=Date)
GIVEN_UP = ("passed", "moved", "recalled", "resumed")  # turns that another row goes on with, or that were none


@cache
def _door(with_calls: bool) -> Any:
    today = (Turn.store_id == STORE, Turn.on_day == TODAY)
    done = and_(Turn.counts, Turn.ended.not_in(GIVEN_UP))
    counted = select(Turn.staff_id, func.count().label("n")).where(*today, done).group_by(Turn.staff_id).subquery()
    since = func.max(Turn.at, type_=Turn.at.type).label("since")
    doing = func.max(Turn.doing).label("doing")
    busy = (
        select(Turn.staff_id, func.count().label("n"), func.count(Turn.accepted_at).label("accepted"), since, doing)
        .where(*today, Turn.released_at.is_(None))
        .group_by(Turn.staff_id)
        .subquery()
    )
    last = select(func.max(Credit.id)).where(Credit.store_id == STORE, Credit.staff_id == Duty.staff_id)
    return (
        select(
            Duty.id.label("duty_id"), Duty.version, Duty.staff_id, Staff.name, Duty.position, Duty.reserve,
            Duty.starts, Duty.ends, Duty.made_at, func.coalesce(Credit.lot, Duty.lot).label("lot"),
            func.coalesce(Credit.after, 0).label("balance"), func.coalesce(counted.c.n, 0).label("turns"),
            func.coalesce(busy.c.n, 0).label("visits"), func.coalesce(busy.c.accepted, 0).label("accepted"),
            busy.c.since, func.coalesce(busy.c.doing, "").label("doing"),
            _too_many_calls() if with_calls else false().label("blocked"), DutyBreak.away_at, DutyBreak.back_at,
        )
        .join(Staff, Staff.id == Duty.staff_id)
        .outerjoin(DutyBreak, DutyBreak.duty_id == Duty.id)  # a row for each break; they are few
        .outerjoin(counted, counted.c.staff_id == Duty.staff_id)
        .outerjoin(busy, busy.c.staff_id == Duty.staff_id)
        .outerjoin(Credit, Credit.id == last.correlate(Duty).scalar_subquery())
        .where(Duty.store_id == STORE, Duty.on_day == TODAY, Duty.off_at.is_(None), Staff.disabled_at.is_(None))
        .order_by(Duty.reserve, Duty.position, Duty.id, DutyBreak.id)
    )  # fmt: skip


def _too_many_calls() -> Any:
    """Calls stand above this feature; their table is known by its name only."""
    tasks = Base.metadata.tables["tasks"].c
    open_ones = select(func.count()).where(
        tasks.store_id == STORE, tasks.owner_id == Duty.staff_id, tasks.closed_at.is_(None), tasks.due_on < TODAY
    )
    return (open_ones.correlate(Duty).scalar_subquery() > bindparam("calls", type_=BigInteger)).label("blocked")


def door(stamp: Stamp) -> list[Stand]:
    """Today's rota with what each has received, whom they have now, and the credit they have left."""
    values: dict[str, Any] = {"store": stamp.store_id, "today": stamp.today}
    limit = settings.of(stamp.store_id)[OVERDUE_CALLS]
    if limit:
        values["calls"] = limit
    rows: dict[int, Any] = {}
    pauses: dict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for row in db.session.execute(_door(bool(limit)), values):
        rows[row.duty_id] = row
        if row.away_at is not None:
            pauses[row.duty_id].append((row.away_at, row.back_at))
    return [_stand(row, pauses[duty_id], stamp) for duty_id, row in rows.items()]


def _stand(row: Any, pauses: list[tuple[datetime, datetime | None]], stamp: Stamp) -> Stand:
    span = on_rota(stamp.today, row.starts, row.ends, stamp.zone, row.made_at)
    return Stand(
        staff_id=row.staff_id, name=row.name, lot=row.lot, starts=row.starts, ends=row.ends, balance=row.balance,
        turns=row.turns, minutes=int(time_on_duty(span, pauses, stamp.at).total_seconds() // 60),
        position=row.position, reserve=row.reserve, away=any(back is None for _away, back in pauses),
        visits=row.visits, since=row.since, doing=row.doing, accepted=row.accepted >= row.visits,
        blocked=bool(row.blocked), duty_id=row.duty_id, version=row.version,
    )  # fmt: skip


def rota_is_set(stamp: Stamp) -> bool:
    """Whether anybody has said who stands today, be it by taking everybody off."""
    rows = select(Duty.id).where(Duty.store_id == stamp.store_id, Duty.on_day == stamp.today)
    return db.session.scalar(rows.limit(1)) is not None


def one_at_a_time(store_id: int) -> None:
    """One decision at a time in a store; the next one sees what this one has decided.

    The store's row is locked so that only other decisions wait (rows that name the store may still be written). Take
    it before a topic is raised, always in this order.
    """
    found = select(Store.id).where(Store.id == store_id)
    db.session.execute(found.with_for_update(key_share=True))


def duty_for(person: Person, duty_id: int) -> Duty | None:
    return db.session.scalar(
        select(Duty).where(Duty.id == duty_id, Duty.store_id == person.store_id, Duty.off_at.is_(None))
    )
