"""The after-sales lists: who is slipping away and who is due, with the reason in words; and the customer's own part."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, g, request, url_for
from werkzeug.wrappers import Response

from crm.retention import queries, rules
from crm.retention.queries import Filter
from crm.retention.rules import STATE_NAMES, Grade, State
from crm.shared import settings
from crm.shared.stamp import Stamp
from crm.shared.web import allowed, panel, row_id, show, wants_part
from crm.shared.words import _
from crm.staff.rules import Right

bp = Blueprint("retention", __name__)
bp.add_app_template_filter(lambda state: _(STATE_NAMES[State(state)]) if state else "", "state_name")

TONES = {"loyal": "ok", "general": "", "lapsing": "info", "at_risk": "warn", "churned": "bad", "never": "line"}
AWAY = (State.LAPSING, State.AT_RISK, State.CHURNED)
SOON = timedelta(days=30)
ORDER = (State.LAPSING, State.AT_RISK, State.CHURNED, State.LOYAL, State.GENERAL, State.NEVER)


@bp.get("/retention")
@allowed(Right.RETENTION)
def index() -> Response:
    """One state's cars, the longest overdue first; every count opens its rows."""
    wanted = _wanted()
    rows = queries.page(g.stamp.store_id, wanted, _after())
    return show(
        "retention/index.html", "retention/_rows.html",
        rows=rows[: queries.PAGE], next_url=_next(rows), wanted=wanted, **_frame(wanted),
    )  # fmt: skip


def _frame(wanted: Filter) -> dict[str, Any]:
    """What stands around the rows; a further page of rows needs none of it."""
    if wants_part():
        return {"names": STATE_NAMES, "tones": TONES}
    store = g.stamp.store_id
    counts, numbers = queries.counts(store), settings.of(store)
    months = {
        s: numbers[n]
        for s, n in zip(AWAY, (rules.LAPSING_MONTHS, rules.AT_RISK_MONTHS, rules.CHURNED_MONTHS), strict=True)
    }
    return {
        "names": STATE_NAMES, "tones": TONES, "order": ORDER, "counts": counts, "most": queries.MOST, "months": months,
        "away": sum(counts[state] for state in AWAY), "capped": any(counts[s] >= queries.MOST for s in AWAY),
        "run": queries.last_run(store), **_views(wanted),
    }  # fmt: skip


def _views(wanted: Filter) -> dict[str, Any]:
    """The two rows of filters as links: when due, and which value grade."""
    due, grade, state = request.args.get("due") or None, wanted.grade, wanted.state.value
    dues = ((None, _("All")), ("overdue", _("Overdue")), ("soon", _("Due in 30 days")))
    grades = ((None, _("All grades")), *((one.value, one.value) for one in Grade))
    return {
        "dues": [(url_for(".index", state=state, grade=grade, due=d), text, None, d == due) for d, text in dues],
        "grades": [(url_for(".index", state=state, due=due, grade=v), text, None, v == grade) for v, text in grades],
    }


def _wanted() -> Filter:
    """The filters of the address; what is unknown falls back to the first list."""
    state = request.args.get("state", "")
    grade = request.args.get("grade", "")
    days = {"overdue": (None, g.stamp.today - timedelta(days=1)), "soon": (g.stamp.today, g.stamp.today + SOON)}
    first, last = days.get(request.args.get("due", ""), (None, None))
    return Filter(
        State(state) if state in set(State) else State.LAPSING, first, last, grade if grade in set(Grade) else None
    )


def _after() -> tuple[date, int] | None:
    """The key of the last row shown: `2026-03-18.4711`."""
    day, _dot, number = request.args.get("after", "").partition(".")
    try:
        return date.fromisoformat(day), row_id(number)
    except ValueError:
        return None


def _next(rows: Any) -> str:
    if len(rows) <= queries.PAGE:
        return ""
    last = rows[queries.PAGE - 1]
    kept: dict[str, Any] = {name: value for name in ("state", "due", "grade") if (value := request.args.get(name))}
    return url_for(".index", **kept, after=f"{last.order_on.isoformat()}.{last.vehicle_id}")


@panel("customer", Right.RETENTION, Right.CUSTOMERS, Right.OWN_CUSTOMERS, order=30)
def customer_panel(customer_id: int, stamp: Stamp) -> tuple[str, Mapping[str, Any]] | None:
    """Where each car of the customer stands, and why."""
    rows = queries.of_customer(customer_id, stamp.store_id)
    return ("retention/_panel.html", {"rows": rows, "names": STATE_NAMES, "tones": TONES}) if rows else None
