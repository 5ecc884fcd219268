"""The board, and the rows behind each of its numbers."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, TypeVar

from flask import Blueprint, g, request
from sqlalchemy import Select
from werkzeug.wrappers import Response

from crm.callbacks.queries import overdue_by_advisor
from crm.leads.rules import REASON_NAMES, LostReason
from crm.reports import queries, rules
from crm.reports.rules import Measure, Period, Span, Step
from crm.shared.web import allowed, not_found, show
from crm.staff.rules import Right

bp = Blueprint("reports", __name__)
Kind = TypeVar("Kind", bound=StrEnum)


def _read(kind: type[Kind], text: str, default: Kind | None = None) -> Kind:
    try:
        return kind(text)
    except ValueError:
        return default or not_found()


def _period() -> Period:
    return rules.period(_read(Span, request.args.get("span", ""), Span.MONTH), g.stamp.today)


@bp.get("/board")
@allowed(Right.BOARD)
def board() -> Response:
    """One page: the funnel of the period, who is behind, what was lost, what the coupons did."""
    period = _period()
    steps, measures = queries.numbers(period, g.stamp)
    return show(
        "reports/board.html",
        period=period, steps=steps, measures=measures, weakest=rules.weakest(steps), rules=rules,
        reasons=queries.lost_reasons(period, g.stamp), reason_names=REASON_NAMES,
        overdue=overdue_by_advisor(g.stamp.store_id, g.stamp.today, g.stamp.at),
    )  # fmt: skip


@bp.get("/board/funnel/<step>")
@allowed(Right.BOARD)
def funnel(step: str) -> Response:
    found, period = _read(Step, step), _period()
    return _rows(queries.funnel_rows(found, period, g.stamp), rules.STEP_NAMES[found], period)


@bp.get("/board/rows/<measure>")
@allowed(Right.BOARD)
def facts(measure: str) -> Response:
    found, period, reason = _read(Measure, measure), _period(), request.args.get("reason", "")
    title = REASON_NAMES[_read(LostReason, reason)] if reason else rules.MEASURE_NAMES[found]
    return _rows(queries.measure_rows(found, period, g.stamp, reason), title, period)


def _rows(select: Select[Any], title: str, period: Period) -> Response:
    page, after = queries.page_of(select, request.args.get("after", type=int))
    args = {**request.view_args, **request.args, "after": after} if request.view_args else {}
    return show(
        "reports/rows.html", "reports/_rows.html",
        rows=page, title=title, period=period, next_args=args if after else None, reason_names=REASON_NAMES,
    )  # fmt: skip
