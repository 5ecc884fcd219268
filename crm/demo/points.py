"""Points and spot checks in the story: proposed in the night, decided in the evening, an objection now and then."""

from __future__ import annotations

from sqlalchemy import exists, select

from crm.demo.story import World
from crm.points import actions
from crm.points.models import PointProposal, PointVerdict, SpotCheck, SpotMark
from crm.points.queries.people import ranks
from crm.points.rules.ledger import Verdict
from crm.points.rules.sampling import Mark
from crm.shared.db import db
from crm.shared.stamp import machine

WORDS = ("那天客户在外地，说好周末再联系", "当天打过，忘了登记", "客户要求晚一天再打")


def night(world: World) -> None:
    """What was missed yesterday, and today's sample."""
    stamp = machine(world.store_id, world.stamp("reception", 4).at, world.zone)
    actions.propose_missed(stamp)
    actions.draw_checks(stamp)


def evening(world: World) -> None:
    """The supervisor marks the checks and decides about last week's proposals; some of the concerned object."""
    _mark(world)
    if world.today.weekday() == 4:
        for who in ("supervisor", "manager"):
            _decide(world, who)


def _decide(world: World, who: str) -> None:
    stamp, heights = world.stamp(who, 17 * 60 + 30), ranks(world.store_id)
    mine = heights.get(stamp.by.id or 0, 0)
    decided = exists().where(PointVerdict.proposal_id == PointProposal.id)
    waiting = select(PointProposal).where(PointProposal.store_id == world.store_id, ~decided)
    for row in db.session.scalars(waiting.order_by(PointProposal.id)):
        if heights.get(row.staff_id, 0) >= mine:
            continue
        objects = world.chance.random() < 0.1
        if objects:
            person = next((one for one in world.people.values() if one.id == row.staff_id), None)
            if person is not None:
                actions.object_to(row, words=world.chance.choice(WORDS), stamp=world.stamp(person, 17 * 60))
        drops = objects and world.chance.random() < 0.5
        verdict = Verdict.DROPPED if drops else Verdict.CONFIRMED
        actions.decide(row, verdict=verdict, note="情况属实，不扣" if drops else "", stamp=stamp)


def _mark(world: World) -> None:
    marked = exists().where(SpotMark.check_id == SpotCheck.id)
    open_ones = select(SpotCheck).where(
        SpotCheck.store_id == world.store_id, SpotCheck.on_day == world.today, SpotCheck.office == "supervisor", ~marked
    )
    for check in db.session.scalars(open_ones.order_by(SpotCheck.id)):
        if world.chance.random() < 0.8:
            kept = world.chance.random() < 0.93
            note = "" if kept else "客户说没有接到电话"
            stamp = world.stamp("supervisor", 16 * 60)
            actions.mark_check(check, mark=Mark.KEPT if kept else Mark.NOT_KEPT, note=note, stamp=stamp)
