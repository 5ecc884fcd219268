"""Thanks and words in between: the advisor copies, sends by own hand, and taps how."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.losses import actions
from crm.losses.forms import WAYS, WordForm
from crm.losses.queries import month, touches
from crm.losses.rules.touches import HOW_NAMES, KIND_NAMES
from crm.losses.views.base import bp
from crm.losses.wording import words_of
from crm.shared import settings
from crm.shared.forms import Form
from crm.shared.stamp import Stamp
from crm.shared.web import allowed, done, panel, row_id, show
from crm.shared.words import _, language
from crm.staff.rules import Right

bp.add_app_template_global(KIND_NAMES, "touch_names")  # type: ignore[arg-type]
bp.add_app_template_global(HOW_NAMES, "touch_ways")  # type: ignore[arg-type]


@bp.get("/touches")
@allowed(Right.SELL)
def index() -> Response:
    """What is to be said now, and how much was said this month."""
    chief = g.stamp.by.can(Right.ALL_LEADS, Right.TEAM_LEADS)
    whose = "all" if chief and request.args.get("whose") == "all" else "mine"
    after = request.args.get("after", type=row_id)
    first = g.stamp.today.replace(day=1)
    told = None if after else touches.thanked(g.stamp.by, *month.instants(first, g.stamp.zone))
    return _list(200, whose=whose, after=after, chief=chief, told=told)


def _list(status: int, *, whose: str = "mine", after: int | None = None, **more: Any) -> Response:
    """The words that are due; `refused` stands on top."""
    rows = touches.due(g.stamp, mine=whose == "mine", after=after)
    last = rows[touches.PAGE - 1].id if len(rows) > touches.PAGE else None
    shown = {"chief": False, "told": None, "refused": "", **more, "ways": WAYS, "kind_names": KIND_NAMES}
    return show(
        "losses/touches.html", "losses/_touches.html" if after else None, status, whose=whose, next_key=last,
        rows=[_line(row) for row in rows[: touches.PAGE]], **shown,
    )  # fmt: skip


def _line(row: Any) -> dict[str, Any]:
    """The row with its text, in the name of whoever looks after the customer."""
    english, store = language() == "en", g.present
    advisor = (row.advisor_en if english and row.advisor_en else row.advisor) or g.stamp.by.name
    name = store.store_name_en if english and store.store_name_en else store.store_name
    return {"row": row, "text": words_of(row, values=settings.of(g.stamp.store_id), advisor=advisor, store=name)}


@bp.post("/touches/<int:touch_id>/words")
@allowed(Right.SELL)
def write(touch_id: int) -> Response:
    """The advisor has said it, or lets it be."""
    touch, lead, agreed = touches.touch_for(g.stamp.by, touch_id)
    form = WordForm(request.form)
    if form.submit(actions.write_touch, touch, lead, agreed=agreed, stamp=g.stamp):
        return done(
            None, url_for(".index"), toast=_("Written down."), undo=url_for(".take_back_word", touch_id=touch_id)
        )
    return _list(form.status, refused=form.message or next(iter(form.how.errors), ""))


@bp.post("/touches/<int:touch_id>/undoing")
@allowed(Right.SELL)
def take_back_word(touch_id: int) -> Response:
    touch, _lead, _agreed = touches.touch_for(g.stamp.by, touch_id)
    form = Form()
    if form.submit(actions.take_back_touch, touch, stamp=g.stamp):
        return done(None, url_for(".index"), toast=_("It stands in the list again."))
    return _list(form.status, refused=form.message)


@panel("my_day", Right.SELL, order=80)
def owed(staff_id: int, stamp: Stamp) -> tuple[str, Mapping[str, Any]] | None:
    """One line on My Day while words are owed."""
    n = touches.due_for(staff_id, stamp)
    return ("losses/_owed.html", {"n": n}) if n else None
