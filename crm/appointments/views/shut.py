"""The first card of My Day: who did not come and owes a reason; the queue of the day stays shut until then (R-231)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    rows = unexplained(staff_id, stamp)
    if not rows:
        return None
    form = MissedForm(on_day=queries.next_open_day(stamp, stamp.today))
    return "appointments/_shut.html", {"rows": rows, "one": rows[0], "form": form, "own": staff_id == stamp.by.id}


def unexplained(staff_id: int, stamp: Stamp) -> Sequence[Any]:
    """Looked up once in a request: My Day asks before it lays out its list."""
    if "unexplained" not in g:
        g.unexplained = {}
    found: dict[int, Sequence[Any]] = g.unexplained
    if staff_id not in found:
        found[staff_id] = queries.unexplained(staff_id, stamp)
    return found[staff_id]
