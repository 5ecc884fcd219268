"""What is to be said to lost customers now, and how much of it was said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import aliased

from crm.customers.models import ConsentGiven, Customer
from crm.customers.timeline import entries, timeline_part
from crm.leads.models import Lead, LostSale
from crm.leads.queries import leads_for
from crm.leads.rules import Stage
from crm.losses.models import Touch
from crm.losses.rules.touches import SAID, Kind
from crm.shared.db import db
from crm.shared.scope import NotYours
from crm.shared.stamp import Person, Stamp
from crm.staff.models import Staff

PAGE = 50
_later = aliased(ConsentGiven)
_newest = select(func.max(_later.id)).where(
    _later.customer_id == Lead.customer_id, _later.purpose == "marketing", _later.channel == "sms"
)
agreed = (  # whether they want offers by text; nothing said is no (F-60)
    select(ConsentGiven.given)
    .where(ConsentGiven.id == _newest.correlate(Lead).scalar_subquery())
    .correlate(Lead)
    .scalar_subquery()
)


def _open(person: Person, stamp: Stamp) -> list[ColumnElement[bool]]:
    """Due, not done, and still lost; whose the person may see."""
    due = (Touch.store_id == person.store_id, Touch.done_at.is_(None), Touch.due_on <= stamp.today)
    return [*due, Lead.stage == Stage.LOST, leads_for(person)]


def _rows() -> Any:
    return (
        select(
            Touch.id, Touch.kind, Touch.due_on, Touch.done_at, Touch.how, Touch.lead_id, Touch.reason_code,
            Touch.facts, Lead.interest, Lead.reopen_on, LostSale.reason, Customer.name, Customer.sex,
            Customer.kind.label("customer_kind"), agreed.label("agreed"), Staff.name.label("advisor"),
            Staff.name_en.label("advisor_en"),
        )
        .join(Lead, Lead.id == Touch.lead_id)
        .join(LostSale, LostSale.id == Touch.lost_sale_id)
        .join(Customer, Customer.id == Lead.customer_id)
        .outerjoin(Staff, Staff.id == Lead.owner_id)
    )  # fmt: skip


def due(stamp: Stamp, *, mine: bool, after: int | None = None) -> Sequence[Any]:
    """What is to be said now, by key; one more than a page."""
    found = _rows().where(*_open(stamp.by, stamp))
    if mine:
        found = found.where(Lead.owner_id == stamp.by.id)
    if after is not None:
        found = found.where(Touch.id > after)
    return db.session.execute(found.order_by(Touch.id).limit(PAGE + 1)).all()


def due_for(owner_id: int, stamp: Stamp) -> int:
    """How many words one person owes now."""
    owed = (Touch.store_id == stamp.store_id, Touch.done_at.is_(None), Touch.due_on <= stamp.today)
    found = select(Touch.id).join(Lead, Lead.id == Touch.lead_id)
    found = found.where(*owed, Lead.stage == Stage.LOST, Lead.owner_id == owner_id)
    return db.session.scalar(select(func.count()).select_from(found.limit(1000).subquery())) or 0


def touch_for(person: Person, touch_id: int) -> tuple[Touch, Lead, bool | None]:
    """One of them with its lead and whether the customer wants texts, or 404 unless the person may see the lead."""
    found = db.session.execute(
        select(Touch, Lead, agreed).join(Lead, Lead.id == Touch.lead_id).where(Touch.id == touch_id, leads_for(person))
    ).first()
    if found is None:
        raise NotYours
    return found[0], found[1], found[2]


class Thanked(NamedTuple):
    """Of how many owed words how many were said, in a period."""

    owed: int
    thanked: int
    words: int


def thanked(person: Person, since: datetime, until: datetime) -> Thanked:
    """The thanks of the losses approved in a period, how many were said, and the words in between that were said."""
    said = Touch.how.in_([one.value for one in SAID])
    first, last = since.date(), until.date()
    mine = select(
        func.count(case((Touch.kind == Kind.THANKS.value, 1))),
        func.count(case(((Touch.kind == Kind.THANKS.value) & said, 1))),
        func.count(case(((Touch.kind == Kind.TOUCH.value) & said, 1))),
    ).join(Lead, Lead.id == Touch.lead_id)
    found: Any = db.session.execute(
        mine.where(Touch.store_id == person.store_id, Touch.due_on >= first, Touch.due_on < last, leads_for(person))
    ).one()
    return Thanked(*found)


@timeline_part("touch", "losses/_entry_touch.html")
def _touches(customer: Any) -> Any:
    """What was said to a lost customer: code is its kind, more how."""
    part = entries(Touch, at=Touch.done_at, ref=Touch.id, by=Touch.done_by_id, code=Touch.kind, more=Touch.how)
    said = Touch.how.in_([one.value for one in SAID])
    return part.join(Lead, Lead.id == Touch.lead_id).where(Lead.customer_id == customer, said)
