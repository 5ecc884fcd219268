"""Who is on the list today and in what order; few columns, few statements, the same for one row and for fifty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, literal, or_, select, tuple_

from crm.callbacks.models import Call, Task
from crm.callbacks.rules.queue import GRADE_ORDER, SECTION_ORDER, Kind, Rule, Section
from crm.customers.models import Customer
from crm.leads.models import Lead
from crm.leads.rules import LIVE
from crm.shared.db import Instant, db
from crm.shared.stamp import Person, Stamp
from crm.staff.rules import Right
from crm.vehicles.models import Vehicle

PAGE = 50
NO_HOUR = datetime(2000, 1, 1, tzinfo=UTC)  # tasks without an hour are not ordered by one
MOST = 1_000  # counts are capped: above it the badge says 999+


@dataclass(frozen=True)
class Whose:
    """Whose day it is: the tasks of one person, and the after-sales pool for who makes care calls."""

    id: int
    store_id: int
    cares: bool
    name: str = ""
    name_en: str = ""

    @classmethod
    def of(cls, person: Person) -> Whose:
        return cls(person.id or 0, person.store_id, person.can(Right.CARE), person.name, person.name_en)


class Place(NamedTuple):
    """Where a row stands in the order of the day; the next page begins behind it."""

    rank: int
    slot: datetime
    grade: int
    due_on: date
    task_id: int

    def __str__(self) -> str:
        return f"{self.rank}_{self.slot.timestamp():.6f}_{self.grade}_{self.due_on}_{self.task_id}"

    @classmethod
    def parse(cls, text: str, zone: ZoneInfo) -> Place | None:
        """A place from an address; None for anything else."""
        try:
            rank, slot, grade, due_on, task_id = text.split("_")
            return cls(int(rank), datetime.fromtimestamp(float(slot), zone), int(grade), date.fromisoformat(due_on), int(task_id))
        except (ValueError, OverflowError, OSError):
            return None


def rank_of(at: datetime, today: date, soon: datetime) -> ColumnElement[int]:
    """`rules.queue.section` in SQL: the number of the section in SECTION_ORDER."""
    place = {section: number for number, section in enumerate(SECTION_ORDER)}
    timed = and_(Task.rule == Rule.FIRST_CONTACT.value, Task.due_at.is_not(None))
    return case(
        (and_(timed, Task.due_at < at), place[Section.OVERDUE]),
        (and_(timed, Task.due_at < soon), place[Section.SOON]),
        (timed, place[Section.NEW]),
        (Task.until_on < today, place[Section.OVERDUE]),
        else_=place[Section.TODAY],
    )


def mine(whose: Whose, stamp: Stamp) -> tuple[ColumnElement[bool], ...]:
    own: ColumnElement[bool] = Task.owner_id == whose.id
    if whose.cares:
        own = or_(own, Task.kind == Kind.CARE.value)
    return (
        Task.store_id == whose.store_id, Task.closed_at.is_(None), Task.opens_on <= stamp.today, own,
        or_(Task.lead_id.is_(None), Lead.stage.in_(LIVE)),
    )  # fmt: skip


_last_agreed = (
    select(func.coalesce(func.nullif(Call.agreed, ""), func.nullif(Call.said, ""), Call.learnt))
    .where(Call.lead_id == Task.lead_id, Call.counts)
    .order_by(Call.at.desc())
    .limit(1)
    .correlate(Task)
    .scalar_subquery()
    .label("last_said")
)
_COLUMNS = (
    Task.id, Task.kind, Task.rule, Task.lead_id, Task.customer_id, Task.vehicle_id, Task.owner_id, Task.due_on,
    Task.until_on, Task.due_at, Task.absorbed, Task.tries, Task.tried, Task.again_on, Task.reason_code, Task.facts,
    Customer.name, Customer.sex, Lead.grade, Lead.interest, Lead.stage, Lead.channel, Lead.channel_detail,
    Lead.opened_at, Lead.last_contact_at, Lead.last_contact_channel, Lead.last_visit_on, Lead.visit_count,
    Vehicle.model, Vehicle.series,
)  # fmt: skip


def rows_of(*columns: Any) -> Select[Any]:
    return (
        select(*_COLUMNS, *columns)
        .join(Customer, Customer.id == Task.customer_id)
        .outerjoin(Lead, Lead.id == Task.lead_id)
        .outerjoin(Vehicle, Vehicle.id == Task.vehicle_id)
    )


def order_of(stamp: Stamp, soon: datetime) -> tuple[ColumnElement[Any], ...]:
    rank = rank_of(stamp.at, stamp.today, soon)
    hurried = rank.in_([SECTION_ORDER.index(Section.SOON), SECTION_ORDER.index(Section.NEW)])
    slot = case((hurried, Task.due_at), else_=literal(NO_HOUR, Instant))
    grade = case(*((Lead.grade == letter, number) for number, letter in enumerate(GRADE_ORDER)), else_=len(GRADE_ORDER))
    return rank, slot, grade, Task.due_on, Task.id


def place_of(row: Row[Any]) -> Place:
    """Where this row of `day` stands."""
    return Place(row.rank, row.slot, row.grade_no, row.due_on, row.id)


def day(
    whose: Whose, stamp: Stamp, soon: datetime, *, sections: Sequence[Section] = (), after: Place | None = None,
    limit: int = PAGE, with_calls: bool = False,
) -> tuple[Sequence[Row[Any]], bool]:  # fmt: skip
    """One page of the open tasks in the order of the day, and whether there are more."""
    order = order_of(stamp, soon)
    found = (_called(stamp, soon) if with_calls else _shown(stamp, soon)).where(*mine(whose, stamp))
    if sections:
        found = found.where(order[0].in_([SECTION_ORDER.index(one) for one in sections]))
    if after:
        found = found.where(tuple_(*order) > tuple_(after.rank, literal(after.slot, Instant), after.grade, after.due_on, after.task_id))
    rows = db.session.execute(found.order_by(*order).limit(limit + 1)).all()
    return rows[:limit], len(rows) > limit


def one(stamp: Stamp, soon: datetime, *which: ColumnElement[bool]) -> Row[Any] | None:
    """One task as `day` shows it, with how often its customer was called today."""
    return db.session.execute(_called(stamp, soon).where(*which)).first()


def open_row(lead_id: int, stamp: Stamp, soon: datetime) -> Row[Any] | None:
    """The open task of a lead, as `day` shows it."""
    return one(stamp, soon, Task.lead_id == lead_id, Task.kind == Kind.SALES.value, Task.closed_at.is_(None))


def _shown(stamp: Stamp, soon: datetime) -> Select[Any]:
    rank, slot, grade, *_rest = order_of(stamp, soon)
    return rows_of(rank.label("rank"), slot.label("slot"), grade.label("grade_no"), _last_agreed)


def _called(stamp: Stamp, soon: datetime) -> Select[Any]:
    """With how often the customer was called today, by anybody (F-63)."""
    midnight = datetime.combine(stamp.today, time(), ZoneInfo(stamp.zone))
    calls = select(func.count()).where(Call.customer_id == Task.customer_id, Call.at >= midnight)
    return _shown(stamp, soon).add_columns(calls.correlate(Task).scalar_subquery().label("calls_today"))
