"""Redeeming: type or scan, see what it is, confirm. Look-ups are POSTs, so no code stands in an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g, request, url_for
from sqlalchemy import insert
from werkzeug.wrappers import Response

from crm.coupons import actions, queries
from crm.coupons.forms import CodeForm
from crm.coupons.models import CodeTry
from crm.coupons.views.base import bp
from crm.coupons.wording import value_of
from crm.shared.filters import named
from crm.shared.reasons import Reason, say
from crm.shared.web import allowed, done, row_id, show
from crm.shared.words import _
from crm.staff.gate import journal
from crm.staff.rules import Right

CAMERA = "camera=(self), microphone=(), geolocation=()"


@dataclass(frozen=True)
class Verdict:
    """The answer in words that are read from two metres: ok (circle), warn (triangle), bad (octagon)."""

    tone: str
    title: str
    text: str


@bp.get("/redeem")
@allowed(Right.REDEEM)
def redeem() -> Response:
    """The empty counter, or after a redemption its green answer."""
    used = request.args.get("done", type=row_id)
    entry = queries.entry_shown(used, g.stamp.store_id) if used else None
    return _counter(CodeForm(), _used(entry) if entry and entry.kind == "redeemed" else None, entry=entry)


@bp.get("/redeem/today")
@allowed(Right.REDEEM)
def redeemed_today() -> Response:
    return show("coupons/_today.html", **_today())


@bp.post("/redeem/look-up")
@allowed(Right.REDEEM)
def look_up() -> Response:
    """What a code is, and whether it can be used here and now. Unknown ones are counted."""
    if queries.too_many_tries(g.stamp):
        return _slow_down()
    form = CodeForm(request.form)
    if not form.validate():
        return _counter(form, status=422)
    return _told(form)


@bp.post("/redeem")
@allowed(Right.REDEEM)
def confirm() -> Response:
    """Use it: one winner, and everybody else hears who and when."""
    if queries.too_many_tries(g.stamp):
        return _slow_down()
    form = CodeForm(request.form)
    if form.submit(actions.redeem, stamp=g.stamp):
        return _redeemed(form.result)
    return _told(form, 422) if form.code.data else _counter(form, status=422)


def _redeemed(entry_id: int) -> Response:
    """The green answer, and an empty box for the next code."""
    entry = queries.entry_shown(entry_id, g.stamp.store_id)
    shown = _context(CodeForm(), _used(entry), entry=entry)
    return _camera(done("coupons/_counter.html", url_for(".redeem", done=entry_id), changed="coupons", **shown))


def _told(form: CodeForm, status: int = 200) -> Response:
    """The verdict on a code."""
    typed = form.code.data or ""
    found = queries.by_code(typed)
    refusal = queries.refusal_of(found, typed, g.stamp)
    if found is None:
        journal(insert(CodeTry).values(staff_id=g.stamp.by.id, at=g.stamp.at))
        form.code.errors = [say(refusal.code)] if refusal else []
        return _counter(form, _verdict(None, refusal), status=422)
    mine = found if found.store_id == g.stamp.store_id else None
    return _counter(form, _verdict(found, refusal), coupon=mine, status=422 if refusal and status == 422 else status)


def _verdict(found: Any, refusal: Reason | None) -> Verdict:
    if refusal or found is None:
        return Verdict("bad", _("Cannot be used"), say(refusal.code, refusal.facts) if refusal else "")
    if found.legal_check:
        return Verdict(
            "warn", _("Check first"), _("%(gift)s: may be given only after the legal check", gift=named(found))
        )
    return Verdict("ok", _("Can be used"), f"{_less(found)} · {named(found)}")


def _used(entry: Any) -> Verdict | None:
    return entry and Verdict("ok", _("Redeemed"), f"{_less(entry)} · {named(entry)}")


def _less(row: Any) -> str:
    return _("minus %(value)s", value=value_of(row)) if row.face_fen else _("free of charge")


def _slow_down() -> Response:
    form = CodeForm(request.form)
    slow = Verdict(
        "warn", _("Wait a minute"), _("Too many unknown codes in a minute. Check the coupon, then try again.")
    )
    return _counter(form, slow, status=429)


def _counter(form: CodeForm, verdict: Verdict | None = None, *, status: int = 200, **more: Any) -> Response:
    return _camera(
        show("coupons/redeem.html", "coupons/_counter.html", status, **_context(form, verdict, **more), **_today())
    )


def _context(form: CodeForm, verdict: Verdict | None, coupon: Any = None, entry: Any = None) -> dict[str, Any]:
    return {"form": form, "verdict": verdict, "coupon": coupon, "entry": entry, "today_on": g.stamp.today}


def _today() -> dict[str, Any]:
    midnight = g.stamp.local.replace(hour=0, minute=0, second=0, microsecond=0)
    rows = queries.used_today(g.stamp.store_id, midnight)
    return {"used": rows[:20], "more_used": len(rows) > 20, "less_fen": -sum(row.amount_fen for row in rows[:20])}


def _camera(response: Response) -> Response:
    """The camera may be asked for here and nowhere else (Decision 23)."""
    response.headers["Permissions-Policy"] = CAMERA
    return response
