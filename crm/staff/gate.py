"""The gate of every request: who is there, may they, has this form come before; then commit or roll back.

The journal (refusals, failed sign-ins, session touches) is written after the request's own transaction has
ended, in a short one of its own (Decision 1).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, g, make_response, redirect, request, url_for
from sqlalchemy import insert, update

from crm.config import LOOPBACK, Config
from crm.shared import settings
from crm.shared.db import db, set_writing
from crm.shared.stamp import Stamp
from crm.shared.web import ASKS, SAFE, wants_part
from crm.staff.actions import end_session
from crm.staff.devices import this_device
from crm.staff.headers import OPEN_DOORS, foreign_origin, protect
from crm.staff.models import IdempotencyKey, Refusal, SignIn
from crm.staff.repeats import seen_before
from crm.staff.rules import IDLE_MINUTES, SESSION_HOURS, TABLET_IDLE_MINUTES

TOUCH = timedelta(minutes=1)

T = TypeVar("T")


def init_app(app: Flask) -> None:
    app.before_request(enter)
    app.after_request(leave)
    app.teardown_request(_clear)


def enter() -> Response | None:
    """Stop who may not enter; recognise a form that has come before."""
    g.journal = []
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None:
        return None  # 404 and 405 answer by themselves
    rights = getattr(view, "rights", None)
    if g.get("database_away") and not request.endpoint.startswith("health."):  # type: ignore[union-attr]
        abort(503)
    if rights is None and request.endpoint == "static":
        return None
    _recognise()
    door = OPEN_DOORS.get(request.endpoint or "")
    if door:
        request.max_content_length = door.most_bytes
    if request.method not in SAFE and foreign_origin() and not (door and door.from_elsewhere):
        refuse("sent by another site")
        abort(403)
    if rights is None:
        refuse("no right declared")
        abort(403)
    if rights and g.stamp is None:
        return _to_sign_in()
    if rights and "*" not in rights and not g.stamp.by.can(*rights):
        refuse("right missing")
        abort(403)
    if request.method not in SAFE and not door and request.path not in ASKS:
        return seen_before()
    return None


def _recognise() -> None:
    """Set g.stamp, the language of a known person, and what the frame shows."""
    present = g.present
    g.stamp = None
    if present is None:
        return
    g.setdefault("settings_versions", {})[present.person.store_id] = present.settings_version
    numbers = settings.of(present.person.store_id)
    idle = numbers[TABLET_IDLE_MINUTES if present.device_id else IDLE_MINUTES]
    if g.now - present.seen_at > timedelta(minutes=idle) or g.now - present.started_at > timedelta(
        hours=numbers[SESSION_HOURS]
    ):
        journal(update(SignIn).where(SignIn.id == present.session_id).values(ended_at=g.now))
        g.present = None
        return
    if present.demo and not demo_allowed():
        g.present = None
        return
    g.stamp = Stamp(present.person, g.now, present.zone)
    if not request.args.get("lang"):
        g.language = present.language
    if g.now - present.seen_at > TOUCH and "seen" not in request.args:  # a poll never renews the idle limit
        journal(update(SignIn).where(SignIn.id == present.session_id).values(seen_at=g.now))
    if present.flash and request.method == "GET" and not wants_part():
        g.flash_now = present.flash
        journal(update(SignIn).where(SignIn.id == present.session_id).values(flash=None))


def demo_allowed() -> bool:
    """Demo sign-ins work for somebody on this machine, or everywhere with DEMO=1."""
    here: Config = current_app.config["YUKE"]
    return here.demo or (here.demo_allowed and request.remote_addr in LOOPBACK)


def _to_sign_in() -> Response:
    target = url_for("staff.login", next=request.full_path.rstrip("?") if request.method == "GET" else None)
    if this_device() is not None and "people.switch" in current_app.view_functions:
        target = url_for("people.switch")  # a shared tablet rests there, whoever was the last
    if wants_part():
        response = make_response("", 401)
        response.headers["HX-Redirect"] = target
        return response
    return make_response(redirect(target, 303))


def refuse(why: str) -> None:
    """Write a refusal into the journal; the route's name only, never its values."""
    person = g.stamp.by if g.get("stamp") else None
    row = {
        "store_id": person.store_id if person else None, "staff_id": person.id if person else None,
        "route": f"{request.method} {request.endpoint}", "why": why, "at": g.now,
    }  # fmt: skip
    journal(insert(Refusal).values(**row))


def journal(statement: Any) -> None:
    """Keep a statement for after the request."""
    g.journal.append(statement)


def outside(slow: Callable[[], T]) -> T:
    """Do slow work (hashing) between two transactions, and claim the form's key again in the second."""
    db.session.rollback()
    result = slow()
    landed = seen_before()
    if landed is not None:
        abort(landed)
    return result


def leave(response: Response) -> Response:
    """Commit what succeeded, roll back the rest, then write the journal."""
    if "now" not in g:
        return response
    if request.method not in SAFE and response.status_code < 400 and not g.get("failed"):
        key, landing = g.get("idempotency_key"), g.get("landing")
        if key and landing:
            db.session.execute(
                update(IdempotencyKey).where(IdempotencyKey.key == key).values(landing=landing)
            )
        if g.get("flash") and g.get("present"):
            db.session.execute(
                update(SignIn).where(SignIn.id == g.present.session_id).values(flash=g.flash)
            )
        db.session.commit()
    else:
        db.session.rollback()
    _write_journal()
    protect(response)
    return response


def _write_journal() -> None:
    statements = g.pop("journal", [])
    if not statements:
        return
    set_writing(True)
    try:
        with db.engine.begin() as connection:
            for statement in statements:
                connection.execute(statement)
    except Exception as error:  # the answer stands even when the journal cannot be written
        current_app.logger.warning("journal not written: %s", type(error).__name__)


def _clear(_error: BaseException | None) -> None:
    db.session.rollback()
    set_writing(True)  # what comes next in this thread is not a reading request


def sign_out(at: Any) -> None:
    """End the session of this request and drop its cookie."""
    if g.present:
        end_session(g.present.session_id, at)
    g.fresh_token = ""
