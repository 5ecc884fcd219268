"""What everybody sets for themselves: password and PIN, each with the password of now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.people import actions, queries
from crm.people.forms import OwnPasswordForm, OwnPinForm
from crm.people.views import bp
from crm.shared.stamp import Stamp
from crm.shared.web import done, not_found, panel, show, signed_in
from crm.shared.words import _
from crm.staff import actions as staff
from crm.staff.gate import outside
from crm.staff.models import Staff


def _myself() -> Staff:
    return queries.person_for(g.stamp.by, g.stamp.by.id) or not_found()


@panel("me")
def keys(_staff_id: int, _stamp: Stamp) -> tuple[str, Mapping[str, Any]]:
    """My password and my PIN, on my own page."""
    return "people/_keys.html", {"has_pin": _myself().pin_hash is not None}


@bp.get("/me/password")
@signed_in
def own_password() -> Response:
    return show("people/own.html", form=OwnPasswordForm(), pin=False)


@bp.get("/me/pin")
@signed_in
def own_pin() -> Response:
    return show("people/own.html", form=OwnPinForm(), pin=True)


@bp.post("/me/password")
@signed_in
def set_own_password() -> Response:
    form = OwnPasswordForm(request.form, username=g.stamp.by.username)
    return _set(form, form.password.data or "", pin=False)


@bp.post("/me/pin")
@signed_in
def set_own_pin() -> Response:
    form = OwnPinForm(request.form)
    return _set(form, form.pin.data or "", pin=True)


def _set(form: OwnPasswordForm | OwnPinForm, secret: str, *, pin: bool) -> Response:
    """Check the password of now, then keep the new key; all hashing outside of the transaction."""
    stored = _myself().password_hash
    if form.validate():
        new = outside(lambda: _hash_if_known(stored, form.current.data or "", secret))
        if new is None:
            form.refuse(_("This is not your password."), "current")
        else:
            if pin:
                actions.set_pin(_myself(), pin_hash=new or None, stamp=g.stamp)
            else:
                actions.set_password(_myself(), password_hash=new, stamp=g.stamp)
            return done(None, url_for("staff.me"), toast=_("Saved"))
    return show("people/own.html", None, 422, form=form, pin=pin)


def _hash_if_known(stored: str, current: str, secret: str) -> str | None:
    """The new key hashed ("" for no PIN), or None when the password of now is wrong."""
    if not staff.verify(stored, current):
        return None
    return staff.hash_secret(secret) if secret else ""
