"""For the chiefs: calls that were made although a rule spoke against them, and what the caller said (F-62, F-63)."""

from __future__ import annotations

from flask import g, request
from werkzeug.wrappers import Response

from crm.callbacks import queries
from crm.callbacks.views.base import bp
from crm.shared.web import allowed, row_id, show
from crm.staff.rules import Right


@bp.get("/calls/overrides")
@allowed(Right.TEAM_LEADS, Right.ALL_LEADS)
def overrides() -> Response:
    rows, more = queries.overrides(g.stamp.by, request.args.get("before", type=row_id))
    return show("callbacks/overrides.html", rows=rows, more=more)
