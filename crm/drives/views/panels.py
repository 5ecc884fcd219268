"""The test drives of one customer, on the lead's page."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from crm.drives import queries
from crm.drives.shown import state_of
from crm.shared.stamp import Stamp
from crm.shared.web import panel
from crm.staff.rules import Right


@panel("lead", Right.SELL, order=4)
def test_drives(lead_id: int, stamp: Stamp) -> tuple[str, Mapping[str, Any]]:
    """What is booked, what was driven, and the way to a drive now."""
    rows = [SimpleNamespace(**row._mapping, state=state_of(row, stamp.at)) for row in queries.of_lead(lead_id)]
    return "drives/_panel.html", {"rows": rows, "lead_id": lead_id}
