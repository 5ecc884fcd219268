"""The page of after-sales, the line on the order's page, and the alarm on the board."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, request, url_for
from werkzeug.wrappers import Response

from crm.handover import actions, queries
from crm.handover.forms import AcceptForm
from crm.notices.views import opens
from crm.orders.rules import ACCEPT_HOURS, Check
from crm.shared import settings
from crm.shared.stamp import Stamp
from crm.shared.web import allowed, done, panel, row_id, show
from crm.shared.words import _
from crm.staff.rules import Right

bp = Blueprint("handover", __name__)
Part = tuple[str, Mapping[str, Any]] | None


@opens("handover")
def handovers_page(_store_id: int) -> str:
    """Where the notice leads."""
    return url_for("handover.index")


@bp.get("/handovers")
@allowed(Right.TAKE_OVER, Right.SELL)
def index() -> Response:
    """What waits, what is late, what was taken over."""
    return _page(AcceptForm(), 200)


def _page(form: AcceptForm, status: int, refused: int | None = None) -> Response:
    view, before = request.args.get("view", ""), request.args.get("before", type=row_id)
    view = view if view in queries.VIEWS else "waiting"
    rows = queries.handovers(g.stamp, view, before)
    more = rows[queries.PAGE - 1].id if len(rows) > queries.PAGE else None
    told = {"rows": rows[: queries.PAGE], "view": view, "more": more, "form": form, "refused": refused}
    part = "handover/_rows.html" if before else None
    return show(
        "handover/index.html", part, status, tally=None if part else queries.tally(g.stamp), now=g.stamp.at,
        points=len(Check), hours=settings.of(g.stamp.store_id)[ACCEPT_HOURS], **told,
    )  # fmt: skip


@bp.post("/handovers/<int:delivery_id>/acceptance")
@allowed(Right.TAKE_OVER)
def accept(delivery_id: int) -> Response:
    """After-sales takes the owner over."""
    delivery, form = queries.delivery_for(g.stamp.by, delivery_id), AcceptForm(request.form)
    if form.submit(actions.accept, delivery, stamp=g.stamp):
        return done(None, url_for(".index"), toast=_("Taken over. The seven-day call is yours."))
    return _page(form, form.status, refused=delivery_id)


@panel("order", Right.SELL, Right.TAKE_OVER, order=10)
def order_panel(order_id: int, stamp: Stamp) -> Part:
    """Whether after-sales has taken over."""
    found = queries.of_order(order_id)
    return ("handover/_panel.html", {"one": found, "now": stamp.at}) if found else None


@panel("board_alarm", Right.BOARD, order=10)
def board_alarm(_store_id: int, stamp: Stamp) -> Part:
    """New owners whom nobody has taken over in time (A-33)."""
    rows = queries.late_ones(stamp)
    hours = settings.of(stamp.store_id)[ACCEPT_HOURS]
    return ("handover/_alarm.html", {"rows": rows, "hours": hours}) if rows else None
