"""The session behind Flask's interface: a row for a person, a signed cookie for nobody (Decision 6)."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Flask, Request, Response, g
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.datastructures import CallbackDict

from crm.shared.clock import clock
from crm.shared.db import set_writing
from crm.shared.web import ASKS, SAFE
from crm.staff import queries
from crm.staff.actions import token_hash

DEVICE_DAYS = 180


def _asked_for(request: Request) -> str:
    """The language of a visitor: the address, the cookie, or what the browser prefers."""
    asked = request.args.get("lang") or request.cookies.get("lang")
    if asked in ("zh", "en"):
        return asked
    best = request.accept_languages.best_match(["zh", "zh-CN", "en"]) or "zh"
    return "en" if best == "en" else "zh"


class PersonSession(CallbackDict[str, Any], SessionMixin):
    """A signed-in session. It stores nothing by itself; the CSRF secret follows from the token."""

    def __init__(self, token: str, secret: str) -> None:
        digest = hashlib.sha256(f"{secret}|csrf|{token}".encode()).hexdigest()
        super().__init__({"csrf_token": digest})
        self.token = token


class Sessions(SecureCookieSessionInterface):
    """Opens the row of the token cookie; anonymous visitors get Flask's signed cookie."""

    def open_session(self, app: Flask, request: Request) -> SessionMixin | None:  # type: ignore[override]
        set_writing(request.method not in SAFE and request.path not in ASKS)
        g.now = clock.now()
        g.language = _asked_for(request)  # before the database is asked: its absence is said in words, too
        g.present = None
        token = request.cookies.get(self.token_cookie(app))
        if token and not request.path.startswith(("/assets/", "/healthz")):
            try:
                g.present = queries.present(token_hash(token))
            except (OperationalError, PoolTimeout):
                g.database_away = True  # the gate answers 503; the cookie stays as it is
                return PersonSession(token, str(app.secret_key))
        if g.present and token:
            return PersonSession(token, str(app.secret_key))
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        fresh = g.get("fresh_token")
        if fresh is not None:
            self._put(app, response, self.token_cookie(app), fresh)
        elif not isinstance(session, PersonSession):
            assert isinstance(session, SecureCookieSession)
            super().save_session(app, session, response)
        if g.get("fresh_device"):
            self._put(app, response, self.device_cookie(app), g.fresh_device, DEVICE_DAYS * 86_400)

    def token_cookie(self, app: Flask) -> str:
        return "__Host-yuke" if app.config["SESSION_COOKIE_SECURE"] else "yuke"

    def device_cookie(self, app: Flask) -> str:
        return "__Host-yuke-device" if app.config["SESSION_COOKIE_SECURE"] else "yuke-device"

    def _put(self, app: Flask, response: Response, name: str, value: str, max_age: int | None = None) -> None:
        secure = bool(app.config["SESSION_COOKIE_SECURE"])
        if value:
            response.set_cookie(name, value, max_age=max_age, httponly=True, secure=secure, samesite="Lax", path="/")
        else:
            response.delete_cookie(name, httponly=True, secure=secure, samesite="Lax", path="/")
