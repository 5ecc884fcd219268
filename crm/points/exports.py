"""Points as files: the month by person, somebody's rows, what waits for a word, the spot checks (R-705)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from crm.points.queries import checks as spot
from crm.points.queries import ledger
from crm.points.queries.people import ranks
from crm.points.rules.ledger import STATE_NAMES, state_of
from crm.points.rules.sampling import MARK_NAMES, OFFICES_OF
from crm.shared.reasons import say
from crm.shared.sheets import Cell, Column, Filters, pages, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import N_, _
from crm.staff.rules import Right

ROWS = (
    Column(N_("Day"), "on_day", Cell.DAY),
    Column(N_("Advisor"), "name"),
    Column(N_("Points"), "points", Cell.COUNT),
    Column(N_("Why"), lambda row: say(row.reason_code, row.facts)),
    Column(N_("Customer"), "customer"),
    Column(N_("State"), lambda row: _(STATE_NAMES[state_of(row.verdict, row.revoked is not None)])),
    Column(N_("Decided by"), "decider"),
    Column(N_("Note"), "note"),
    Column(N_("Objection"), "objection"),
    Column(N_("Taken back because"), "revoked"),
    Column(N_("Answer"), "upheld"),
)


def _month(stamp: Stamp, filters: Filters) -> tuple[date, date]:
    try:
        first = date.fromisoformat(filters.get("month", "") + "-01")
    except ValueError:
        first = stamp.today.replace(day=1)
    year, month = divmod(first.year * 12 + first.month, 12)
    return first, date(year, month + 1, 1)


@sheet("points.own", N_("My points"), ROWS, rights=(Right.SELL,), on=("points.own",), filters=("month",))
def own(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    return _rows_of(stamp, stamp.by.id or 0, filters)


@sheet(
    "points.person", N_("Points of one person"), ROWS, rights=(Right.POINTS,), on=("points.person",),
    filters=("month", "staff_id"),
)  # fmt: skip
def person(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    number = filters.get("staff_id", "")
    return _rows_of(stamp, int(number) if number.isdecimal() and len(number) < 19 else 0, filters)


def _rows_of(stamp: Stamp, staff_id: int, filters: Filters) -> Iterator[Any]:
    first, after = _month(stamp, filters)
    return pages(lambda at: ledger.of_person(stamp.store_id, staff_id, first, after, before=at), ledger.PAGE)


@sheet("points.waiting", N_("Points to decide"), ROWS, rights=(Right.POINTS,), on=("points.waiting",))
def waiting(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    heights = ranks(stamp.store_id)
    below = [staff_id for staff_id, height in heights.items() if height < heights.get(stamp.by.id or 0, 0)]
    return pages(lambda at: ledger.waiting(stamp.by, below, before=at), ledger.PAGE)


@sheet(
    "points.month", N_("Points by person"),
    (
        Column(N_("Name"), "name"),
        Column(N_("Points that count"), "counted", Cell.COUNT),
        Column(N_("Proposed"), "proposed", Cell.COUNT),
        Column(N_("Dropped or taken back"), "away", Cell.COUNT),
        Column(N_("Rows"), "rows", Cell.COUNT),
    ),
    rights=(Right.POINTS,), on=("points.month",), filters=("month",), persons=False,
)  # fmt: skip
def month(stamp: Stamp, filters: Filters) -> Any:
    return ledger.month(stamp.store_id, *_month(stamp, filters))


@sheet(
    "points.checks", N_("Spot checks"),
    (
        Column(N_("Day"), "on_day", Cell.DAY),
        Column(N_("Advisor"), "advisor"),
        Column(N_("Customer"), "name"),
        Column(N_("When"), "at", Cell.MOMENT),
        Column(N_("What was said"), lambda row: row.said or row.description),
        Column(N_("What was learnt"), "learnt"),
        Column(N_("What was agreed"), "agreed"),
        Column(N_("Marked"), "mark", words=MARK_NAMES),
        Column(N_("Note"), "note"),
    ),
    rights=(Right.POINTS,), on=("points.checks",),
)  # fmt: skip
def checks(stamp: Stamp, filters: Filters) -> Any:
    offices = sorted({OFFICES_OF[role].value for role in stamp.by.roles if role in OFFICES_OF})  # type: ignore[index]
    return spot.listed(stamp.store_id, offices, stamp.today)
