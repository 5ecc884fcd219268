"""Whatever is done to coupons in whatever order, the ledger adds up and nothing is used twice (R4, T6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import g
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from crm.coupons import actions
from crm.coupons.models import Coupon, CouponEntry
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import machine
from tests.makers import make_coupon, make_customer
from tests.support import stamp_of

PICK = st.integers(0, 5)


class Counter(RuleBasedStateMachine):
    """Mary gives, Olga redeems, Max takes back, the night lets run out; the clock goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.people = {name: stamp_of(name) for name in ("marketing", "service", "manager")}
        self.customer = make_customer()
        self.coupons: list[tuple[int, str]] = []
        self.uses: dict[int, int] = {}  # what a model of three lines says is left
        self.days = 0

    def teardown(self) -> None:
        db.session.rollback()

    def stamp(self, who: str) -> Any:
        return replace(self.people[who], at=self.people[who].at + timedelta(days=self.days))

    def try_to(self, action: Any, *args: Any, **more: Any) -> bool:
        try:
            with db.session.begin_nested():
                action(*args, **more)
        except Refused:
            return False
        return True

    @rule()
    def give(self) -> None:
        if len(self.coupons) < 6:
            made = make_coupon(self.customer, position=2, cause=f"c{len(self.coupons)}", stamp=self.stamp("marketing"))
            self.coupons.append((made.id, made.code))
            self.uses[made.id] = 1
            db.session.expire_all()

    @rule(pick=PICK)
    def redeem(self, pick: int) -> None:
        for coupon_id, code in self.coupons[pick : pick + 1]:
            worked = self.try_to(actions.redeem, code=code, stamp=self.stamp("service"))
            assert worked == (self.uses[coupon_id] == 1 and not self.over(coupon_id))
            self.uses[coupon_id] -= worked

    @rule(pick=PICK)
    def take_back(self, pick: int) -> None:
        for coupon_id, _code in self.coupons[pick : pick + 1]:
            if self.try_to(actions.reverse, coupon_id, reason="wrong car", stamp=self.stamp("manager")):
                assert self.uses[coupon_id] == 0, "only what was redeemed can be taken back"
                self.uses[coupon_id] = 1

    @rule(pick=PICK)
    def void(self, pick: int) -> None:
        for coupon_id, _code in self.coupons[pick : pick + 1]:
            if self.try_to(actions.void, coupon_id, reason="by mistake", stamp=self.stamp("manager")):
                assert self.uses[coupon_id] == 1
                self.uses[coupon_id] = 0

    @rule(days=st.integers(1, 120))
    def time_goes_on(self, days: int) -> None:
        self.days += days

    @rule()
    def night(self) -> None:
        stamp = self.stamp("service")
        actions.expire(stamp.store_id, machine(stamp.store_id, stamp.at))
        for coupon_id, _code in self.coupons:
            if self.over(coupon_id):
                self.uses[coupon_id] = 0

    def over(self, coupon_id: int) -> bool:
        until = db.session.scalar(select(Coupon.valid_until).where(Coupon.id == coupon_id))
        return bool(until and until < self.stamp("service").today)

    @invariant()
    def the_ledger_adds_up(self) -> None:
        sums = select(CouponEntry.coupon_id, func.sum(CouponEntry.uses), func.sum(CouponEntry.amount_fen), func.count())
        booked = {row[0]: tuple(map(int, row[1:])) for row in db.session.execute(sums.group_by(CouponEntry.coupon_id))}
        rows = db.session.execute(select(Coupon.id, Coupon.uses_left, Coupon.left_fen, Coupon.entry_no))
        standing = {row[0]: tuple(row[1:]) for row in rows}
        assert booked == standing
        assert {coupon_id: row[0] for coupon_id, row in standing.items()} == self.uses
        assert all(0 <= uses <= 1 and fen == uses * 11_800 for uses, fen, _no in standing.values())


@pytest.mark.usefixtures("inside")
def test_the_ledger_adds_up_whatever_is_done() -> None:
    g.language = "en"
    run_state_machine_as_test(
        Counter,
        settings=settings(
            max_examples=25, stateful_step_count=30, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
