"""Which new car a referral fund is used on: one that somebody has ordered whom its owner sent (A-28)."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from crm.coupons.models import Benefit, Coupon, CouponEntry
from crm.coupons.offers import Kind
from crm.orders.models import Order, Referral
from crm.orders.queries import cancelled
from crm.shared.db import db
from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp


def deal_of(coupon: Any, paper_no: str, stamp: Stamp) -> tuple[int | None, Reason | None]:
    """The order that a fund is used on, or why it cannot be; every other coupon needs none."""
    if coupon.benefit_kind != Kind.FUND:
        return None, None
    number = re.search(r"\d{1,15}", paper_no)
    order = _sent(coupon.customer_id, int(number[0]), stamp) if number else None
    if order is None:
        return None, Reason("coupons.not_sent" if number else "coupons.fund_needs_order")
    return (None, Reason("coupons.fund_used")) if _used_on(order) else (order, None)


def _sent(giver_id: int, order_id: int, stamp: Stamp) -> int | None:
    """The order of somebody whom this customer has sent; locked, so that two funds are used one after the other."""
    found = (
        select(Order.id)
        .join(Referral, Referral.lead_id == Order.lead_id)
        .where(Order.id == order_id, Order.store_id == stamp.store_id, Referral.giver_id == giver_id, ~cancelled())
        .with_for_update(of=Order)
    )
    return db.session.scalar(found)


def _used_on(order_id: int) -> bool:
    """Whether a fund is used on this deal already and that was not taken back: one fund per deal."""
    back = aliased(CouponEntry)
    used = (
        select(CouponEntry.id)
        .join(Coupon, Coupon.id == CouponEntry.coupon_id)
        .join(Benefit, Benefit.id == Coupon.benefit_id)
        .outerjoin(back, back.of_entry_id == CouponEntry.id)
        .where(CouponEntry.order_id == order_id, CouponEntry.kind == "redeemed", back.id.is_(None))
        .where(Benefit.kind == Kind.FUND.value)
    )
    return db.session.execute(used.limit(1)).first() is not None
