"""The test cars of the story: signed for, driven, asked about; and what stands in the calendar today and tomorrow.

The last two weeks went through the tablet, with licence and signature; what lies before was written down afterwards.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from crm.demo import lines, names
from crm.demo.story import Wish, World
from crm.drives import actions, queries
from crm.drives.rules import HEIGHT, WIDTH, Kind, Licence
from crm.leads.actions import take_test_drive
from crm.leads.models import Lead
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp

CARS = (
    ("E5 纯电", "澄野 E5 纯电", "电量 82%"),
    ("L6 混动", "澄野 L6 混动", "油 3/4"),
    ("X7", "澄野 X7", ""),
    ("M8", "澄野 M8", ""),
)
PLATES = ("粤AD88001", "粤AD88002", "粤A88Y03", "粤A88Y04")
SIGNED_DAYS = 14
LIKED = ("静音、动力", "底盘扎实", "空间大", "座椅舒服", "起步快")


def park(world: World) -> None:
    """The cars stand in the calendar from the first day on."""
    stamp = world.stamp("supervisor", 8 * 60)
    for (name, model, small), plate in zip(CARS, PLATES, strict=True):
        actions.add_car(name=name, model=model, plate=plate, small=small, stamp=stamp)
        db.session.flush()


def drive(world: World, lead: Lead, wish: Wish, stamp: Stamp) -> None:
    """The customer drives the car they want: on the tablet lately, written down before that."""
    if (world.last - world.today).days < SIGNED_DAYS and _on_the_tablet(world, lead, wish, stamp):
        return
    doubts = world.chance.choice(lines.CONCERNS)
    told = take_test_drive(
        lead, driven_on=world.today, model=wish.model, liked="静音、动力", doubts=doubts, stamp=stamp
    )
    actions.note_feedback(told, **_said(world.chance, wish), liked=told.liked, doubts=doubts, stamp=stamp)


def _on_the_tablet(world: World, lead: Lead, wish: Wish, stamp: Stamp) -> bool:
    """Booked, signed, out and back; False when no car of this model is free."""
    free = [car for car in queries.free_cars(world.store_id, stamp.at, 30) if car.model == wish.model]
    if not free:
        return False
    chance = world.chance
    ride = chance.random() < 0.12
    booking = actions.book(free[0].id, starts_at=stamp.at, minutes=30, lead_id=lead.id, stamp=stamp)
    licence: dict[str, Any] = {
        "licence_class": chance.choice((Licence.C1, Licence.C1, Licence.C1, Licence.C2, Licence.B2)), "seen": True,
        "licence_since_on": world.today - timedelta(days=chance.randrange(500, 6000)),
    }  # fmt: skip
    actions.sign(
        booking, kind=Kind.RIDE if ride else Kind.DRIVE, driver=names.person_name(chance), signature=scribble(chance),
        text_version=1, stamp=stamp, **({} if ride else licence),
    )  # fmt: skip
    actions.leave(booking, stamp=stamp)
    back = Stamp(stamp.by, stamp.at + timedelta(minutes=22), stamp.zone)
    told = actions.come_back(booking, stamp=back)
    if chance.random() < 0.9:
        liked, doubts = chance.choice(LIKED), chance.choice(lines.CONCERNS)
        actions.note_feedback(told, **_said(chance, wish), liked=liked, doubts=doubts, stamp=back)
    return True


def _said(chance: Random, wish: Wish) -> dict[str, str]:
    """The warmer the wish, the better it was, with some error."""
    warmth = wish.heat + chance.gauss(0, 0.15)
    verdict = "better" if warmth > 0.6 else "as_hoped" if warmth > 0.3 else "worse"
    step = "order" if warmth > 0.8 else "quote" if warmth > 0.5 else "think" if warmth > 0.25 else "other_car"
    return {"verdict": verdict, "wish": step}


def scribble(chance: Random) -> str:
    """Three strokes that look like a hurried name."""
    strokes = []
    for part in range(3):
        x, y = 140 + 240 * part, HEIGHT // 2 + chance.randrange(-60, 60)
        line = [x, y]
        for _step in range(chance.randrange(5, 9)):
            x = min(WIDTH, max(0, x + chance.randrange(-10, 55)))
            y = min(HEIGHT, max(0, y + chance.randrange(-110, 110)))
            line += [x, y]
        strokes.append(line)
    return str(strokes)


def tomorrow(world: World) -> None:
    """The evening's calendar: two customers want a car, one car is in the workshop."""
    cars = queries.cars(world.store_id)
    on_day = world.stamp("supervisor", 0).local + timedelta(days=1)
    picked = [lead_id for lead_id, wish in world.wishes.items() if wish.heat > 0.6][-6:]
    for number, lead_id in enumerate(picked):
        lead = db.session.get(Lead, lead_id)
        if lead is None or not lead.owner_id:
            continue
        stamp = world.stamp(world.seller(lead.owner_id), 9 * 60)
        _booked(cars[number % 2].id, on_day.replace(hour=10 + number, minute=30 * (number % 2)), lead, stamp)
    note = on_day.replace(hour=12, minute=0)
    actions.book(
        cars[2].id,
        starts_at=note,
        minutes=120,
        kind=Kind.BLOCK,
        note="充电与清洁",
        stamp=world.stamp("supervisor", 9 * 60),
    )


def _booked(car_id: int, at: datetime, lead: Lead, stamp: Stamp) -> None:
    try:
        actions.book(car_id, starts_at=at, minutes=45, lead_id=lead.id, stamp=stamp)
    except Refused:
        return  # closed by now, or expected at that time already
