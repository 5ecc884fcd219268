"""The log of exports leaves as a file like any other list: who, when, what, what for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crm.exports import queries
from crm.exports.rules import FORM_NAMES, PURPOSE_NAMES, STATE_NAMES, Verdict
from crm.shared.sheets import SHEETS, Cell, Column, Filters, pages, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import N_, _
from crm.staff.rules import Right


def _label(row: Any) -> str:
    key = row.Export.sheet
    return _(SHEETS[key].label) if key in SHEETS else key


COLUMNS = (
    Column(N_("List"), _label),
    Column(N_("When"), lambda row: row.Export.at, Cell.MOMENT),
    Column(N_("Exported by"), "name"),
    Column(N_("Purpose"), lambda row: row.Export.purpose, words=PURPOSE_NAMES),
    Column(N_("In their words"), lambda row: row.Export.note),
    Column(N_("Kind of file"), lambda row: row.Export.form, words=FORM_NAMES),
    Column(N_("Rows"), lambda row: row.Export.rows_due, Cell.COUNT),
    Column(N_("Numbers in full"), lambda row: row.Export.full, Cell.FLAG),
    Column(N_("State"), lambda row: row.Export.state, words=STATE_NAMES),
    Column(N_("Approved by"), lambda row: row.judge if row.verdict == Verdict.APPROVED else ""),
    Column(N_("Fetched"), "fetched", Cell.COUNT),
)


def _key(row: Any) -> int:
    return int(row.Export.id)


@sheet("exports.own", N_("My exports"), COLUMNS, rights=(Right.EXPORT,), on=("exports.index",), persons=False)
def own(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    return pages(lambda at: queries.own(stamp.by, at), queries.PAGE, _key)


@sheet(
    "exports.log", N_("Log of exports"), COLUMNS, rights=(Right.AUDIT, Right.APPROVE_EXPORT), on=("exports.log",),
    persons=False,
)  # fmt: skip
def log(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    return pages(lambda at: queries.log(stamp.by, at), queries.PAGE, _key)


@sheet(
    "exports.waiting", N_("Exports to approve"), COLUMNS, rights=(Right.APPROVE_EXPORT,), on=("exports.approvals",),
    persons=False,
)  # fmt: skip
def waiting(stamp: Stamp, filters: Filters) -> Any:
    return queries.waiting(stamp.by)
