"""The calendar of one day as the page shows it: a row of cells for each car, on the store's wall clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from crm.drives import queries
from crm.drives.rules.day import CELL, CLOSES, OPENS, cells, columns
from crm.shared.stamp import Stamp
from crm.shared.words import N_, _
from crm.standards.queries import opening_between

STATE_NAMES = {
    "block": N_("Not available"), "told": N_("told us"), "back": N_("not asked yet"), "late": N_("not back yet"),
    "out": N_("out now"), "ready": N_("signed"), "missed": N_("did not take place"), "waiting": N_("not signed yet"),
    "released": N_("given back"),
}  # fmt: skip
AHEAD = 7  # days that the tabs look ahead for open ones
TABS = 4


def calendar(on_day: date, stamp: Stamp) -> dict[str, Any]:
    """Cars, hours and cells of a day, and its bookings by time."""
    found, cars = queries.day(stamp.store_id, on_day, stamp.by), queries.cars(stamp.store_id)
    opening = opening_between(
        stamp.store_id, min(on_day, stamp.today), max(on_day, stamp.today) + timedelta(days=AHEAD)
    )
    open_ = opening.get(on_day, (OPENS, CLOSES))
    bookings = [_on_wall(row, stamp) for row in found]
    now = stamp.local.hour * 60 + stamp.local.minute if on_day == stamp.today else 0
    shown = columns(*open_, bookings, now)
    return {
        "on_day": on_day, "closed": bool(opening) and on_day not in opening, "bookings": bookings,
        "hours": [f"{minute // 60:02d}:00" for minute in shown if minute % 60 == 0],
        "past": 24 * 60 if on_day < stamp.today else now - CELL + 1,
        "cars": [(car, cells([one for one in bookings if one.car_id == car.id], shown)) for car in cars],
        "tabs": _tabs(on_day, opening, stamp.today),
    }  # fmt: skip


def _tabs(on_day: date, opening: Any, today: date) -> list[date]:
    """Today and the next days on which somebody is here, and the day that is shown."""
    ahead = [today + timedelta(days=n) for n in range(1, AHEAD + 1)]
    days = [today, *[one for one in ahead if not opening or one in opening][: TABS - 1]]
    return sorted({*days, on_day})


def _on_wall(row: Any, stamp: Stamp) -> Any:
    """A booking with its wall times, and how far it has come."""
    zone = ZoneInfo(stamp.zone)
    starts, ends = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
    return SimpleNamespace(**row._mapping, starts=starts, ends=ends, state=state_of(row, stamp.at))


def state_name(state: str) -> str:
    """How far it has come, in the reader's language."""
    return _(STATE_NAMES[state])


def state_of(row: Any, at: datetime) -> str:
    """block | told | back | late | out | ready | missed | waiting."""
    if row.kind == "block":
        return "block"
    if row.back_at is not None:
        return "told" if row.verdict else "back"
    if row.left_at is not None:
        return "late" if row.ends_at < at else "out"
    if row.ends_at < at:
        return "missed"
    return "ready" if row.paper_id else "waiting"


def tally(bookings: Sequence[Any]) -> dict[str, int]:
    """How many drives and rides there are, how many are out now, and how many have come back unasked."""
    states = [one.state for one in bookings if one.state != "block"]
    return {
        "all": sum(one != "missed" for one in states), "out": sum(one in ("out", "late") for one in states),
        "unasked": states.count("back"),
    }  # fmt: skip
