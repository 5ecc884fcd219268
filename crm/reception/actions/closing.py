"""The end of the day: what nobody has completed leaves the queue with a stated reason, and stays to be read (F-12)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from crm.notices import actions as notices
from crm.reception.actions.giving import GUEST, TOPIC
from crm.reception.actions.steps import note
from crm.reception.models import Visit
from crm.reception.rules import Step
from crm.rota.queries import name_of
from crm.shared.db import db
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic

AT_ONCE = 500


def close_days(stamp: Stamp) -> int:
    """Close the unfinished visits of days that have ended; the figures count them as not filed. How many."""
    closed = 0
    while found := _open_of_the_past(stamp):
        for visit in found:
            visit.lapsed_at = stamp.at
            step = note(visit, Step.LAPSED, stamp, staff_id=visit.advisor_id or visit.by_id)
            step.reason_code, step.facts = "reception.not_completed", {"name": name_of(step.staff_id)}
            notices.withdraw(GUEST, visit.id, stamp=stamp)
        db.session.flush()
        closed += len(found)
    if closed:
        raise_topic(stamp.store_id, TOPIC)
    return closed


def _open_of_the_past(stamp: Stamp) -> Sequence[Visit]:
    open_ones = (Visit.completed_at.is_(None), Visit.lapsed_at.is_(None), Visit.void_at.is_(None))
    mine = select(Visit).where(Visit.store_id == stamp.store_id, Visit.on_day < stamp.today, *open_ones)
    return db.session.scalars(mine.order_by(Visit.id).limit(AT_ONCE)).all()
