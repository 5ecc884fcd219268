"""Suspected duplicates and the merges of late as files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from crm.customers.naming import called
from crm.duplicates.queries import listing
from crm.duplicates.rules import SURE
from crm.shared import settings
from crm.shared.journal.models import KEPT_DAYS
from crm.shared.sheets import Cell, Column, Filters, pages, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import N_
from crm.staff.rules import Right


class _Side:
    """One of two files of a row, named as any other."""

    def __init__(self, row: Any, side: str) -> None:
        self.name, self.sex = getattr(row, f"{side}_name"), getattr(row, f"{side}_sex")


@sheet(
    "duplicates.pairs", N_("Suspected duplicates"),
    (
        Column(N_("One file"), lambda row: called(_Side(row, "a"))),
        Column(N_("Number of the file"), "a_id", Cell.COUNT),
        Column(N_("The other file"), lambda row: called(_Side(row, "b"))),
        Column(N_("Number of the other file"), "b_id", Cell.COUNT),
        Column(N_("Likeness in points"), "points", Cell.COUNT),
    ),
    rights=(Right.MERGE,), on=("duplicates.index",),
)  # fmt: skip
def pairs(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    sure = settings.of(stamp.store_id)[SURE]
    return pages(
        lambda at: listing.pairs(stamp.store_id, stamp.today, sure, after=at), listing.PAGE,
        lambda row: (row.points, row.id),
    )  # fmt: skip


@sheet(
    "duplicates.merges", N_("Merged customers"),
    (
        Column(N_("When"), "at", Cell.MOMENT),
        Column(N_("Kept file"), called),
        Column(N_("Merged into it"), lambda row: called(_Side(row, "gone"))),
        Column(N_("Rows moved"), "moved", Cell.COUNT),
        Column(N_("By"), "by"),
        Column(N_("Why"), "why"),
        Column(N_("Taken apart"), "apart_at", Cell.MOMENT),
    ),
    rights=(Right.MERGE,), on=("duplicates.index",), order=60,
)  # fmt: skip
def merges(stamp: Stamp, filters: Filters) -> Any:
    return listing.merges(stamp.store_id, stamp.at - timedelta(days=KEPT_DAYS))
