"""The after-sales lists as files: who is due and who is slipping away (R-306: the month-end list)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Select

from crm.customers.naming import called
from crm.customers.rules import mask_phone, mask_plate
from crm.retention import queries
from crm.retention.queries import Filter
from crm.retention.rules import STATE_NAMES, Grade, State
from crm.shared.reasons import say
from crm.shared.sheets import Cell, Column, Filters, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import N_
from crm.staff.rules import Right

SOON = timedelta(days=30)


@sheet(
    "retention.cars", N_("Retention list"),
    (
        Column(N_("Customer"), called),
        Column(N_("Phone"), "phone", mask=mask_phone),
        Column(N_("Plate"), "plate", mask=mask_plate),
        Column(N_("Series"), "series"),
        Column(N_("Model"), "model"),
        Column(N_("State"), "state", words=STATE_NAMES),
        Column(N_("Value grade"), "value_grade"),
        Column(N_("Due on"), "due_on", Cell.DAY),
        Column(N_("Last visit"), "last_visit_on", Cell.DAY),
        Column(N_("Paid visits"), "visits_paid", Cell.COUNT),
        Column(N_("Spend"), "spend_fen", Cell.MONEY),
        Column(N_("Why"), lambda row: say(row.reason_code, row.facts)),
    ),
    rights=(Right.RETENTION,), on=("retention.index",), filters=("state", "due", "grade"),
)  # fmt: skip
def cars(stamp: Stamp, filters: Filters) -> Select[Any]:
    state, grade = filters.get("state", ""), filters.get("grade", "")
    days = {"overdue": (None, stamp.today - timedelta(days=1)), "soon": (stamp.today, stamp.today + SOON)}
    first, last = days.get(filters.get("due", ""), (None, None))
    wanted = Filter(
        State(state) if state in set(State) else State.LAPSING, first, last, grade if grade in set(Grade) else None
    )
    return queries.listed(stamp.store_id, wanted)
