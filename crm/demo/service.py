"""What the machine and the counter do in the story: thanks, states, win-back gifts, and coupons that are used."""

from __future__ import annotations

from sqlalchemy import select

from crm.coupons.actions.causes import start_churn_recovery, start_loyalty, start_thanks
from crm.coupons.actions.counter import redeem
from crm.coupons.actions.giving import issue_campaign
from crm.coupons.models import Benefit, Campaign, Coupon
from crm.coupons.rules import period_closed
from crm.demo.story import World
from crm.retention.actions import compute_states
from crm.shared.db import db
from crm.shared.stamp import Stamp, machine

GIFTS_BEFORE = 20  # days before today, the store began with its win-back and loyalty gifts


def night(world: World, days_back: int) -> None:
    """After midnight: new owners are thanked; once, the store begins with its gifts; the last night counts anew."""
    stamp = machine(world.store_id, world.stamp("reception", 25).at, world.zone)
    _issue(start_thanks(stamp), stamp)
    if days_back == GIFTS_BEFORE:
        compute_states(world.store_id, stamp)
        _issue(start_churn_recovery(stamp, also_old=True), stamp)
        _issue(start_loyalty(period_closed(stamp.today), stamp), stamp)
    elif days_back == 0:
        compute_states(world.store_id, stamp)
        _issue(start_churn_recovery(stamp), stamp)


def _issue(campaign: Campaign | None, stamp: Stamp) -> None:
    if campaign is not None:
        db.session.flush()
        issue_campaign(campaign.id, stamp)


def counter(world: World) -> None:
    """Somebody comes with a coupon for the workshop, two or three a day."""
    stamp = Stamp(
        world.people["service"], world.stamp("service", world.chance.randrange(9 * 60, 17 * 60)).at, world.zone
    )
    found = (
        select(Coupon.code)
        .join(Benefit, Benefit.id == Coupon.benefit_id)
        .where(
            Coupon.store_id == world.store_id,
            Coupon.closed_at.is_(None),
            Coupon.valid_from <= stamp.today,
            Benefit.kind == "service",
        )
        .order_by(Coupon.id)
    )
    codes = db.session.scalars(found).all()
    for number, code in enumerate(world.chance.sample(codes, k=min(len(codes), world.chance.randrange(0, 4)))):
        redeem(code=code, paper_no=f"RO{stamp.today:%y%m%d}9{number:02d}", stamp=stamp)
