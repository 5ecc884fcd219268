"""Points are proposed: for dates that were missed (R-253), or by whoever has found something (R-252, R-254).

Each is proposed once, whatever happens to the worker: its key says what it is about, and a day that was looked
through has a row of its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, Text, and_, cast, exists, func, literal, null, or_, select

from crm.callbacks.actions.care import as_json
from crm.callbacks.models import Call, Task
from crm.callbacks.rules.queue import How, Kind
from crm.leads.models import OwnerPeriod
from crm.points.models import PointProposal, PointRound
from crm.points.queries.people import supervisors, teams
from crm.points.rules.ledger import MISSED, RULE_VERSION, SUPERVISION, SUPERVISION_DAYS, supervisor_of
from crm.rota.queries.absence import away
from crm.shared import settings
from crm.shared.db import Instant, db, insert_missing
from crm.shared.numbers import Number
from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp

BACK_DAYS = 31  # a clock that slept longer looks back so far
NOT_MISSED = (How.ABSORBED.value, How.DOUBLED.value)


def propose(
    staff_id: int, *, points: int, rule: str, why: Reason, key: str, on_day: date, lead_id: int | None = None,
    stamp: Stamp,
) -> bool:  # fmt: skip
    """So many points off (given as a positive number) are proposed; False when `key` was proposed before, or for 0."""
    if points <= 0:
        return False
    row = {
        "store_id": stamp.store_id, "staff_id": staff_id, "points": -points, "rule": rule, "key": key,
        "on_day": on_day, "lead_id": lead_id, "task_id": None, "by_id": stamp.by.id, "at": stamp.at,
        "reason_code": why.code, "rule_version": RULE_VERSION, "facts": dict(why.facts),
    }  # fmt: skip
    return insert_missing(PointProposal, [row]) > 0


def propose_missed(stamp: Stamp) -> int:
    """The dates missed since the last look, day by day, and the supervisor's share of what still rests."""
    numbers, made = settings.of(stamp.store_id), 0
    for on_day in _days(stamp):
        found = _missed(on_day, numbers, stamp)
        row = {"store_id": stamp.store_id, "on_day": on_day, "at": stamp.at, "found": found}
        made += found if insert_missing(PointRound, [row]) else 0
    return made + _supervision(numbers, stamp)


def _days(stamp: Stamp) -> list[date]:
    """From the day after the last look until yesterday; yesterday alone at the first look."""
    last = db.session.scalar(select(func.max(PointRound.on_day)).where(PointRound.store_id == stamp.store_id))
    yesterday = stamp.today - timedelta(days=1)
    first = max(last + timedelta(days=1) if last else yesterday, stamp.today - timedelta(days=BACK_DAYS))
    return [first + timedelta(days=n) for n in range((yesterday - first).days + 1)]


def _missed(on_day: date, numbers: Mapping[Number, int], stamp: Stamp) -> int:
    """Whoever looked after the lead that evening, unless they were away or had tried (R-253)."""
    if not numbers[MISSED]:
        return 0
    end = datetime.combine(on_day + timedelta(days=1), time(), ZoneInfo(stamp.zone))
    late = or_(Task.closed_at.is_(None), Task.closed_at >= end, Task.closed_at > Task.due_at)
    of_lead = Call.lead_id == Task.lead_id  # by its index: the store's calls of years are not looked through
    tried = exists().where(of_lead, Call.task_id == Task.id, Call.at < func.coalesce(Task.due_at, end))
    period = and_(
        OwnerPeriod.lead_id == Task.lead_id, OwnerPeriod.since_at < end,
        or_(OwnerPeriod.until_at.is_(None), OwnerPeriod.until_at >= end),
    )  # fmt: skip
    gone = away(stamp.store_id, [on_day])[on_day]
    rows = _proposals(OwnerPeriod.owner_id, "missed", numbers[MISSED], {"due_on": on_day.isoformat()}, stamp)
    return insert_missing(
        PointProposal,
        rows.join(OwnerPeriod, period).where(
            Task.store_id == stamp.store_id, Task.kind == Kind.SALES.value, Task.until_on == on_day, late, ~tried,
            or_(Task.closed_how.is_(None), Task.closed_how.not_in(NOT_MISSED)),
            OwnerPeriod.owner_id.is_not(None), OwnerPeriod.owner_id.not_in(gone),
        ),
    )  # fmt: skip


def _supervision(numbers: Mapping[Number, int], stamp: Stamp) -> int:
    """What was missed and still rests some days later is the supervisor's, too (R-253)."""
    chiefs, days = supervisors(stamp.store_id), numbers[SUPERVISION_DAYS]
    if not numbers[SUPERVISION] or not chiefs:
        return 0
    rests = stamp.today - timedelta(days=days)
    missed = exists().where(PointProposal.store_id == stamp.store_id, PointProposal.key == _key("missed"))
    made = 0
    by_chief: dict[int, list[int]] = {}
    for staff_id, team_id in teams(stamp.store_id).items():
        chief = supervisor_of(team_id, chiefs)
        if chief is not None and chief != staff_id:
            by_chief.setdefault(chief, []).append(staff_id)
    for chief, people in sorted(by_chief.items()):
        facts = as_json(literal(f'{{"days": {days}, "due_on": "') + cast(Task.until_on, Text) + literal('"}'))
        rows = _proposals(literal(chief), "supervision", numbers[SUPERVISION], facts, stamp)
        made += insert_missing(
            PointProposal,
            rows.where(
                Task.store_id == stamp.store_id, Task.kind == Kind.SALES.value, Task.closed_at.is_(None),
                Task.until_on <= rests, Task.owner_id.in_(people), missed,
            ),
        )  # fmt: skip
    return made


def _key(about: str) -> Any:
    return literal(f"{about}:") + cast(Task.id, Text)


def _proposals(staff_id: Any, about: str, points: int, facts: Any, stamp: Stamp) -> Select[Any]:
    """A row of `point_proposals` for each task."""
    said = as_json(literal(json.dumps(facts))) if isinstance(facts, dict) else facts
    return select(
        Task.store_id, staff_id.label("staff_id"), literal(-points).label("points"), literal("R-253").label("rule"),
        _key(about).label("key"), literal(stamp.today).label("on_day"), Task.id.label("task_id"), Task.lead_id,
        null().label("by_id"), literal(stamp.at, Instant).label("at"), literal(f"points.{about}").label("reason_code"),
        literal(RULE_VERSION).label("rule_version"), said.label("facts"),
    )  # fmt: skip
