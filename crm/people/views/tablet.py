"""Switching persons on a shared tablet: the store stays, the data of the one before goes."""

from __future__ import annotations

from flask import current_app, g, redirect, request, url_for
from sqlalchemy import insert, select
from werkzeug.wrappers import Response

from crm.people import queries
from crm.people.forms import UnlockForm
from crm.people.rules import PIN_TRIES
from crm.people.views import bp
from crm.shared import settings
from crm.shared.db import db
from crm.shared.web import public, show, signed_in
from crm.shared.words import _
from crm.staff import actions as staff
from crm.staff.devices import this_device
from crm.staff.gate import demo_allowed, journal, outside, sign_out
from crm.staff.models import Device, SignInTry, Staff
from crm.staff.rules import DeviceKind


@bp.get("/switch")
@public
def switch() -> Response:
    """The resting screen: the store and the time; after a touch, who are you? A showroom screen shows the rota."""
    device = this_device()
    if device and device.kind == DeviceKind.WALL and not request.args and "rota.wall" in current_app.view_functions:
        return redirect(url_for("rota.wall"), 303)
    return _ask(device, UnlockForm(request.args))


def _ask(device: Device | None, form: UnlockForm, status: int = 200) -> Response:
    touched = device is not None and (status != 200 or "who" in request.args or form.staff_id.data is not None)
    people = queries.holders_of_pins(device.store_id) if device and touched else []
    who = next((person for person in people if person.id == form.staff_id.data), None)
    house = queries.store(device.store_id) if device else None
    return show(
        "people/switch.html", None, status, device=device, house=house, people=people, who=who, form=form,
        touched=touched, now=g.now,
    )  # fmt: skip


@bp.post("/switch")
@public
def unlock() -> Response:
    """The right PIN ends the session of the one before and begins one of one's own."""
    device, form = this_device(), UnlockForm(request.form)
    if device is None or not form.validate():
        return _ask(device, form, 422)
    person = _holder(device, form)
    if person is None:
        return _ask(device, form, 429 if g.get("throttled") else 422)
    sign_out(g.now)
    g.fresh_token = staff.start_session(person, device_id=device.id, at=g.now)
    return redirect(url_for("staff.home"), 303)


def _holder(device: Device, form: UnlockForm) -> Staff | None:
    """The person, when the PIN is theirs; the pause after too many tries is counted per person and tablet."""
    names = [f"pin:{form.staff_id.data}", f"tablet:{device.id}"]
    limit = settings.of(device.store_id)[PIN_TRIES]
    if staff.too_many_tries(names[:1], limit, g.now) or staff.too_many_tries(names[1:], limit * 5, g.now):
        g.throttled = True
        form.message = _("Too many wrong PINs. Wait 15 minutes, or sign in with your password.")
        return None
    mine = select(Staff).where(Staff.id == form.staff_id.data, Staff.store_id == device.store_id)
    person = db.session.scalar(mine.where(Staff.disabled_at.is_(None), Staff.pin_hash.is_not(None)))
    stored = person.pin_hash if person else None
    right = outside(lambda: staff.verify(stored, form.pin.data or ""))
    if person and right and (not person.demo or demo_allowed()):
        return person
    for name in names:
        journal(insert(SignInTry).values(who=staff.who_digest(name), at=g.now))
    form.refuse(_("This is not the PIN of this person."), "pin")
    return None


@bp.post("/lock")
@signed_in
def lock() -> Response:
    """Lock the tablet, or sign out where nothing is shared."""
    shared = g.present.device_id is not None
    sign_out(g.now)
    return redirect(url_for(".switch") if shared else url_for("staff.login"), 303)
