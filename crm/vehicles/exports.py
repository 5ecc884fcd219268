"""The cars of one owner as a file: a firm's fleet with who drives what (F-53)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crm.customers.queries import customer_for
from crm.customers.rules import mask_plate, mask_vin
from crm.shared.sheets import Cell, Column, Filters, pages, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import N_
from crm.staff.rules import Right
from crm.vehicles import queries


@sheet(
    "vehicles.fleet", N_("Fleet"),
    (
        Column(N_("Plate"), "plate", mask=mask_plate),
        Column(N_("VIN"), "vin", mask=mask_vin),
        Column(N_("Series"), "series"),
        Column(N_("Model"), "model"),
        Column(N_("Colour"), "colour"),
        Column(N_("Driver"), "driver"),
        Column(N_("Bought on"), "bought_on", Cell.DAY),
        Column(N_("Mileage"), "mileage_km", Cell.COUNT),
        Column(N_("Read on"), "mileage_on", Cell.DAY),
        Column(N_("Next maintenance"), "next_due_on", Cell.DAY),
        Column(N_("Inspection due"), "inspection_on", Cell.DAY),
    ),
    rights=(Right.CUSTOMERS, Right.OWN_CUSTOMERS), on=("vehicles.fleet",), filters=("customer_id",),
)  # fmt: skip
def fleet(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    """Nothing of a customer whom the asker may not see."""
    number = filters.get("customer_id", "")
    owner = customer_for(stamp.by, int(number)) if number.isdecimal() and len(number) < 19 else None
    if owner is None:
        return iter(())
    return pages(lambda at: queries.vehicles_of(owner.id, before=at, most=queries.PAGE + 1), queries.PAGE)
