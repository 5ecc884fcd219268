"""The customer's own page: offer, store, validity and code, nobody's name; for old in-app browsers and for paper."""

from __future__ import annotations

from flask import g
from sqlalchemy import select
from werkzeug.wrappers import Response

from crm.coupons import queries
from crm.coupons.views.base import bp
from crm.shared.clock import clock
from crm.shared.db import db
from crm.shared.web import not_found, public, show
from crm.staff.models import OpeningHours


@bp.get("/c/<code>")
@public
def coupon_page(code: str) -> Response:
    """One statement whether the code exists or not; nothing is kept by a browser (no-store)."""
    coupon = queries.public_coupon(code) or not_found()
    today = clock.day(g.now, coupon.zone)
    state = "early" if coupon.valid_from > today else "over" if coupon.valid_until < today else "ok"
    if coupon.closed_at is not None and coupon.uses_left == 0 and state != "over":
        state = "used"
    hours = db.session.execute(
        select(OpeningHours.opens, OpeningHours.closes)
        .where(OpeningHours.store_id == coupon.store_id, OpeningHours.weekday == today.weekday())
    ).first()  # fmt: skip
    days = (coupon.valid_until - today).days
    return show("coupons/public.html", coupon=coupon, state=state, hours=hours, days=days)
