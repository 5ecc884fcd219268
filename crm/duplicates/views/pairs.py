"""The page of suspected pairs: the list, one pair field by field, and what is said about it."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.duplicates import actions
from crm.duplicates.comparing import compare_files
from crm.duplicates.forms import MergeForm, VerdictForm, chosen
from crm.duplicates.models import SuspectedPair
from crm.duplicates.queries import listing
from crm.duplicates.rules import SURE
from crm.duplicates.rules.merging import State
from crm.duplicates.views.blueprint import bp
from crm.duplicates.views.merges import latest
from crm.shared import settings
from crm.shared.web import allowed, done, not_found, row_id, show
from crm.shared.words import _
from crm.staff.rules import Right

OPEN = (State.OPEN, State.LATER)


@bp.get("")
@allowed(Right.MERGE)
def index() -> Response:
    after = request.args.get("points", type=row_id), request.args.get("after", type=row_id)
    if None not in after:
        return show("duplicates/index.html", "duplicates/_queue_rows.html", **_page(None, after=after))
    return show("duplicates/index.html", **_page(None))


@bp.get("/<int:pair_id>")
@allowed(Right.MERGE)
def pair(pair_id: int) -> Response:
    return show("duplicates/index.html", **_page(mine(pair_id)))


@bp.get("/<int:pair_id>/preview")
@allowed(Right.MERGE)
def preview(pair_id: int) -> Response:
    """What would stand in the one record, for the values that are chosen now."""
    looked = mine(pair_id)
    both = compare_files(g.stamp.by, looked.a_id, looked.b_id, chosen(request.args)) or not_found()
    return show("duplicates/preview.html", "duplicates/_preview.html", both=both, row=looked)


@bp.post("/<int:pair_id>/merge")
@allowed(Right.MERGE)
def merge(pair_id: int) -> Response:
    looked, form, sides = mine(pair_id), MergeForm(request.form), chosen(request.form)
    if form.submit(actions.merge, looked.a_id, looked.b_id, pair=looked, choices=sides, stamp=g.stamp):
        return done(None, url_for(".index"), toast=_("The two files are one. It can be taken apart below."))
    return show("duplicates/index.html", None, form.status, **_page(mine(pair_id), form, asked=sides))


@bp.post("/<int:pair_id>/verdict")
@allowed(Right.MERGE)
def say(pair_id: int) -> Response:
    form = VerdictForm(request.form)
    if form.submit(actions.say, mine(pair_id), stamp=g.stamp):
        later = form.verdict.data is State.LATER
        toast = _("It comes back later.") if later else _("Remembered: they are not the same person.")
        return done(None, url_for(".index"), toast=toast)
    return show("duplicates/index.html", None, form.status, **_page(mine(pair_id), form))


def answers() -> dict[str, str]:
    return {"agrees": _("agrees"), "no": _("does not agree"), "unasked": _("was not asked")}


def mine(pair_id: int) -> SuspectedPair:
    return listing.pair_for(g.stamp.by, pair_id) or not_found()


def _page(row: SuspectedPair | None, form: Any = None, *, after: Any = None, asked: Any = None) -> dict[str, Any]:
    """The list, and the pair that is looked at: the one asked for, else the likeliest."""
    sure = settings.of(g.stamp.store_id)[SURE]
    rows = listing.pairs(g.stamp.store_id, g.stamp.today, sure, after=after)
    shown: Any = row or (rows[0] if rows and not after else None)
    both = compare_files(g.stamp.by, shown.a_id, shown.b_id, asked or {}) if shown else None
    return {
        "rows": rows[: listing.PAGE], "more": len(rows) > listing.PAGE, "total": rows[0].total if rows else 0,
        "near": int(rows[0].near) if rows else 0, "row": shown, "both": both, "sure": sure, "counted": listing.COUNTED,
        "form": form or MergeForm(), "open": row is None or row.state in OPEN,
        "answers": answers(), **({} if after else latest()),
    }  # fmt: skip
