"""Calls as files: the day's list of whoever asks, how far everybody is behind, and calls against the rules."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from crm.callbacks import queries
from crm.callbacks.queries.day import LONG, Whose
from crm.callbacks.queries.progress import team_of
from crm.callbacks.rules.queue import RULE_NAMES, SOON_HOURS
from crm.customers.naming import called
from crm.shared import settings
from crm.shared.reasons import say
from crm.shared.sheets import Cell, Column, Filters, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import N_
from crm.staff.rules import Right


@sheet(
    "callbacks.day", N_("Calls of the day"),
    (
        Column(N_("Customer"), called),
        Column(N_("Grade"), "grade"),
        Column(N_("Interested in"), lambda row: row.interest or row.model),
        Column(N_("Kind of call"), "rule", words=RULE_NAMES),
        Column(N_("Why"), lambda row: say(row.reason_code, json.loads(row.facts or "{}"))),
        Column(N_("Due on"), "due_on", Cell.DAY),
        Column(N_("Due at"), "due_at", Cell.MOMENT),
        Column(N_("Tries"), "tries", Cell.COUNT),
        Column(N_("Last contact"), "last_contact_at", Cell.MOMENT),
        Column(N_("Visits"), "visit_count", Cell.COUNT),
    ),
    rights=(Right.SELL, Right.CARE), on=("callbacks.my_day",), filters=("of",),
)  # fmt: skip
def day(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    """One's own list, or that of somebody in one's charge."""
    whose, of = Whose.of(stamp.by), filters.get("of", "")
    if of.isdecimal() and len(of) < 19 and int(of) != whose.id:
        theirs = queries.in_charge_of(stamp.by, int(of))
        if theirs is None:
            return
        whose = Whose(int(of), stamp.store_id, False, theirs.name, theirs.name_en)
    soon, after = stamp.at + timedelta(hours=settings.of(stamp.store_id)[SOON_HOURS]), None
    while True:
        rows, more = queries.day(whose, stamp, soon, after=after, limit=LONG)
        yield from rows
        if not more:
            return
        after = queries.place_of(rows[-1])


@sheet(
    "callbacks.people", N_("Calls by person"),
    (
        Column(N_("Name"), "name"),
        Column(N_("Due"), "due", Cell.COUNT),
        Column(N_("Overdue"), "overdue", Cell.COUNT),
        Column(N_("Come up to you"), "climbed", Cell.COUNT),
    ),
    rights=(Right.ALL_LEADS, Right.TEAM_LEADS), on=("callbacks.my_day",), persons=False, order=60,
)  # fmt: skip
def people(stamp: Stamp, filters: Filters) -> Any:
    return team_of(stamp.by, stamp)


@sheet(
    "callbacks.overrides", N_("Calls against the rules"),
    (
        Column(N_("Customer"), called),
        Column(N_("When"), "at", Cell.MOMENT),
        Column(N_("Called by"), "by"),
        Column(N_("What spoke against it"), lambda row: say(row.reason_code, row.facts)),
        Column(N_("Why all the same"), "why"),
    ),
    rights=(Right.TEAM_LEADS, Right.ALL_LEADS), on=("callbacks.overrides",),
)  # fmt: skip
def overrides(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    before: int | None = None
    while True:
        rows, more = queries.overrides(stamp.by, before)
        yield from rows
        if not more:
            return
        before = rows[-1].id
