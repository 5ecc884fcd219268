"""Orders as files, in each view of their page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crm.customers.naming import called
from crm.orders.queries import lists
from crm.orders.rules import DEPOSIT_NAMES
from crm.shared.sheets import Cell, Column, Filters, pages, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import N_
from crm.staff.rules import Right


@sheet(
    "orders.orders", N_("Orders"),
    (
        Column(N_("Customer"), called),
        Column(N_("Model"), "model"),
        Column(N_("Colour"), "colour"),
        Column(N_("Price"), "price_fen", Cell.MONEY),
        Column(N_("Deposit"), "deposit_fen", Cell.MONEY),
        Column(N_("Kind of deposit"), "deposit_kind", words=DEPOSIT_NAMES),
        Column(N_("Ordered on"), "at", Cell.MOMENT),
        Column(N_("Promised for"), "promised_on", Cell.DAY),
        Column(N_("Delivered on"), "delivered_on", Cell.DAY),
        Column(N_("Advisor"), "owner"),
    ),
    rights=(Right.SELL,), on=("orders.orders",), filters=("view",),
)  # fmt: skip
def orders(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    view = filters.get("view", "")
    view = view if view in lists.VIEWS else "waiting"
    return pages(lambda at: lists.orders(stamp, view, at), lists.PAGE)
