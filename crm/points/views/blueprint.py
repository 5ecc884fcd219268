"""The addresses of points, and the months they are counted by."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, g, request, url_for

from crm.points.rules.ledger import STATE_NAMES, STATE_TONES, state_of
from crm.shared.words import N_, _
from crm.staff.rules import Right

bp = Blueprint("points", __name__)
VIEWS = (
    ("points.own", N_("My points"), Right.SELL),
    ("points.waiting", N_("To decide"), Right.POINTS),
    ("points.checks", N_("Spot checks"), Right.POINTS),
    ("points.month", N_("The month"), Right.POINTS),
)


def views() -> list[tuple[str, str, None, bool]]:
    """The views that the reader may open, for the row of tabs."""
    mine = [(end, label) for end, label, right in VIEWS if g.stamp.by.can(right)]
    return [(url_for(end), _(label), None, request.endpoint == end) for end, label in mine] if len(mine) > 1 else []


def asked_month() -> tuple[date, date]:
    """The first day of the month in the address (this month without one), and that of the next."""
    try:
        first = date.fromisoformat(request.values.get("month", "") + "-01")
    except ValueError:
        first = g.stamp.today.replace(day=1)
    year, month = divmod(first.year * 12 + first.month, 12)
    return first, date(year, month + 1, 1)


def neighbours(first: date) -> tuple[str, str]:
    """The months before and after, as the address writes them; "" for a month that has not begun."""
    year, month = divmod(first.year * 12 + first.month - 2, 12)
    _first, after = asked_month()
    return f"{year:04d}-{month + 1:02d}", after.isoformat()[:7] if after <= g.stamp.today else ""


def words() -> dict[str, Any]:
    """What every list of rows needs."""
    return {
        "state_names": STATE_NAMES, "tones": STATE_TONES, "views": views(),
        "state_of": lambda row: state_of(row.verdict, row.revoked is not None),
    }  # fmt: skip
