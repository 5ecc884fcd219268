"""Every tap about a visit is a row, and the latest one can be taken back."""

from __future__ import annotations

from typing import Any

from crm.reception.models import Visit, VisitStep
from crm.reception.queries import standing_steps
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


def step_of(visit: Visit, kind: Step) -> int | None:
    """The latest step of a kind: what the toast offers to take back."""
    return next((one.id for one in standing_steps(visit.id) if one.kind == kind), None)
