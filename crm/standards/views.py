"""The settings: standards with their effect and history, and the store's calendar."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, request, url_for
from werkzeug.wrappers import Response

from crm.shared import settings
from crm.shared.filters import money
from crm.shared.forms import Form
from crm.shared.numbers import NUMBERS, WORDINGS, Number, Wording
from crm.shared.web import allowed, done, not_found, show
from crm.shared.words import _
from crm.staff.rules import Right
from crm.standards import actions, queries
from crm.standards.forms import HoursForm, SpecialDayForm, StandardForm, form_for
from crm.standards.rules import GRADE_COLUMNS, UNITS, grade_table, group_of, groups, scale_of, standards_of

bp = Blueprint("standards", __name__)
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
        toast = _("%(name)s: %(value)s from now on", name=_(standard.label), value=shown(standard, value))
        return done(None, url_for(".index", of=group_of(standard)), changed="settings", toast=toast)
    return _conflict(standard, form)


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
    rows = queries.history(g.stamp.store_id, before=request.args.get("before", type=int), limit=PAGE + 1)
    named = [(NUMBERS.get(row.key) or WORDINGS.get(row.key), row) for row in rows[:PAGE]]
    following = url_for(".history", before=rows[PAGE - 1].id) if len(rows) > PAGE else ""
    shown_rows = [(one.label if one else row.key, shown(one, row.value) if one else row.value, row) for one, row in named]
    return show("standards/history.html", rows=shown_rows, next_url=following)


@bp.get("/settings/calendar")
@allowed(Right.SETTINGS)
def calendar() -> Response:
    """Opening hours by weekday, and the days that differ."""
    return _calendar()


def _calendar(status: int = 200, **forms: Form) -> Response:
    store_id = g.stamp.store_id
    kept: dict[str, Any] = {"hours_form": forms.get("hours_form") or _hours_form(store_id)}
    chosen = queries.special_day(store_id, request.args.get("day", type=int) or 0)
    kept["day_form"] = forms.get("day_form") or SpecialDayForm(
        obj=chosen, works=("yes" if chosen.works else "no") if chosen else "no"
    )
    return show("standards/calendar.html", None, status, days=queries.special_days(store_id, g.stamp.today), **kept)


def _hours_form(store_id: int) -> HoursForm:
    stored = queries.hours(store_id)
    week = [stored.get(weekday) for weekday in range(7)]
    return HoursForm(
        data={
            "days": [
                {"open": row.archived_at is None, "opens": row.opens, "closes": row.closes, "version": row.version}
                if row else {"open": False, "opens": None, "closes": None, "version": 0}
                for row in week
            ]
        }
    )  # fmt: skip


@bp.post("/settings/calendar/hours")
@allowed(Right.SETTINGS)
def set_hours() -> Response:
    form = HoursForm(request.form)
    if form.submit(actions.set_hours, stamp=g.stamp):
        return done(None, url_for(".calendar"), toast=_("Opening hours saved"))
    return _calendar(form.status, hours_form=form)


@bp.post("/settings/calendar/days")
@allowed(Right.SETTINGS)
def set_day() -> Response:
    form = SpecialDayForm(request.form)
    if form.submit(actions.set_special_day, stamp=g.stamp):
        return done(None, url_for(".calendar"), toast=_("%(name)s saved", name=form["name"].data))
    return _calendar(form.status, day_form=form)


@bp.post("/settings/calendar/days/<int:day_id>/archive")
@allowed(Right.SETTINGS)
def put_day_away(day_id: int) -> Response:
    day = queries.special_day(g.stamp.store_id, day_id) or not_found()
    form = Form()
    if form.submit(actions.put_day_away, day, version=request.form.get("version", type=int), stamp=g.stamp):
        return done(None, url_for(".calendar"), toast=_("An ordinary day again"))
    kept = SpecialDayForm()
    kept.message = form.message
    return _calendar(form.status, day_form=kept)
