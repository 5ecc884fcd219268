"""A day's appointments, and why people did not come, as files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from crm.appointments import queries
from crm.appointments.queries.listed import PAGE
from crm.appointments.rules import KIND_NAMES, MISSED_NAMES
from crm.customers.naming import called
from crm.customers.rules import mask_phone
from crm.shared.sheets import Cell, Column, Filters, pages, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import N_
from crm.staff.rules import Right

YEAR = timedelta(days=366)


@sheet(
    "appointments.day", N_("Appointments"),
    (
        Column(N_("Time"), "starts_at", Cell.MOMENT),
        Column(N_("Customer"), called),
        Column(N_("Phone"), "phone", mask=mask_phone),
        Column(N_("Kind"), "kind", words=KIND_NAMES),
        Column(N_("Grade"), "grade"),
        Column(N_("Interested in"), "interest"),
        Column(N_("Advisor"), "advisor"),
        Column(N_("Test car"), "car"),
        Column(N_("Confirmed"), "confirmed_at", Cell.MOMENT),
        Column(N_("Registered"), "registered_at", Cell.MOMENT),
        Column(N_("Came"), "came_at", Cell.MOMENT),
    ),
    rights=(Right.SELL,), on=("appointments.index",), filters=("day",),
)  # fmt: skip
def day(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    try:
        on_day = date.fromisoformat(filters.get("day", ""))
    except ValueError:
        on_day = queries.next_open_day(stamp)
    on_day = on_day if abs(on_day - stamp.today) <= YEAR else queries.next_open_day(stamp)
    return pages(lambda at: queries.day(stamp.by, on_day, at), PAGE, lambda row: row)


@sheet(
    "appointments.missed", N_("Why people did not come"),
    (
        Column(N_("Reason"), "code", words=MISSED_NAMES),
        Column(N_("How many"), "n", Cell.COUNT),
        Column(N_("With a new time"), "again", Cell.COUNT),
    ),
    rights=(Right.SELL,), on=("appointments.index",), persons=False, order=60,
)  # fmt: skip
def missed(stamp: Stamp, filters: Filters) -> Any:
    return queries.why_missed(stamp, stamp.today.replace(day=1))
