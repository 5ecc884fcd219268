"""Whether a row is still true, as one condition: the page counts by it, the run and the undo act by it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, literal, or_, select

from crm.ageing.models import Move, Run
from crm.ageing.queries.due import agreed_until
from crm.ageing.rules import EXEMPT_AGREED, State
from crm.leads.models import Lead, OwnerPeriod
from crm.leads.rules import ACTIVE, LIVE, Stage
from crm.shared import settings
from crm.shared.db import Instant
from crm.shared.stamp import Stamp
from crm.staff.models import Staff


def stands(kind: str, stamp: Stamp) -> ColumnElement[bool]:
    """Joins a row to its lead: with the same advisor still, in the same count, and its new one works here."""
    same = and_(
        Lead.id == Move.lead_id,
        Lead.owner_id.is_not_distinct_from(Move.old_owner_id),
        exists().where(Staff.id == Move.new_owner_id, Staff.disabled_at.is_(None)),
    )
    if kind == "leaver":
        return and_(same, Lead.stage.in_(ACTIVE))
    same = and_(
        same, Lead.stage == Stage.OPEN, Lead.aged_step == Move.old_step,
        or_(Move.kind == "stay", Lead.opened_on == Move.from_on),
    )  # fmt: skip
    if settings.of(stamp.store_id)[EXEMPT_AGREED]:
        same = and_(same, agreed_until(stamp).is_(None))
    return same


def untouched(run: Run) -> Any:
    """The moves that can be taken back: the lead is open, with whom the run gave it to, ever since."""
    since = exists().where(
        OwnerPeriod.lead_id == Lead.id, OwnerPeriod.until_at.is_(None),
        OwnerPeriod.since_at <= literal(run.ran_at, Instant),
    )  # fmt: skip
    here = exists().where(Staff.id == Move.old_owner_id, Staff.disabled_at.is_(None))
    stages = LIVE if run.kind == "age" else ACTIVE
    same = Lead.owner_id.is_not_distinct_from(Move.new_owner_id), Lead.aged_step == Move.new_step
    return (
        select(Move.id)
        .join(Lead, Lead.id == Move.lead_id)
        .where(Move.run_id == run.id, Move.state == State.MOVED, Lead.stage.in_(stages), *same, since)
        .where(or_(Move.old_owner_id.is_(None), here))
    )
