"""Our cars in other stores: the table of R-710, each figure opening its cars."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from flask import Blueprint, g, request, url_for
from werkzeug.wrappers import Response

from crm.elsewhere import queries, rules
from crm.elsewhere.rules import GROUP_NAMES, SILENT_DAYS, SPAN_NAMES, Group, Span
from crm.shared import settings
from crm.shared.web import allowed, row_id, show, wants_part
from crm.shared.words import _
from crm.staff.rules import Right

bp = Blueprint("elsewhere", __name__)
Code = TypeVar("Code", bound=StrEnum)


@bp.get("/elsewhere")
@allowed(Right.RETENTION)
def index() -> Response:
    """The three tables over a time, and the cars of one figure, the latest seen first."""
    period = rules.period(_known(Span, request.args.get("span"), Span.YEAR), g.stamp.today)
    group = _known(Group, request.args.get("group"), Group.GONE)
    rows, last = queries.page_of(group, period, g.stamp, _after())
    return show(
        "elsewhere/index.html", "elsewhere/_rows.html", rows=rows, group=group, period=period, names=GROUP_NAMES,
        next_url=_next(last, group, period.span), **({} if wants_part() else _frame(period, group)),
    )  # fmt: skip


def _frame(period: rules.Period, group: Group) -> dict[str, Any]:
    """The figures around the rows; a further page of rows needs none of them."""
    spans = [(url_for(".index", span=one, group=group), _(SPAN_NAMES[one]), None, one == period.span) for one in Span]
    return {
        "figures": queries.figures(period, g.stamp), "spans": spans, "by_visits": rules.BY_VISITS, "groups": Group,
        "share": rules.share, "silent": settings.of(g.stamp.store_id)[SILENT_DAYS],
    }  # fmt: skip


def _known(kind: type[Code], text: str | None, default: Code) -> Code:
    return kind(text) if text in set(kind) else default


def _after() -> tuple[date, int] | None:
    """The key of the last row shown: `2026-03-18.4711`."""
    day, _dot, number = request.args.get("after", "").partition(".")
    try:
        return date.fromisoformat(day), row_id(number)
    except ValueError:
        return None


def _next(last: Any, group: Group, span: Span) -> str:
    return url_for(".index", span=span, group=group, after=f"{last.last_on}.{last.ref}") if last else ""
