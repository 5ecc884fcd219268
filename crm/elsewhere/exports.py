"""The cars behind a figure of the page of other stores, as a file."""

from __future__ import annotations

from typing import Any

from crm.customers.naming import called
from crm.customers.rules import mask_phone, mask_plate, mask_vin
from crm.elsewhere import queries, rules
from crm.elsewhere.rules import Group, Span
from crm.shared.sheets import Cell, Column, sheet
from crm.shared.words import N_
from crm.staff.rules import Right

COLUMNS = (
    Column(N_("Owner"), lambda row: called(row) if row.customer_id else ""),
    Column(N_("Phone number"), "phone", mask=mask_phone),
    Column(N_("VIN"), "vin", mask=mask_vin),
    Column(N_("Plate"), "plate", mask=mask_plate),
    Column(N_("Model"), lambda row: row.model or row.series),
    Column(N_("Last seen elsewhere"), "last_on", Cell.DAY),
    Column(N_("Other store"), "other_store"),
    Column(N_("Elsewhere"), "times", Cell.COUNT),
    Column(N_("Here"), "here", Cell.COUNT),
    Column(N_("Last here"), "last_here_on", Cell.DAY),
)


@sheet("elsewhere.cars", N_("Seen in other stores"), COLUMNS, rights=(Right.RETENTION,), on=("elsewhere.index",),
       filters=("span", "group"))  # fmt: skip
def cars(stamp: Any, filters: Any) -> Any:
    """As the page shows them, without its pages of fifty."""
    span, group = filters.get("span"), filters.get("group")
    period = rules.period(Span(span) if span in set(Span) else Span.YEAR, stamp.today)
    return queries.cars_of(Group(group) if group in set(Group) else Group.GONE, period, stamp)
