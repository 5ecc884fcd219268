"""Ready tables of grades: seen first, then set with one click, and taken back with another."""

from __future__ import annotations

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.grading import actions
from crm.grading.actions.setting import seen
from crm.grading.forms import PresetForm
from crm.grading.queries import page as queries
from crm.grading.rules.presets import PRESETS, differs
from crm.grading.views.blueprint import bp, views
from crm.leads.rules.grades import CADENCES, HORIZONS, LADDER
from crm.shared import settings
from crm.shared.web import allowed, done, show
from crm.shared.words import _
from crm.staff.rules import Right


@bp.get("/grading/presets")
@allowed(Right.SETTINGS)
def presets() -> Response:
    return _page(PresetForm())


def _page(form: PresetForm) -> Response:
    numbers = settings.of(g.stamp.store_id)
    tables = [
        (one, one.values(), seen(one.values(), numbers), differs(one.values(), numbers)) for one in PRESETS.values()
    ]
    return show(
        "grading/presets.html", None, form.status if form.errors or form.message else 200, form=form, views=views(),
        tables=tables, numbers=numbers, letters=list(reversed(LADDER)), horizons=HORIZONS, cadences=CADENCES,
        open_leads=queries.open_by_grade(g.stamp.store_id), acts=queries.sets(g.stamp.store_id, weights=False),
        names={code: one.name for code, one in PRESETS.items()},
    )  # fmt: skip


@bp.post("/grading/presets")
@allowed(Right.SETTINGS)
def set_preset() -> Response:
    """Set what the preview has shown."""
    form = PresetForm(request.form)
    if form.submit(actions.set_preset, stamp=g.stamp):
        name = _(PRESETS[form.result.kind].name)
        undo = url_for(".take_back", set_id=form.result.id)
        return done(None, url_for(".presets"), toast=_("%(name)s: set from now on", name=name), undo=undo)
    return _page(form)
