"""Test drives as files: a day's bookings, the cars, and what customers said after driving."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from crm.customers.naming import called
from crm.customers.rules import mask_plate
from crm.drives.queries import calendar, feedback
from crm.drives.rules import KIND_NAMES, VERDICT_NAMES, WISH_NAMES
from crm.shared.sheets import Cell, Column, Filters, pages, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import N_
from crm.staff.rules import Right

YEAR = timedelta(days=366)


@sheet(
    "drives.day", N_("Test cars of the day"),
    (
        Column(N_("Car"), "car"),
        Column(N_("Kind"), "kind", words=KIND_NAMES),
        Column(N_("From"), "starts_at", Cell.MOMENT),
        Column(N_("Until"), "ends_at", Cell.MOMENT),
        Column(N_("Customer"), lambda row: called(row) if row.lead_id and row.mine else ""),
        Column(N_("Advisor"), "advisor"),
        Column(N_("Left"), "left_at", Cell.MOMENT),
        Column(N_("Back"), "back_at", Cell.MOMENT),
        Column(N_("Note"), "note"),
    ),
    rights=(Right.SELL,), on=("drives.index",), filters=("on",),
)  # fmt: skip
def day(stamp: Stamp, filters: Filters) -> Any:
    try:
        on_day = date.fromisoformat(filters.get("on", ""))
    except ValueError:
        on_day = stamp.today
    return calendar.day(stamp.store_id, on_day if abs(on_day - stamp.today) <= YEAR else stamp.today, stamp.by)


@sheet(
    "drives.cars", N_("Test cars"),
    (
        Column(N_("Car"), "name"),
        Column(N_("Model"), "model"),
        Column(N_("Plate"), "plate", mask=mask_plate),
        Column(N_("Automatic"), "automatic", Cell.FLAG),
    ),
    rights=(Right.RUN_ROTA,), on=("drives.cars",), persons=False,
)  # fmt: skip
def cars(stamp: Stamp, filters: Filters) -> Any:
    return calendar.cars(stamp.store_id)


@sheet(
    "drives.told", N_("What customers said after driving"),
    (
        Column(N_("Customer"), called),
        Column(N_("Grade"), "grade"),
        Column(N_("Day"), "driven_on", Cell.DAY),
        Column(N_("Model"), "model"),
        Column(N_("Kind"), "kind", words=KIND_NAMES),
        Column(N_("Verdict"), "verdict", words=VERDICT_NAMES),
        Column(N_("Wish"), "wish", words=WISH_NAMES),
        Column(N_("What they liked"), "liked"),
        Column(N_("What they doubted"), "doubts"),
        Column(N_("Advisor"), "advisor"),
    ),
    rights=(Right.SELL,), on=("drives.told",),
)  # fmt: skip
def told(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    return pages(lambda at: feedback.told(stamp.by, at), feedback.PAGE, lambda row: (row.driven_on, row.id))
