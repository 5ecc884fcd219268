"""Who is on the list today and in what order; few columns, few statements, the same for one row and for fifty.

The statements are built once with named parameters, because building them would cost more than running them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    Row,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from crm.callbacks.models import Call, Task
from crm.callbacks.rules.queue import GRADE_ORDER, SECTION_ORDER, TIMED, Kind, Section
from crm.customers.models import Customer
from crm.leads.models import Lead
from crm.leads.rules import ACTIVE
from crm.shared.db import Instant, db
from crm.shared.stamp import Person, Stamp
from crm.staff.rules import Right
from crm.vehicles.models import Vehicle

PAGE = 20  # a work list is read from the top; the next rows come when its end is seen
LONG = 300  # the same on paper
NO_HOUR = datetime(2000, 1, 1, tzinfo=UTC)  # tasks without an hour are not ordered by one
AT, TODAY, SOON = bindparam("at", type_=Instant), bindparam("today", type_=Date), bindparam("soon", type_=Instant)
STORE, WHOSE = bindparam("store", type_=BigInteger), bindparam("whose", type_=BigInteger)
MIDNIGHT = bindparam("midnight", type_=Instant)
PLACE = {section: number for number, section in enumerate(SECTION_ORDER)}


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
    def parse(cls, text: str) -> Place | None:
        """A place from an address; None for anything else."""
        try:
            rank, slot, grade, due_on, task_id = text.split("_")
            at = datetime.fromtimestamp(float(slot), UTC)
            place = cls(int(rank), at, int(grade), date.fromisoformat(due_on), int(task_id))
        except (ValueError, OverflowError, OSError):
            return None
        return place if 0 <= place.rank < len(PLACE) and 0 <= place.grade <= 9 and 0 <= place.task_id < 2**63 else None


def place_of(row: Row[Any]) -> Place:
    """Where this row of `day` stands."""
    slot = row.due_at if SECTION_ORDER[row.rank] in (Section.SOON, Section.NEW) else NO_HOUR
    return Place(row.rank, slot, row.grade_no, row.due_on, row.id)


_TIMED = and_(Task.rule.in_([rule.value for rule in TIMED]), Task.due_at.is_not(None))
RANK: ColumnElement[int] = case(  # `rules.queue.section` in SQL: the number of the section in SECTION_ORDER
    (and_(_TIMED, Task.due_at < AT), PLACE[Section.OVERDUE]),
    (and_(_TIMED, Task.due_at < SOON), PLACE[Section.SOON]),
    (_TIMED, PLACE[Section.NEW]),
    (Task.until_on < TODAY, PLACE[Section.OVERDUE]),
    else_=PLACE[Section.TODAY],
)
_SLOT = case((RANK.in_([PLACE[Section.SOON], PLACE[Section.NEW]]), Task.due_at), else_=literal(NO_HOUR, Instant))
_GRADE = case(*((Lead.grade == letter, number) for number, letter in enumerate(GRADE_ORDER)), else_=len(GRADE_ORDER))
_ORDER = (RANK, _SLOT, _GRADE, Task.due_on, Task.id)
_PLACE = (RANK.label("rank"), _SLOT.label("slot"), _GRADE.label("grade_no"))
_CALLS_TODAY = select(func.count()).where(Call.customer_id == Task.customer_id, Call.at >= MIDNIGHT)
_OF_LEAD = select(Call.id).where(Call.lead_id == Task.lead_id, Call.counts).order_by(Call.at.desc()).limit(1)
_LAST_SAID = _OF_LEAD.with_only_columns(func.coalesce(func.nullif(Call.said, ""), Call.learnt))
_LAST_AGREED = _OF_LEAD.with_only_columns(Call.agreed).where(Call.agreed != "")  # the promise that still stands
_COLUMNS = (  # JSON as text: most rows of a page have the same facts, and are read once
    Task.id, Task.kind, Task.rule, Task.lead_id, Task.customer_id, Task.due_on, Task.until_on, Task.due_at,
    cast(Task.absorbed, Text).label("absorbed"), Task.tries, Task.tried, Task.again_on, Task.reason_code,
    cast(Task.facts, Text).label("facts"), Customer.name, Customer.sex, Lead.grade, Lead.interest, Lead.stage,
    Lead.channel, Lead.channel_detail, case((_TIMED, Lead.opened_at)).label("opened_at"), Lead.last_contact_at,
    Lead.last_contact_channel, Lead.last_visit_on, Lead.visit_count, Vehicle.model, Vehicle.series,
)  # fmt: skip
OPEN_LEAD = (Task.kind == Kind.SALES.value, Task.closed_at.is_(None))


def rows_of(*columns: Any) -> Select[Any]:
    """What a row of the day shows, and more `columns`."""
    shown: Any = select(*_COLUMNS, *columns)
    joined: Select[Any] = (
        shown.join(Customer, Customer.id == Task.customer_id)
        .outerjoin(Lead, Lead.id == Task.lead_id)
        .outerjoin(Vehicle, Vehicle.id == Task.vehicle_id)
    )
    return joined


def mine(cares: bool) -> tuple[ColumnElement[bool], ...]:
    """The open tasks of one person, with after-sales' pool for who cares; those of closed leads are gone at once."""
    own: ColumnElement[bool] = or_(Task.owner_id == WHOSE, Task.cover_id == WHOSE)
    return (
        Task.store_id == STORE, Task.closed_at.is_(None), Task.opens_on <= TODAY,
        or_(own, Task.kind == Kind.CARE.value) if cares else own,
        or_(Task.lead_id.is_(None), Lead.stage.in_(ACTIVE)),
    )  # fmt: skip


