"""At the counter: a coupon is used by one conditional UPDATE with its ledger line, so there is one winner (R4, T4)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case, insert, select, update

from crm.coupons import queries
from crm.coupons.models import Benefit, Coupon, CouponEntry
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.reasons import say
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.shared.words import _

coupons: Any = Coupon.__table__
entries: Any = CouponEntry.__table__


def redeem(*, code: str, paper_no: str = "", stamp: Stamp) -> int:
    """Use a coupon once; the id of its ledger line. Refused in the cashier's words when it cannot be used."""
    found = queries.by_code(code)
    refusal = queries.refusal_of(found, code, stamp)
    if refusal or found is None:
        raise Refused(say(refusal.code, refusal.facts) if refusal else "", field="code")
    order_id, wrong = queries.deal_of(found, paper_no, stamp)
    if wrong:
        raise Refused(say(wrong.code, wrong.facts), field="paper_no")
    c = coupons.c
    face = select(Benefit.face_fen).where(Benefit.id == c.benefit_id).scalar_subquery()
    used = db.session.execute(
        update(coupons)
        .where(
            c.id == found.id, c.store_id == stamp.store_id, c.uses_left > 0, c.closed_at.is_(None),
            c.valid_from <= stamp.today, c.valid_until >= stamp.today,
        )
        .values(
            uses_left=c.uses_left - 1, left_fen=c.left_fen - face, entry_no=c.entry_no + 1,
            closed_at=case((c.uses_left == 1, stamp.at), else_=None),
        )
        .returning(c.entry_no)
    ).scalar()  # fmt: skip
    if used is None:  # somebody else was first, a moment ago
        late = queries.refusal_of(queries.by_code(code), code, stamp)
        raise Refused(say(late.code, late.facts) if late else _("Look this coupon up again."), field="code")
    return _enter(found.id, used, "redeemed", -1, -found.face_fen, stamp, paper_no=paper_no, order_id=order_id)


def reverse(coupon_id: int, *, reason: str, stamp: Stamp) -> int:
    """Take the last redemption back, with a reason: the coupon can be used again until its day. Once per redemption."""
    last = queries.last_redemption(coupon_id, stamp.store_id)
    if last is None:
        raise Refused(_("This coupon has not been redeemed, or that was taken back already."))
    c = coupons.c
    opened = db.session.execute(
        update(coupons)
        .where(c.id == coupon_id, c.store_id == stamp.store_id)
        .values(
            uses_left=c.uses_left - last.uses, left_fen=c.left_fen - last.amount_fen, entry_no=c.entry_no + 1,
            closed_at=None,
        )
        .returning(c.entry_no)
    ).scalar_one()  # fmt: skip
    return _enter(
        coupon_id, opened, "reversed", -last.uses, -last.amount_fen, stamp, reason=reason, of_entry_id=last.id
    )


def void(coupon_id: int, *, reason: str, stamp: Stamp) -> int:
    """Take an unused coupon out of the world, with a reason."""
    c = coupons.c
    held = db.session.execute(
        select(c.uses_left, c.left_fen, c.entry_no)
        .where(c.id == coupon_id, c.store_id == stamp.store_id, c.closed_at.is_(None))
    ).first()  # fmt: skip
    if held is None:
        raise Refused(_("This coupon is used or closed; there is nothing to take back."))
    closed: Any = db.session.execute(
        update(coupons)
        .where(c.id == coupon_id, c.entry_no == held.entry_no, c.closed_at.is_(None))
        .values(uses_left=0, left_fen=0, entry_no=held.entry_no + 1, closed_at=stamp.at)
    )
    if closed.rowcount != 1:
        raise Refused(_("Somebody has just used this coupon. Look at it again."))
    return _enter(coupon_id, held.entry_no + 1, "void", -held.uses_left, -held.left_fen, stamp, reason=reason)


def _enter(coupon_id: int, no: int, kind: str, uses: int, amount_fen: int, stamp: Stamp, **more: Any) -> int:
    """One line of the ledger; `no` is unique per coupon, so no two lines can follow the same one."""
    line = {
        "store_id": stamp.store_id, "coupon_id": coupon_id, "no": no, "kind": kind, "uses": uses,
        "amount_fen": amount_fen, "paper_no": "", "reason": "", "by_id": stamp.by.id, "at": stamp.at, **more,
    }  # fmt: skip
    entered = db.session.execute(insert(entries).values(**line).returning(entries.c.id)).scalar_one()
    raise_topic(stamp.store_id, "coupons")
    return int(entered)
