"""One import at the step where it stands: its columns, its counts with their rows, or what moves while a job works."""

from __future__ import annotations

from typing import Any

from flask import g, make_response, request
from werkzeug.wrappers import Response

from crm.imports import faces, queries
from crm.imports.forms import MappingForm
from crm.imports.models import Import
from crm.imports.rules import OVER, WORKING, State, Verdict
from crm.imports.views.blueprint import NAMES, bp
from crm.shared.forms import Form
from crm.shared.web import allowed, not_found, row_id, show, unchanged, wants_part
from crm.staff.rules import Right


def mine(import_id: int) -> Import:
    return queries.import_for(g.stamp.by, import_id) or not_found()


@bp.get("/<int:import_id>")
@allowed(Right.IMPORT)
def detail(import_id: int) -> Response:
    record = mine(import_id)
    if wants_part():
        return unchanged(_seen(record)) or _progress(record)
    return page(record)


def _seen(record: Import) -> int:
    return record.version * 10_000_000 + record.rows_done


def _progress(record: Import) -> Response:
    """The moving part; when the stage is over, the page as a whole comes again."""
    if State(record.state) in WORKING:
        pace = faces.pace(record, g.now)
        return show(
            "imports/detail.html", "imports/_working.html", record=record, seen=_seen(record), pace=pace, **NAMES
        )
    response = make_response("", 200)
    response.headers["HX-Refresh"] = "true"
    return response


def page(record: Import, form: Form | None = None, status: int = 200) -> Response:
    state = State(record.state)
    mapped = state in (State.MAPPED, State.CHECKED) and record.about
    counted = state in (State.CHECKED, State.DONE)
    return show(
        "imports/detail.html", None, status, record=record, seen=_seen(record), form=form, over=state in OVER,
        working=state in WORKING, step=faces.step(record), steps=faces.STEPS, pace=faces.pace(record, g.now),
        columns=faces.columns(record, queries.samples_of(record.id), _chosen(form)) if mapped else [],
        choices=faces.choices(record) if mapped else [], earlier=queries.earlier_same(record),
        looks_like=faces.other_kind(record) if mapped else None,
        why=faces.sentence(record.reason_code, record.facts), **(_rows(record) if counted else {"lines": None}),
        **NAMES,
    )  # fmt: skip


def _chosen(form: Form | None) -> list[str] | None:
    return list(form.mapping.data) if isinstance(form, MappingForm) else None


def _rows(record: Import) -> dict[str, Any]:
    """The rows behind one of the five counts; by default the first one that says something."""
    counts = {verdict: int(getattr(record, f"rows_{verdict}")) for verdict in Verdict}
    asked = request.args.get("show", "")
    preferred = (Verdict.CHANGED, Verdict.HELD, Verdict.REFUSED, Verdict.NEW, Verdict.SAME)
    verdict = Verdict(asked) if asked in counts else next((one for one in preferred if counts[one]), Verdict.NEW)
    after = max(0, request.args.get("after", 0, type=row_id))
    rows = queries.rows_of(record.id, verdict, min(after, 2**31 - 1), written=State(record.state) is State.DONE)
    lines = [faces.line(row, verdict) for row in rows[: queries.PAGE]]
    return {"lines": lines, "more": len(rows) > queries.PAGE, "verdict": verdict, "counts": counts, "after": after}
