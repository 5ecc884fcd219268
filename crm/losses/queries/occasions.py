"""What marketing has entered, what became of those it woke, and who of them is being worked on already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import String, and_, case, cast, func, or_, select

from crm.appointments.models import Appointment
from crm.callbacks.models import Call
from crm.leads.models import Lead, Reopening
from crm.losses.models import Occasion
from crm.shared.db import db
from crm.shared.journal import JournalBatch, JournalRow
from crm.shared.scope import NotYours
from crm.shared.stamp import Stamp
from crm.staff.models import Staff

PAGE = 50


def occasions(stamp: Stamp, *, before: int | None = None) -> Sequence[Any]:
    """The newest first, each with who entered it, until when it can be taken back, and how far its customers came."""
    reached = func.count(case((Lead.last_contact_at > Occasion.ran_at, 1)))
    became = (
        select(
            Reopening.occasion_id, func.count().label("leads"), reached.label("called"),
            func.count(case((Lead.last_visit_on >= Occasion.from_on, 1))).label("came"),
            func.count(case((Lead.stage.in_(("ordered", "delivered")), 1))).label("bought"),
        )
        .join(Lead, Lead.id == Reopening.lead_id)
        .join(Occasion, Occasion.id == Reopening.occasion_id)
        .where(Occasion.store_id == stamp.store_id)
        .group_by(Reopening.occasion_id)
        .subquery()
    )  # fmt: skip
    found = (
        select(
            Occasion, Staff.name, Staff.name_en, JournalBatch.kept_until, JournalBatch.scrubbed_at, became.c.called,
            became.c.came, became.c.bought,
        )
        .outerjoin(Staff, Staff.id == Occasion.by_id)
        .outerjoin(JournalBatch, JournalBatch.id == Occasion.batch_id)
        .outerjoin(became, became.c.occasion_id == Occasion.id)
        .where(Occasion.store_id == stamp.store_id)
    )  # fmt: skip
    if before is not None:
        found = found.where(Occasion.id < before)
    return db.session.execute(found.order_by(Occasion.id.desc()).limit(PAGE + 1)).all()


def occasion_for(stamp: Stamp, occasion_id: int) -> Occasion:
    """One of the store's; what is not yours does not exist."""
    found = db.session.scalar(select(Occasion).where(Occasion.id == occasion_id, Occasion.store_id == stamp.store_id))
    if found is None:
        raise NotYours
    return found


def due(stamp: Stamp) -> Sequence[Occasion]:
    """Entered for today or before, and nobody has been woken yet."""
    waits = and_(Occasion.ran_at.is_(None), Occasion.ended_at.is_(None), Occasion.from_on <= stamp.today)
    return db.session.scalars(
        select(Occasion).where(Occasion.store_id == stamp.store_id, waits).order_by(Occasion.id)
    ).all()


def built_on(occasion: Occasion) -> list[int]:
    """The leads on which somebody has done something since they were woken: they stay as they are."""
    mine = and_(
        JournalRow.batch_id == occasion.batch_id,
        JournalRow.table_name == "leads",
        JournalRow.row_key == cast(Lead.id, String),
    )
    spoken = select(Call.id).where(Call.lead_id == Lead.id, Call.at >= occasion.ran_at, Call.result == "reached")
    agreed = select(Appointment.id).where(Appointment.lead_id == Lead.id, Appointment.at >= occasion.ran_at)
    touched = or_(Lead.version != JournalRow.version_after, spoken.exists(), agreed.exists())
    found = select(Lead.id).join(Reopening, Reopening.lead_id == Lead.id).join(JournalRow, mine)
    return list(db.session.scalars(found.where(Reopening.occasion_id == occasion.id, touched).order_by(Lead.id)))
