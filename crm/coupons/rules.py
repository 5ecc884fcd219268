"""What a store gives away, to whom, and when a coupon is refused at the counter (R-511…R-514, A-25…A-28).

Loyal owners get a free maintenance at the half-year and the year (R-513), owners who have stayed away a voucher to
come back (R-514), a new owner a fund for the friend he sends (R-511), a customer with a justified complaint a
comfort gift that somebody else approves (R-512).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from crm.shared.numbers import Number
from crm.shared.reasons import Reason, sentences
from crm.shared.words import N_

RULE_VERSION = 1


LOYALTY_SHARE = Number(
    "coupons.loyalty_share", 20, "%", N_("Loyalty reward: the most frequent share of paying customers (R-513)"), 1, 100
)
LOYALTY_VISITS = Number(
    "coupons.loyalty_visits", 2, "", N_("Loyalty reward: at least so many paid visits in the period"), 1, 50
)
LOYALTY_REVIEW_DAYS = Number(
    "coupons.loyalty_review_days", 3, "d", N_("The loyalty list stands for review this long after the cut-off"), 0, 60
)
LOYALTY_LATE_DAYS = Number(
    "coupons.loyalty_late_days",
    31,
    "d",
    N_("After the review the loyalty reward is still issued by itself for"),
    0,
    180,
)
CHURN_STATE = Number(
    "coupons.churn_state", 3, "", N_("Winning back begins at: 1 lapsing, 2 at risk, 3 churned (R-514)"), 1, 3
)
THANKS_DAYS = Number(
    "coupons.thanks_days", 30, "d", N_("Deliveries of the last days that get their referral fund (R-511)"), 1, 365
)
APPROVAL_FEN = Number(
    "coupons.approval_fen", 50_000, "fen", N_("Above this value nobody approves his own gift (A-25)"), 0, 10_000_000
)
TRIES_A_MINUTE = Number("coupons.tries_a_minute", 10, "", N_("Code look-ups a person may make in a minute"), 3, 60)

STEP = Number("coupons.step", 10_000, "", N_("People whose coupons are issued in one step"), 100, 100_000)

CHURN_STATES = {1: ("lapsing", "at_risk", "churned"), 2: ("at_risk", "churned"), 3: ("churned",)}

SENTENCES = sentences(
    {
        "coupons.loyal": N_("{visits} paid visits from {first_on} to {last_on}: among the most frequent {share} %."),
        "coupons.churn": N_("Stayed away: last visit on {last_visit_on}."),
        "coupons.thanks": N_("Bought a car here, delivered on {delivered_on}."),
        "coupons.by_hand": N_("Given by hand: {why}"),
        "coupons.unknown": N_("This code is not known. Read it once more, sign by sign."),
        "coupons.mistyped": N_("One sign of this code is wrong. Read it once more, sign by sign."),
        "coupons.used": N_("This coupon was used on {day} by {name}."),
        "coupons.expired": N_("This coupon expired on {day}."),
        "coupons.early": N_("This coupon is valid from {day} on."),
        "coupons.void": N_("This coupon was taken back on {day} by {name}."),
        "coupons.other_store": N_("This coupon belongs to another store of the group."),
        "coupons.own": N_("You gave this coupon out yourself; a colleague has to redeem it."),
        "coupons.fund_needs_order": N_("This fund is for a new car: type the number of the order."),
        "coupons.not_sent": N_("Nobody whom the owner of this fund has sent has an order with this number."),
        "coupons.fund_used": N_("A fund is used on this car already; one fund for each car."),
        "coupons.ok": N_("Valid until {day}."),
    }
)


@dataclass(frozen=True)
class Held:
    """A coupon as the counter sees it. `last_kind`, `last_on`, `last_by`: its newest ledger entry."""

    store_id: int
    valid_from: date
    valid_until: date
    uses_left: int
    closed: bool
    givers: Collection[int | None]
    last_kind: str
    last_on: str
    last_by: str


def refusal(coupon: Held, *, today: date, store_id: int, cashier_id: int | None) -> Reason | None:
    """Why this coupon is not taken here and now, or None. What has happened to it comes before its dates."""
    if coupon.store_id != store_id:
        return Reason("coupons.other_store")
    if coupon.last_kind == "void":
        return Reason("coupons.void", {"day": coupon.last_on, "name": coupon.last_by})
    if coupon.last_kind == "redeemed" and coupon.uses_left <= 0:
        return Reason("coupons.used", {"day": coupon.last_on, "name": coupon.last_by})
    if coupon.closed or coupon.valid_until < today:
        return Reason("coupons.expired", {"day": coupon.valid_until.isoformat()})
    if coupon.valid_from > today:
        return Reason("coupons.early", {"day": coupon.valid_from.isoformat()})
    if cashier_id is not None and cashier_id in coupon.givers:
        return Reason("coupons.own")  # T6: issuer ≠ redeemer
    return None


@dataclass(frozen=True)
class Period:
    """The stretch that the loyalty reward looks at, and the cause written on its coupons."""

    cause: str
    first: date
    last: date


def period_closed(today: date) -> Period:
    """The period whose cut-off came last: on 1 July the half-year, on 1 January the whole year (R-513)."""
    if today.month >= 7:
        return Period(f"{today.year}-H1", date(today.year, 1, 1), date(today.year, 6, 30))
    return Period(f"{today.year - 1}", date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))


def period_running(today: date) -> Period:
    """The period whose cut-off comes next."""
    if today.month >= 7:
        return Period(f"{today.year}", date(today.year, 1, 1), date(today.year, 12, 31))
    return Period(f"{today.year}-H1", date(today.year, 1, 1), date(today.year, 6, 30))


def due_to_issue(period: Period, today: date, *, review_days: int, late_days: int) -> bool:
    """The timetable issues by itself once the list has stood for review; long afterwards only a person does."""
    first = period.last + timedelta(days=review_days + 1)
    return first <= today <= first + timedelta(days=late_days)


def places(customers: int, share: int) -> int:
    """How many of so many paying customers the share is, rounded up."""
    return -(-customers * share // 100)


def may_approve(*, asked_by: int | None, person_id: int | None, value_fen: int, limit_fen: int) -> bool:
    """A-25, T6: nobody approves his own gift above the limit."""
    return asked_by != person_id or value_fen <= limit_fen
