"""The list of orders, and one order with everything about it."""

from __future__ import annotations

from flask import g, request
from werkzeug.wrappers import Response

from crm.orders import queries
from crm.orders.rules import Check, unticked
from crm.orders.views.base import bp
from crm.shared.web import allowed, row_id, show
from crm.staff.rules import Right


@bp.get("/orders")
@allowed(Right.SELL)
def orders() -> Response:
    """What waits, what is late, who steps back, what is owed, what was delivered."""
    view = request.args.get("view", "")
    view = view if view in queries.VIEWS else "waiting"
    before = request.args.get("before", type=row_id)
    rows = queries.orders(g.stamp, view, before)
    more = rows[queries.PAGE - 1].id if len(rows) > queries.PAGE else None
    told = {"rows": rows[: queries.PAGE], "view": view, "more": more}
    part = "orders/_rows.html" if before else None
    return show("orders/index.html", part, tally=None if part else queries.tally(g.stamp), **told)


@bp.get("/orders/<int:order_id>")
@allowed(Right.SELL)
def order(order_id: int) -> Response:
    row, requests, ticked = queries.page_of(g.stamp.by, order_id)
    asked = requests[0] if requests and requests[0].Cancellation.closed_at is None else None
    gone = next((one for one in requests if one.Refund is not None), None)
    return show(
        "orders/order.html", None, row=row, order=row.Order, lead=row.Lead, delivery=row.Delivery, car=row.Vehicle,
        photos=queries.photos_of(row.Delivery.id) if row.Delivery else [], asked=asked, gone=gone, requests=requests,
        ticked=ticked, missing=unticked(ticked), checks=list(Check),
    )  # fmt: skip
