"""A task ends without a call of ours: the customer came or called, or the lead rests; and the way back (F-03)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from crm.callbacks import queries
from crm.callbacks.models import Task
from crm.callbacks.rules.queue import How, Kind
from crm.leads.actions import on_settled, on_unsettled
from crm.leads.models import Lead
from crm.shared.db import db
from crm.shared.stamp import Stamp


@on_settled
def close_open_task(lead: Lead, how: str, stamp: Stamp) -> None:
    """The lead's open task is done by that. What has come in from outside is settled by its own desk."""
    task = queries.open_sales_task(lead.id)
    if task is not None:
        task.closed_at, task.closed_how = stamp.at, How(how).value


@on_unsettled
def reopen_task(lead: Lead, settled_at: datetime, stamp: Stamp) -> None:
    """What was closed at that instant is open again, unless another task of the lead has taken its place."""
    closed = select(Task).where(
        Task.lead_id == lead.id, Task.kind == Kind.SALES.value, Task.closed_at == settled_at,
        Task.closed_how.in_([How.VISITED.value, How.RESTED.value]),
    )  # fmt: skip
    task = db.session.scalar(closed)
    if task is not None and queries.open_sales_task(lead.id) is None:
        task.closed_at = task.closed_how = None
