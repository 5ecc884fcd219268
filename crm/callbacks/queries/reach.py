"""How often a customer was called today and how often in vain; and the calls made against the rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select

from crm.callbacks.models import Call, CallOverride, Task
from crm.callbacks.queries.day import moment_of
from crm.callbacks.rules.contact import Channel
from crm.callbacks.rules.reach import against, better_later
from crm.customers.models import Customer
from crm.shared import settings
from crm.shared.db import db
from crm.shared.reasons import Reason
from crm.shared.stamp import Person, Stamp
from crm.staff.models import Staff
from crm.staff.rules import Right

PAGE = 50


def _standing(customer_id: int, stamp: Stamp) -> tuple[int, str]:
    """Calls that we made today, by anybody (F-63), and the letters of the vain ones (F-42); one statement."""
    ours = select(func.count()).where(
        Call.customer_id == customer_id, Call.at >= moment_of(stamp)["midnight"], ~Call.inbound,
        Call.channel == Channel.PHONE.value,
    )  # fmt: skip
    tried = select(Task.tried).where(Task.customer_id == customer_id, Task.closed_at.is_(None), Task.tried != "")
    found = db.session.execute(
        select(ours.scalar_subquery(), tried.order_by(func.length(Task.tried).desc()).limit(1).scalar_subquery())
    ).one()
    return found[0], found[1] or ""


def against_calling(customer_id: int, stamp: Stamp) -> Reason | None:
    """The rule that speaks against calling this customer now, or None (F-62, F-63)."""
    calls, tried = _standing(customer_id, stamp)
    return against(stamp.local, calls, tried, settings.of(stamp.store_id))


def better_band(tried: str, stamp: Stamp) -> str | None:
    """The letter of a better part of the day, when this one was tried in vain already."""
    return better_later(stamp.local, tried, settings.of(stamp.store_id))


def overrides(person: Person, before: int | None = None) -> tuple[Sequence[Row[Any]], bool]:
    """Calls made against the rules by the people a chief looks after, the newest first; and whether there are more."""
    rows: Any = select(
        CallOverride.id, CallOverride.at, CallOverride.why, CallOverride.reason_code, CallOverride.facts,
        CallOverride.customer_id, Customer.name, Customer.sex, Staff.name.label("by"), Staff.name_en.label("by_en"),
    )  # fmt: skip
    rows = rows.join(Customer, Customer.id == CallOverride.customer_id).join(Staff, Staff.id == CallOverride.by_id)
    rows = rows.where(CallOverride.store_id == person.store_id)
    if not person.can(Right.ALL_LEADS, Right.AUDIT):
        rows = rows.where(Staff.team_id == (person.team_id or 0))
    if before is not None:
        rows = rows.where(CallOverride.id < before)
    found = db.session.execute(rows.order_by(CallOverride.id.desc()).limit(PAGE + 1)).all()
    return found[:PAGE], len(found) > PAGE
