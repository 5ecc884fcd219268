"""What comes after a loss in the story: thanks and words, two occasions that woke somebody, one that is planned."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from crm.demo.story import World
from crm.leads.actions import decide_lost
from crm.leads.models import Lead, LostSale
from crm.leads.queries import lost
from crm.leads.rules import LostReason, Stage, Verdict
from crm.losses import actions
from crm.losses.models import Touch
from crm.losses.queries import concerned
from crm.losses.rules.occasions import CONCERNS, Kind
from crm.losses.rules.touches import How
from crm.notices import actions as notices
from crm.notices.models import Notice
from crm.shared.db import db
from crm.shared.stamp import Stamp, machine

STORES = ("西城店", "滨江店", "邻市同品牌店")
WOULD_HAVE_WON = {
    LostReason.COMPETITOR: ("第二次到店就请经理给到底价", "多安排一次带家人的试驾"),
    LostReason.STOCK_OR_DELIVERY: ("早点告诉客户到车日期",),
    LostReason.BUDGET: ("早一点谈低首付方案",),
    LostReason.USED_CAR_INSTEAD: ("带客户看一台官方认证二手车",),
}
CHANGES = (  # days ago, what, from and to in fen, what the advisors say
    (24, Kind.PRICE, "E5", 17_980_000, 17_280_000, "限时到月底，含充电桩安装"),
    (9, Kind.MODEL, "L6", None, None, "新款 L6 已到店，可以试驾"),
    (0, Kind.PRICE, "X7", 25_880_000, 24_980_000, "门店周年，订车即享"),
)
LATE = (17, 6)  # days after which the manager had to be called
AHEAD = 3  # the planned one begins so many days from now


def would_have_won(lead: Lead, reason: LostReason) -> str:
    """What the advisor says would have won it."""
    said = WOULD_HAVE_WON.get(reason, ("",))
    return said[lead.id % len(said)]


def a_day(world: World, back: int, until: datetime) -> None:
    """The day's words, and what marketing enters."""
    _read_what_came_back(world)
    if back:
        _say_words(world)
    else:
        _decide_this_morning(world, until)
    for ago, kind, model, old, new, note in CHANGES:
        if ago == back:
            _enter(world, kind, model, old, new, note, ahead=0 if back else AHEAD)
    if back in LATE:
        actions.escalate(
            machine(world.store_id, world.stamp("manager", 16 * 60 + 40).at + timedelta(days=1), world.zone)
        )


def _read_what_came_back(world: World) -> None:
    """An advisor has read by the evening what was sent back the day before."""
    told = select(Notice).where(
        Notice.store_id == world.store_id, Notice.kind == "lost_back", Notice.ended_at.is_(None)
    )
    for notice in db.session.scalars(told.where(Notice.at < world.stamp("supervisor", 0).at)).all():
        notices.accept(notice, stamp=world.stamp(world.seller(notice.staff_id), 9 * 60))


def _decide_this_morning(world: World, until: datetime) -> None:
    """Most of yesterday's applications; one waits too long, and the fresh ones wait in peace."""
    waiting = (
        select(LostSale, Lead)
        .join(Lead, Lead.id == LostSale.lead_id)
        .where(LostSale.store_id == world.store_id, Lead.stage == Stage.LOST_PENDING)
        .where(LostSale.at < until - timedelta(hours=16))
    )
    stamp = Stamp(world.stamp("supervisor", 0).by, until - timedelta(minutes=40), world.zone)
    for sale, lead in db.session.execute(waiting.order_by(LostSale.id)).all()[1:]:
        if lost.decision_on(sale.id) is None:
            decide_lost(sale, lead, verdict=Verdict.APPROVED, stamp=stamp)


def _say_words(world: World) -> None:
    """Most of what is due; a few are left for today."""
    found = (
        select(Touch, Lead)
        .join(Lead, Lead.id == Touch.lead_id)
        .where(
            Touch.store_id == world.store_id, Touch.done_at.is_(None), Touch.due_on <= world.today,
            Lead.stage == Stage.LOST,
        )
    )  # fmt: skip
    for touch, lead in db.session.execute(found.order_by(Touch.id)).all():
        if touch.id % 5 == 0 and touch.due_on >= world.today - timedelta(days=6):
            continue
        how = How.PHONE if touch.id % 7 == 0 else How.WECHAT
        stamp = world.stamp(world.seller(lead.owner_id), 18 * 60 + touch.id % 60)
        actions.write_touch(touch, lead, how=how, agreed=None, stamp=stamp)


def _enter(world: World, kind: Kind, model: str, old: int | None, new: int | None, note: str, *, ahead: int) -> None:
    stamp = world.stamp("marketing", 9 * 60 + 30)
    asked = [row.interest for row in concerned.models_asked_for(world.store_id, model)]
    if not asked:
        return
    branches = CONCERNS[kind]
    seen = concerned.meant(concerned.Whom(asked, branches), stamp).wakes
    actions.enter_occasion(
        kind=kind, model=model, interests=asked, branches=branches, old_price=old, new_price=new, note=note,
        from_on=world.today + timedelta(days=ahead), seen=seen, stamp=stamp,
    )  # fmt: skip
