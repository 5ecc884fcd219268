"""What the store has set as files: every standard, every change of one, and the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crm.shared import settings
from crm.shared.numbers import NUMBERS, WORDINGS
from crm.shared.sheets import Cell, Column, Filters, pages, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import N_, _
from crm.staff.rules import Right
from crm.standards import queries

PAGE = 500


def _label(key: str) -> str:
    known = NUMBERS.get(key) or WORDINGS.get(key)
    return _(known.label) if known else key


@sheet(
    "standards.standards", N_("Standards of the store"),
    (
        Column(N_("Setting"), lambda row: _(row[0].label)),
        Column(N_("Value now"), lambda row: row[1]),
        Column(N_("Unit"), lambda row: row[2]),
        Column(N_("As delivered"), lambda row: row[3]),
        Column(N_("Set by"), lambda row: row[4].by_name if row[4] else ""),
        Column(N_("Set on"), lambda row: row[4].at if row[4] else None, Cell.MOMENT),
    ),
    rights=(Right.SETTINGS,), on=("standards.index",), persons=False,
)  # fmt: skip
def standards(stamp: Stamp, filters: Filters) -> Any:
    values, signed = settings.of(stamp.store_id), queries.latest(stamp.store_id)
    rows: list[Any] = [(one, values[one], one.unit, one.default, signed.get(key)) for key, one in NUMBERS.items()]
    texts = WORDINGS.items()
    return rows + [(one, values.text(one), "", _(one.default), signed.get(key)) for key, one in texts]


@sheet(
    "standards.history", N_("Changes of standards"),
    (
        Column(N_("When"), "at", Cell.MOMENT),
        Column(N_("Setting"), lambda row: _label(row.key)),
        Column(N_("Value"), "value"),
        Column(N_("By"), "by_name"),
    ),
    rights=(Right.SETTINGS,), on=("standards.history",), persons=False,
)  # fmt: skip
def history(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    return pages(lambda at: queries.history(stamp.store_id, before=at, limit=PAGE + 1), PAGE)


@sheet(
    "standards.days", N_("Special days"),
    (
        Column(N_("Day"), "on_day", Cell.DAY),
        Column(N_("Name"), "name"),
        Column(N_("Open"), "works", Cell.FLAG),
    ),
    rights=(Right.SETTINGS,), on=("standards.calendar",), persons=False,
)  # fmt: skip
def days(stamp: Stamp, filters: Filters) -> Any:
    return queries.special_days(stamp.store_id, stamp.today)
