"""The store's test cars: add one, change one, take one out of the calendar."""

from __future__ import annotations

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.drives import actions, queries
from crm.drives.forms import CarChangeForm, CarForm, ReleaseForm
from crm.drives.models import DriveCar
from crm.drives.views.blueprint import bp
from crm.shared.forms import Form
from crm.shared.web import allowed, done, row_id, show
from crm.shared.words import _
from crm.staff.rules import Right


@bp.get("/drives/cars")
@allowed(Right.RUN_ROTA)
def cars() -> Response:
    number = request.args.get("car", 0, type=row_id)
    car = queries.car_for(g.stamp.by, number) if number else None
    return _page(CarChangeForm(obj=car) if car else CarForm(), car)


def _page(form: Form, car: DriveCar | None, status: int = 200, refused: Form | None = None) -> Response:
    rows = queries.cars(g.stamp.store_id)
    return show("drives/cars.html", None, status, rows=rows, form=form, car=car, refused=refused)


@bp.post("/drives/cars")
@allowed(Right.RUN_ROTA)
def add_car() -> Response:
    form = CarForm(request.form)
    if form.submit(actions.add_car, stamp=g.stamp):
        return done(None, url_for(".cars"), toast=_("The car stands in the calendar."))
    return _page(form, None, form.status)


@bp.post("/drives/cars/<int:car_id>")
@allowed(Right.RUN_ROTA)
def change_car(car_id: int) -> Response:
    car, form = queries.car_for(g.stamp.by, car_id), CarChangeForm(request.form)
    if form.submit(actions.change_car, car, stamp=g.stamp):
        return done(None, url_for(".cars"), toast=_("The car is saved."))
    return _page(form, queries.car_for(g.stamp.by, car_id), form.status)


@bp.post("/drives/cars/<int:car_id>/retirement")
@allowed(Right.RUN_ROTA)
def retire_car(car_id: int) -> Response:
    car, form = queries.car_for(g.stamp.by, car_id), ReleaseForm(request.form)
    if form.submit(actions.retire_car, car, stamp=g.stamp):
        return done(None, url_for(".cars"), toast=_("The car is out of the calendar."))
    return _page(CarForm(), None, form.status, refused=form)
