"""The list behind a line: what looks wrong, why, and the fix in place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.customers.rules import check_vin, mask_vin
from crm.quality import actions
from crm.quality.forms import FORMS, FixForm, TickedForm
from crm.quality.queries import findings
from crm.quality.rules import COUNTED, FIXES, NAMES, SUBJECTS, WHY, Check, Fix, Subject
from crm.quality.views import bp
from crm.shared.filters import short_day
from crm.shared.forms import Form
from crm.shared.reasons import say
from crm.shared.web import allowed, done, not_found, row_id, show, wants_part
from crm.shared.words import _
from crm.staff.rules import Right


def _check(text: str) -> Check:
    return Check(text) if text in Check._value2member_map_ else not_found()


def _fixable() -> bool:
    """The administrator sees what is wrong; customers' files are corrected by those who may edit them."""
    return bool(g.stamp.by.can(Right.EDIT_CUSTOMERS))


@bp.get("/quality/<check>")
@allowed(Right.TEND)
def rows(check: str) -> Response:
    return _list(_check(check), after=request.args.get("after", 0, type=row_id))


def _list(check: Check, status: int = 200, form: Form | None = None, *, typed: int = 0, after: int = 0) -> Response:
    """Fifty a page, by key; a refused correction stands in its own row with what was typed."""
    found = findings.rows(check, g.stamp, after=after)
    n = findings.counts(g.stamp, only=check)[check]
    shown = [(row, form if row.id == typed and isinstance(form, FixForm) else _form(check, row)) for row in found]
    more = url_for(".rows", check=check.value, after=found[findings.PAGE - 1].id) if len(found) > findings.PAGE else ""
    return show(
        "quality/rows.html", "quality/_rows.html", status, check=check, rows=shown[: findings.PAGE], n=n, more=more,
        form=form, typed=typed, counted=COUNTED, may_fix=_fixable(), **_words_of(check),
    )  # fmt: skip


def _words_of(check: Check) -> Mapping[str, Any]:
    return {
        "name": NAMES[check], "why": WHY[check], "fix": FIXES[check], "subject": SUBJECTS[check], "told": told,
        "keeps": FIXES[check] is Fix.KEEP, "of_car": SUBJECTS[check] is not Subject.CUSTOMER,
    }  # fmt: skip


def _form(check: Check, row: Any) -> FixForm:
    """The row's own form; what is wrong is masked, so it is typed anew from the papers."""
    made = FORMS[FIXES[check]](prefix="")
    made.version.data = row.customer_version if SUBJECTS[check] is Subject.CUSTOMER else row.car_version
    for field in made:
        field.id = f"{field.name}-{row.id}"
    return made


def told(check: Check, row: Any) -> str:
    """What is wrong about a row, in a sentence of its own."""
    if check in (Check.MILEAGE_DOWN, Check.MILEAGE_FAST):
        return _(
            "%(km)s km on %(on)s, but %(before_km)s km on %(before_on)s", km=f"{row.mileage_km:,}",
            on=short_day(row.came_on), before_km=f"{row.before_km:,}", before_on=short_day(row.before_on),
        )  # fmt: skip
    if check is Check.ODD_VIN:
        warning = check_vin(row.vin or "")
        return f"{mask_vin(row.vin)} · {say(warning.reason.code, warning.reason.facts) if warning else ''}"
    if check is Check.BOUGHT_LATE:
        return _("Bought on %(on)s", on=short_day(row.bought_on))
    return _("on file since %(on)s", on=short_day(row.created_at))


@bp.post("/quality/<check>/<int:subject_id>")
@allowed(Right.TEND)
def fix(check: str, subject_id: int) -> Response:
    """The right value for one row."""
    found = _check(check) if _fixable() else not_found()
    if FIXES[found] is Fix.KEEP or not findings.there(found, subject_id, g.stamp.store_id):
        not_found()
    row = findings.rows(found, g.stamp, only=subject_id)
    form = FORMS[FIXES[found]](request.form)
    if not row:
        return _gone(found, form)
    if form.submit(actions.fix, found, subject_id, stamp=g.stamp):
        return _fixed(found, form.result.id)
    return _refused(found, subject_id, form)


def _gone(check: Check, form: FixForm) -> Response:
    """Somebody was quicker."""
    form.message = _("This row has been set right already.")
    return _list(check, 409, form)


def _fixed(check: Check, fix_id: int) -> Response:
    undo = url_for(".undo", fix_id=fix_id)
    n = findings.counts(g.stamp, only=check)[check]
    return done(
        "quality/_fixed.html" if wants_part() else None, url_for(".rows", check=check.value), changed="quality",
        toast=_("Set right."), undo=undo, fix_id=fix_id, n=n, counted=COUNTED,
    )  # fmt: skip


def _refused(check: Check, subject_id: int, form: FixForm) -> Response:
    """What was typed stays in the row, with the sentence under it."""
    row = next(iter(findings.rows(check, g.stamp, only=subject_id)), None)
    if row is None or not wants_part():
        return _list(check, form.status, form, typed=subject_id, after=subject_id - 1)
    if form.theirs:
        form.theirs, form.version.data = {}, _form(check, row).version.data
    for field in form:
        field.id = f"{field.name}-{row.id}"
    return show(
        "quality/rows.html", "quality/_row.html", form.status, check=check, row=row, f=form, may_fix=True,
        **_words_of(check),
    )  # fmt: skip


@bp.post("/quality/<check>/ticked")
@allowed(Right.TEND)
def ticked(check: str) -> Response:
    """The ticked rows are right as they stand, or are put away."""
    found, form = _check(check), TickedForm(request.form)
    away = form.do.data == "away"
    if away and not _fixable():
        not_found()
    if form.submit(actions.put_away if away else actions.say_right, found, stamp=g.stamp):
        said = _("%(n)s put away", n=form.result.rows) if away else _("%(n)s right as they are", n=form.result.rows)
        undo = url_for(".undo", fix_id=form.result.id)
        return done(None, url_for(".rows", check=check), toast=said, undo=undo)
    return _list(found, form.status, form)
