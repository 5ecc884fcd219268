"""Whose customers do not know their new advisor yet, as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crm.cards import queries
from crm.customers.naming import called
from crm.shared.sheets import Cell, Column, Filters, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import N_
from crm.staff.rules import Right


@sheet(
    "cards.untold", N_("Customers to be told of their advisor"),
    (
        Column(N_("Customer"), called),
        Column(N_("Grade"), "grade"),
        Column(N_("Interested in"), "interest"),
        Column(N_("Advisor before"), "before"),
        Column(N_("Since"), "since_at", Cell.MOMENT),
    ),
    rights=(Right.SELL,), on=("cards.customers",),
)  # fmt: skip
def untold(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    after: int | None = None
    while True:
        rows, more = queries.untold(stamp.by, after)
        yield from rows
        if not more:
            return
        after = rows[-1].id
