"""Who comes when, in the story: agreed in the evening with car and time, registered by six, made good when missed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from crm.appointments import actions, queries
from crm.appointments.models import Appointment
from crm.appointments.rules import Kind, Missed
from crm.demo.story import World
from crm.drives.queries import free_cars
from crm.drives.rules import MINUTES
from crm.leads.models import Lead
from crm.leads.rules import Stage
from crm.shared import settings
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp

TIMES = tuple(time(hour, minute) for hour in (10, 11, 14, 15, 16) for minute in (0, 30))
KINDS = (Kind.VISIT, Kind.TEST_DRIVE, Kind.SIGNING)
REASONS = (Missed.FORGOT, Missed.BUSY, Missed.COMPETITOR, Missed.UNREACHED, Missed.FAMILY)
LATELY = 40  # days of which somebody looks at single appointments
SAID = {Missed.COMPETITOR: "周五前给答复", Missed.FAMILY: "想先和家里商量", Missed.UNREACHED: "电话关机"}


def agree(world: World, minutes: int) -> None:
    """In the evening: who comes tomorrow has said when; some have said it again, and the supervisor has the list."""
    tomorrow = world.today + timedelta(days=1)
    share = 0.6 if (world.last - world.today).days < LATELY else 0.15
    for lead_id, wish in world.wishes.items():
        invited = wish.comes_on == tomorrow and world.chance.random() < share
        if invited or (wish.contacts and world.chance.random() < 0.002):  # a few are invited and will not come
            lead = db.session.get(Lead, lead_id)
            if lead is not None and lead.owner_id and lead.stage == Stage.OPEN:
                stamp = world.stamp(world.seller(lead.owner_id), minutes)
                made = agreed(world, lead, stamp, tomorrow, world.chance.choice(TIMES), invited)
                if made is not None and world.chance.random() < 0.55:
                    actions.confirm_appointment(made, stamp=stamp)
    if world.today != world.last:
        db.session.flush()
        actions.register_list(on_day=tomorrow, stamp=world.stamp("supervisor", minutes + 30))


def agreed(world: World, lead: Lead, stamp: Stamp, on_day: date, at_time: time, hot: bool = True) -> Appointment | None:
    """One invitation; nothing when car, advisor and house are not free together."""
    kind = world.chance.choices(KINDS, weights=(5, 4, 1 if hot else 0))[0]
    starts_at = datetime.combine(on_day, at_time, ZoneInfo(world.zone))
    car_id = _car(world, lead, starts_at) if kind == Kind.TEST_DRIVE else None
    wanted: dict[str, Any] = {
        "on_day": on_day, "at_time": at_time, "advisor_id": world.seller(lead.owner_id).id or 0, "car_id": car_id,
        "kind": Kind.VISIT if kind == Kind.TEST_DRIVE and car_id is None else kind,
    }  # fmt: skip
    try:
        return actions.make_appointment(lead, stamp=stamp, **wanted)
    except Refused:
        return None


def _car(world: World, lead: Lead, starts_at: datetime) -> int | None:
    free = free_cars(world.store_id, starts_at, settings.of(world.store_id)[MINUTES])
    return next((car.id for car in free if car.model == lead.interest), None)


def morning(world: World) -> None:
    """Before the calls: who did not come yesterday has a reason, and mostly a new time. One still owes it today."""
    stamp = world.stamp("supervisor", 8 * 60 + 30)
    rows = queries.unsettled(stamp.by, world.today)
    if world.today == world.last:
        first = world.people["advisor"].id  # whose day is looked at first is open
        kept = next((row.id for row in rows if row.advisor_id != first), None)
        rows = [row for row in rows if row.id != kept]
    for row in rows:
        _settle(world, row)


def _settle(world: World, row: Any) -> None:
    chance, stamp = world.chance, world.stamp(world.seller(row.advisor_id), 8 * 60 + 40)
    code, one = chance.choice(REASONS), db.session.get_one(Appointment, row.id)
    said: dict[str, Any] = {"code": code, "reason": SAID.get(code, "再约"), "stamp": stamp}
    if code != Missed.UNREACHED:
        on_day = world.today + timedelta(days=chance.randrange(1, 5))
        try:
            with db.session.begin_nested():
                actions.settle_no_show(one, on_day=on_day, at_time=chance.choice(TIMES), **said)
                db.session.flush()
            world.wishes[row.lead_id].comes_on = on_day
            return
        except Refused:
            db.session.refresh(one)
    actions.settle_no_show(one, again=False, **said)
