"""What other pages show of orders: the lead's order and offers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm.orders import queries
from crm.shared.stamp import Stamp
from crm.shared.web import panel
from crm.staff.rules import Right

Part = tuple[str, Mapping[str, Any]] | None


@panel("lead", Right.SELL, order=20)
def order_panel(lead_id: int, stamp: Stamp) -> Part:
    """The lead's order, or the way to offer and place one."""
    found = queries.order_of(lead_id)
    return ("orders/_panel.html", {"order": found, "today": stamp.today}) if found else None
