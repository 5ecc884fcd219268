"""The standards: every number with its effect before it is saved and its history after."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.shared import settings
from crm.shared.filters import money
from crm.shared.numbers import NUMBERS, WORDINGS, Number, Wording
from crm.shared.web import allowed, done, not_found, row_id, show
from crm.shared.words import _
from crm.staff.rules import Right
from crm.standards import actions, queries
from crm.standards.forms import StandardForm, form_for
from crm.standards.rules import GRADE_COLUMNS, UNITS, grade_table, group_of, groups, scale_of, standards_of
from crm.standards.views import bp

PAGE = 50


def standard_or_404(key: str) -> Number | Wording:
    return NUMBERS.get(key) or WORDINGS.get(key) or not_found()


def shown(standard: Number | Wording, value: Any) -> str:
    """A standard's value as people say it: 每 2 天 is "2 days", money with its sign."""
    if isinstance(standard, Wording):
        return str(value)
    if standard.unit == "on":
        return _("yes") if value else _("no")
    if standard.unit == "fen":
        return money(int(value))
    return _(UNITS.get(standard.unit, "%(n)s"), n=f"{int(value):,}")


def _now(standard: Number | Wording) -> Any:
    values = settings.of(g.stamp.store_id)
    return values.text(standard) if isinstance(standard, Wording) else values[standard]


@bp.get("/settings")
@allowed(Right.SETTINGS)
def index() -> Response:
    """The numbers that the rules work with, in groups; each says who set it last."""
    return _index(request.args.get("of", "leads"))


def _index(group: str, status: int = 200, **editing: Any) -> Response:
    if group not in groups():
        not_found()
    rows = [(one, shown(one, _now(one))) for one in standards_of(group)]
    letters = [
        (letter, [(NUMBERS[key], shown(NUMBERS[key], _now(NUMBERS[key]))) if key in NUMBERS else None for key in keys])
        for letter, keys in (grade_table() if group == "leads" else [])
    ]
    return show(
        "standards/index.html", "standards/_edit.html" if editing else None, status, groups=groups(), group=group,
        rows=rows, letters=letters, columns=GRADE_COLUMNS, set_rows=queries.latest(g.stamp.store_id), editing=editing,
        **(editing or {}),
    )  # fmt: skip


def _edit(standard: Number | Wording, form: StandardForm, status: int = 200, effect: str = "") -> Response:
    past = [
        (shown(standard, row.value), row)
        for row in queries.history(g.stamp.store_id, standard.key, limit=5)
    ]  # fmt: skip
    return _index(
        group_of(standard), status, standard=standard, form=form, effect=effect, past=past,
        now=shown(standard, _now(standard)), default=shown(standard, _default(standard)),
        said_value=shown(standard, form.arguments()["value"]) if effect else "",
    )  # fmt: skip


def _default(standard: Number | Wording) -> Any:
    return _(standard.default) if isinstance(standard, Wording) else standard.default


@bp.get("/settings/standards/<key>")
@allowed(Right.SETTINGS)
def edit(key: str) -> Response:
    """One standard in the side card, with its last changes."""
    standard = standard_or_404(key)
    row = queries.latest_of(g.stamp.store_id, key)
    value = _now(standard) if isinstance(standard, Wording) else _now(standard) // scale_of(standard)
    return _edit(standard, form_for(standard, value=value, version=row.id if row else 0))


@bp.post("/settings/standards/<key>")
@allowed(Right.SETTINGS)
def change(key: str) -> Response:
    """The first press shows the effect, the second saves: nothing changes unseen."""
    standard = standard_or_404(key)
    form = form_for(standard, request.form)
    if not form.validate():
        return _edit(standard, form, 422)
    value = form.arguments()["value"]
    if form.seen.data != str(value):
        form.seen.data = str(value)
        return _edit(standard, form, effect=effect_of(standard, value))
    if form.submit(actions.set_standard, key, stamp=g.stamp):
        return done(None, url_for(".index", of=group_of(standard)), toast=_now_it_is(standard, value))
    return _conflict(standard, form)


def _now_it_is(standard: Number | Wording, value: Any) -> str:
    return _("%(name)s: %(value)s from now on", name=_(standard.label), value=shown(standard, value))


def _conflict(standard: Number | Wording, form: StandardForm) -> Response:
    """Both values stand side by side; saving again takes mine, knowingly."""
    row = queries.latest_of(g.stamp.store_id, standard.key)
    if form.theirs:
        form.theirs = {"value": shown(standard, _now(standard))}
        form.version.data = row.id if row else 0
        form.seen.data = ""
    return _edit(standard, form, form.status)


def effect_of(standard: Number | Wording, value: Any) -> str:
    """What the change would do, in a sentence: the feature's own, or what holds for every standard."""
    if isinstance(standard, Number) and standard.key in settings.effects:
        return settings.effects[standard.key](g.stamp.store_id, value)
    return _("It counts from now on. What has been decided already stays as it is.")


@bp.get("/settings/history")
@allowed(Right.SETTINGS)
def history() -> Response:
    """Every change of a standard, newest first, 50 a page by key."""
    rows = queries.history(g.stamp.store_id, before=request.args.get("before", type=row_id), limit=PAGE + 1)
    named = [(NUMBERS.get(row.key) or WORDINGS.get(row.key), row) for row in rows[:PAGE]]
    following = url_for(".history", before=rows[PAGE - 1].id) if len(rows) > PAGE else ""
    said = [(one.label, shown(one, row.value), row) if one else (row.key, row.value, row) for one, row in named]
    return show("standards/history.html", rows=said, next_url=following)
