"""What the machine and the counter do in the story: states, coupons, and some of them used."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from crm.coupons.actions.causes import start_churn_recovery, start_thanks
from crm.coupons.actions.counter import redeem
from crm.coupons.actions.giving import issue_campaign
from crm.coupons.models import Benefit, Coupon
from crm.demo.story import World
from crm.retention.actions import compute_states
from crm.shared.db import db
from crm.shared.stamp import Stamp, machine


def settle_states(world: World, at: datetime, say: Callable[[str], None]) -> None:
    """The state of every car as of today, the coupons that follow, and a month of redemptions at the counter."""
    night = machine(world.store_id, at, world.zone)
    compute_states(world.store_id, night, db.session.commit)
    db.session.commit()
    for start in (start_thanks, start_churn_recovery):
        campaign = start(night)
        if campaign is not None:
            issue_campaign(campaign.id, night, db.session.commit)
            db.session.commit()
    used = use_some(world, Stamp(world.people["service"], at, world.zone))
    say(f"states and coupons stand; {used} coupons were used")


def use_some(world: World, stamp: Stamp, most: int = 18) -> int:
    """Olga redeems some of the workshop's coupons."""
    found = (
        select(Coupon.code)
        .join(Benefit, Benefit.id == Coupon.benefit_id)
        .where(Coupon.store_id == world.store_id, Coupon.closed_at.is_(None), Coupon.valid_from <= stamp.today, Benefit.kind == "service")
        .order_by(Coupon.id)
        .limit(most * 3)
    )
    codes = db.session.scalars(found).all()
    picked = world.chance.sample(codes, k=min(most, len(codes)))
    for number, code in enumerate(sorted(picked)):
        redeem(code=code, paper_no=f"RO{stamp.today:%y%m%d}9{number:02d}", stamp=stamp)
    db.session.commit()
    return len(picked)
