"""The list of people and one person's record."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.people import actions, queries
from crm.people.forms import NewPersonForm, PasswordForm, PersonForm, PinForm
from crm.people.rules import CHANGES
from crm.people.views import bp
from crm.shared.forms import Form
from crm.shared.web import allowed, done, not_found, show
from crm.shared.words import _
from crm.staff.actions import hash_secret
from crm.staff.gate import outside
from crm.staff.models import Staff
from crm.staff.queries import people
from crm.staff.rules import ROLE_NAMES, Right


def person_or_404(staff_id: int) -> Staff:
    return queries.person_for(g.stamp.by, staff_id) or not_found()


@bp.get("/settings/people")
@allowed(Right.PEOPLE)
def index() -> Response:
    """Everybody of the store, with posts, team and PIN; who has left is shown on request."""
    everyone = "all" in request.args
    rows = people(g.stamp.store_id, with_disabled=everyone)
    return show(
        "people/index.html", rows=rows, everyone=everyone, names=ROLE_NAMES, teams=queries.teams(g.stamp.store_id),
        devices=queries.devices(g.stamp.store_id),
    )  # fmt: skip


@bp.get("/settings/people/new")
@allowed(Right.PEOPLE)
def new() -> Response:
    form = NewPersonForm().offer_teams(queries.teams(g.stamp.store_id))
    return show("people/new.html", form=form)


@bp.post("/settings/people")
@allowed(Right.PEOPLE)
def take_on() -> Response:
    form = NewPersonForm(request.form).offer_teams(queries.teams(g.stamp.store_id))
    if form.validate():
        secret = outside(lambda: hash_secret(form.password.data or ""))
        if form.submit(actions.take_on, password_hash=secret, stamp=g.stamp):
            return done(None, url_for(".index"), toast=_("%(name)s can sign in now", name=form.name.data))
    return show("people/new.html", None, form.status, form=form)


@bp.get("/settings/people/<int:staff_id>")
@allowed(Right.PEOPLE)
def record(staff_id: int) -> Response:
    person = person_or_404(staff_id)
    form = PersonForm(obj=person, roles=[role.value for role in queries.posts_of(person.id)])
    return _record(person, form.offer_teams(queries.teams(g.stamp.store_id)))


def _record(person: Staff, form: Form, status: int = 200, **more: Any) -> Response:
    """The page of one record, with whatever form was refused in its place."""
    shown: dict[str, Any] = {"form": form, "pin_form": PinForm(), "password_form": PasswordForm(), **more}
    return show(
        "people/record.html", None, status, person=person, names=ROLE_NAMES, kinds=CHANGES,
        changes=queries.changes_of(person.store_id, person.id), sessions=queries.live_sessions(person.id), **shown,
    )  # fmt: skip


def _own_form(person: Staff) -> PersonForm:
    form = PersonForm(obj=person, roles=[role.value for role in queries.posts_of(person.id)])
    return form.offer_teams(queries.teams(g.stamp.store_id))


@bp.post("/settings/people/<int:staff_id>")
@allowed(Right.PEOPLE)
def edit(staff_id: int) -> Response:
    person = person_or_404(staff_id)
    form = PersonForm(request.form).offer_teams(queries.teams(g.stamp.store_id))
    if form.submit(actions.edit, person, stamp=g.stamp):
        return done(None, url_for(".record", staff_id=staff_id), toast=_("Saved"))
    return _record(person_or_404(staff_id), form, form.status)


@bp.post("/settings/people/<int:staff_id>/password")
@allowed(Right.PEOPLE)
def set_password(staff_id: int) -> Response:
    person = person_or_404(staff_id)
    form = PasswordForm(request.form, username=person.username)
    if form.validate():
        secret = outside(lambda: hash_secret(form.password.data or ""))
        person = person_or_404(staff_id)
        if form.submit(actions.set_password, person, password_hash=secret, stamp=g.stamp):
            return done(None, url_for(".record", staff_id=staff_id), toast=_("New password set"))
    return _record(person, _own_form(person), form.status, password_form=form)


@bp.post("/settings/people/<int:staff_id>/pin")
@allowed(Right.PEOPLE)
def set_pin(staff_id: int) -> Response:
    person = person_or_404(staff_id)
    form = PinForm(request.form)
    if form.validate():
        secret = outside(lambda: hash_secret(form.pin.data) if form.pin.data else None)
        person = person_or_404(staff_id)
        if form.submit(actions.set_pin, person, pin_hash=secret, stamp=g.stamp):
            toast = _("New PIN set") if secret else _("PIN taken away")
            return done(None, url_for(".record", staff_id=staff_id), toast=toast)
    return _record(person, _own_form(person), form.status, pin_form=form)


@bp.post("/settings/people/<int:staff_id>/departure")
@allowed(Right.PEOPLE)
def let_go(staff_id: int) -> Response:
    return _close(staff_id, actions.let_go, _("Disabled; signed out everywhere"))


@bp.post("/settings/people/<int:staff_id>/return")
@allowed(Right.PEOPLE)
def take_back(staff_id: int) -> Response:
    return _close(staff_id, actions.take_back, _("Can sign in again"))


def _close(staff_id: int, action: Any, toast: str) -> Response:
    person = person_or_404(staff_id)
    form = Form()
    if form.submit(action, person, version=request.form.get("version", type=int), stamp=g.stamp):
        return done(None, url_for(".record", staff_id=staff_id), toast=toast)
    person = person_or_404(staff_id)
    shown = _own_form(person)
    shown.message = form.message
    return _record(person, shown, form.status)
