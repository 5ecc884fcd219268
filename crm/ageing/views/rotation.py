"""Which groups take part in the rotation, and in which order."""

from __future__ import annotations

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.ageing import actions
from crm.ageing.forms import RotationForm
from crm.ageing.queries import due
from crm.ageing.views.blueprint import bp
from crm.shared.web import allowed, done, show
from crm.shared.words import _
from crm.staff.rules import Right


@bp.get("/redistribution/groups")
@allowed(Right.REDISTRIBUTE, Right.SETTINGS)
def groups() -> Response:
    return _groups(RotationForm())


def _groups(form: RotationForm, status: int = 200) -> Response:
    teams = due.teams(g.stamp.store_id)
    return show("ageing/groups.html", None, status, teams=teams, form=form, typed=form.typed)


@bp.post("/redistribution/groups")
@allowed(Right.REDISTRIBUTE, Right.SETTINGS)
def set_rotation() -> Response:
    form = RotationForm(request.form)
    form.read(request.form)
    if form.submit(actions.set_rotation, stamp=g.stamp):
        return done(None, url_for(".index"), toast=_("The rotation is set; look anew to see what it changes."))
    return _groups(form, form.status)
