"""What customers said after driving: the advisor's own, the supervisor's whole team."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.drives.queries import feedback
from crm.drives.views.blueprint import bp
from crm.shared.web import allowed, row_id, show
from crm.staff.rules import Right


@bp.get("/drives/feedback")
@allowed(Right.SELL)
def told() -> Response:
    rows = feedback.told(g.stamp.by, _after())
    more, rows = len(rows) > feedback.PAGE, rows[: feedback.PAGE]
    url = url_for(".told", day=rows[-1].driven_on.isoformat(), before=rows[-1].id) if more else ""
    first = g.stamp.today.replace(day=1)
    return show("drives/feedback.html", "drives/_told_rows.html", rows=rows, next_url=url, **_month(first))


def _month(first: date) -> dict[str, Any]:
    """The figures stand over the first page only."""
    return {"month": feedback.month(g.stamp.by, first) if "before" not in request.args else None, "first": first}


def _after() -> tuple[date, int] | None:
    number = request.args.get("before", type=row_id)
    try:
        return (date.fromisoformat(request.args.get("day", "")), number) if number else None
    except ValueError:
        return None
