"""One import at the step where it stands: its columns, its counts with their rows, or what moves while a job works."""

from __future__ import annotations

from typing import Any

from flask import g, make_response, request, url_for
from werkzeug.wrappers import Response

from crm.imports import faces, lines, listing, outcome, queries, rereading
from crm.imports.forms import MappingForm, ReadAgainForm, RememberForm
from crm.imports.models import Import
from crm.imports.reading.encodings import NAMES as ENCODINGS
from crm.imports.rules import OVER, WORKING, Kind, State, Verdict
from crm.imports.views.blueprint import NAMES, bp
from crm.shared.forms import Form
from crm.shared.web import allowed, not_found, row_id, show, unchanged, wants_part
from crm.staff.rules import Right

FEW = 3  # refused rows that stand on the page beside the columns
_PREFERRED = (Verdict.CHANGED, Verdict.HELD, Verdict.REFUSED, Verdict.NEW, Verdict.SAME)
_PAGES = {"customers": ("customers.detail", "customer_id", Right.CUSTOMERS),
          "vehicles": ("vehicles.detail", "vehicle_id", Right.EDIT_CUSTOMERS)}  # fmt: skip


def mine(import_id: int) -> Import:
    return queries.import_for(g.stamp.by, import_id) or not_found()


@bp.get("/<int:import_id>")
@allowed(Right.IMPORT)
def detail(import_id: int) -> Response:
    record = mine(import_id)
    if wants_part():
        return unchanged(seen(record)) or _progress(record)
    return page(record)


def seen(record: Import) -> int:
    """What a poll compares: it changes with every state and every batch."""
    return record.version * 10_000_000 + record.rows_done


def moving(record: Import | None) -> dict[str, Any] | None:
    """What the moving part shows of an import that a job works on."""
    return {"record": record, "seen": seen(record), "pace": faces.pace(record, g.now)} if record else None


def _progress(record: Import) -> Response:
    """The moving part; when the stage is over, the page as a whole comes again."""
    if State(record.state) in WORKING:
        return show("imports/detail.html", "imports/_working.html", **(moving(record) or {}), **NAMES)
    response = make_response("", 200)
    response.headers["HX-Refresh"] = "true"
    return response


def page(record: Import, form: Form | None = None, status: int = 200) -> Response:
    """The import at its step; a form that was refused comes with what was chosen and typed."""
    state = State(record.state)
    return show(
        "imports/detail.html", None, status, form=None if isinstance(form, ReadAgainForm) else form, state=state,
        over=state in OVER, working=state in WORKING, step=faces.step(record), steps=faces.STEPS,
        earlier=queries.earlier_same(record), at_work=moving(listing.at_work(g.stamp, record.id)),
        source=listing.source_name(record), encodings=ENCODINGS, why=faces.sentence(record.reason_code, record.facts),
        outcome=outcome.outcome_of(record, g.stamp), most=outcome.MOST,
        **(moving(record) or {}), **_columns(record, form), **_rows(record), **_undone(record), **NAMES,
    )  # fmt: skip


def _columns(record: Import, form: Form | None) -> dict[str, Any]:
    """The columns on real rows, while they can still be put right."""
    if State(record.state) not in (State.MAPPED, State.CHECKED) or "headings" not in record.about:
        return {"columns": [], "looks_like": None, "rereading": None}
    chosen = list(form.mapping.data) if isinstance(form, (MappingForm, RememberForm)) else None
    named = form if isinstance(form, RememberForm) else None
    again = None
    if rereading.can_read_again(record):
        again = form if isinstance(form, ReadAgainForm) else ReadAgainForm(data={"kind": Kind(record.kind)})
        again.offer(record.about)
    return {
        "columns": faces.columns(record, queries.samples_of(record.id), chosen), "choices": faces.choices(record),
        "looks_like": faces.other_kind(record) if again else None, "rereading": again,
        "typed_name": named.name.data if named else listing.source_name(record),
        "name_errors": named.name.errors if named else (),
    }  # fmt: skip


def _rows(record: Import) -> dict[str, Any]:
    """The rows behind one of the five counts; by default the first one that says something."""
    if State(record.state) not in (State.CHECKED, State.DONE):
        return {"lines": None, "refused": []}
    counts = {verdict: int(getattr(record, f"rows_{verdict}")) for verdict in Verdict}
    asked = request.args.get("show", "")
    verdict = Verdict(asked) if asked in counts else next((one for one in _PREFERRED if counts[one]), Verdict.NEW)
    after = min(max(0, request.args.get("after", 0, type=row_id)), 2**31 - 1)
    rows = _lines(record, verdict, after)
    few = _lines(record, Verdict.REFUSED)[:FEW] if counts[Verdict.REFUSED] and verdict != Verdict.REFUSED else []
    return {
        "lines": rows[: queries.PAGE], "more": len(rows) > queries.PAGE, "verdict": verdict, "counts": counts,
        "after": after, "parts": " + ".join(f"{n:,}" for n in counts.values()),
        "refused": few or (rows[:FEW] if verdict == Verdict.REFUSED else []),
    }  # fmt: skip


def _lines(record: Import, verdict: Verdict, after: int = 0) -> list[dict[str, Any]]:
    found = queries.rows_of(record.id, verdict, after, written=State(record.state) is State.DONE)
    return [lines.line(row, Kind(record.kind), verdict) for row in found]


def _undone(record: Import) -> dict[str, Any]:
    """Until when the whole can be taken back; or, once it was, what had to be left."""
    told: dict[str, Any] = {"undo_until": outcome.undo_until(record, g.stamp), "left": [], "next_left": None}
    if State(record.state) is State.UNDONE:
        rows = queries.left_of(record.id, request.args.get("left", 0, type=row_id))
        told["left"] = [_with_page(lines.left(row, Kind(record.kind))) for row in rows[: queries.PAGE]]
        told["next_left"] = rows[queries.PAGE - 1].id if len(rows) > queries.PAGE else None
    return told


def _with_page(left: dict[str, Any]) -> dict[str, Any]:
    """The address of a record that was left, where the reader may open it."""
    endpoint, argument, right = _PAGES.get(left["table"], ("", "", ""))
    url = url_for(endpoint, **{argument: left["id"]}) if endpoint and g.stamp.by.can(right) else ""
    return {**left, "url": url}
