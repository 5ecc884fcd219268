"""The first card of My Day: who did not come and owes a reason; the queue of the day stays shut until then (R-231)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import g

from crm.appointments import queries
from crm.appointments.forms import MissedForm
from crm.shared.stamp import Stamp
from crm.shared.web import panel
from crm.staff.rules import Right


@panel("my_day_first", Right.SELL, order=1)
def missed(staff_id: int, stamp: Stamp) -> tuple[str, Mapping[str, Any]] | None:
    """One after the other, the oldest first."""
    known: dict[int, int] = g.get("no_shows", {})
    rows = queries.unexplained(staff_id, stamp) if known.get(staff_id, 1) else []
    if not rows:
        return None
    form = MissedForm(on_day=queries.next_open_day(stamp))
    return "appointments/_shut.html", {"rows": rows, "one": rows[0], "form": form, "own": staff_id == stamp.by.id}


def know_no_shows(staff_id: int, how_many: int) -> None:
    """My Day has counted them among its numbers: with none there is nothing to look for."""
    g.no_shows = {staff_id: how_many}
