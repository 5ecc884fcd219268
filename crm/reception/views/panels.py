"""Reception's piece of the manager's board: the filing rate of today, with its rows (F-20)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm.reception.figures import filing
from crm.shared.stamp import Stamp
from crm.shared.web import panel
from crm.staff.rules import Right


@panel("board", Right.RECEIVE, order=20)
def filing_rate(_store_id: int, stamp: Stamp) -> tuple[str, Mapping[str, Any]]:
    """Who has filed how many of today's first visits."""
    return "reception/_filing.html", {"filing": filing(stamp)}
