"""The store's shifts, and who stands in for whom: what the plan is made of."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from crm.rota import queries
from crm.rota.actions import name_backup, planning
from crm.rota.forms import BackupForm, PlaceForm, ShiftForm, offer_people
from crm.rota.queries.planning import shift_for
from crm.rota.shifts import Shift
from crm.rota.views.blueprint import bp
from crm.rota.views.week import the_shifts
from crm.shared.forms import Form
from crm.shared.web import allowed, done, not_found, row_id, show
from crm.shared.words import _
from crm.staff.rules import Right


@bp.get("/shifts")
@allowed(Right.RUN_ROTA)
def shifts_page() -> Response:
    return _page()


def _page(status: int = 200, *, shift: Shift | None = None, refused: Any = None, **forms: Form) -> Response:
    rows, people = the_shifts(), queries.sellers(g.stamp.store_id)
    asked = request.args.get("shift", type=row_id)
    shift = shift or next((one for one in rows if one.id == asked), None)
    names = {one.id: one.name for one in people}
    known = queries.backups(g.stamp.store_id).items()
    backups = [(names[one], names.get(two or 0, "")) for one, two in known if one in names and two]
    shown: dict[str, Any] = {"form": ShiftForm(obj=shift), "backup_form": BackupForm(), **forms}
    offer_people(shown["backup_form"].staff_id, people)
    offer_people(shown["backup_form"].backup_id, people)
    shown["backup_form"].backup_id.choices.insert(0, SelectChoice("0", _("Nobody")))
    return show("rota/shifts.html", None, status, rows=rows, shift=shift, refused=refused, backups=backups, **shown)


@bp.post("/shifts")
@allowed(Right.RUN_ROTA)
def add_shift() -> Response:
    form = ShiftForm(request.form)
    del form.version
    if form.submit(planning.add_shift, stamp=g.stamp):
        return done(None, url_for(".shifts_page"), toast=_("The shift is there."))
    return _page(form.status, form=form)


@bp.post("/shifts/<int:shift_id>")
@allowed(Right.RUN_ROTA)
def change_shift(shift_id: int) -> Response:
    form, row = ShiftForm(request.form), _shift(shift_id)
    if form.submit(planning.change_shift, row, stamp=g.stamp):
        return done(None, url_for(".shifts_page"), toast=_("Saved"))
    return _page(form.status, shift=_shift(shift_id), form=form)


@bp.post("/shifts/<int:shift_id>/archive")
@allowed(Right.RUN_ROTA)
def put_shift_away(shift_id: int) -> Response:
    form = PlaceForm(request.form)
    if form.submit(planning.put_shift_away, _shift(shift_id), stamp=g.stamp):
        return done(None, url_for(".shifts_page"), toast=_("Put away; add it again by its name"))
    return _page(form.status, refused=form)


@bp.post("/backups")
@allowed(Right.RUN_ROTA)
def set_backup() -> Response:
    form = BackupForm(request.form)
    if form.submit(name_backup, stamp=g.stamp):
        return done(None, url_for(".shifts_page"), toast=_("Saved"))
    return _page(form.status, backup_form=form)


def _shift(shift_id: int) -> Shift:
    return shift_for(g.stamp.by, shift_id) or not_found()
