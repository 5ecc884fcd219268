"""Visits as a file, in each view of their list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crm.customers.naming import called, channel
from crm.reception import board
from crm.reception.rules import PURPOSE_NAMES
from crm.shared.reasons import say
from crm.shared.sheets import Cell, Column, Filters, pages, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import N_
from crm.staff.rules import Right

WHOSE = {"by": "by_id", "advisor": "advisor_id"}


@sheet(
    "reception.visits", N_("Visits"),
    (
        Column(N_("Arrived"), "arrived_at", Cell.MOMENT),
        Column(N_("Customer"), called),
        Column(N_("Purpose of the visit"), "purpose", words=PURPOSE_NAMES),
        Column(N_("How they found us"), lambda row: channel(row.channel, row.channel_detail)),
        Column(N_("People"), "party_size", Cell.COUNT),
        Column(N_("First visit"), "first_visit", Cell.FLAG),
        Column(N_("Description"), "description"),
        Column(N_("Advisor"), "advisor"),
        Column(N_("Why this advisor"), lambda row: say(row.reason_code, row.facts) if row.reason_code else ""),
        Column(N_("Grade"), "grade"),
        Column(N_("Given on"), "assigned_at", Cell.MOMENT),
        Column(N_("Left"), "left_at", Cell.MOMENT),
        Column(N_("Finished"), "completed_at", Cell.MOMENT),
    ),
    rights=(Right.RECEIVE,), on=("reception.index",), filters=("view", "by", "advisor"),
)  # fmt: skip
def visits(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    view = filters.get("view", "")
    view = view if view in board.VIEWS else "all"
    asked = ((column, filters.get(word, "")) for word, column in WHOSE.items())
    whose, number = next(((one, text) for one, text in asked if text.isdecimal() and len(text) < 19), ("", "0"))
    return pages(lambda at: board.board(stamp, view, before=at, whose=whose, person=int(number)), board.PAGE)
