"""What the counter needs to know of one code, in one statement whether it exists or not (T5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from crm.coupons import codes, rules
from crm.coupons.models import Benefit, CodeTry, Coupon, CouponEntry, Offer
from crm.customers.models import Customer
from crm.shared import settings
from crm.shared.db import db
from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp
from crm.staff.models import Staff, Store
from crm.vehicles.models import Vehicle

NO_CODE = "-"


def by_code(typed: str) -> Any | None:
    """The coupon of a code as the counter sees it, with its newest ledger line and who wrote it."""
    last, first, writer = aliased(CouponEntry), aliased(CouponEntry), aliased(Staff)
    return db.session.execute(
        select(
            Coupon.id, Coupon.store_id, Coupon.code, Coupon.valid_from, Coupon.valid_until, Coupon.uses_left,
            Coupon.left_fen, Coupon.closed_at, Coupon.giver_id, Coupon.reason_code, Coupon.facts, Coupon.customer_id,
            Benefit.kind.label("benefit_kind"), Benefit.name, Benefit.name_en, Benefit.face_fen, Benefit.scope,
            Benefit.scope_en, Benefit.uses, Benefit.legal_check, Offer.name.label("offer"),
            Offer.name_en.label("offer_en"), Customer.name.label("customer"), Customer.sex,
            Customer.kind.label("customer_kind"), Customer.phone, Vehicle.plate, Vehicle.energy,
            last.kind.label("last_kind"), last.at.label("last_at"), last.paper_no.label("last_paper"),
            writer.name.label("last_by"), writer.name_en.label("last_by_en"), first.by_id.label("issued_by"),
        )
        .join(Benefit, Benefit.id == Coupon.benefit_id)
        .join(Offer, Offer.id == Coupon.offer_id)
        .join(Customer, Customer.id == Coupon.customer_id)
        .join(last, (last.coupon_id == Coupon.id) & (last.no == Coupon.entry_no))
        .join(first, (first.coupon_id == Coupon.id) & (first.no == 1))
        .outerjoin(writer, writer.id == last.by_id)
        .outerjoin(Vehicle, Vehicle.id == Coupon.vehicle_id)
        .where(Coupon.code == (codes.read_code(typed) or NO_CODE))
    ).first()  # fmt: skip


def refusal_of(found: Any | None, typed: str, stamp: Stamp) -> Reason | None:
    """Why it cannot be used here and now, or None. Nothing is told of another store's coupon."""
    if found is None:
        code = codes.read_code(typed)
        return Reason("coupons.mistyped" if code and not codes.checks(code) else "coupons.unknown")
    held = rules.Held(
        store_id=found.store_id, valid_from=found.valid_from, valid_until=found.valid_until,
        uses_left=found.uses_left, closed=found.closed_at is not None, givers={found.giver_id, found.issued_by},
        last_kind=found.last_kind, last_on=found.last_at.astimezone(ZoneInfo(stamp.zone)).date().isoformat(),
        last_by=found.last_by or "",
    )  # fmt: skip
    return rules.refusal(held, today=stamp.today, store_id=stamp.store_id, cashier_id=stamp.by.id)


def too_many_tries(stamp: Stamp) -> bool:
    """Whether this person has asked for too many unknown codes within a minute."""
    tries = select(func.count()).where(CodeTry.staff_id == stamp.by.id, CodeTry.at > stamp.at - timedelta(minutes=1))
    return (db.session.scalar(tries) or 0) >= settings.of(stamp.store_id)[rules.TRIES_A_MINUTE]


def last_redemption(coupon_id: int, store_id: int) -> Any | None:
    """The newest redemption that has not been taken back."""
    back = aliased(CouponEntry)
    return db.session.execute(
        select(CouponEntry.id, CouponEntry.uses, CouponEntry.amount_fen)
        .outerjoin(back, back.of_entry_id == CouponEntry.id)
        .where(
            CouponEntry.coupon_id == coupon_id, CouponEntry.store_id == store_id, CouponEntry.kind == "redeemed",
            back.id.is_(None),
        )
        .order_by(CouponEntry.no.desc())
        .limit(1)
    ).first()  # fmt: skip


def _lines() -> Any:
    return (
        select(
            CouponEntry.id, CouponEntry.coupon_id, CouponEntry.kind, CouponEntry.at, CouponEntry.uses,
            CouponEntry.amount_fen, CouponEntry.paper_no, CouponEntry.reason, Benefit.name, Benefit.name_en,
            Benefit.face_fen, Benefit.kind.label("benefit_kind"), Customer.name.label("customer"), Customer.sex,
            Customer.kind.label("customer_kind"), Staff.name.label("by"), Staff.name_en.label("by_en"),
            Coupon.uses_left,
        )
        .join(Coupon, Coupon.id == CouponEntry.coupon_id)
        .join(Benefit, Benefit.id == Coupon.benefit_id)
        .join(Customer, Customer.id == Coupon.customer_id)
        .outerjoin(Staff, Staff.id == CouponEntry.by_id)
    )  # fmt: skip


def used_today(store_id: int, since: datetime, limit: int = 20) -> Sequence[Any]:
    """Today's redemptions that still stand, newest first; one more than is shown."""
    back = aliased(CouponEntry)
    found: Sequence[Any] = db.session.execute(
        _lines()
        .outerjoin(back, back.of_entry_id == CouponEntry.id)
        .where(
            CouponEntry.store_id == store_id, CouponEntry.kind == "redeemed", CouponEntry.at >= since, back.id.is_(None)
        )
        .order_by(CouponEntry.at.desc(), CouponEntry.id.desc())
        .limit(limit + 1)
    ).all()
    return found


def entry_shown(entry_id: int, store_id: int) -> Any | None:
    """One ledger line, for the green page after a redemption."""
    found: Any | None = db.session.execute(
        _lines().where(CouponEntry.id == entry_id, CouponEntry.store_id == store_id)
    ).first()
    return found


def public_coupon(code: str) -> Any | None:
    """What the customer's own page shows: the offer, the store, the validity, the code. Nobody's name."""
    return db.session.execute(
        select(
            Coupon.code, Coupon.store_id, Coupon.valid_from, Coupon.valid_until, Coupon.uses_left, Coupon.closed_at,
            Benefit.kind, Benefit.name, Benefit.name_en, Benefit.face_fen, Benefit.scope, Benefit.scope_en,
            Store.name.label("store"), Store.name_en.label("store_en"), Store.phone.label("store_phone"), Store.address,
            Store.zone,
        )
        .join(Benefit, Benefit.id == Coupon.benefit_id)
        .join(Store, Store.id == Coupon.store_id)
        .where(Coupon.code == (codes.read_code(code) or NO_CODE))
    ).first()  # fmt: skip
