"""Enquiries as files: the pool, what waits, what was closed today; and the doors they come through."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crm.customers.naming import called, channel
from crm.customers.rules import mask_phone
from crm.enquiries import queries
from crm.enquiries.queries import sources as doors
from crm.enquiries.rules import NO_INTENTION_NAMES
from crm.enquiries.rules.intention import CLOSED_NAMES
from crm.enquiries.rules.routing import ROUTING_NAMES
from crm.shared.sheets import Cell, Column, Filters, pages, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import N_
from crm.staff.rules import Right

WHO = (
    Column(N_("Customer"), called),
    Column(N_("Phone"), "phone", mask=mask_phone),
    Column(N_("Model"), "model"),
    Column(N_("Source"), "source"),
    Column(N_("How they found us"), lambda row: channel(row.channel, row.channel_detail)),
)


def _by_due(row: Any) -> Any:
    return row.due_at, row.lead_id


@sheet(
    "enquiries.pool", N_("Enquiries that nobody has"),
    (*WHO, Column(N_("Came"), "since", Cell.MOMENT), Column(N_("Answer due"), "due_at", Cell.MOMENT)),
    rights=(Right.SELL,), on=("enquiries.desk",),
)  # fmt: skip
def pool(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    return pages(lambda at: queries.pool(stamp.by, at), queries.PAGE, _by_due)


@sheet(
    "enquiries.open", N_("Enquiries that wait for an answer"),
    (
        *WHO,
        Column(N_("Came"), "since", Cell.MOMENT),
        Column(N_("Answer due"), "due_at", Cell.MOMENT),
        Column(N_("Advisor"), "owner"),
        Column(N_("Message"), "message"),
    ),
    rights=(Right.SELL,), on=("enquiries.desk",), order=60,
)  # fmt: skip
def waiting(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    return pages(lambda at: queries.open_rows(stamp.by, at), queries.PAGE, _by_due)


@sheet(
    "enquiries.closed", N_("Enquiries closed today"),
    (
        *WHO,
        Column(N_("Came"), "at", Cell.MOMENT),
        Column(N_("Answer due"), "due_at", Cell.MOMENT),
        Column(N_("Closed"), "closed_at", Cell.MOMENT),
        Column(N_("How it ended"), "closed_how", words=CLOSED_NAMES),
        Column(N_("No intention because"), "reason", words=NO_INTENTION_NAMES),
        Column(N_("By"), "owner"),
    ),
    rights=(Right.SELL,), on=("enquiries.desk",), order=70,
)  # fmt: skip
def closed(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    midnight = stamp.local.replace(hour=0, minute=0, second=0, microsecond=0)
    return pages(lambda at: queries.answered_today(stamp.by, midnight, at), queries.PAGE)


@sheet(
    "enquiries.sources", N_("Sources of enquiries"),
    (
        Column(N_("Source"), "name"),
        Column(N_("How they found us"), lambda row: channel(row.channel, row.channel_detail)),
        Column(N_("Answer within (minutes)"), "answer_minutes", Cell.COUNT),
        Column(N_("Goes to"), "routing", words=ROUTING_NAMES),
        Column(N_("Came today"), "came", Cell.COUNT),
        Column(N_("Answered in time"), "in_time", Cell.COUNT),
        Column(N_("Answered late"), "late", Cell.COUNT),
        Column(N_("No intention"), "no_intention", Cell.COUNT),
        Column(N_("Still waiting"), "waiting", Cell.COUNT),
        Column(N_("New leads"), "new_leads", Cell.COUNT),
        Column(N_("Closed"), "closed_at", Cell.MOMENT),
    ),
    rights=(Right.SETTINGS,), on=("enquiries.sources",), persons=False,
)  # fmt: skip
def sources(stamp: Stamp, filters: Filters) -> Any:
    return doors.overview(stamp.store_id, stamp.today)