def moment_of(stamp: Stamp, soon: datetime | None = None) -> dict[str, Any]:
    """The parameters that say when."""
    midnight = datetime.combine(stamp.today, time(), ZoneInfo(stamp.zone))
    return {"at": stamp.at, "today": stamp.today, "soon": soon or stamp.at, "midnight": midnight}


def day(
    whose: Whose, stamp: Stamp, soon: datetime, *, sections: Sequence[Section] = (), after: Place | None = None,
    limit: int = PAGE,
) -> tuple[Sequence[Row[Any]], bool]:  # fmt: skip
    """One page of the open tasks in the order of the day, and whether there are more."""
    given = {**moment_of(stamp, soon), "store": whose.store_id, "whose": whose.id, "most": limit + 1}
    if after:
        given |= {f"after_{name}": value for name, value in after._asdict().items()}
    rows = db.session.execute(_page(whose.cares, tuple(sections), after is not None), given).all()
    return rows[:limit], len(rows) > limit


@cache
def _page(cares: bool, sections: tuple[Section, ...], after: bool) -> Select[Any]:
    """First the page's tasks by their order alone, then what a row shows, for those only."""
    picked = select(Task.id, *_PLACE).select_from(Task).outerjoin(Lead, Lead.id == Task.lead_id).where(*mine(cares))
    if sections:
        picked = picked.where(RANK.in_([PLACE[one] for one in sections]))
    if after:
        kinds = zip(Place._fields, (Integer, Instant, Integer, Date, BigInteger), strict=True)
        behind = tuple_(*(bindparam(f"after_{name}", type_=kind) for name, kind in kinds))
        picked = picked.where(tuple_(*_ORDER) > behind)
    page = picked.order_by(*_ORDER).limit(bindparam("most", type_=Integer)).subquery("page")
    found = rows_of(page.c.rank, page.c.grade_no, *_said()).join(page, page.c.id == Task.id)
    return found.order_by(page.c.rank, page.c.slot, page.c.grade_no, Task.due_on, Task.id)


def _said() -> tuple[Any, Any]:
    said, agreed = (one.correlate(Task).scalar_subquery() for one in (_LAST_SAID, _LAST_AGREED))
    return said.label("last_said"), agreed.label("last_agreed")


@cache
def single(*which: ColumnElement[bool]) -> Select[Any]:
    """One task as `day` shows it, with how often its customer was called today, by anybody (F-63)."""
    calls = _CALLS_TODAY.correlate(Task).scalar_subquery().label("calls_today")
    return rows_of(RANK.label("rank"), _GRADE.label("grade_no"), *_said(), calls).where(*which)
