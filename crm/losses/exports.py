"""The losses as files: the words that are owed, the month's review, and the reasons to call again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crm.customers.naming import called
from crm.leads.rules import BRANCHES, REASON_NAMES, LostReason
from crm.losses.queries import month as months
from crm.losses.queries import occasions as wakings
from crm.losses.queries import touches
from crm.losses.rules import month as rules
from crm.losses.rules import occasions
from crm.losses.rules import touches as words
from crm.shared.sheets import Cell, Column, Filters, pages, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import N_
from crm.staff.rules import Right


@sheet(
    "losses.touches", N_("Words to lost customers"),
    (
        Column(N_("Customer"), called),
        Column(N_("Kind"), "kind", words=words.KIND_NAMES),
        Column(N_("Due on"), "due_on", Cell.DAY),
        Column(N_("Interested in"), "interest"),
        Column(N_("Reason"), "reason", words=REASON_NAMES),
        Column(N_("Advisor"), "advisor"),
        Column(N_("Open again on"), "reopen_on", Cell.DAY),
    ),
    rights=(Right.SELL,), on=("losses.index",), filters=("whose",),
)  # fmt: skip
def owed(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    chief = stamp.by.can(Right.ALL_LEADS, Right.TEAM_LEADS)
    mine = not (chief and filters.get("whose") == "all")
    return pages(lambda at: touches.due(stamp, mine=mine, after=at), touches.PAGE)


def _slice(stamp: Stamp, filters: Filters) -> months.Slice:
    reason, advisor = filters.get("reason", ""), filters.get("advisor", "")
    return months.Slice(
        first=rules.month_of(filters.get("month", ""), stamp.today),
        branch=next((one.code for one in BRANCHES if one.code == filters.get("branch")), ""),
        reason=reason if reason in set(LostReason) else "", model=filters.get("model"), rival=filters.get("rival"),
        advisor=int(advisor) if advisor.isdecimal() and len(advisor) < 19 else None,
    )  # fmt: skip


MONTH = ("month", "branch", "reason", "model", "advisor", "rival")


@sheet(
    "losses.month", N_("Loss review"),
    (
        Column(N_("Customer"), called),
        Column(N_("Interested in"), "interest"),
        Column(N_("Grade"), "grade"),
        Column(N_("Reason"), "reason", words=REASON_NAMES),
        Column(N_("In their words"), "note"),
        Column(N_("What would have won it"), "would_have_won"),
        Column(N_("Given up"), "given_up", Cell.FLAG),
        Column(N_("Competitor"), lambda row: " ".join(filter(None, (row.competitor_brand, row.competitor_model)))),
        Column(N_("Competing store"), "competitor_store"),
        Column(N_("Price gap"), "price_gap_fen", Cell.MONEY),
        Column(N_("Advisor"), "advisor"),
        Column(N_("Decided on"), "decided_at", Cell.MOMENT),
    ),
    rights=(Right.REVIEW_LOST,), on=("losses.month",), filters=MONTH,
)  # fmt: skip
def month(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    cut = _slice(stamp, filters)
    return pages(lambda at: months.losses(cut, stamp, before=at), months.PAGE)


@sheet(
    "losses.figures", N_("Loss review in figures"),
    (
        Column(N_("Reason"), "reason", words=REASON_NAMES),
        Column(N_("Model"), "model"),
        Column(N_("Advisor"), "name"),
        Column(N_("Competitor"), "rival"),
        Column(N_("Lost sales"), "n", Cell.COUNT),
        Column(N_("Given up"), "given_up", Cell.COUNT),
    ),
    rights=(Right.REVIEW_LOST,), on=("losses.month",), filters=MONTH, persons=False, order=60,
)  # fmt: skip
def figures(stamp: Stamp, filters: Filters) -> Any:
    return months.tallies(_slice(stamp, filters), stamp)


@sheet(
    "losses.deciders", N_("Who decided on lost sales"),
    (
        Column(N_("Decided by"), "name"),
        Column(N_("Approved"), "approved", Cell.COUNT),
        Column(N_("Sent back"), "sent_back", Cell.COUNT),
        Column(N_("Too late"), "late", Cell.COUNT),
        Column(N_("Given up"), "given_up", Cell.COUNT),
    ),
    rights=(Right.REVIEW_LOST,), on=("losses.month",), filters=("month",), persons=False, order=70,
)  # fmt: skip
def deciders(stamp: Stamp, filters: Filters) -> Any:
    return months.decisions(rules.month_of(filters.get("month", ""), stamp.today), stamp)


@sheet(
    "losses.occasions", N_("Reasons to call again"),
    (
        Column(N_("Kind"), lambda row: row.Occasion.kind, words=occasions.KIND_NAMES),
        Column(N_("Model"), lambda row: row.Occasion.model),
        Column(N_("Old price"), lambda row: row.Occasion.old_price_fen, Cell.MONEY),
        Column(N_("New price"), lambda row: row.Occasion.new_price_fen, Cell.MONEY),
        Column(N_("From"), lambda row: row.Occasion.from_on, Cell.DAY),
        Column(N_("What to say"), lambda row: row.Occasion.note),
        Column(N_("Woken"), lambda row: row.Occasion.woken, Cell.COUNT),
        Column(N_("Reached"), "called", Cell.COUNT),
        Column(N_("Came"), "came", Cell.COUNT),
        Column(N_("Bought"), "bought", Cell.COUNT),
        Column(N_("Entered by"), "name"),
        Column(N_("Taken back"), lambda row: row.Occasion.ended_at, Cell.MOMENT),
    ),
    rights=(Right.CAMPAIGNS,), on=("losses.occasions_index",), persons=False,
)  # fmt: skip
def reasons_to_call(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    key = lambda row: row.Occasion.id  # noqa: E731
    return pages(lambda at: wakings.occasions(stamp, before=at), wakings.PAGE, key)
