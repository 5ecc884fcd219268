"""Imports as files: the list of what came in; and the store's whole data, in the columns that come in again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crm.imports import queries, sheets
from crm.imports.drop import profiles
from crm.imports.rules import KIND_NAMES, STATE_NAMES
from crm.shared.reasons import say
from crm.shared.sheets import Cell, Column, Filters, pages, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import N_
from crm.staff.rules import Right

__all__ = ["folders", "imports", "sheets"]


@sheet(
    "imports.imports", N_("Imports so far"),
    (
        Column(N_("File"), "filename"),
        Column(N_("What the rows are"), "kind", words=KIND_NAMES),
        Column(N_("When"), "at", Cell.MOMENT),
        Column(N_("By"), "name"),
        Column(N_("State"), "state", words=STATE_NAMES),
        Column(N_("Rows read"), "rows_read", Cell.COUNT),
        Column(N_("New"), "rows_new", Cell.COUNT),
        Column(N_("Changed"), "rows_changed", Cell.COUNT),
        Column(N_("Same"), "rows_same", Cell.COUNT),
        Column(N_("Held"), "rows_held", Cell.COUNT),
        Column(N_("Refused"), "rows_refused", Cell.COUNT),
    ),
    rights=(Right.IMPORT,), on=("imports.index",), persons=False,
)  # fmt: skip
def imports(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    return pages(lambda at: queries.imports_for(stamp.by, at), queries.PAGE)


@sheet(
    "imports.folders", N_("Files from watched folders"),
    (
        Column(N_("File"), "name"),
        Column(N_("Folder"), "profile"),
        Column(N_("Seen"), "seen_at", Cell.MOMENT),
        Column(N_("Size in bytes"), "size", Cell.COUNT),
        Column(N_("What became of it"), lambda row: say(row.reason_code, row.facts)),
    ),
    rights=(Right.IMPORT,), on=("imports.folders",), persons=False,
)  # fmt: skip
def folders(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    return pages(lambda at: profiles.files_of(stamp.store_id, at), profiles.PAGE)
