"""What the tablets have brought, as a file."""

from __future__ import annotations

from typing import Any

from crm.shared.reasons import say
from crm.shared.sheets import Cell, Column, Filters, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import N_, _
from crm.staff.rules import Right
from crm.tablet import queries
from crm.tablet.rules import State

STATES = {State.RECORDED: N_("recorded"), State.REFUSED: N_("waits for a person"), State.SET_ASIDE: N_("set aside")}


@sheet(
    "tablet.entries", N_("Entries of the tablets"),
    (
        Column(N_("Arrived"), "arrived_at", Cell.MOMENT),
        Column(N_("Received"), "received_at", Cell.MOMENT),
        Column(N_("State"), lambda row: _(STATES[State(row.state)])),
        Column(N_("Why"), lambda row: say(row.reason_code, row.facts) if row.reason_code else ""),
        Column(N_("Written by"), "by_name"),
        Column(N_("Tablet"), "device"),
    ),
    rights=(Right.RECEIVE,), on=("tablet.index",), persons=False,
)  # fmt: skip
def entries(stamp: Stamp, filters: Filters) -> Any:
    waiting = queries.entries(stamp.store_id, waiting=True, limit=10_000)
    return [*waiting, *queries.entries(stamp.store_id, waiting=False, limit=10_000)]
