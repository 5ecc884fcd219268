"""Cars that were sold before this system came, or by an outlet, and what their buyers did afterwards (R-402…R-406).

An outlet hands its customer over on the day of the sale (R-404); a buyer who never comes back with work of their own
is what that hand-over is measured by.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from crm.shared.words import N_


class After(StrEnum):
    """What the car did in our workshop after it was sold (R-402); each sale is exactly one of them."""

    PAID = "paid"  # came back with work that the customer paid for
    UNPAID = "unpaid"  # came, but never for work of their own: warranty, insurance, free
    NEVER = "never"  # no repair record at all


AFTER_NAMES = {
    After.PAID: N_("Came back and paid"),
    After.UNPAID: N_("Came, never paid"),
    After.NEVER: N_("Never came"),
}


OWN = "-"  # in an address: the own showroom, which has no name


def outlet_asked(said: str | None) -> str | None:
    """The outlet that an address names; None is every one."""
    return "" if said == OWN else said or None


class Span(StrEnum):
    """Of which sales a page speaks."""

    YEAR = "year"  # this calendar year
    LAST = "last"  # the one before
    EVER = "ever"


SPAN_NAMES = {Span.YEAR: N_("This year"), Span.LAST: N_("Last year"), Span.EVER: N_("All years")}


def days_of(span: Span, today: date) -> tuple[date, date]:
    """The first and the last day of a span."""
    if span is Span.EVER:
        return date(1900, 1, 1), today
    year = today.year if span is Span.YEAR else today.year - 1
    return date(year, 1, 1), min(today, date(year, 12, 31))


def per_car(fen: int, cars: int) -> int:
    """What one returning car spent on average, in whole yuan; 0 when none came (R-402: about ¥1,753)."""
    return round(fen / cars / 100) * 100 if cars else 0


def share(part: int, whole: int) -> int:
    """Per cent, rounded; 0 of nothing."""
    return round(100 * part / whole) if whole else 0
