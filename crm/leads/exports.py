"""Leads as files: the list in each of its views, and the lost sales with why they were lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from crm.customers.naming import called, channel
from crm.customers.rules import mask_phone
from crm.leads.queries import lists, lost
from crm.leads.rules import BRANCHES, REASON_NAMES, STAGE_NAMES, Grade, branch_of
from crm.leads.rules.lost import VERDICT_NAMES
from crm.shared.sheets import Cell, Column, Filters, pages, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import N_, _
from crm.staff.rules import Right

LOST_DAYS = 30  # the page tells of the last thirty days

COLUMNS = (
    Column(N_("Customer"), called),
    Column(N_("Phone"), "phone", mask=mask_phone),
    Column(N_("Grade"), "grade"),
    Column(N_("State"), "stage", words=STAGE_NAMES),
    Column(N_("Interested in"), "interest"),
    Column(N_("How they found us"), lambda row: channel(row.channel)),
    Column(N_("Advisor"), "owner"),
    Column(N_("Opened"), "opened_on", Cell.DAY),
    Column(N_("Last contact"), "last_contact_at", Cell.MOMENT),
    Column(N_("Next contact"), "due_on", Cell.DAY),
    Column(N_("Visits"), "visit_count", Cell.COUNT),
    Column(N_("Last visit"), "last_visit_on", Cell.DAY),
    Column(N_("Test drive"), "test_driven_on", Cell.DAY),
)


@sheet(
    "leads.leads", N_("Leads"), COLUMNS, rights=(Right.SELL,), on=("leads.index",),
    filters=("view", "grade", "whose", "owner", "sort"),
)  # fmt: skip
def leads(stamp: Stamp, filters: Filters) -> Any:
    """The view that the page showed, with its order."""
    view, grade, owner = filters.get("view", "open"), filters.get("grade", "").upper(), filters.get("owner", "")
    chief = stamp.by.can(Right.ALL_LEADS, Right.TEAM_LEADS)
    view = view if view in lists.VIEWS else "open"
    sort = filters.get("sort") or ("late" if view == "overdue" else "")
    wanted = lists.Wanted(
        view=view, grade=grade if grade in Grade.__members__ else None, sort=sort if sort in lists.SORTS else "",
        whose="mine" if filters.get("whose") == "mine" or not chief else "all",
        owner_id=int(owner) if owner.isdecimal() and len(owner) < 19 else None,
    )  # fmt: skip
    return lists.found(stamp, wanted)


LOST = (
    Column(N_("Customer"), called),
    Column(N_("Interested in"), "interest"),
    Column(N_("Grade"), "grade"),
    Column(N_("Advisor"), "advisor"),
    Column(N_("Lost on"), "at", Cell.MOMENT),
    Column(N_("Branch"), lambda row: _(branch_of(row.reason).name)),
    Column(N_("Reason"), "reason", words=REASON_NAMES),
    Column(N_("In their words"), "note"),
    Column(N_("Competitor"), lambda row: " ".join(filter(None, (row.competitor_brand, row.competitor_model)))),
    Column(N_("Competing store"), "competitor_store"),
    Column(N_("Price gap"), "price_gap_fen", Cell.MONEY),
    Column(N_("Review"), "verdict", words=VERDICT_NAMES),
    Column(N_("Decided by"), "decider"),
    Column(N_("Decided on"), "decided_at", Cell.MOMENT),
    Column(N_("Open again on"), "reopen_on", Cell.DAY),
)


@sheet("leads.lost", N_("Lost sales"), LOST, rights=(Right.SELL,), on=("leads.lost",), filters=("branch",))
def lost_sales(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    """The approved ones of the page's thirty days, of one branch or of all."""
    reasons = next((branch.reasons for branch in BRANCHES if branch.code == filters.get("branch")), ())
    since = stamp.at - timedelta(days=LOST_DAYS)
    return pages(lambda at: lost.approved(stamp.by, since, reasons, before=at), lost.PAGE)


@sheet("leads.reviews", N_("Lost sales to review"), LOST, rights=(Right.REVIEW_LOST,), on=("leads.lost",), order=60)
def reviews(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    waiting = partial(lost.pending, stamp.by)
    return pages(lambda at: waiting(after=at), lost.PAGE)


@sheet("leads.applications", N_("My applications"), LOST, rights=(Right.SELL,), on=("leads.lost",), order=70)
def applications(stamp: Stamp, filters: Filters) -> Any:
    return lost.mine(stamp.by, stamp.at - timedelta(days=LOST_DAYS))
