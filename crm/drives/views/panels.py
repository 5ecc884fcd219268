"""The test drives of one customer, on the lead's page."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from flask import g
from werkzeug.wrappers import Response

from crm.drives import queries
from crm.drives.shown import state_of
from crm.drives.views.blueprint import bp
from crm.leads.queries import lead_for
from crm.shared.stamp import Stamp
from crm.shared.web import allowed, panel, show
from crm.staff.rules import Right


@panel("lead", Right.SELL, order=4)
def test_drives(lead_id: int, stamp: Stamp) -> tuple[str, Mapping[str, Any]]:
    """The card fetches its rows when the page stands: the page itself has no statement to spare."""
    return "drives/_panel.html", {"lead_id": lead_id}


@bp.get("/leads/<int:lead_id>/drives")
@allowed(Right.SELL)
def of_lead(lead_id: int) -> Response:
    """What is booked, what was driven, and the way to a drive now."""
    lead = lead_for(g.stamp.by, lead_id)
    rows = [SimpleNamespace(**row._mapping, state=state_of(row, g.stamp.at)) for row in queries.of_lead(lead.id)]
    return show("leads/sheet.html", "drives/_card.html", part="drives/_card.html", lead=lead, rows=rows)
