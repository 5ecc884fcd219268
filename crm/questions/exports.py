"""Questions to specialists as a file: what waits and what was answered lately."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crm.customers.naming import called
from crm.questions import queries
from crm.shared.sheets import Cell, Column, Filters, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import N_
from crm.staff.rules import Right


@sheet(
    "questions.questions", N_("Questions"),
    (
        Column(N_("Customer"), called),
        Column(N_("Interested in"), "interest"),
        Column(N_("Question"), lambda row: row.Question.asked),
        Column(N_("Asked by"), "by"),
        Column(N_("Asked on"), lambda row: row.Question.at, Cell.MOMENT),
        Column(N_("To be answered by"), "to"),
        Column(N_("Due on"), lambda row: row.Question.due_on, Cell.DAY),
        Column(N_("Answer"), "answer"),
        Column(N_("Answered on"), "answered_at", Cell.MOMENT),
    ),
    rights=tuple(Right), on=("questions.index",), filters=("view",),
)  # fmt: skip
def questions(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    """The open ones of a view, then those answered lately, as the page shows them."""
    view = filters.get("view", "mine")
    view = view if view in queries.views_of(stamp.by) else "mine"
    at: queries.Place | None = None
    while True:
        rows, more = queries.open_ones(stamp.by, view, at)
        yield from rows
        if not more:
            break
        at = queries.Place(rows[-1].Question.due_on, rows[-1].Question.id)
    yield from queries.closed_lately(stamp.by, view)
