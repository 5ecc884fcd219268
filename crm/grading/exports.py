"""The grading as files: whether it holds, lowered grades, and the tables that stand ready."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crm.customers.naming import called
from crm.grading.queries import lowered as lowering
from crm.grading.queries import page
from crm.grading.rules.limits import GRADES
from crm.grading.rules.presets import PRESETS
from crm.grading.rules.reviews import VERDICT_NAMES
from crm.shared import settings
from crm.shared.sheets import Cell, Column, Filters, pages, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import N_, _
from crm.staff.rules import Right


@sheet(
    "grading.holding", N_("How each grade held"),
    (
        Column(N_("Grade"), lambda row: row[0]),
        Column(N_("Leads"), lambda row: row[2], Cell.COUNT),
        Column(N_("Ordered"), lambda row: row[1], Cell.COUNT),
        Column(N_("Per 1,000"), lambda row: round(1000 * row[1] / row[2]) if row[2] else None, Cell.COUNT),
    ),
    rights=(Right.ALL_LEADS,), on=("grading.holding",), persons=False,
)  # fmt: skip
def holding(stamp: Stamp, filters: Filters) -> Any:
    check = page.last_check(stamp.store_id)
    return [(grade, *check.figures["given"][grade]) for grade in GRADES] if check else []


@sheet(
    "grading.lowered", N_("Lowered grades"),
    (
        Column(N_("Customer"), called),
        Column(N_("Interested in"), "interest"),
        Column(N_("From grade"), "old"),
        Column(N_("To grade"), "new"),
        Column(N_("Reason"), "reason"),
        Column(N_("Advisor"), "advisor"),
        Column(N_("When"), "at", Cell.MOMENT),
        Column(N_("Review"), "verdict", words=VERDICT_NAMES),
        Column(N_("Note"), "note"),
        Column(N_("Reviewed by"), "reviewer"),
        Column(N_("Reviewed on"), "reviewed_at", Cell.MOMENT),
    ),
    rights=(Right.REVIEW_LOST,), on=("grading.lowered",), filters=("view",),
)  # fmt: skip
def lowered(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    seen = filters.get("view") == "seen"
    return pages(lambda at: lowering.lowered(stamp.by, reviewed=seen, before=at), lowering.PAGE)


@sheet(
    "grading.presets", N_("Ready tables of grades"),
    (
        Column(N_("Table"), lambda row: _(row[0])),
        Column(N_("Setting"), lambda row: _(row[1].label)),
        Column(N_("Value"), lambda row: row[2], Cell.COUNT),
        Column(N_("Value now"), lambda row: row[3], Cell.COUNT),
    ),
    rights=(Right.SETTINGS,), on=("grading.presets",), persons=False,
)  # fmt: skip
def presets(stamp: Stamp, filters: Filters) -> Any:
    now = settings.of(stamp.store_id)
    values = ((one.name, one.values()) for one in PRESETS.values())
    return [(name, number, value, now[number]) for name, table in values for number, value in table.items()]
