"""After-sales calls: the new-car call a week after delivery, and the reminder of the first service."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import JSON, ColumnElement, Date, Select, cast, exists, literal, select

from crm.callbacks.models import Task
from crm.callbacks.rules.queue import (
    FIRST_DUE,
    RULE_VERSION,
    SERVICE_AHEAD,
    SERVICE_BEHIND,
    Kind,
    Rule,
    care_window,
)
from crm.shared import settings
from crm.shared.db import Instant, db, insert_missing
from crm.shared.numbers import Number
from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp
from crm.vehicles.models import Vehicle


def as_json(text: ColumnElement[Any]) -> ColumnElement[Any]:
    """Text that is JSON, in a SELECT that feeds an INSERT."""
    return cast(text, JSON) if db.engine.dialect.name == "postgresql" else text


def first_services(numbers: Mapping[Number, int], stamp: Stamp) -> Select[Any]:
    """Cars sold here whose first service comes up: reminded once in their life (F-42).

    One that has been overdue for a year is a lost customer's (A-19): old sales out of a file make no calls.
    """
    known = exists().where(Task.vehicle_id == Vehicle.id, Task.rule == Rule.FIRST_SERVICE.value)
    return select(
        Vehicle.store_id,
        literal(Kind.CARE.value).label("kind"),
        literal(Rule.FIRST_SERVICE.value).label("rule"),
        Vehicle.customer_id,
        Vehicle.id.label("vehicle_id"),
        literal(stamp.today, Date).label("opens_on"),
        Vehicle.next_due_on.label("due_on"),
        Vehicle.next_due_on.label("until_on"),
        as_json(literal("[]")).label("absorbed"),
        literal("callbacks.first_service").label("reason_code"),
        literal(RULE_VERSION).label("rule_version"),
        as_json(literal(json.dumps({"days": numbers[SERVICE_AHEAD]}))).label("facts"),
        literal(stamp.at, Instant).label("made_at"),
        literal(0).label("tries"),
        literal("").label("tried"),
    ).where(
        Vehicle.store_id == stamp.store_id,
        Vehicle.sold_here,
        Vehicle.archived_at.is_(None),
        Vehicle.next_due_on <= stamp.today + timedelta(days=numbers[SERVICE_AHEAD]),
        Vehicle.next_due_on > stamp.today - timedelta(days=numbers[SERVICE_BEHIND]),
        Vehicle.next_due_reason.startswith(FIRST_DUE),
        ~known,
    )


def care_call(
    customer_id: int, vehicle_id: int | None, rule: str, due_on: date, reason: Reason, stamp: Stamp,
    owner_id: int | None = None,
) -> bool:  # fmt: skip
    """An after-sales call is due on that day; once per vehicle, rule and day. True when it is new."""
    opens_on, until_on = care_window(rule, due_on, settings.of(stamp.store_id))
    row = {
        "store_id": stamp.store_id, "kind": Kind.CARE.value, "rule": str(rule), "customer_id": customer_id,
        "vehicle_id": vehicle_id, "owner_id": owner_id, "opens_on": opens_on, "due_on": due_on, "until_on": until_on,
        "absorbed": [], "reason_code": reason.code, "rule_version": RULE_VERSION, "facts": dict(reason.facts),
        "made_at": stamp.at, "tries": 0, "tried": "",
    }  # fmt: skip
    return insert_missing(Task, [row]) > 0
