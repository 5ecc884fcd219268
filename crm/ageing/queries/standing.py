"""Whether a planned row is still true, as one condition: the page counts by it and the run acts by it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, or_

from crm.ageing.models import Move
from crm.ageing.queries.due import agreed_until
from crm.ageing.rules import EXEMPT_AGREED
from crm.leads.models import Lead
from crm.leads.rules import ACTIVE, Stage
from crm.shared import settings
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
