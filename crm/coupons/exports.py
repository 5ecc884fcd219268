"""Coupons as files: what was issued, what was redeemed today, and who would get the next gift."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from crm.coupons import queries, rules
from crm.coupons.actions.causes import offer_for
from crm.coupons.offers import TRIGGER_NAMES, Trigger
from crm.customers.naming import called
from crm.customers.rules import mask_phone, mask_plate
from crm.shared import settings
from crm.shared.reasons import say
from crm.shared.sheets import Cell, Column, Filters, pages, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import N_
from crm.staff.rules import Right


class _Named:
    """The customer of a coupon's row, named as any other."""

    def __init__(self, row: Any) -> None:
        self.name, self.sex = row.customer, row.sex


WHO = Column(N_("Customer"), lambda row: called(_Named(row)))


@sheet(
    "coupons.issued", N_("Issued coupons"),
    (
        WHO,
        Column(N_("Phone"), "phone", mask=mask_phone),
        Column(N_("Plate"), "plate", mask=mask_plate),
        Column(N_("Coupon"), "name"),
        Column(N_("Face value"), "face_fen", Cell.MONEY),
        Column(N_("Issued"), "issued_at", Cell.MOMENT),
        Column(N_("Valid until"), "valid_until", Cell.DAY),
        Column(N_("Uses left"), "uses_left", Cell.COUNT),
        Column(N_("Value left"), "left_fen", Cell.MONEY),
        Column(N_("Closed"), "closed_at", Cell.MOMENT),
        Column(N_("Why"), lambda row: say(row.reason_code, row.facts)),
    ),
    rights=(Right.COUPONS,), on=("coupons.campaigns",), filters=("offer", "show"),
)  # fmt: skip
def issued(stamp: Stamp, filters: Filters) -> Iterator[Any]:
    """Without the codes: whoever holds a code holds the money."""
    offer = filters.get("offer", "")
    number = int(offer) if offer.isdecimal() and len(offer) < 19 else None
    still_open = filters.get("show") != "all"
    return pages(
        lambda at: queries.issued(stamp.store_id, offer_id=number, only_open=still_open, before=at), queries.PAGE
    )


@sheet(
    "coupons.campaigns", N_("Campaigns"),
    (
        Column(N_("Offer"), "name"),
        Column(N_("Reason"), "trigger", words=TRIGGER_NAMES),
        Column(N_("Cause"), "cause"),
        Column(N_("Begun"), "at", Cell.MOMENT),
        Column(N_("By"), "by"),
        Column(N_("Customers"), "people", Cell.COUNT),
        Column(N_("Issued"), "issued", Cell.COUNT),
        Column(N_("Finished"), "done_at", Cell.MOMENT),
    ),
    rights=(Right.COUPONS,), on=("coupons.campaigns",), persons=False, order=60,
)  # fmt: skip
def campaigns(stamp: Stamp, filters: Filters) -> Any:
    return queries.campaigns(stamp.store_id, limit=1_000)


@sheet(
    "coupons.requests", N_("Gifts that wait for a decision"),
    (
        WHO,
        Column(N_("Offer"), "name"),
        Column(N_("Value"), "value_fen", Cell.MONEY),
        Column(N_("Why"), "why"),
        Column(N_("Asked by"), "by"),
        Column(N_("Asked on"), "at", Cell.MOMENT),
    ),
    rights=(Right.COUPONS,), on=("coupons.campaigns",), order=70,
)  # fmt: skip
def requests(stamp: Stamp, filters: Filters) -> Any:
    return queries.open_requests(stamp.store_id, limit=1_000)


@sheet(
    "coupons.loyalty", N_("Loyalty reward: who would get it"),
    (
        Column(N_("Customer"), called),
        Column(N_("Visits"), "visits", Cell.COUNT),
        Column(N_("Spend"), "spend_fen", Cell.MONEY),
    ),
    rights=(Right.COUPONS,), on=("coupons.loyalty",), filters=("cause",),
)  # fmt: skip
def loyalty(stamp: Stamp, filters: Filters) -> Any:
    numbers = settings.of(stamp.store_id)
    closed, running = rules.period_closed(stamp.today), rules.period_running(stamp.today)
    period = running if filters.get("cause") == running.cause else closed
    share, least = numbers[rules.LOYALTY_SHARE], numbers[rules.LOYALTY_VISITS]
    return queries.preview(stamp.store_id, period, share=share, least=least, limit=100_000)[1]


@sheet(
    "coupons.win_back", N_("Coming-back gift: who would get it"),
    (
        Column(N_("Customer"), called),
        Column(N_("Plate"), "plate", mask=mask_plate),
        Column(N_("Model"), "model"),
        Column(N_("Why"), lambda row: say(row.reason_code, row.facts)),
    ),
    rights=(Right.COUPONS,), on=("coupons.win_back",),
)  # fmt: skip
def win_back(stamp: Stamp, filters: Filters) -> Any:
    offer = offer_for(Trigger.CHURN, stamp.store_id)
    states = rules.CHURN_STATES[settings.of(stamp.store_id)[rules.CHURN_STATE]]
    return queries.waiting_for(stamp.store_id, offer.id, states, limit=100_000) if offer else []


@sheet(
    "coupons.today", N_("Redeemed today"),
    (
        Column(N_("When"), "at", Cell.MOMENT),
        WHO,
        Column(N_("Coupon"), "name"),
        Column(N_("Amount"), "amount_fen", Cell.MONEY),
        Column(N_("Paper"), "paper_no"),
        Column(N_("By"), "by"),
    ),
    rights=(Right.REDEEM,), on=("coupons.redeemed_today", "coupons.redeem"),
)  # fmt: skip
def today(stamp: Stamp, filters: Filters) -> Any:
    midnight = datetime.combine(stamp.today, time(), ZoneInfo(stamp.zone))
    return queries.used_today(stamp.store_id, midnight, limit=10_000)
