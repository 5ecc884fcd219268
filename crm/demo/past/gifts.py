"""The winning-back gift of some months ago, as the store's rows tell it: coupons issued, presented, or expired."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from crm.coupons.codes import BITS, code_from
from crm.coupons.models import Benefit, Campaign, CampaignMember, Coupon, CouponEntry
from crm.coupons.offers import Kind
from crm.coupons.rules import RULE_VERSION
from crm.demo.past.cars import Trial
from crm.shared.clock import dice
from crm.shared.db import db, insert_missing
from crm.shared.pour import next_ids, pour
from crm.shared.stamp import Stamp

Row = dict[str, Any]


class Winning(NamedTuple):
    """A car that was away: whose it is, its last visit before the gift, and how it went."""

    customer_id: int
    vehicle_id: int
    visit_id: int
    last_on: date
    trial: Trial


class Gift:
    """One store's campaign; `until`: the last day that its ledger tells of."""

    def __init__(self, offer_id: int, gift_on: date, until: date, cashier_id: int, stamp: Stamp) -> None:
        self.gift_on, self.until, self.cashier_id, self.stamp = gift_on, until, cashier_id, stamp
        self.at = self._time(gift_on, 2)
        cause = f"churn:{gift_on}"
        signed = {"store_id": stamp.store_id, "by_id": None, "at": self.at}
        begun = {"offer_id": offer_id, "cause": cause, "people": 0, "issued": 0, "reached_id": 0, "done_at": self.at}
        insert_missing(Campaign, [{**signed, **begun}])
        mine = select(Campaign.id).where(Campaign.offer_id == offer_id, Campaign.cause == cause)
        self.campaign_id = db.session.scalars(mine).one()
        of_offer = select(Benefit).where(Benefit.offer_id == offer_id).order_by(Benefit.position)
        self.benefits = db.session.scalars(of_offer).all()
        db.session.expunge_all()

    def _time(self, day: date, hour: int) -> datetime:
        return datetime.combine(day, time(hour), ZoneInfo(self.stamp.zone))

    def write(self, winnings: Sequence[Winning]) -> int:
        """Members, coupons and ledger of those who got it; the number of rows."""
        given = [one for one in winnings if one.trial.given]
        coupons: list[Row] = []
        lines: list[Row] = []
        for one in given:
            for benefit in self.benefits:
                self._coupon(one, benefit, coupons, lines)
        for row, new_id in zip(coupons, next_ids(Coupon, len(coupons)), strict=True):
            row["id"] = new_id
        for line in lines:
            line["coupon_id"] = coupons[line["coupon_id"]]["id"]
        rows = pour(CampaignMember, [{**self._because(one), "campaign_id": self.campaign_id} for one in given])
        rows += pour(Coupon, coupons) + pour(CouponEntry, lines)
        grown = {"people": Campaign.people + len(given), "issued": Campaign.issued + len(coupons)}
        counted = update(Campaign).where(Campaign.id == self.campaign_id).values(**grown)
        db.session.execute(counted.execution_options(synchronize_session=False))
        return rows

    def _because(self, one: Winning) -> Row:
        return {
            "store_id": self.stamp.store_id, "customer_id": one.customer_id, "vehicle_id": one.vehicle_id,
            "cause": f"churned:{one.visit_id}", "reason_code": "coupons.churn", "rule_version": RULE_VERSION,
            "facts": {"last_visit_on": one.last_on.isoformat(), "state": "churned"},
        }  # fmt: skip

    def _coupon(self, one: Winning, benefit: Benefit, coupons: list[Row], lines: list[Row]) -> None:
        """One coupon with its ledger: the one for the workshop is presented by those who came back with it."""
        last_day = self.gift_on + timedelta(days=benefit.valid_days)
        worth = benefit.face_fen * benefit.uses
        used = one.trial.presented and benefit.kind == Kind.SERVICE and one.trial.back_on is not None
        over = not used and last_day < self.until
        ends = self._time(one.trial.back_on, 16) if used and one.trial.back_on else None
        ends = self._time(last_day + timedelta(days=1), 1) if over else ends
        signed = {"store_id": self.stamp.store_id, "coupon_id": len(coupons)}
        lines.append({**signed, "no": 1, "kind": "issued", "uses": benefit.uses, "amount_fen": worth, "at": self.at})
        if ends is not None:
            lines.append({
                **signed, "no": 2, "kind": "redeemed" if used else "expired", "uses": -benefit.uses,
                "amount_fen": -worth, "at": ends, "by_id": self.cashier_id if used else None,
                "paper_no": f"RO{ends:%y%m%d}{one.vehicle_id % 10_000:04d}" if used else "",
            })  # fmt: skip
        coupons.append({
            **self._because(one), "offer_id": benefit.offer_id, "benefit_id": benefit.id,
            "campaign_id": self.campaign_id, "code": code_from(dice.bits(BITS)), "issued_at": self.at,
            "valid_from": self.gift_on, "valid_until": last_day, "uses_left": 0 if ends else benefit.uses,
            "left_fen": 0 if ends else worth, "entry_no": 2 if ends else 1, "closed_at": ends,
        })  # fmt: skip
