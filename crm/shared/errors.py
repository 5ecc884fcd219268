"""When something goes wrong: a page that says what happened and what to do next, and never says a person's data."""

from __future__ import annotations

import logging

from flask import Flask, Response, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from crm.shared.db import db
from crm.shared.scope import NotYours
from crm.shared.web import trigger, wants_part
from crm.shared.words import _

log = logging.getLogger("yuke")
PAGES = frozenset({403, 404, 405, 409, 413, 429, 500, 503})


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(NotYours, lambda _error: page(404))
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(PoolTimeout, _database)
    app.register_error_handler(IntegrityError, _conflict)
    app.register_error_handler(StaleDataError, _conflict)
    app.register_error_handler(DataError, _unreadable)
    app.register_error_handler(OverflowError, _unreadable)
    app.register_error_handler(Exception, _unexpected)


def _http(error: HTTPException) -> Response:
    if error.response is not None or (error.code or 500) < 400:
        return make_response(error.get_response())
    return page(error.code or 500)


def _csrf(_error: CSRFError) -> Response:
    return page(403, _("This page is out of date. Reload it and try again."))


def _database(error: Exception) -> Response:
    locked = isinstance(error, DBAPIError) and ("lock" in str(error.orig).lower())
    log.warning("database: %s", type(getattr(error, "orig", error)).__name__)
    _give_up()
    if locked:
        return page(409, _("Somebody else is just saving this. Try again in a moment."))
    return page(503)


def _conflict(error: Exception) -> Response:
    log.warning("conflict: %s", type(error).__name__)
    _give_up()
    return page(409)


def _unreadable(error: Exception) -> Response:
    """A number beyond every row in an address or a field: PostgreSQL and SQLite say so each in their way."""
    log.warning("unreadable: %s", type(error).__name__)
    _give_up()
    return page(400)


def _unexpected(error: Exception) -> Response:
    # The traceback without the exception's text: SQL errors carry parameters, and those may be personal.
    frames = []
    trace = error.__traceback__
    while trace:
        frames.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno} {trace.tb_frame.f_code.co_name}")
        trace = trace.tb_next
    log.error("unexpected %s at %s\n  %s", type(error).__name__, request.endpoint, "\n  ".join(frames))
    _give_up()
    return page(500)


def _give_up() -> None:
    g.failed = True
    try:
        db.session.rollback()
    except Exception:  # the connection itself is gone
        db.session.remove()


def page(code: int, sentence: str | None = None) -> Response:
    """The error's page, or for htmx its part and a toast that stays. `sentence` replaces the code's own."""
    g.failed = True
    shown = code if code in PAGES else (400 if code < 500 else 500)
    said = sentence or heading(shown)
    if wants_part():
        response = make_response(render_template("errors/_part.html", code=shown, sentence=said), code)
        response.headers["HX-Reswap"] = "none"
        response.headers["HX-Trigger"] = trigger(None, said, "bad")
        return response
    return make_response(render_template("errors/page.html", code=shown, sentence=said), code)


def heading(code: int) -> str:
    """What happened, in one sentence."""
    return {
        400: _("This request could not be read."),
        403: _("Your post does not include this."),
        404: _("Nothing is here, or it is not yours to see."),
        405: _("This address cannot be used in this way."),
        409: _("Someone has just changed this."),
        413: _("This file is too big."),
        429: _("Too many tries in a short time."),
        503: _("The database cannot be reached."),
    }.get(code, _("Something went wrong on our side."))
