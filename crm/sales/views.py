"""What the buyers of each outlet did after the sale, and the sales behind each figure (R-402, R-406)."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, g, request, url_for
from werkzeug.wrappers import Response

from crm.sales import queries, rules
from crm.sales.rules import SPAN_NAMES, After, Span
from crm.shared.web import allowed, not_found, row_id, show
from crm.shared.words import _
from crm.staff.rules import Right

bp = Blueprint("sales", __name__)


@bp.get("/sales/outlets")
@allowed(Right.BOARD)
def outlets() -> Response:
    """Of the cars sold in the span, by outlet: how many came back and paid, came without paying, never came."""
    span = _span()
    first, last = rules.days_of(span, g.stamp.today)
    rows = queries.outlets(g.stamp.store_id, first, last)
    return show("sales/outlets.html", rows=rows, rules=rules, span=span, spans_shown=_spans(span))


@bp.get("/sales")
@allowed(Right.BOARD)
def index() -> Response:
    """The sales behind one figure, the newest first."""
    span, did, outlet = _span(), request.args.get("after", ""), request.args.get("outlet")
    outlet = outlet if outlet and outlet.isprintable() else None
    first, last = rules.days_of(span, g.stamp.today)
    after = (After(did) if did in set(After) else not_found()) if did else None
    asked = rules.outlet_asked(outlet)
    rows = queries.sales(g.stamp.store_id, first, last, outlet=asked, after=after, before=_before())
    kept = {"after": did or None, "outlet": outlet}
    return show(
        "sales/index.html", "sales/_rows.html", rows=rows[: queries.PAGE], rules=rules, span=span, after=after,
        outlet=outlet, spans_shown=_spans(span, **kept), more=_more(rows, span=span.value, **kept),
    )  # fmt: skip


def _span() -> Span:
    said = request.args.get("span", "")
    return Span(said) if said in set(Span) else Span.YEAR


def _spans(now: Span, **kept: Any) -> list[tuple[str, str, None, bool]]:
    """The times to choose from, each a link of its own."""
    endpoint = str(request.endpoint)
    return [(url_for(endpoint, span=one.value, **kept), _(SPAN_NAMES[one]), None, one is now) for one in Span]


def _before() -> tuple[date, int] | None:
    """The key of the last row shown: `2026-03-18.4711`."""
    day, _dot, number = request.args.get("before", "").partition(".")
    try:
        return date.fromisoformat(day), row_id(number)
    except ValueError:
        return None


def _more(rows: Any, **kept: Any) -> str:
    if len(rows) <= queries.PAGE:
        return ""
    last = rows[queries.PAGE - 1]
    return url_for(".index", **kept, before=f"{last.sold_on.isoformat()}.{last.id}")
