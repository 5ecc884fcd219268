"""The dictionaries as files: the words with their spellings, and the spellings that nobody knows yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crm.dictionaries.queries import listing
from crm.dictionaries.rules import WORD_NAMES, Word
from crm.shared.sheets import Cell, Column, Filters, pages, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import N_, _
from crm.staff.rules import Right


def _kind(filters: Filters) -> Word:
    asked = filters.get("of", "")
    return Word(asked) if asked in set(Word) else Word.MODEL


@sheet(
    "dictionaries.words", N_("Dictionary"),
    (
        Column(N_("Kind"), lambda row: _(WORD_NAMES[row[0]])),
        Column(N_("Word"), lambda row: row[1].name),
        Column(N_("Series"), lambda row: row[1].series),
        Column(N_("Other spellings"), lambda row: "、".join(row[2].also)),
        Column(N_("Rows"), lambda row: row[2].rows, Cell.COUNT),
        Column(N_("Of these spelt otherwise"), lambda row: row[2].otherwise, Cell.COUNT),
    ),
    rights=(Right.TEND,), on=("dictionaries.index",), filters=("of",), persons=False,
)  # fmt: skip
def words(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    kind, after = _kind(filters), None
    while True:
        rows = listing.words(stamp.store_id, kind, after)
        shown = rows[: listing.PAGE]
        told = listing.told_of(stamp.store_id, {row.id: row.name for row in shown})
        yield from ((kind, row, told[row.id]) for row in shown)
        if len(rows) <= listing.PAGE:
            return
        after = shown[-1].name, shown[-1].id


@sheet(
    "dictionaries.unknown", N_("Unknown spellings"),
    (Column(N_("Spelling"), "spelt"), Column(N_("Rows"), "rows", Cell.COUNT)),
    rights=(Right.TEND,), on=("dictionaries.index",), filters=("of",), persons=False, order=60,
)  # fmt: skip
def unknown(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    kind = _kind(filters)
    return pages(lambda at: listing.unknown(stamp.store_id, kind, at), listing.PAGE, lambda row: (row.rows, row.key))
