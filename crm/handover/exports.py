"""Hand-overs to after-sales as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crm.customers.naming import called
from crm.customers.rules import mask_phone, mask_plate
from crm.handover import queries
from crm.shared.sheets import Cell, Column, Filters, pages, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import N_
from crm.staff.rules import Right


@sheet(
    "handover.handovers", N_("Hand-overs"),
    (
        Column(N_("Customer"), called),
        Column(N_("Phone"), "phone", mask=mask_phone),
        Column(N_("Plate"), "plate", mask=mask_plate),
        Column(N_("Model"), "model"),
        Column(N_("Delivered on"), "delivered_on", Cell.DAY),
        Column(N_("Advisor"), "advisor"),
        Column(N_("To be taken over by"), "accept_by_at", Cell.MOMENT),
        Column(N_("Taken over"), "accepted_at", Cell.MOMENT),
        Column(N_("Taken over by"), "taker"),
        Column(N_("Seven-day call"), "call_on", Cell.DAY),
        Column(N_("Called"), "called_at", Cell.MOMENT),
        Column(N_("Next maintenance"), "next_due_on", Cell.DAY),
    ),
    rights=(Right.TAKE_OVER, Right.SELL), on=("handover.index",), filters=("view",),
)  # fmt: skip
def handovers(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    view = filters.get("view", "")
    view = view if view in queries.VIEWS else "waiting"
    return pages(lambda at: queries.handovers(stamp, view, at), queries.PAGE)
