"""The spot checks of an office: what is to be looked at, with what was written down about it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select

from crm.callbacks.models import Call
from crm.customers.models import Customer
from crm.points.models import SpotCheck, SpotMark
from crm.points.rules.sampling import Kind
from crm.reception.models import Visit
from crm.shared.db import db
from crm.shared.scope import NotYours
from crm.shared.stamp import Person, Stamp
from crm.staff.models import Staff

PAGE = 50


def pool(stamp: Stamp, on_day: date, without: Collection[int]) -> dict[tuple[str, int], int]:
    """What was done on a day, {(kind, id): whose}: contacts that count, and visits that somebody received."""
    since, until = (datetime.combine(one, time(), ZoneInfo(stamp.zone)) for one in (on_day, stamp.today))
    calls = select(Call.id, Call.by_id).where(
        Call.store_id == stamp.store_id, Call.counts, Call.at >= since, Call.at < until, Call.by_id.is_not(None)
    )
    visits = select(Visit.id, Visit.advisor_id).where(
        Visit.store_id == stamp.store_id, Visit.arrived_at >= since, Visit.arrived_at < until,
        Visit.advisor_id.is_not(None), Visit.void_at.is_(None),
    )  # fmt: skip
    found = {(Kind.CALL.value, row.id): row.by_id for row in db.session.execute(calls)}
    found |= {(Kind.VISIT.value, row.id): row.advisor_id for row in db.session.execute(visits)}
    return {key: staff_id for key, staff_id in found.items() if staff_id not in without}


def _rows() -> Any:
    return (
        select(
            SpotCheck.id, SpotCheck.on_day, SpotCheck.kind, SpotCheck.staff_id, SpotCheck.reason_code, SpotCheck.facts,
            Staff.name.label("advisor"), Staff.name_en.label("advisor_en"), Call.lead_id, Call.channel, Call.topic,
            Call.said, Call.learnt, Call.agreed, func.coalesce(Call.at, Visit.arrived_at).label("at"), Visit.purpose,
            Visit.left_at, Visit.description, Customer.name, Customer.sex, Customer.kind.label("customer_kind"),
            SpotMark.mark, SpotMark.note,
        )
        .join(Staff, Staff.id == SpotCheck.staff_id)
        .outerjoin(Call, Call.id == SpotCheck.call_id)
        .outerjoin(Visit, Visit.id == SpotCheck.visit_id)
        .outerjoin(Customer, Customer.id == func.coalesce(Call.customer_id, Visit.customer_id))
        .outerjoin(SpotMark, SpotMark.check_id == SpotCheck.id)
    )  # fmt: skip


def listed(store_id: int, offices: Collection[str], today: date) -> Sequence[Any]:
    """Today's checks, and those of the last week that nobody has marked; the newest first, one more than a page."""
    week = SpotCheck.on_day > today - timedelta(days=7)  # nobody remembers what was said longer ago
    mine = (SpotCheck.store_id == store_id, SpotCheck.office.in_(offices), week)
    found = _rows().where(*mine, or_(SpotCheck.on_day == today, SpotMark.id.is_(None)))
    return db.session.execute(found.order_by(SpotMark.id.is_not(None), SpotCheck.id.desc()).limit(PAGE + 1)).all()


def check_for(person: Person, check_id: int, offices: Collection[str]) -> SpotCheck:
    """A check of the reader's own office."""
    mine = (SpotCheck.id == check_id, SpotCheck.store_id == person.store_id, SpotCheck.office.in_(offices))
    found = db.session.scalar(select(SpotCheck).where(*mine))
    if found is None:
        raise NotYours
    return found
