"""Today's rota: who stands at the door, the order, hours and breaks (R-202)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from crm.reception import queries, rota
from crm.reception.forms import DutyForm, PlaceForm
from crm.reception.models import Duty
from crm.reception.views.blueprint import bp
from crm.reception.views.desk import door
from crm.shared.web import allowed, done, not_found, show
from crm.shared.words import _
from crm.staff.rules import Right


@bp.get("/rota")
@allowed(Right.RUN_ROTA)
def rota_page() -> Response:
    return _page()


@bp.post("/rota")
@allowed(Right.RUN_ROTA)
def put_on_rota() -> Response:
    form = DutyForm(request.form)
    if form.submit(rota.put_on_rota, stamp=g.stamp):
        return done(None, url_for(".rota_page"), toast=_("On the rota."))
    return _page(form, form.status)


@bp.post("/rota/<int:duty_id>/up")
@allowed(Right.RUN_ROTA)
def move_up(duty_id: int) -> Response:
    return _tap(duty_id, rota.move_up)


@bp.post("/rota/<int:duty_id>/break")
@allowed(Right.RUN_ROTA)
def take_a_break(duty_id: int) -> Response:
    return _tap(duty_id, rota.take_a_break, away=True)


@bp.post("/rota/<int:duty_id>/back")
@allowed(Right.RUN_ROTA)
def come_back(duty_id: int) -> Response:
    return _tap(duty_id, rota.take_a_break, away=False)


@bp.post("/rota/<int:duty_id>/off")
@allowed(Right.RUN_ROTA)
def take_off_rota(duty_id: int) -> Response:
    return _tap(duty_id, rota.take_off_rota)


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
        "reception/rota.html", None, status, stands=stands, form=form, refused=refused, wall=g.stamp.local.time()
    )
