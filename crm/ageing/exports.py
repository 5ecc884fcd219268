"""Redistribution as files: the plan that waits, a run that was carried out, and what is in everybody's hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crm.ageing.actions.planning import planned_run
from crm.ageing.queries import due, leavers, page
from crm.ageing.rules import STATE_NAMES, STEP_NAMES
from crm.customers.naming import called
from crm.customers.rules import mask_phone
from crm.leads.rules.ageing import Kind
from crm.shared.scope import NotYours
from crm.shared.sheets import Cell, Column, Filters, pages, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import N_
from crm.staff.rules import Right

BOTH = (Right.ASSIGN, Right.REDISTRIBUTE)
MOVES = (
    Column(N_("Customer"), called),
    Column(N_("Phone"), "phone", mask=mask_phone),
    Column(N_("Grade"), "grade"),
    Column(N_("Interested in"), "interest"),
    Column(N_("Step"), "step", words=STEP_NAMES),
    Column(N_("Days"), "days", Cell.COUNT),
    Column(N_("Counted from"), "from_on", Cell.DAY),
    Column(N_("Advisor before"), "old"),
    Column(N_("Team before"), "old_team"),
    Column(N_("Advisor after"), "new"),
    Column(N_("Team after"), "new_team"),
    Column(N_("Chosen by hand"), "chosen", Cell.FLAG),
    Column(N_("State"), "state", words=STATE_NAMES),
)


def _moves(run: Any, stamp: Stamp, kind: str | None = None) -> Iterator[Any]:
    return pages(lambda at: page.rows(run, stamp, kind=kind, after=at or 0), page.PAGE)


@sheet(
    "ageing.plan", N_("Planned redistribution"), MOVES, rights=BOTH, on=("ageing.index",), filters=("step",),
)  # fmt: skip
def plan(stamp: Stamp, filters: Filters) -> Any:
    run, kind = planned_run(stamp.store_id), filters.get("step")
    return _moves(run, stamp, kind if kind in Kind.__members__.values() else None) if run else []


@sheet("ageing.run", N_("Carried-out redistribution"), MOVES, rights=BOTH, on=("ageing.run",), filters=("run_id",))
def carried_out(stamp: Stamp, filters: Filters) -> Any:
    number = filters.get("run_id", "")
    try:
        return _moves(page.run_for(stamp, int(number) if number.isdecimal() and len(number) < 19 else 0), stamp)
    except NotYours:
        return []


@sheet(
    "ageing.runs", N_("Redistributions so far"),
    (
        Column(N_("When"), "ran_at", Cell.MOMENT),
        Column(N_("Confirmed by"), "name"),
        Column(N_("Leads"), "moved", Cell.COUNT),
        Column(N_("Came since"), "came", Cell.COUNT),
        Column(N_("Decided since"), "sold", Cell.COUNT),
        Column(N_("Taken back"), "undone_at", Cell.MOMENT),
    ),
    rights=BOTH, on=("ageing.index",), persons=False, order=60,
)  # fmt: skip
def runs(stamp: Stamp, filters: Filters) -> Any:
    return page.runs(stamp)


@sheet(
    "ageing.people", N_("Open leads by person"),
    (Column(N_("Name"), "name"), Column(N_("Team"), "team"), Column(N_("Leads"), "leads", Cell.COUNT)),
    rights=(Right.REDISTRIBUTE, Right.PEOPLE), on=("ageing.people",), persons=False,
)  # fmt: skip
def people(stamp: Stamp, filters: Filters) -> Any:
    return leavers.people(stamp)


@sheet(
    "ageing.groups", N_("Groups in the rotation"),
    (Column(N_("Team"), "name"),),
    rights=(Right.REDISTRIBUTE, Right.SETTINGS), on=("ageing.groups",), persons=False,
)  # fmt: skip
def groups(stamp: Stamp, filters: Filters) -> Any:
    return due.teams(stamp.store_id)
