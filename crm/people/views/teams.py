"""Teams, and the browsers that the store shares."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from sqlalchemy import select, update
from werkzeug.wrappers import Response

from crm.people import actions, queries
from crm.people.forms import DeviceForm, TeamForm
from crm.people.views import bp
from crm.shared.db import db
from crm.shared.forms import Form
from crm.shared.web import allowed, done, not_found, show
from crm.shared.words import _
from crm.staff import actions as staff
from crm.staff.models import Device, SignIn, Team
from crm.staff.rules import DEVICE_KINDS, Right


def _page(status: int = 200, *, team_id: int | None = None, **forms: Form) -> Response:
    shown: dict[str, Any] = {"team_form": TeamForm(), "device_form": DeviceForm(), **forms}
    store_id = g.stamp.store_id
    return show(
        "people/teams.html", None, status, teams=queries.teams(store_id), devices=queries.devices(store_id),
        refused_team=team_id, this_device=g.present.device_id, kinds=DEVICE_KINDS, **shown,
    )  # fmt: skip


@bp.get("/settings/teams")
@allowed(Right.PEOPLE)
def teams() -> Response:
    """The store's teams, and its shared tablets."""
    return _page()


@bp.post("/settings/teams")
@allowed(Right.PEOPLE)
def add_team() -> Response:
    form = TeamForm(request.form)
    del form.version
    if form.submit(actions.add_team, stamp=g.stamp):
        return done(None, url_for(".teams"), toast=_("Team %(name)s is there", name=form.name.data))
    return _page(form.status, team_form=form)


@bp.post("/settings/teams/<int:team_id>")
@allowed(Right.PEOPLE)
def rename_team(team_id: int) -> Response:
    form = TeamForm(request.form)
    if form.submit(actions.rename_team, _team(team_id)):
        return done(None, url_for(".teams"), toast=_("Saved"))
    return _page(form.status, team_id=team_id, row_form=form)


@bp.post("/settings/teams/<int:team_id>/archive")
@allowed(Right.PEOPLE)
def archive_team(team_id: int) -> Response:
    form = Form()
    version = request.form.get("version", type=int)
    if form.submit(actions.archive_team, _team(team_id), version=version, stamp=g.stamp):
        return done(None, url_for(".teams"), toast=_("Put away; add it again by its name"))
    return _page(form.status, team_id=team_id, row_form=form)


def _team(team_id: int) -> Team:
    mine = select(Team).where(Team.id == team_id, Team.store_id == g.stamp.store_id)
    return db.session.scalar(mine) or not_found()


@bp.post("/settings/devices")
@allowed(Right.PEOPLE)
def share_browser() -> Response:
    """This browser becomes a tablet of the store: people switch on it by PIN."""
    form = DeviceForm(request.form)
    if not form.submit(staff.pair_device, stamp=g.stamp):
        return _page(form.status, device_form=form)
    g.fresh_device = form.result
    made = db.session.scalar(select(Device.id).where(Device.token_hash == staff.token_hash(form.result)))
    db.session.execute(update(SignIn).where(SignIn.id == g.present.session_id).values(device_id=made))
    return done(None, url_for("staff.me"), toast=_("This browser is shared now. Switch persons by PIN."))


@bp.post("/settings/devices/<int:device_id>/revocation")
@allowed(Right.PEOPLE)
def revoke_device(device_id: int) -> Response:
    mine = select(Device).where(Device.id == device_id, Device.store_id == g.stamp.store_id)
    actions.revoke_device(db.session.scalar(mine) or not_found(), stamp=g.stamp)
    return done(None, url_for(".teams"), toast=_("No longer shared; signed out there"))
