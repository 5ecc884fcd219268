"""What follows from an import: the lists it has filled, as figures that open them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, select

from crm.callbacks.models import Task
from crm.imports.kinds import KINDS
from crm.imports.models import Import, ImportChange, ImportMade
from crm.imports.rules import UNDO_DAYS, Kind, State
from crm.retention.models import VehicleState
from crm.retention.rules import State as Stays
from crm.shared import settings
from crm.shared.db import db
from crm.shared.queue import Outbox
from crm.shared.stamp import Stamp

MOST = 1_000  # counted no further (Decision 12)
AWAY = (Stays.LAPSING, Stays.AT_RISK, Stays.CHURNED)


@dataclass(frozen=True)
class Outcome:
    """`working`: the lists are still being made. Figures of the whole store, as its lists show them."""

    working: bool
    away: int  # cars that have stayed away
    calls: int  # calls that stand in today's lists


def outcome_of(record: Import, stamp: Stamp) -> Outcome | None:
    """Of an import of today that has been written; older ones have long become everyday work."""
    fresh = record.ended_at is not None and (stamp.at - record.ended_at) < timedelta(days=1)
    follows = KINDS[Kind(record.kind)].follows
    if State(record.state) is not State.DONE or not fresh or not follows:
        return None
    open_jobs = exists().where(
        Outbox.store_id == stamp.store_id, Outbox.job.in_(follows), Outbox.done_at.is_(None), Outbox.failed_at.is_(None)
    )
    away = _capped(select(VehicleState.vehicle_id).where(
        VehicleState.store_id == stamp.store_id, VehicleState.state.in_(AWAY)
    ))  # fmt: skip
    calls = _capped(select(Task.id).where(
        Task.store_id == stamp.store_id, Task.closed_at.is_(None), Task.opens_on <= stamp.today
    ))  # fmt: skip
    row = db.session.execute(select(open_jobs.label("working"), away.label("away"), calls.label("calls"))).one()
    return Outcome(bool(row.working), int(row.away), int(row.calls))


def _capped(rows: Any) -> Any:
    return select(func.count()).select_from(rows.limit(MOST).subquery()).scalar_subquery()


def undo_until(record: Import, stamp: Stamp) -> datetime | None:
    """Until when the whole can be taken back; None when its days are over, or nothing of it is remembered."""
    if State(record.state) not in (State.DONE, State.CANCELLED) or record.ended_at is None:
        return None
    until = record.ended_at + timedelta(days=settings.of(record.store_id)[UNDO_DAYS])
    made, changed = (exists().where(one.import_id == record.id) for one in (ImportMade, ImportChange))
    return until if stamp.at <= until and db.session.scalar(select(made | changed)) else None
