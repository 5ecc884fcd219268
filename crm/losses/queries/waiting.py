"""Applications that nobody has decided in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from crm.leads.models import Lead, LostDecision, LostSale
from crm.leads.rules import Stage
from crm.leads.rules.lost import REVIEW_HOURS
from crm.losses.models import LostEscalation
from crm.shared import settings
from crm.shared.db import db
from crm.shared.stamp import Stamp

AT_ONCE = 200


def overdue(stamp: Stamp, most: int = AT_ONCE) -> Sequence[Any]:
    """Undecided for longer than the store allows, and the manager has not been called yet; the oldest first."""
    since = stamp.at - timedelta(hours=settings.of(stamp.store_id)[REVIEW_HOURS])
    return db.session.execute(
        select(LostSale.id, LostSale.by_id)
        .join(Lead, Lead.id == LostSale.lead_id)
        .outerjoin(LostDecision, LostDecision.lost_sale_id == LostSale.id)
        .outerjoin(LostEscalation, LostEscalation.lost_sale_id == LostSale.id)
        .where(
            Lead.store_id == stamp.store_id, Lead.stage == Stage.LOST_PENDING, LostSale.at < since,
            LostDecision.id.is_(None), LostEscalation.id.is_(None),
        )
        .order_by(LostSale.id)
        .limit(most)
    ).all()  # fmt: skip
