"""What a change of a number would do, said before it is saved."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import exists, func, select

from crm.callbacks.models import Task
from crm.callbacks.rules.queue import FIRST_DUE, SERVICE_AHEAD, Rule
from crm.shared import settings
from crm.shared.clock import clock
from crm.shared.db import db
from crm.shared.words import ngettext
from crm.vehicles.models import Vehicle


@settings.effect_of(SERVICE_AHEAD)
def reminded_tonight(store_id: int, days: int) -> str:
    """How many cars the next night's list would announce."""
    known = exists().where(Task.vehicle_id == Vehicle.id, Task.rule == Rule.FIRST_SERVICE.value)
    due = Vehicle.next_due_on <= clock.day(clock.now()) + timedelta(days=days)
    cars = select(func.count()).where(
        Vehicle.store_id == store_id, Vehicle.sold_here, Vehicle.archived_at.is_(None), due,
        Vehicle.next_due_reason.startswith(FIRST_DUE), ~known,
    )  # fmt: skip
    found = db.session.scalar(cars) or 0
    return ngettext("%(n)s car would be on tonight's list.", "%(n)s cars would be on tonight's list.", found)
