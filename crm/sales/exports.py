"""Past sales as files: what the buyers of each outlet did since, and the sales behind each figure (R-402)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from crm.customers.naming import called
from crm.customers.rules import mask_plate
from crm.sales import queries, rules
from crm.sales.rules import After, Span
from crm.shared.sheets import Cell, Column, Filters, pages, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import N_, _
from crm.staff.rules import Right


def _days(stamp: Stamp, filters: Filters) -> tuple[date, date]:
    span = filters.get("span", "")
    return rules.days_of(Span(span) if span in set(Span) else Span.YEAR, stamp.today)


def _outlet(row: Any) -> str:
    return row.outlet or _("Own showroom")


@sheet(
    "sales.outlets", N_("Sales by outlet"),
    (
        Column(N_("Outlet"), _outlet),
        Column(N_("Sold"), "sold", Cell.COUNT),
        Column(rules.AFTER_NAMES[After.PAID], After.PAID.value, Cell.COUNT),
        Column(rules.AFTER_NAMES[After.UNPAID], After.UNPAID.value, Cell.COUNT),
        Column(rules.AFTER_NAMES[After.NEVER], After.NEVER.value, Cell.COUNT),
        Column(N_("Spend"), "paid_fen", Cell.MONEY),
    ),
    rights=(Right.BOARD,), on=("sales.outlets",), filters=("span",), persons=False,
)  # fmt: skip
def outlets(stamp: Stamp, filters: Filters) -> Any:
    return queries.outlets(stamp.store_id, *_days(stamp, filters))


@sheet(
    "sales.sales", N_("Past sales"),
    (
        Column(N_("Sold on"), "sold_on", Cell.DAY),
        Column(N_("Customer"), called),
        Column(N_("Plate"), "plate", mask=mask_plate),
        Column(N_("Model"), "model"),
        Column(N_("Colour"), "colour"),
        Column(N_("Outlet"), _outlet),
        Column(N_("Advisor"), "advisor_name"),
        Column(N_("Visits"), "visits", Cell.COUNT),
        Column(N_("Spend"), "paid_fen", Cell.MONEY),
    ),
    rights=(Right.BOARD,), on=("sales.index",), filters=("span", "after", "outlet"),
)  # fmt: skip
def sales(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    did, (first, last) = filters.get("after", ""), _days(stamp, filters)
    after = After(did) if did in set(After) else None
    return pages(
        lambda at: queries.sales(
            stamp.store_id, first, last, outlet=rules.outlet_asked(filters.get("outlet")), after=after, before=at
        ),
        queries.PAGE, lambda row: (row.sold_on, row.id),
    )  # fmt: skip
