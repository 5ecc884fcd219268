"""The desk of the story: cars go out for a drive, people come as agreed, the day ends; and the last half hour."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from crm.appointments.models import Appointment
from crm.demo import appointments, names
from crm.demo.story import World, name_at_the_door
from crm.leads.models import Lead
from crm.leads.rules import Stage
from crm.reception import actions
from crm.reception.models import Visit
from crm.rota import actions as rota
from crm.rota.queries import turn_of
from crm.shared.db import db
from crm.shared.stamp import Stamp, machine

JUST_NOW = 42  # minutes of the last scene


def drives(world: World, visit: Visit, minutes: int, until: datetime | None) -> None:
    """Some who look at cars also drive one."""
    if until is not None and world.stamp("reception", minutes + 18).at > until:
        return
    if visit.purpose == "look" and visit.advisor_id and world.chance.random() < 0.3:
        actions.drive_out(visit, stamp=world.stamp("reception", minutes + 12))
        actions.drive_back(visit, stamp=world.stamp("reception", minutes + 18))


def expected(world: World, lead_id: int) -> Appointment | None:
    """The appointment of this lead for the story's day."""
    mine = (Appointment.lead_id == lead_id, Appointment.on_day == world.today, Appointment.came_at.is_(None))
    return db.session.scalar(select(Appointment).where(*mine).limit(1))


def midnight(world: World) -> None:
    """What nobody has completed leaves the queue; who did not come has a reason before the day begins."""
    actions.close_days(machine(world.store_id, world.stamp("reception", 1).at, world.zone))
    appointments.morning(world)


def just_now(world: World, at: datetime) -> None:
    """The half hour before somebody looks: one with an advisor, one driving, one waiting, one nobody knows yet."""
    minute = int((at - world.stamp("reception", 0).at).total_seconds() // 60)
    if minute <= JUST_NOW:
        return
    first = _walks_in(world, minute - 38, party_size=2)
    received_by(world, first, minute - 37)
    driver = _walks_in(world, minute - 24, party_size=3)
    if received_by(world, driver, minute - 23):
        actions.drive_out(driver, stamp=world.stamp("reception", minute - 9))
    _walks_in(world, minute - 7, advisor="")
    actions.record_visit(
        purpose="look", description="两个人、灰色外套", party_size=2, stamp=world.stamp("reception", minute - 3)
    )
    _later_today(world, at)


def _walks_in(world: World, minutes: int, *, advisor: str = "next", party_size: int = 1) -> Visit:
    return actions.record_visit(
        phone=next(world.numbers), surname=name_at_the_door(world.chance), purpose="look", channel="walk_in",
        interest=world.chance.choice(names.MODELS), party_size=party_size, advisor=advisor,
        stamp=world.stamp("reception", minutes),
    )  # fmt: skip


def received_by(world: World, visit: Visit, minutes: int) -> bool:
    """Their turn is accepted; False when nobody was free."""
    turn = turn_of(visit.id)
    if turn is not None and turn.accepted_at is None:
        rota.accept(turn, world.stamp(world.seller(turn.staff_id), minutes))
    return turn is not None


def _later_today(world: World, at: datetime) -> None:
    """Three more are expected in the next hours."""
    leads = [db.session.get(Lead, lead_id) for lead_id in list(world.wishes)[-40:]]
    known = [lead for lead in leads if lead is not None and lead.owner_id and lead.stage == Stage.OPEN]
    for hours, lead in zip((1, 2, 3), known[::7], strict=False):
        when = (world.stamp("reception", 0).local + (at - world.stamp("reception", 0).at)) + timedelta(hours=hours)
        if when.date() == world.today:
            stamp = Stamp(world.seller(lead.owner_id), at, world.zone)
            appointments.agreed(
                world, lead, stamp, when.date(), when.time().replace(minute=30, second=0, microsecond=0)
            )
