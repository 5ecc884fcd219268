"""What was merged lately, and taking it apart."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.duplicates import actions
from crm.duplicates.forms import ApartForm
from crm.duplicates.models import Merge
from crm.duplicates.queries import listing
from crm.duplicates.queries.pointing import come_since
from crm.duplicates.queries.sides import files
from crm.duplicates.rules.merging import APART_DAYS
from crm.duplicates.views.blueprint import bp
from crm.duplicates.wording import counted
from crm.shared import settings
from crm.shared.web import allowed, done, not_found, show
from crm.shared.words import _
from crm.staff.rules import Right


@bp.get("/merges/<int:merge_id>")
@allowed(Right.MERGE)
def ask_apart(merge_id: int) -> Response:
    """What will go back, and what has come since and stays."""
    return _apart(mine(merge_id), ApartForm())


@bp.post("/merges/<int:merge_id>/apart")
@allowed(Right.MERGE)
def take_apart(merge_id: int) -> Response:
    form, merge = ApartForm(request.form), mine(merge_id)
    if form.submit(actions.take_apart, merge, stamp=g.stamp):
        return done(None, url_for(".index"), toast=_("Taken apart: both files are as they were before the merge."))
    return _apart(mine(merge_id), form)


def mine(merge_id: int) -> Merge:
    return listing.merge_for(g.stamp.by, merge_id) or not_found()


def _apart(merge: Merge, form: ApartForm) -> Response:
    rows = files(merge.store_id, (merge.keep_id, merge.gone_id))
    status = form.status if form.errors or form.message else 200
    return show(
        "duplicates/apart.html", "duplicates/_apart.html", status, merge=merge, form=form, keep=rows[merge.keep_id],
        gone=rows[merge.gone_id], back=counted(merge.moved), since=counted(come_since(merge.keep_id, merge.marks)),
    )  # fmt: skip


def latest() -> dict[str, Any]:
    """The merges that can still be taken apart, each with the days that are left."""
    days = settings.of(g.stamp.store_id)[APART_DAYS]
    rows = listing.merges(g.stamp.store_id, g.stamp.at - timedelta(days=days))
    left = {row.id: max(0, days - (g.stamp.at - row.at).days) for row in rows}
    return {"merges": rows, "left": left, "days": days, "counted_words": counted}
