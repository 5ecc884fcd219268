"""The week's plan: groups and shifts, one person's own day, and two people who change places (R-202)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.rota.actions import planning, swaps
from crm.rota.forms import PersonDayForm, PlaceForm, SwapForm, WeekForm, offer_people, posts
from crm.rota.queries import sellers
from crm.rota.queries.planning import swap_for
from crm.rota.rules.planning import week_of
from crm.rota.shifts import Swap
from crm.rota.views.blueprint import bp
from crm.rota.views.week import AHEAD, Board, the_shifts
from crm.shared.forms import Form
from crm.shared.web import allowed, done, not_found, show
from crm.shared.words import _, language
from crm.staff.rules import Right


def asked_week() -> date:
    """The Monday of the week in the address; this week when there is none, or one too far away."""
    try:
        asked = date.fromisoformat(request.values.get("week", ""))
    except ValueError:
        asked = g.stamp.today
    near = abs((asked - g.stamp.today).days) <= AHEAD
    return week_of(asked if near else g.stamp.today)


def here(monday: date | None = None) -> str:
    return url_for(".plan_page", week=(monday or asked_week()).isoformat())


@bp.get("/plan")
@allowed(Right.RECEIVE)
def plan_page() -> Response:
    return _page()


def _page(status: int = 200, **forms: Form) -> Response:
    monday, shifts, people = asked_week(), the_shifts(), sellers(g.stamp.store_id)
    runs = g.stamp.by.can(Right.RUN_ROTA)
    shown: dict[str, Any] = {
        "week_form": WeekForm(), "person_form": PersonDayForm(), "swap_form": SwapForm(), "answer": None, **forms
    }  # fmt: skip
    shown["person_form"].post.choices = posts(shifts, language() == "en", _("Like the group"))
    offer_people(shown["person_form"].staff_id, people)
    mine = [one for one in people if runs or one.id == g.stamp.by.id]
    offer_people(shown["swap_form"].staff_id, mine)
    others = [one for one in people if runs or one.id != g.stamp.by.id]
    offer_people(shown["swap_form"].other_id, others[1:] + others[:1] if runs else others)  # not the same as the first
    board = Board(g.stamp, monday, shifts, runs)
    return show(
        "rota/plan.html", None, status, board=board, monday=monday, runs=runs, may_swap=bool(mine),
        before=here(monday - timedelta(days=7)), after=here(monday + timedelta(days=7)), **shown,
    )  # fmt: skip


@bp.post("/plan")
@allowed(Right.RUN_ROTA)
def plan_week() -> Response:
    form = WeekForm(request.form)
    if form.submit(planning.plan_week, stamp=g.stamp):
        return done(None, here(), toast=_("The week is saved."))
    return _page(form.status, week_form=form)


@bp.post("/plan/people")
@allowed(Right.RUN_ROTA)
def plan_person() -> Response:
    form = PersonDayForm(request.form)
    if form.submit(planning.plan_person, stamp=g.stamp):
        return done(None, here(week_of(form.result.on_day)), toast=_("Saved for this day."))
    return _page(form.status, person_form=form)


@bp.post("/plan/like-before")
@allowed(Right.RUN_ROTA)
def like_the_week_before() -> Response:
    form = Form()
    if form.submit(planning.like_the_week_before, monday=asked_week(), stamp=g.stamp):
        return done(None, here(), toast=_("Filled in from the week before."))
    week = WeekForm()
    week.message = form.message
    return _page(form.status, week_form=week)


@bp.post("/swaps")
@allowed(Right.SELL, Right.RUN_ROTA)
def ask_swap() -> Response:
    form = SwapForm(request.form)
    if not form.submit(swaps.ask_swap, stamp=g.stamp):
        return _page(form.status, swap_form=form)
    told = _("They have changed places.") if form.result.outcome else _("Your colleague is asked.")
    return done(None, here(week_of(form.result.on_day)), toast=told)


@bp.post("/swaps/<int:swap_id>/agreement")
@allowed(Right.SELL, Right.RUN_ROTA)
def agree_to_swap(swap_id: int) -> Response:
    return _answer(swap_id, swaps.agree, _("They have changed places."))


@bp.post("/swaps/<int:swap_id>/refusal")
@allowed(Right.SELL, Right.RUN_ROTA)
def decline_swap(swap_id: int) -> Response:
    return _answer(swap_id, swaps.decline, _("The swap is off."))


def _answer(swap_id: int, action: Callable[..., Any], told: str) -> Response:
    swap: Swap = swap_for(g.stamp.by, swap_id) or not_found()
    form = PlaceForm(request.form)
    if form.submit(action, swap, stamp=g.stamp):
        return done(None, here(week_of(swap.on_day)), toast=told)
    return _page(form.status, answer=form)
