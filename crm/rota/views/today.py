"""Today's rota: who stands at the door, the order, hours and breaks (R-202)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from crm.rota import actions, queries
from crm.rota.forms import DutyForm, PlaceForm
from crm.rota.models import Duty
from crm.rota.views.blueprint import bp
from crm.shared.db import own_transaction
from crm.shared.stamp import Stamp
from crm.shared.web import allowed, done, not_found, show
from crm.shared.words import _
from crm.staff.rules import Right


def door() -> list[Any]:
    """Today's rota as the reader of this page sees it."""
    return stands_today(g.stamp)


def stands_today(stamp: Stamp) -> list[Any]:
    """Today's rota; where nobody has set it, it is made from the plan or by default before the page is read."""
    stands = queries.door(stamp)
    if stands or request.method != "GET" or queries.rota_is_set(stamp):
        return stands
    with own_transaction():
        actions.default_rota(stamp)
    return queries.door(stamp)


@bp.get("")
@allowed(Right.RUN_ROTA)
def rota_page() -> Response:
    return _page()


@bp.post("")
@allowed(Right.RUN_ROTA)
def put_on_rota() -> Response:
    form = DutyForm(request.form)
    if form.submit(actions.put_on_rota, stamp=g.stamp):
        return done(None, url_for(".rota_page"), toast=_("On the rota."))
    return _page(form, form.status)


@bp.post("/<int:duty_id>/break")
@allowed(Right.RUN_ROTA)
def take_a_break(duty_id: int) -> Response:
    return _tap(duty_id, actions.take_a_break, away=True)


@bp.post("/<int:duty_id>/back")
@allowed(Right.RUN_ROTA)
def come_back(duty_id: int) -> Response:
    return _tap(duty_id, actions.take_a_break, away=False)


@bp.post("/<int:duty_id>/off")
@allowed(Right.RUN_ROTA)
def take_off_rota(duty_id: int) -> Response:
    return _tap(duty_id, actions.take_off_rota)


def _tap(duty_id: int, action: Callable[..., Any], **more: Any) -> Response:
    """One button of one row."""
    row: Duty = queries.duty_for(g.stamp.by, duty_id) or not_found()
    form = PlaceForm(request.form)
    if form.submit(action, row, stamp=g.stamp, **more):
        return done(None, url_for(".rota_page"), toast=_("The rota has changed."))
    return _page(DutyForm(), form.status, refused=form)


def _page(form: DutyForm | None = None, status: int = 200, refused: Any = None) -> Response:
    stands, form = door(), form or DutyForm()
    on = {one.staff_id for one in stands}
    form.staff_id.choices = [
        SelectChoice(value=one.id, label=one.name) for one in queries.sellers(g.stamp.store_id) if one.id not in on
    ]
    return show(
        "rota/rota.html", None, status, stands=stands, form=form, refused=refused, wall=g.stamp.local.time()
    )
