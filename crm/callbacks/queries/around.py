"""What stands around the list of the day, in one statement: the guest who waits now, and who soon changes hands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, Date, Row, and_, bindparam, case, cast, literal, null, or_, select

from crm.callbacks.queries.day import STORE, TODAY, WHOSE, Whose
from crm.customers.models import Customer
from crm.leads.models import Lead
from crm.leads.rules import LIVE
from crm.leads.rules.ageing import COUNTDOWN_DAYS, STEPS, opened_by
from crm.reception.models import Visit
from crm.shared import settings
from crm.shared.db import Instant, db
from crm.shared.stamp import Stamp

GUEST, AGEING = 0, 1  # what a row is, and the order
MOST = {GUEST: 5, AGEING: 6}  # shown at most


def around(whose: Whose, stamp: Stamp) -> Sequence[Row[Any]]:
    """Who was given to this person at the door and has not left, the longest first; then the leads of this person
    whose next step is near (R-250), the oldest first."""
    numbers = settings.of(whose.store_id)
    ahead = stamp.today + timedelta(days=numbers[COUNTDOWN_DAYS])
    near = {f"step_{taken}": opened_by(kind, ahead, numbers) for taken, kind in enumerate(STEPS)}
    given = {"store": whose.store_id, "whose": whose.id, "today": stamp.today, **near}
    return db.session.execute(_around(), given).all()


@cache
def _around() -> CompoundSelect[Any]:
    guests, ageing = (part.subquery() for part in (_guests(), _ageing()))
    return select(guests).union_all(select(ageing)).order_by("what", "arrived_at", "opened_on", "id")


def _guests() -> Any:
    here = (Visit.left_at.is_(None), Visit.void_at.is_(None), or_(Visit.purpose.is_(None), Visit.purpose != "phone"))
    shown: Any = select(
        literal(GUEST).label("what"), Visit.id, Visit.lead_id, Visit.arrived_at,
        cast(null(), Date).label("opened_on"), literal(0).label("aged_step"),
        case((Visit.driving_at.is_not(None), 1), else_=0).label("driving"),
        case((Visit.completed_at.is_not(None), 1), else_=0).label("complete"),
        Customer.name, Customer.sex, Lead.grade, Lead.interest,
    )  # fmt: skip
    found = shown.outerjoin(Customer, Customer.id == Visit.customer_id).outerjoin(Lead, Lead.id == Visit.lead_id)
    mine = (Visit.store_id == STORE, Visit.on_day == TODAY, Visit.advisor_id == WHOSE, *here)
    return found.where(*mine).order_by(Visit.arrived_at, Visit.id).limit(MOST[GUEST])


def _ageing() -> Any:
    shown: Any = select(
        literal(AGEING).label("what"), Lead.id, Lead.id.label("lead_id"),
        cast(null(), Instant).label("arrived_at"), Lead.opened_on, Lead.aged_step,
        literal(0).label("driving"), literal(0).label("complete"), Customer.name, Customer.sex, Lead.grade,
        Lead.interest,
    )  # fmt: skip
    near = or_(
        *(
            and_(Lead.aged_step == taken, Lead.opened_on <= bindparam(f"step_{taken}", type_=Date))
            for taken in range(len(STEPS))
        )
    )
    mine = (Lead.store_id == STORE, Lead.owner_id == WHOSE, Lead.stage.in_(LIVE), near)
    return (
        shown.join(Customer, Customer.id == Lead.customer_id)
        .where(*mine)
        .order_by(Lead.opened_on, Lead.id)
        .limit(MOST[AGEING])
    )
