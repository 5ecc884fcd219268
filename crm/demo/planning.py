"""The plan of the story: two groups take the early and the late shift in turn; people accept their turns and swap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from crm.demo.story import World
from crm.notices import actions as notices
from crm.notices.models import Notice
from crm.reception.models import Visit
from crm.rota.actions import planning, swaps
from crm.rota.queries import turn_of
from crm.rota.queries.planning import shifts, teams
from crm.rota.rules.planning import Post, days_of, week_of
from crm.shared.db import db
from crm.shared.stamp import Stamp

FROM = 13  # the weeks before that stood by default
TAPS = timedelta(seconds=18)  # from the sound to the tap


def a_day(world: World, back: int) -> None:
    """Each Monday the week is planned; on the last day the next one up to its Friday, and colleagues swap."""
    if back > FROM:
        return
    monday = week_of(world.today)
    if world.today == monday or back == FROM:
        _plan(world, days_of(monday))
    if back == 0:
        _plan(world, days_of(monday + timedelta(days=7))[:5])
        _differ(world)


def _plan(world: World, days: Sequence[date]) -> None:
    stamp = world.stamp("manager", 8 * 60)
    planning.lay_out_shifts(stamp)
    known = {one.name_en: one.id for one in shifts(world.store_id)}
    groups = [one.id for one in teams(world.store_id)]
    if days[0].isocalendar().week % 2:
        groups.reverse()
    planning.plan_week(
        choices=[
            planning.Choice(on_day, group, Post.DOOR, known["Early" if place == 0 else "Late"], 0)
            for on_day in days
            for place, group in enumerate(groups[:2])
        ],
        stamp=stamp,
    )


def _differ(world: World) -> None:
    """Ken has a day off, Tina and Ivan have changed places, and Sam asks Vera."""
    leader, day = world.stamp("leader", 8 * 60 + 20), world.today + timedelta(days=2)
    ids = {name: one.id or 0 for name, one in world.people.items()}
    planning.plan_person(staff_id=ids["advisor3"], on_day=day, post=Post.OFF, shift_id=None, stamp=leader)
    swaps.ask_swap(
        staff_id=ids["advisor4"], other_id=ids["advisor5"], on_day=day, back_on=day + timedelta(days=1), stamp=leader
    )
    sam = world.stamp("advisor", 8 * 60 + 40)
    swaps.ask_swap(staff_id=ids["advisor"], other_id=ids["advisor2"], on_day=day, back_on=None, stamp=sam)


def come(world: World, visit: Visit) -> None:
    """Whoever is told of a visitor sees the notice, and accepts."""
    turn = turn_of(visit.id)
    if turn is None or turn.accepted_at is not None:
        return
    mine = (Notice.staff_id == turn.staff_id, Notice.kind == "turn", Notice.subject_id == turn.id)
    notice = db.session.scalar(select(Notice).where(*mine, Notice.ended_at.is_(None)))
    if notice is None:
        return
    for statement in notices.fetched([notice], turn.at + TAPS / 4):
        db.session.execute(statement)
    notices.accept(notice, stamp=Stamp(world.seller(turn.staff_id), turn.at + TAPS, world.zone))
