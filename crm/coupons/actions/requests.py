"""Giving by hand: somebody asks and says why, somebody who may decides; never one's own above the limit (A-25, T6)."""

from __future__ import annotations

from sqlalchemy import func, select

from crm.coupons import rules
from crm.coupons.actions.giving import give_rows
from crm.coupons.models import Benefit, CouponDecision, CouponRequest, Offer
from crm.shared import settings
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp
from crm.shared.words import _
from crm.staff.rules import Right


def request_gift(
    *, customer_id: int, offer_id: int, why: str, vehicle_id: int | None = None, stamp: Stamp
) -> CouponRequest:
    """Ask to give an offer to a customer. Who may approve it, and may approve this one, gives it at once."""
    offer = db.session.get(Offer, offer_id)
    if offer is None or offer.store_id != stamp.store_id or not offer.active:
        raise Refused(_("This offer is not given any longer."), field="offer_id")
    value = db.session.scalar(select(func.sum(Benefit.face_fen * Benefit.uses)).where(Benefit.offer_id == offer_id))
    asked = CouponRequest(
        store_id=stamp.store_id, offer_id=offer_id, customer_id=customer_id, vehicle_id=vehicle_id, why=why,
        value_fen=int(value or 0),
    )  # fmt: skip
    asked.sign(stamp)
    db.session.add(asked)
    db.session.flush()
    if stamp.by.can(Right.REVERSE) and _may(asked, stamp):
        decide(asked, verdict="approved", stamp=stamp)
    return asked


def decide(asked: CouponRequest, *, verdict: str, note: str = "", stamp: Stamp) -> CouponDecision:
    """Approve (the coupons are issued with it) or refuse; one answer per request, by the unique key."""
    if not _may(asked, stamp):
        raise Refused(_("You asked for this yourself; above this value somebody else decides."))
    if verdict == "refused" and not note.strip():
        raise Refused(_("Say in a word why not."), field="note")
    if db.session.scalar(select(CouponDecision.id).where(CouponDecision.request_id == asked.id)):
        raise Refused(_("This request has been decided already."))
    decision = CouponDecision(store_id=stamp.store_id, request_id=asked.id, verdict=verdict, note=note.strip())
    decision.sign(stamp)
    db.session.add(decision)
    db.session.flush()
    if verdict == "approved":
        benefits = db.session.scalars(
            select(Benefit).where(Benefit.offer_id == asked.offer_id).order_by(Benefit.position)
        ).all()
        give_rows(benefits, _who(asked), stamp)
    return decision


def _who(asked: CouponRequest) -> dict[str, object]:
    why = Reason("coupons.by_hand", {"why": asked.why})
    return {
        "store_id": asked.store_id, "customer_id": asked.customer_id, "vehicle_id": asked.vehicle_id,
        "cause": f"request:{asked.id}", "giver_id": asked.by_id, "reason_code": why.code, "facts": dict(why.facts),
        "rule_version": rules.RULE_VERSION,
    }  # fmt: skip


def _may(asked: CouponRequest, stamp: Stamp) -> bool:
    limit = settings.of(stamp.store_id)[rules.APPROVAL_FEN]
    return rules.may_approve(asked_by=asked.by_id, person_id=stamp.by.id, value_fen=asked.value_fen, limit_fen=limit)
