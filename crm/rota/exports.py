"""The rota as files: the week's plan by person and day, who stands today, absences and shifts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from crm.rota import queries
from crm.rota.queries import absence, planning
from crm.rota.rules.absence import WHY_NAMES
from crm.rota.rules.planning import POST_NAMES, week_of
from crm.shared.sheets import Cell, Column, Filters, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import N_, _
from crm.staff.rules import Right

NEAR = 370


def _hours(cell: Any) -> str:
    if cell is None:
        return ""
    if cell.hours is not None:
        return f"{cell.hours.starts:%H:%M}–{cell.hours.ends:%H:%M}"
    return _(POST_NAMES[cell.post]) if cell.post in POST_NAMES else str(cell.post)


@sheet(
    "rota.plan", N_("Plan of the week"),
    (
        Column(N_("Day"), lambda row: row[0], Cell.DAY),
        Column(N_("Name"), lambda row: row[1].name),
        Column(N_("On duty"), lambda row: _hours(row[2])),
    ),
    rights=(Right.RECEIVE,), on=("rota.plan_page",), filters=("week",), persons=False,
)  # fmt: skip
def plan(stamp: Stamp, filters: Filters) -> Any:
    try:
        asked = date.fromisoformat(filters.get("week", ""))
    except ValueError:
        asked = stamp.today
    monday = week_of(asked if abs((asked - stamp.today).days) <= NEAR else stamp.today)
    known = planning.workers(stamp.store_id)
    days = planning.plan_of(stamp.store_id, [monday + timedelta(days=n) for n in range(7)], known)
    return [(day, one, said.stations.get(number)) for day, said in days.items() for number, one in known.items()]


@sheet(
    "rota.today", N_("Rota of today"),
    (
        Column(N_("Name"), "name"),
        Column(N_("From"), "starts", Cell.TIME),
        Column(N_("Until"), "ends", Cell.TIME),
    ),
    rights=(Right.RUN_ROTA,), on=("rota.rota_page",), persons=False,
)  # fmt: skip
def today(stamp: Stamp, filters: Filters) -> Any:
    return queries.door(stamp)


@sheet(
    "rota.absences", N_("Absences"),
    (
        Column(N_("Name"), "name"),
        Column(N_("From"), "first_on", Cell.DAY),
        Column(N_("Until"), "last_on", Cell.DAY),
        Column(N_("Kind"), "kind", words=WHY_NAMES),
    ),
    rights=(Right.RUN_ROTA,), on=("rota.absences",), persons=False,
)  # fmt: skip
def absences(stamp: Stamp, filters: Filters) -> Any:
    return absence.listed(stamp.store_id, stamp.today)


@sheet(
    "rota.shifts", N_("Shifts"),
    (
        Column(N_("Name"), "name"),
        Column(N_("From"), "starts", Cell.TIME),
        Column(N_("Until"), "ends", Cell.TIME),
    ),
    rights=(Right.RUN_ROTA,), on=("rota.shifts_page",), persons=False,
)  # fmt: skip
def shifts(stamp: Stamp, filters: Filters) -> Any:
    return planning.shifts(stamp.store_id)
