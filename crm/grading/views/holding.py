"""Does our grading hold? The last check, the points it proposes, and who adopted what."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import g, url_for
from werkzeug.wrappers import Response

from crm.grading import actions
from crm.grading.models import GradingCheck
from crm.grading.queries import page as queries
from crm.grading.rules.holding import LEAST_LEADS, LEAST_ORDERS, VERDICTS
from crm.grading.rules.landmark import LANDMARK_DAYS, OUTCOME_DAYS
from crm.grading.rules.limits import GRADES
from crm.grading.rules.measures import Share
from crm.grading.views.blueprint import bp, views
from crm.leads.rules.suggestion import ON_CARD
from crm.shared import settings
from crm.shared.forms import Form
from crm.shared.numbers import NUMBERS
from crm.shared.queue import ask
from crm.shared.web import allowed, done, show
from crm.shared.words import _
from crm.staff.rules import Right


@bp.get("/grading")
@allowed(Right.ALL_LEADS)
def holding() -> Response:
    return _page(Form())


def _page(form: Form) -> Response:
    store_id = g.stamp.store_id
    check, numbers = queries.last_check(store_id), settings.of(store_id)
    return show(
        "grading/holding.html", None, form.status if form.message else 200, form=form, views=views(), check=check,
        told=_told(check) if check else None, verdicts=VERDICTS, numbers=numbers, landmark=numbers[LANDMARK_DAYS],
        window=numbers[OUTCOME_DAYS], least=(numbers[LEAST_LEADS], numbers[LEAST_ORDERS]),
        cards=queries.cards(store_id), acts=queries.sets(store_id, weights=True), on_card=ON_CARD,
        adopts=g.stamp.by.can(Right.SETTINGS),
    )  # fmt: skip


def _told(check: GradingCheck) -> dict[str, Any]:
    """The figures as the page says them."""
    figures = check.figures
    return {
        **figures,
        "given": _shares(figures["given"]), "whole": sum(n for _hits, n in figures["given"].values()),
        "sides": {name: _side(figures[name]) for name in ("card", "proposed") if figures[name]},
        "later_from": date.fromisoformat(figures["later_from"]) if figures["later_from"] else None,
        "changes": [(NUMBERS[key], value) for key, value in figures["points"].items() if key in NUMBERS],
    }  # fmt: skip


def _side(side: dict[str, Any]) -> dict[str, Any]:
    return {
        **side,
        "grades": _shares(side["grades"]),
        "groups": [(one["foretold"], Share(one["won"], one["n"])) for one in side["groups"]],
    }


def _shares(grades: dict[str, list[int]]) -> dict[str, Share]:
    return {grade: Share(*grades[grade]) for grade in GRADES}


@bp.post("/grading/checks")
@allowed(Right.SETTINGS)
def ask_for_check() -> Response:
    """Have today's figures worked out, in the background."""
    ask("jobs.grading.check", store_id=g.stamp.store_id, by_id=g.stamp.by.id)
    return done(None, url_for(".holding"), toast=_("It is being worked out; look again in a moment."))


@bp.post("/grading/checks/<int:grading_check_id>/adoption")
@allowed(Right.SETTINGS)
def adopt(grading_check_id: int) -> Response:
    """The proposed points count from now on."""
    check, form = queries.check_for(g.stamp.by, grading_check_id), Form()
    if form.submit(actions.adopt, check, stamp=g.stamp):
        undo = url_for(".take_back", set_id=form.result.id)
        return done(None, url_for(".holding"), toast=_("The proposed points count from now on."), undo=undo)
    return _page(form)


@bp.post("/grading/sets/<int:set_id>/undoing")
@allowed(Right.SETTINGS)
def take_back(set_id: int) -> Response:
    """Bring the standards back that stood before."""
    act, form = queries.set_for(g.stamp.by, set_id), Form()
    back = url_for(".holding" if act.kind == "weights" else ".presets")
    if form.submit(actions.take_back, act, stamp=g.stamp):
        return done(None, back, toast=_("Taken back; the standards are as before."))
    return done(None, back, toast=form.message)
