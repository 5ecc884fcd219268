"""What the board counts and over which days. Every number is the number of the rows that it opens.

The funnel is a cohort: of the leads opened in the period, how many have come how far by now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from crm.shared.words import N_


class Span(StrEnum):
    TODAY = "today"
    MONTH = "month"
    LAST_MONTH = "last-month"


SPAN_NAMES = {Span.TODAY: N_("Today"), Span.MONTH: N_("This month"), Span.LAST_MONTH: N_("Last month")}


@dataclass(frozen=True)
class Period:
    """From `first` to `last`, both included, in the store's days."""

    span: Span
    first: date
    last: date

    @property
    def after(self) -> date:
        return self.last + timedelta(days=1)


def period(span: Span, today: date) -> Period:
    """The days of a span, never beyond today."""
    if span is Span.TODAY:
        return Period(span, today, today)
    first = today.replace(day=1)
    if span is Span.MONTH:
        return Period(span, first, today)
    last = first - timedelta(days=1)
    return Period(span, last.replace(day=1), last)


class Step(StrEnum):
    """How far a lead has come (F-10)."""

    LEADS = "leads"
    REACHED = "reached"
    CAME = "came"
    DROVE = "drove"
    ORDERED = "ordered"
    DELIVERED = "delivered"


STEP_NAMES = {
    Step.LEADS: N_("Leads"),
    Step.REACHED: N_("Reached"),
    Step.CAME: N_("Came in"),
    Step.DROVE: N_("Test drive"),
    Step.ORDERED: N_("Ordered"),
    Step.DELIVERED: N_("Delivered"),
}


class Measure(StrEnum):
    """Facts of the period, each opening its rows."""

    ORDERS = "orders"
    DELIVERIES = "deliveries"
    LOST = "lost"
    ISSUED = "coupons-issued"
    REDEEMED = "coupons-redeemed"


MEASURE_NAMES = {
    Measure.ORDERS: N_("Orders"),
    Measure.DELIVERIES: N_("Deliveries"),
    Measure.LOST: N_("Lost, approved"),
    Measure.ISSUED: N_("Coupons issued"),
    Measure.REDEEMED: N_("Coupons redeemed"),
}


def share(part: int, whole: int) -> int | None:
    """Per cent of the step before, or None when nobody was there."""
    return round(100 * part / whole) if whole else None


def weakest(counts: dict[Step, int]) -> Step | None:
    """The step that loses the largest share of the one before; None while fewer than ten people were there.

    Being reached, coming in and driving are the sales team's work; a delivery waits for the factory and is left out.
    """
    steps = [step for step in Step if step is not Step.DELIVERED]
    worst: tuple[float, Step] | None = None
    for before, step in pairwise(steps):
        if counts[before] >= 10:
            kept = counts[step] / counts[before]
            if worst is None or kept < worst[0]:
                worst = kept, step
    return worst[1] if worst else None
