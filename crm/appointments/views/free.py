"""The times of a day at which advisor, car and house are free together (R-221)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from flask import g, request
from werkzeug.wrappers import Response

from crm.appointments import queries
from crm.appointments.forms import car_of
from crm.appointments.rules import HOME_FROM, HOME_UNTIL, Kind, free_times, length
from crm.appointments.views.base import bp, day_or
from crm.rota.queries.absence import away
from crm.shared import settings
from crm.shared.web import allowed, show
from crm.shared.words import N_
from crm.staff.rules import Right


@bp.get("/appointments/free")
@allowed(Right.SELL)
def free() -> Response:
    """What can be chosen, as the form stands; only codes and days come in the address."""
    kind = request.args.get("kind", "")
    found = offered(
        day_or(request.args.get("on_day"), g.stamp.today), car_of(request.args.get("advisor_id")) or 0,
        kind if kind in Kind._value2member_map_ else Kind.VISIT.value, car_of(request.args.get("car_id")),
        but=car_of(request.args.get("but")),
    )  # fmt: skip
    return show("leads/sheet.html", "appointments/_times.html", part="appointments/_times.html",
                chosen=request.args.get("at_time", ""), **found)  # fmt: skip


def offered(
    on_day: date, advisor_id: int, kind: str, car_id: int | None = None, but: int | None = None
) -> dict[str, Any]:
    """The times that are free, or the sentence why there are none."""
    numbers = settings.of(g.stamp.store_id)
    hours = _home(numbers) if kind == Kind.HOME else queries.opening(g.stamp, on_day)
    times: list[time] = []
    why = N_("The store is closed on that day.") if hours is None else ""
    if hours and advisor_id in away(g.stamp.store_id, [on_day])[on_day]:
        why, hours = N_("This advisor is not at work that day."), None
    if hours:
        times = free_times(
            on_day, hours, length(kind, numbers), g.stamp.at, g.stamp.zone,
            advisor=queries.busy([advisor_id], on_day, g.stamp.store_id, but=but)[advisor_id],
            cars=_cars(on_day, kind, car_id, but),
        )  # fmt: skip
        why = "" if times else N_("Nothing is free on that day.")
    return {"times": [one.strftime("%H:%M") for one in times], "why_none": why}


def _cars(on_day: date, kind: str, car_id: int | None, but: int | None) -> Mapping[int, Any] | None:
    """The cars of which one must be free; None when none is needed."""
    if kind != Kind.TEST_DRIVE:
        return None
    taken = queries.cars_taken(g.stamp.store_id, on_day, but)
    return {car_id: taken[car_id]} if car_id in taken else taken or None


def _home(numbers: Mapping[Any, int]) -> tuple[time, time]:
    return time(numbers[HOME_FROM]), time(numbers[HOME_UNTIL])
