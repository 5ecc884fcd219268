"""Two files of one customer become one: nobody is called twice about the same."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import aliased

from crm.callbacks.models import Task
from crm.callbacks.rules.queue import How, Kind
from crm.duplicates.parts import Merging, merge_part
from crm.leads.models import Lead
from crm.leads.rules.grades import ACTIVE
from crm.vehicles.models import Vehicle


@merge_part
def close_doubled_tasks(merging: Merging) -> None:
    """Open tasks of a lead that the merge has closed, and a care call about a car that stands in both files."""
    closed = {"closed_at": merging.stamp.at, "closed_how": How.DOUBLED.value}
    mine = (Task.customer_id.in_(merging.both), Task.closed_at.is_(None))
    over = select(Lead.id).where(Lead.customer_id.in_(merging.both), Lead.stage.not_in(ACTIVE))
    merging.batch.update(Task, (Task.kind == Kind.SALES.value) & mine[0] & mine[1] & Task.lead_id.in_(over), closed)
    kept, car, other = aliased(Task), aliased(Vehicle), aliased(Vehicle)
    same = (
        select(kept.id)
        .join(car, car.id == kept.vehicle_id)
        .join(other, other.plate_index == car.plate_index)
        .where(
            kept.customer_id == merging.keep.id, kept.kind == Kind.CARE.value, kept.closed_at.is_(None),
            kept.rule == Task.rule, other.id == Task.vehicle_id,
        )
    )  # fmt: skip
    theirs = (Task.customer_id == merging.gone.id) & (Task.kind == Kind.CARE.value) & Task.closed_at.is_(None)
    merging.batch.update(Task, theirs & same.exists(), closed)
