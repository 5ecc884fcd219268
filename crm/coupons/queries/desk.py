"""The desk's lists: what has been issued, what waits for a decision, the ledger line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from crm.coupons.models import Benefit, Campaign, Coupon, CouponDecision, CouponEntry, CouponRequest, Offer
from crm.coupons.queries.counter import _lines
from crm.customers.models import Customer
from crm.customers.timeline import entries, timeline_part
from crm.shared.db import db
from crm.staff.models import Staff
from crm.vehicles.models import Vehicle

PAGE = 50
MOST = 1_000


@timeline_part("coupon", "coupons/_entry.html")
def _ledger_lines(customer: Any) -> Any:
    """What happened to a customer's coupons."""
    lines = entries(
        CouponEntry, at=CouponEntry.at, ref=CouponEntry.id, by=CouponEntry.by_id, code=CouponEntry.kind,
        text=Benefit.name, more=Benefit.name_en, also=CouponEntry.reason, number=CouponEntry.amount_fen,
    )  # fmt: skip
    return (
        lines.join(Coupon, Coupon.id == CouponEntry.coupon_id)
        .join(Benefit, Benefit.id == Coupon.benefit_id)
        .where(Coupon.customer_id == customer)
    )


def _coupons() -> Any:
    return (
        select(
            Coupon.id, Coupon.code, Coupon.customer_id, Coupon.issued_at, Coupon.valid_from, Coupon.valid_until,
            Coupon.uses_left, Coupon.left_fen, Coupon.closed_at, Coupon.cause, Coupon.reason_code, Coupon.facts,
            Coupon.offer_id, Coupon.giver_id, Benefit.kind.label("benefit_kind"), Benefit.name, Benefit.name_en,
            Benefit.face_fen, Benefit.uses, Benefit.scope, Benefit.scope_en, Benefit.legal_check,
            Customer.name.label("customer"), Customer.sex, Customer.kind.label("customer_kind"), Customer.phone,
            Vehicle.plate, Vehicle.energy,
        )
        .join(Benefit, Benefit.id == Coupon.benefit_id)
        .join(Customer, Customer.id == Coupon.customer_id)
        .outerjoin(Vehicle, Vehicle.id == Coupon.vehicle_id)
    )  # fmt: skip


def issued(
    store_id: int,
    *,
    offer_id: int | None = None,
    campaign_id: int | None = None,
    only_open: bool = True,
    before: int | None = None,
) -> Sequence[Any]:
    """Issued coupons, the newest first, one more than a page; what the desk hands out."""
    rows = _coupons().where(Coupon.store_id == store_id).order_by(Coupon.id.desc()).limit(PAGE + 1)
    if only_open:
        rows = rows.where(Coupon.closed_at.is_(None))
    if offer_id:
        rows = rows.where(Coupon.offer_id == offer_id)
    if campaign_id:
        rows = rows.where(Coupon.campaign_id == campaign_id)
    if before:
        rows = rows.where(Coupon.id < before)
    return db.session.execute(rows).all()


def open_count(store_id: int) -> int:
    """How many coupons can be used today, counted no further than a thousand."""
    usable = select(Coupon.id).where(Coupon.store_id == store_id, Coupon.closed_at.is_(None)).limit(MOST).subquery()
    return db.session.scalar(select(func.count()).select_from(usable)) or 0


def of_customer(customer_id: Any, store_id: int, limit: int = 12) -> Sequence[Any]:
    """A customer's coupons: those that can be used first, then the newest."""
    rows = _coupons().where(Coupon.customer_id == customer_id, Coupon.store_id == store_id)
    return db.session.execute(rows.order_by(Coupon.closed_at.is_not(None), Coupon.id.desc()).limit(limit + 1)).all()


def coupon_for(store_id: int, coupon_id: int) -> Any | None:
    """One coupon of the reader's store, or None."""
    return db.session.execute(_coupons().where(Coupon.id == coupon_id, Coupon.store_id == store_id)).first()


def ledger_of(coupon_id: int) -> Sequence[Any]:
    """Everything that has happened to one coupon, in order."""
    rows: Sequence[Any] = db.session.execute(
        _lines().where(CouponEntry.coupon_id == coupon_id).order_by(CouponEntry.no)
    ).all()
    return rows


def offers_of(store_id: int) -> Sequence[Any]:
    """The store's offers with their benefits, one row each benefit."""
    return db.session.execute(
        select(
            Offer.id, Offer.code, Offer.trigger, Offer.name, Offer.name_en, Offer.active,
            Benefit.kind.label("benefit_kind"), Benefit.name.label("benefit"), Benefit.name_en.label("benefit_en"),
            Benefit.face_fen, Benefit.valid_days, Benefit.uses, Benefit.scope, Benefit.scope_en, Benefit.legal_check,
        )
        .join(Benefit, Benefit.offer_id == Offer.id)
        .where(Offer.store_id == store_id)
        .order_by(Offer.id, Benefit.position)
    ).all()  # fmt: skip


def campaigns(store_id: int, limit: int = 6) -> Sequence[Any]:
    """The latest campaigns with how far each has come."""
    return db.session.execute(
        select(
            Campaign.id, Campaign.cause, Campaign.people, Campaign.issued, Campaign.done_at, Campaign.at,
            Offer.name, Offer.name_en, Offer.trigger, Staff.name.label("by"), Staff.name_en.label("by_en"),
        )
        .join(Offer, Offer.id == Campaign.offer_id)
        .outerjoin(Staff, Staff.id == Campaign.by_id)
        .where(Campaign.store_id == store_id)
        .order_by(Campaign.id.desc())
        .limit(limit)
    ).all()  # fmt: skip


def campaign_of(offer_id: int, cause: str) -> Campaign | None:
    """The campaign of an offer for a cause, once it has been started."""
    return db.session.scalar(select(Campaign).where(Campaign.offer_id == offer_id, Campaign.cause == cause))


def open_requests(store_id: int, limit: int = 20) -> Sequence[Any]:
    """Gifts that wait for somebody's decision, the oldest first."""
    return db.session.execute(
        select(
            CouponRequest.id, CouponRequest.why, CouponRequest.value_fen, CouponRequest.at, CouponRequest.by_id,
            CouponRequest.customer_id, Offer.name, Offer.name_en, Customer.name.label("customer"), Customer.sex,
            Customer.kind.label("customer_kind"), Staff.name.label("by"), Staff.name_en.label("by_en"),
        )
        .join(Offer, Offer.id == CouponRequest.offer_id)
        .join(Customer, Customer.id == CouponRequest.customer_id)
        .join(Staff, Staff.id == CouponRequest.by_id)
        .outerjoin(CouponDecision, CouponDecision.request_id == CouponRequest.id)
        .where(CouponRequest.store_id == store_id, CouponDecision.id.is_(None))
        .order_by(CouponRequest.id)
        .limit(limit)
    ).all()  # fmt: skip


def request_for(store_id: int, request_id: int) -> CouponRequest | None:
    """One request of the reader's store."""
    return db.session.scalar(
        select(CouponRequest).where(CouponRequest.id == request_id, CouponRequest.store_id == store_id)
    )
