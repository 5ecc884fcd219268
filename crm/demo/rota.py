"""The rota of the story: everybody at the door has lunch, and now and then nobody answers in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import delete

from crm.demo.story import World
from crm.reception.models import Visit
from crm.rota import actions
from crm.rota.models import Duty
from crm.rota.queries import door, turn_of
from crm.shared.db import db

Breaks = list[tuple[int, int, bool]]  # at which minute, whose duty, away or back
SLOW = 0.06  # of the turns nobody answers in time


def opens(world: World) -> Breaks:
    """The day's rota is made; everybody at the door has half an hour for lunch."""
    stamp = world.stamp("reception", 8 * 60 + 50)
    today = (Duty.store_id == world.store_id, Duty.on_day == world.today)
    db.session.execute(delete(Duty).where(*today, Duty.made_at > stamp.at))  # the clock of the house was ahead of us
    actions.default_rota(stamp)
    found: Breaks = []
    for one in door(stamp):
        if not one.reserve:
            begins = 11 * 60 + 20 + world.chance.randrange(100)
            found += [(begins, one.duty_id, True), (begins + 30, one.duty_id, False)]
    return sorted(found)


def pause(world: World, breaks: Breaks, minutes: int) -> Breaks:
    """Whoever has gone to lunch by now, and whoever is back."""
    for at, duty_id, away in breaks:
        duty = db.session.get(Duty, duty_id) if at <= minutes else None
        if duty is not None and duty.off_at is None:
            actions.take_a_break(duty, away=away, stamp=world.stamp("leader", at))
    return [one for one in breaks if one[0] > minutes]


def answer(world: World, visit: Visit, *, calm: bool) -> None:
    """When nobody answers within the minute the visitor goes to the next one; `calm`: nobody else comes meanwhile."""
    turn = turn_of(visit.id)
    if turn is not None and calm and world.chance.random() < SLOW:
        stamp = world.stamp("reception", 0)
        actions.pass_on_overdue(world.store_id, replace(stamp, at=turn.at + timedelta(seconds=62)))
