"""Lists of leads: the views of /leads, fifty a page by key, never counted beyond a thousand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, case, func, or_, select

from crm.customers.models import Customer
from crm.leads.models import GradeChange, Lead
from crm.leads.queries.scope import leads_for
from crm.leads.rules import ACTIVE, LIVE, Stage
from crm.leads.rules.freezing import FROZEN
from crm.shared.db import db
from crm.shared.stamp import Person, Stamp
from crm.staff.models import Staff

PAGE = 50
MOST = 1_000
VIEWS = ("open", "overdue", "frozen", "pending", "ordered", "lost", "lowered")
SORTS = ("", "late", "latest")  # newest first; longest overdue first; the same the other way round
NEVER = date(9999, 12, 31)
Clause = ColumnElement[bool]


@dataclass(frozen=True)
class Wanted:
    """What the reader asks for; None means any."""

    view: str = "open"
    grade: str | None = None
    whose: str = "all"
    owner_id: int | None = None
    sort: str = ""
    after: tuple[date | None, int] | None = None  # the key of the last row shown


_COLUMNS = (
    Lead.id, Lead.grade, Lead.stage, Lead.interest, Lead.opened_on, Lead.aged_step, Lead.next_on,
    Lead.first_due_on, Lead.channel, Lead.last_contact_at, Lead.visit_count, Lead.last_visit_on, Lead.test_driven_on,
    Lead.reopen_on, Lead.version, Lead.next_rule,
    Customer.name, Customer.sex, Customer.kind, Customer.phone, Staff.name.label("owner"),
    Staff.name_en.label("owner_en"),
)  # fmt: skip


def overdue(today: date) -> Clause:
    """Owes a contact since before today."""
    unmet = and_(Lead.last_contact_at.is_(None), Lead.first_due_on < today)
    return and_(Lead.stage.in_(ACTIVE), or_(Lead.next_on < today, Lead.after_visit_on < today, unmet))


DUE = func.coalesce(
    Lead.after_visit_on, Lead.next_on, case((Lead.last_contact_at.is_(None), Lead.first_due_on)), type_=Date
)


def leads(stamp: Stamp, wanted: Wanted) -> Sequence[Any]:
    """One page of leads, and one row more when there is another page."""
    return db.session.execute(found(stamp, wanted).limit(PAGE + 1)).all()


def found(stamp: Stamp, wanted: Wanted) -> Select[Any]:
    """The whole of a view, in its order."""
    columns: Any = _COLUMNS  # more than mypy can keep apart
    rows: Select[Any] = (
        select(*columns)
        .join(Customer, Customer.id == Lead.customer_id)
        .outerjoin(Staff, Staff.id == Lead.owner_id)
        .where(leads_for(stamp.by), *_conditions(stamp, wanted))
    )
    rows = _sorted(rows.add_columns(DUE.label("due_on")), wanted)
    if wanted.view == "lowered":
        rows = rows.add_columns(*map(_lowered, (GradeChange.old, GradeChange.new, GradeChange.reason)))
    return rows


def _sorted(found: Select[Any], wanted: Wanted) -> Select[Any]:
    """Newest first, or by how long they are overdue; the next page begins behind the key of the last row."""
    due, after = func.coalesce(DUE, NEVER, type_=Date), wanted.after
    if not wanted.sort:
        found = found.where(Lead.id < after[1]) if after else found
        return found.order_by(Lead.id.desc())
    key = (after[0] or NEVER, after[1]) if after else None
    if wanted.sort == "latest":
        found = found.where(or_(due < key[0], and_(due == key[0], Lead.id < key[1]))) if key else found
        return found.order_by(due.desc(), Lead.id.desc())
    found = found.where(or_(due > key[0], and_(due == key[0], Lead.id > key[1]))) if key else found
    return found.order_by(due, Lead.id)


def _lowered(column: Any) -> Any:
    """From which grade to which, and why: the last step down, for the supervisor's list (F-04)."""
    last = select(column).where(GradeChange.lead_id == Lead.id, GradeChange.lowered).order_by(GradeChange.id.desc())
    return last.limit(1).correlate(Lead).scalar_subquery().label(f"lowered_{column.key}")


def _conditions(stamp: Stamp, wanted: Wanted) -> list[Clause]:
    holds = [_view(wanted.view, stamp)]
    if wanted.grade:
        holds.append(Lead.grade == wanted.grade)
    if wanted.whose == "mine":
        holds.append(Lead.owner_id == stamp.by.id)
    if wanted.owner_id is not None:
        holds.append(Lead.owner_id == wanted.owner_id)
    return holds


def _view(view: str, stamp: Stamp) -> Clause:
    if view == "overdue":
        return overdue(stamp.today)
    if view == "lowered":
        since = stamp.at - timedelta(days=30)
        lowered = select(GradeChange.lead_id).where(GradeChange.store_id == stamp.store_id, GradeChange.lowered)
        return and_(Lead.stage.in_(LIVE), Lead.id.in_(lowered.where(GradeChange.at >= since)))
    if view == "frozen":
        return and_(Lead.stage == Stage.OPEN, Lead.next_rule == FROZEN)
    stages = {"open": LIVE, "pending": (Stage.LOST_PENDING,), "ordered": (Stage.ORDERED,), "lost": (Stage.LOST,)}
    return Lead.stage.in_(stages.get(view, LIVE))


def tally(stamp: Stamp, whose: str) -> tuple[int, int]:
    """How many leads are open and how many overdue, each counted up to a thousand; one statement."""

    def counted(*holds: Clause) -> Any:
        some = select(Lead.id).where(leads_for(stamp.by), *holds, *mine).limit(MOST + 1)
        return select(func.count()).select_from(some.subquery()).scalar_subquery()

    mine = [Lead.owner_id == stamp.by.id] if whose == "mine" else []
    row = db.session.execute(select(counted(Lead.stage.in_(LIVE)), counted(overdue(stamp.today)))).one()
    return row[0], row[1]


def leads_of_customer(customer_id: int, person: Person) -> Sequence[Any]:
    """The customer's leads that this person may see, newest first."""
    rows = (
        select(Lead.id, Lead.grade, Lead.stage, Lead.interest, Lead.opened_on, Lead.next_on, Staff.name.label("owner"))
        .outerjoin(Staff, Staff.id == Lead.owner_id)
        .where(Lead.customer_id == customer_id, leads_for(person))
    )
    return db.session.execute(rows.order_by(Lead.stage.in_(ACTIVE).desc(), Lead.id.desc()).limit(10)).all()
