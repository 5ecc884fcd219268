"""Signing in and out, and the way home."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, g, redirect, request, url_for
from sqlalchemy import insert, select
from werkzeug.wrappers import Response

from crm.shared import settings
from crm.shared.db import db
from crm.shared.stamp import Person
from crm.shared.web import public, show, signed_in
from crm.shared.words import _
from crm.staff import actions, queries
from crm.staff.forms import SignInForm
from crm.staff.gate import demo_allowed, journal, sign_out
from crm.staff.models import SignInTry, Staff
from crm.staff.rules import ROLE_NAMES, SIGN_IN_TRIES, Right, Role

bp = Blueprint("staff", __name__)

HOMES: tuple[tuple[str, str], ...] = (  # the first right that fits decides (one home per role)
    (Right.PEOPLE, "people.index"),
    (Right.BOARD, "reports.board"),
    (Right.SELL, "callbacks.my_day"),
    (Right.RECEIVE, "reception.desk"),
    (Right.CAMPAIGNS, "coupons.campaigns"),
    (Right.CARE, "callbacks.my_day"),
    (Right.REDEEM, "coupons.redeem"),
    (Right.IMPORT, "imports.index"),
)


def home_of(person: Person) -> str:
    """The endpoint where a person's day begins; a supervisor's is the board, an advisor's My Day."""
    known = current_app.view_functions
    return next((endpoint for right, endpoint in HOMES if person.can(right) and endpoint in known), "staff.home")


@bp.get("/")
@signed_in
def home() -> Response:
    """Each post starts where its work is; who has no board of their own sees where they may go."""
    endpoint = home_of(g.stamp.by)
    return show("staff/home.html") if endpoint == "staff.home" else redirect(url_for(endpoint), 303)


@bp.get("/login")
@public
def login() -> Response:
    if not queries.stores() and "people.first_run" in current_app.view_functions:
        return redirect(url_for("people.first_run"), 303)
    if g.stamp:
        return redirect(url_for(".home"), 303)
    return show("staff/login.html", form=SignInForm(), next=_safe_next())


@bp.post("/login")
@public
def sign_in() -> Response:
    form = SignInForm(request.form)
    if not form.validate():
        return show("staff/login.html", None, 422, form=form, next=_safe_next())
    person, problem = _check(form.username.data or "", form.password.data or "")
    if person is None:
        form.message = problem
        status = 429 if g.get("throttled") else 422
        return show("staff/login.html", None, status, form=form, next=_safe_next())
    device = queries.device_of(actions.token_hash(request.cookies.get(_device_cookie(), "")))
    g.fresh_token = actions.start_session(person, device_id=device.id if device else None, at=g.now)
    return redirect(_safe_next() or url_for(".home"), 303)


@bp.post("/logout")
@public
def logout() -> Response:
    sign_out(g.now)
    return redirect(url_for(".login"), 303)


def _check(username: str, password: str) -> tuple[Staff | None, str]:
    """Find the person and check the secret. No write lock is held while the password is hashed."""
    names = [f"name:{username}", f"from:{request.remote_addr}"]
    person = db.session.scalar(select(Staff).where(Staff.username == username.strip()))
    limit = settings.of(person.store_id if person else 0)[SIGN_IN_TRIES]
    blocked = actions.too_many_tries(names[:1], limit, g.now) or actions.too_many_tries(
        names[1:], limit * 10, g.now
    )
    db.session.commit()  # nothing written: ends the transaction before the slow part
    if blocked:
        g.throttled = True
        return None, _("Too many tries. Wait 15 minutes, or ask the administrator.")
    good = actions.verify(person.password_hash if person else None, password)
    usable = person is not None and person.disabled_at is None
    if usable and person is not None and person.demo and not demo_allowed():
        return None, _("Demo sign-ins work on this machine only.")
    if good and usable:
        return person, ""
    for name in names:
        journal(insert(SignInTry).values(who=actions.who_digest(name), at=g.now))
    return None, _("Name or password is wrong.")


def _device_cookie() -> str:
    interface: Any = current_app.session_interface
    return str(interface.device_cookie(current_app))


def _safe_next() -> str:
    """Where to go after signing in: a path of this site, or nothing."""
    target = request.values.get("next", "")
    return target if target.startswith("/") and not target.startswith(("//", "/\\")) else ""


@bp.post("/language")
@public
def choose_language() -> Response:
    """Chinese or English, remembered with the person, or in a cookie before sign-in."""
    chosen = "en" if request.form.get("language") == "en" else "zh"
    response = redirect(_safe_next() or url_for(".home"), 303)
    response.set_cookie("lang", chosen, max_age=31_536_000, samesite="Lax", httponly=True)
    if g.stamp:
        actions.choose_language(g.stamp.by.id, chosen)
    return response


@bp.get("/me")
@signed_in
def me() -> Response:
    """What is mine: who I am here, my language and looks, and the way out."""
    return show("staff/me.html", posts=[ROLE_NAMES[role] for role in Role if role in g.stamp.by.roles])
