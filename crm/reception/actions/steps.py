"""Every tap about a visit is a row, and the latest one can be taken back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from crm.reception.models import Visit, VisitStep
from crm.reception.rules import Step
from crm.shared.db import db
from crm.shared.stamp import Stamp


def note(visit: Visit, kind: Step, stamp: Stamp, *, staff_id: int | None = None, **facts: Any) -> VisitStep:
    """Write the step down; `facts` is what taking it back needs to know."""
    step = VisitStep(store_id=visit.store_id, visit_id=visit.id, kind=kind, staff_id=staff_id, facts=facts)
    step.sign(stamp)
    db.session.add(step)
    db.session.flush()
    return step


def standing_steps(visit_id: int) -> list[VisitStep]:
    """The steps of a visit that nobody has taken back, the latest first."""
    undone = select(VisitStep.of_id).where(VisitStep.visit_id == visit_id, VisitStep.of_id.is_not(None))
    found = select(VisitStep).where(
        VisitStep.visit_id == visit_id, VisitStep.kind != Step.UNDONE, VisitStep.id.not_in(undone)
    )
    return list(db.session.scalars(found.order_by(VisitStep.id.desc())))


def step_of(visit: Visit, kind: Step) -> int | None:
    """The latest step of a kind: what the toast offers to take back."""
    return next((one.id for one in standing_steps(visit.id) if one.kind == kind), None)
