"""The first page of an empty system: one store and its first administrator, then this page is closed for good."""

from __future__ import annotations

import hmac
import os
import secrets
from pathlib import Path

from flask import abort, current_app, g, request, url_for
from werkzeug.wrappers import Response

from crm import config
from crm.people import actions
from crm.people.forms import FirstRunForm
from crm.people.views import bp
from crm.shared.web import done, public, show
from crm.shared.words import _
from crm.staff import actions as staff
from crm.staff.gate import outside
from crm.staff.queries import stores


@bp.get("/first-run")
@public
def first_run() -> Response:
    if stores():
        abort(404)
    return show("people/first_run.html", form=FirstRunForm(request.args), needs_code=_needs_code())


@bp.post("/first-run")
@public
def found() -> Response:
    form = FirstRunForm(request.form)
    if stores():
        abort(404)
    if form.validate() and _code_fits(form):
        secret = outside(lambda: staff.hash_secret(form.password.data or ""))
        if form.submit(actions.found, password_hash=secret, language=g.language, at=g.now):
            g.fresh_token = staff.start_session(form.result, device_id=None, at=g.now)
            return done(None, url_for("staff.home"))
    return show("people/first_run.html", None, form.status, form=form, needs_code=_needs_code())


def _needs_code() -> bool:
    """Only whoever sits at this machine may set it up without the code."""
    forwarded = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP"))
    host = current_app.config["YUKE"].host
    return forwarded or host not in config.LOOPBACK or request.remote_addr not in config.LOOPBACK


def _code_fits(form: FirstRunForm) -> bool:
    if not _needs_code() or hmac.compare_digest(form.code.data or "", setup_code()):
        return True
    form.refuse(_("This is not the setup code. It stands in var/setup-code on the server."), "code")
    return False


def setup_code() -> str:
    """The code that the server's owner can read: made once, mode 0600."""
    path = Path(current_app.config["YUKE"].var_dir) / "setup-code"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(4) + "\n")
    return path.read_text("ascii").strip()
