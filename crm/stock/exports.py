"""The stock as a file: every car, and how many of each model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crm.shared.sheets import Cell, Column, Filters, pages, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import N_
from crm.staff.rules import Right
from crm.stock import queries
from crm.stock.rules import STATE_NAMES, State

BOTH = (Right.SELL, Right.IMPORT)


@sheet(
    "stock.cars", N_("Stock"),
    (
        Column(N_("Model"), "model"),
        Column(N_("Colour"), "colour"),
        Column(N_("State"), "state", words=STATE_NAMES),
    ),
    rights=BOTH, on=("stock.index",), filters=("model", "state"), persons=False,
)  # fmt: skip
def cars(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    state = filters.get("state", "")
    state = state if state in State._value2member_map_ else ""
    return pages(lambda at: queries.cars(stamp.store_id, filters.get("model", "")[:60], state, at), queries.PAGE)


@sheet(
    "stock.models", N_("Stock by model"),
    (
        Column(N_("Model"), "model"),
        Column(N_("for sale"), "free", Cell.COUNT),
        Column(N_("All"), "all", Cell.COUNT),
    ),
    rights=BOTH, on=("stock.index",), persons=False, order=60,
)  # fmt: skip
def models(stamp: Stamp, filters: Filters) -> Any:
    return queries.by_model(stamp.store_id)
