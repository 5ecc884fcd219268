"""Data health as files: the counts day by day, and the rows of one list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crm.customers.naming import called
from crm.customers.rules import mask_phone, mask_plate
from crm.dictionaries.rules import WORD_NAMES
from crm.quality.queries import findings, trend
from crm.quality.rules import DUPLICATES, NAMES, Check
from crm.quality.views.lists import told
from crm.shared.sheets import Cell, Column, Filters, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import N_, _
from crm.staff.rules import Right

LABELS: dict[str, str] = {
    **{str(check): name for check, name in NAMES.items()},
    **{str(kind): name for kind, name in WORD_NAMES.items()}, DUPLICATES: N_("Files that may be one person"),
}  # fmt: skip


@sheet(
    "quality.days", N_("Data health, day by day"),
    (
        Column(N_("Day"), "on_day", Cell.DAY),
        Column(N_("What was found"), lambda row: _(LABELS.get(row.check, row.check))),
        Column(N_("Rows"), "found", Cell.COUNT),
        Column(N_("Of"), lambda row: row.total or None, Cell.COUNT),
    ),
    rights=(Right.TEND,), on=("quality.index",), persons=False,
)  # fmt: skip
def days(stamp: Stamp, _filters: Filters) -> Iterator[Any]:
    for rows in trend.days(stamp.store_id, stamp.today).values():
        yield from rows


@sheet(
    "quality.findings", N_("What was found in the data"),
    (
        Column(N_("Customer"), called),
        Column(N_("Phone number"), "phone", mask=mask_phone),
        Column(N_("Plate"), lambda row: getattr(row, "plate", None), mask=mask_plate),
        Column(N_("Model"), lambda row: getattr(row, "model", "")),
        Column(N_("What was found"), lambda row: told(row.check, row)),
    ),
    rights=(Right.TEND,), on=("quality.rows",), filters=("check",),
)  # fmt: skip
def rows(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    asked = filters.get("check", "")
    check, after = Check(asked) if asked in set(Check) else Check.NO_PHONE, 0
    while True:
        page = findings.rows(check, stamp, after=after)
        yield from (_Row(check, row) for row in page[: findings.PAGE])
        if len(page) <= findings.PAGE:
            return
        after = page[findings.PAGE - 1].id


class _Row:
    """A row that knows which check found it."""

    def __init__(self, check: Check, row: Any) -> None:
        self.check, self._row = check, row

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, name)
