"""The desk's page and its pieces: who stands ready, the intake, today's visits; and the search that comes first."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import g, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from crm.customers.queries import search
from crm.reception import board as visits
from crm.reception.forms import IntakeForm, offer
from crm.reception.rules import (
    MISSING_NAMES,
    NOTES,
    PURPOSE_NAMES,
    WAITING_MINUTES,
    WELCOME,
    Purpose,
    minutes_in,
    standing,
    what_is_missing,
)
from crm.reception.views.blueprint import bp
from crm.rota.actions import TOPIC
from crm.rota.rules import STANDING, STANDING_MINUTES, is_alarm, order_of, thin_since
from crm.rota.views.today import door
from crm.shared import settings
from crm.shared.topics import topic_version
from crm.shared.web import allowed, show, unchanged
from crm.shared.words import language
from crm.staff.rules import Right

MATCHES = 6


@bp.get("")
@allowed(Right.RECEIVE)
def desk() -> Response:
    return show("reception/desk.html", **page_context())


@bp.get("/rota")
@allowed(Right.RUN_ROTA)
def old_rota() -> Response:
    """The rota has moved; old bookmarks find it."""
    return redirect(url_for("rota.rota_page"), 301)


@bp.get("/board")
@allowed(Right.RECEIVE)
def board() -> Response:
    """What every open desk asks for every five seconds; nothing is sent while nothing has changed."""
    same = unchanged(seen(topic_version(g.stamp.store_id, TOPIC)))
    return same or show("reception/desk.html", "reception/_poll.html", **page_context())


@bp.get("/visits/new")
@allowed(Right.RECEIVE)
def new_visit() -> Response:
    """An empty intake, for the next one at the door or on the phone."""
    return show("reception/desk.html", "reception/_intake.html", **page_context())


@bp.post("/lookup")
@allowed(Right.RECEIVE)
def lookup() -> Response:
    """Who this may be: by phone or last four first, by plate, VIN or name as well. By POST (nothing in logs)."""
    typed = (request.form.get("phone") or request.form.get("find") or "")[:60].strip()
    context = {"hits": found(typed), "typed": typed, "chosen": None}
    return show("reception/lookup.html", "reception/_hits.html", **context)


def found(typed: str) -> list[Any]:
    return list(search(g.stamp.by, typed, at_the_desk=True, limit=MATCHES)) if len(typed.encode()) > 1 else []


def seen(version: int) -> int:
    """The topic's version and the minute: minutes are shown, so they are part of what was seen."""
    local = g.stamp.local
    minute: int = local.hour * 60 + local.minute
    return version * 1440 + minute


def desk_context() -> dict[str, Any]:
    """Everything but the intake."""
    view = asked_view()
    rows = visits.board(g.stamp, view, most=visits.BESIDE)
    numbers, wall = settings.of(g.stamp.store_id), g.stamp.local.time()
    stands, day = door(), visits.day(g.stamp)
    thin = thin_since(stands, g.stamp.at, wall, numbers[STANDING])
    ready = order_of(stands, wall)
    return {
        "view": view,
        "visits": [shown(row) for row in rows[: visits.BESIDE]],
        "more": len(rows) > visits.BESIDE,
        "day": day,
        "seen": seen(day.version),
        "now": g.stamp.at,
        "stands": stands,
        "ready": ready,
        "at_door": sum(not one.reserve for one in ready),
        "wanted": numbers[STANDING],
        "others": [one for one in stands if one.on_duty(wall) and one not in ready],
        "resting": [one for one in stands if not one.on_duty(wall)],
        "thin": is_alarm(thin, g.stamp.at, numbers[STANDING_MINUTES]),
        "late_after": numbers[WAITING_MINUTES],
        "welcome": settings.of(g.stamp.store_id).text(WELCOME),
    }


def asked_view() -> str:
    view = request.args.get("view", "all")
    return view if view in visits.VIEWS else "all"


def shown(row: Any) -> dict[str, Any]:
    """A row of the board with where it stands and since when."""
    missing = what_is_missing(
        purpose=row.purpose, channel=row.channel, has_phone=row.phone_index is not None, nothing_left=row.nothing_left
    )
    return {
        "row": row,
        "standing": standing(row.assigned_at, row.left_at),
        "purpose": PURPOSE_NAMES[Purpose(row.purpose)] if row.purpose else "",
        "minutes": minutes_in(row.arrived_at, row.assigned_at, row.left_at, g.stamp.at),
        "missing": MISSING_NAMES[missing[0]] if missing and row.completed_at is None else "",
        "phone_call": row.purpose == Purpose.PHONE,
        "here": row.left_at is None and row.purpose != Purpose.PHONE,
    }


def intake_context(form: Any = None, visit: Any = None) -> dict[str, Any]:
    """The intake: empty, or with what was typed, or of a visit that is completed."""
    blank = ""
    if form is None:
        form = IntakeForm(data={"purpose": request.args.get("purpose", Purpose.LOOK), "advisor": "next"})
        if form.purpose.data not in Purpose._value2member_map_:
            form.purpose.data = Purpose.LOOK
        blank = blank_questions(language(), form.purpose.data)
    typed = getattr(form.phone, "typed", "") or ""
    hits = found(typed) if typed else []
    chosen = form.customer_id.data
    return {
        "form": form, "visit": visit, "notes": NOTES, "hits": hits, "typed": typed, "chosen": chosen, "blank": blank
    }  # fmt: skip


@lru_cache(maxsize=64)
def blank_questions(_language: str, purpose: str) -> Markup:
    """The untouched questions of the intake: the same for everybody, and half of the page's work, so made once."""
    form = IntakeForm(data={"purpose": purpose})
    return Markup(render_template("reception/_asked.html", form=form, notes=NOTES))  # noqa: S704 - our own template


def page_context(form: Any = None, visit: Any = None, assignment: Any = None) -> dict[str, Any]:
    """The whole page: desk and intake, with the people to choose from."""
    context = {**desk_context(), **intake_context(form, visit), "assignment": assignment}
    for one in (context["form"], assignment):
        if one is not None and "advisor" in one:
            offer(one, context["ready"], context["others"])
    return context
