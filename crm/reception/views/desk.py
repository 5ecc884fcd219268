"""The desk's page and its pieces: who stands ready, who is expected, today's visits and figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from crm.appointments.queries import today as expected_today
from crm.notices.queries import states_of
from crm.notices.rules import State
from crm.reception import board as visits
from crm.reception.figures import figures
from crm.reception.forms import offer
from crm.reception.rules import (
    MISSING_NAMES,
    PURPOSE_NAMES,
    WAITING_MINUTES,
    WELCOME,
    Purpose,
    Standing,
    buttons_for,
    minutes_in,
    standing,
    what_is_missing,
)
from crm.reception.views.blueprint import bp
from crm.reception.views.intake import intake_context
from crm.rota.actions import TOPIC, catch_up
from crm.rota.actions.shortage import keep_watch
from crm.rota.queries.shortage import open_shortage
from crm.rota.rules import STANDING, STANDING_MINUTES, is_alarm, order_of, thin_since, who_receives
from crm.rota.views.today import door
from crm.shared import settings
from crm.shared.reasons import say
from crm.shared.topics import topic_version
from crm.shared.web import allowed, show, unchanged
from crm.staff.rules import Right


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
    if same and g.stamp.at.timestamp() < request.args.get("until", float("inf"), float):
        return same
    catch_up(g.stamp)
    keep_watch(g.stamp)
    return show("reception/desk.html", "reception/_poll.html", **page_context())


@bp.get("/visits/new")
@allowed(Right.RECEIVE)
def new_visit() -> Response:
    """An empty intake, for the next one at the door or on the phone."""
    return show("reception/desk.html", "reception/_intake.html", **page_context())


def seen(version: int) -> int:
    """The topic's version and the minute: minutes are shown, so they are part of what was seen."""
    local = g.stamp.local
    minute: int = local.hour * 60 + local.minute
    return version * 1440 + minute


def desk_context() -> dict[str, Any]:
    """Everything but the intake."""
    view = asked_view()
    rows = visits.board(g.stamp, view, most=visits.BESIDE)
    (day, filing), expected = figures(g.stamp), expected_today(g.stamp)
    shown_now, at_the_door = shown_all(rows[: visits.BESIDE]), door_context()
    told = [one for each in (*(row["told"] for row in shown_now), at_the_door["called"]) for one in each if one.until]
    return {
        "view": view,
        "visits": shown_now,
        "until": min((one.until.timestamp() for one in told), default=None),  # a notice runs out: the poll looks again
        "more": len(rows) > visits.BESIDE,
        "day": day,
        "seen": seen(day.version),
        "now": g.stamp.at,
        "expected": expected,
        "awaited": sum(one.came_at is None for one in expected),
        "filing": filing,
        "late_after": settings.of(g.stamp.store_id)[WAITING_MINUTES],
        **at_the_door,
    }


def door_context() -> dict[str, Any]:
    """Who stands ready, in order, and why the next one is next."""
    numbers, wall, stands = settings.of(g.stamp.store_id), g.stamp.local.time(), door()
    thin, ready = thin_since(stands, g.stamp.at, wall, numbers[STANDING]), order_of(stands, wall)
    reason, at_door = who_receives(stands, wall).reason, sum(not one.reserve for one in ready)
    short = open_shortage(g.stamp.store_id) if at_door < numbers[STANDING] else None
    called = states_of({"door_short": [short.id]}, g.stamp) if short else {}
    return {
        "called": [told for each in called.values() for told in each],
        "stands": stands,
        "ready": ready,
        "why": say(reason.code, reason.facts),
        "at_door": at_door,
        "wanted": numbers[STANDING],
        "others": [one for one in stands if one.on_duty(wall) and one not in ready],
        "resting": [one for one in stands if not one.on_duty(wall)],
        "thin": is_alarm(thin, g.stamp.at, numbers[STANDING_MINUTES]),
        "welcome": settings.of(g.stamp.store_id).text(WELCOME),
    }


def asked_view() -> str:
    view = request.args.get("view", "all")
    return view if view in visits.VIEWS else "all"


def shown_all(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Rows of the board with where each stands, since when, and whether whoever was told has answered."""
    turns = [row.turn_id for row in rows if row.turn_id and row.left_at is None]
    routed = [row.id for row in rows if not row.turn_id and row.left_at is None]
    told = states_of({"turn": turns, "arrival": routed}, g.stamp)
    return [shown(row, told.get(("turn", row.turn_id)) or told.get(("arrival", row.id), [])) for row in rows]


def shown(row: Any, told: Sequence[Any] = ()) -> dict[str, Any]:
    missing = what_is_missing(
        purpose=row.purpose, channel=row.channel, has_phone=row.phone_index is not None, nothing_left=row.nothing_left
    )
    where, today = standing(row.assigned_at, row.left_at, row.driving_at), row.on_day == g.stamp.today
    here = row.left_at is None and row.purpose != Purpose.PHONE
    return {
        "row": row,
        "standing": where,
        "told": [one for one in told if one.state != State.WITHDRAWN] if where is not Standing.LEFT else (),
        "purpose": PURPOSE_NAMES[Purpose(row.purpose)] if row.purpose else "",
        "minutes": minutes_in(row.arrived_at, row.assigned_at, row.left_at, g.stamp.at, row.driving_at),
        "missing": MISSING_NAMES[missing[0]] if missing and row.completed_at is None and not row.lapsed_at else "",
        "phone_call": row.purpose == Purpose.PHONE,
        "here": here,
        "buttons": buttons_for(row.purpose, where) if today and row.purpose != Purpose.PHONE else (),
    }


def page_context(form: Any = None, visit: Any = None, assignment: Any = None) -> dict[str, Any]:
    """The whole page: desk and intake, with the people to choose from."""
    context = {**desk_context(), **intake_context(form, visit), "assignment": assignment}
    for one in (context["form"], assignment):
        if one is not None and "advisor" in one:
            offer(one, context["ready"], context["others"])
    return context
