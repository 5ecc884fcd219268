"""Many at once: one winner for each coupon, one coupon for each cause (R4, T4)."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, literal, select

from crm.coupons import actions
from crm.coupons.actions.causes import offer_for
from crm.coupons.models import Campaign, CampaignMember, Coupon, CouponEntry
from crm.coupons.offers import Trigger
from crm.customers.models import Customer
from crm.shared import settings
from crm.shared.db import db
from crm.shared.stamp import machine
from tests.databases import Template
from tests.makers import make_coupon, make_customer
from tests.support import sign_in, stamp_of


def at_once(n: int, work: Any) -> list[Any]:
    """`work(i)` for each i, all let go at the same moment."""
    start = Barrier(n)

    def one(i: int) -> Any:
        start.wait(30)
        return work(i)

    with ThreadPoolExecutor(n) as pool:
        return list(pool.map(one, range(n)))


def number(model: Any, *where: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0


@pytest.mark.parametrize("cashiers", [2, 50])
def test_a_coupon_has_one_winner_and_the_others_hear_who(app: Flask, template: Template, cashiers: int) -> None:
    """Two applications over one database, as two web workers are, and fifty counters."""
    from crm.app import create_app

    second = create_app(
        {"database_url": template.url(template.own), "testing": True, "extra": {"WTF_CSRF_ENABLED": False}}
    )
    with app.app_context():
        code = make_coupon(position=2).code
        db.session.commit()
    clients = [sign_in((app, second)[n % 2].test_client(), ("service", "manager")[n // 2 % 2]) for n in range(cashiers)]
    answers = at_once(cashiers, lambda n: clients[n].post("/redeem", data={"code": code, "idempotency_key": f"k{n}"}))
    assert Counter(answer.status_code for answer in answers) == {303: 1, 422: cashiers - 1}
    lost = [answer.get_data(as_text=True) for answer in answers if answer.status_code == 422]
    assert all("This coupon was used on" in page and ("by Olga" in page or "by Max" in page) for page in lost)
    with app.app_context():
        assert number(CouponEntry, CouponEntry.kind == "redeemed") == 1
        coupon = db.session.scalars(select(Coupon)).one()
        assert (coupon.uses_left, coupon.left_fen, coupon.entry_no) == (0, 0, 2)
    with second.app_context():
        db.session.remove()
        db.engine.dispose()


def test_a_redemption_is_taken_back_by_one_of_two_managers(app: Flask) -> None:
    with app.app_context():
        made = make_coupon(position=2)
        coupon_id, code = made.id, made.code
        db.session.commit()
    sign_in(app.test_client(), "service").post("/redeem", data={"code": code})
    clients = [sign_in(app.test_client(), who) for who in ("manager", "gm")]
    answers = at_once(2, lambda n: clients[n].post(f"/coupons/{coupon_id}/reversal", data={"reason": "wrong car"}))
    assert sorted(answer.status_code for answer in answers) in ([303, 409], [303, 422])
    with app.app_context():
        assert number(CouponEntry, CouponEntry.kind == "reversed") == 1
        assert db.session.scalar(select(Coupon.uses_left)) == 1


def campaign_of(app: Flask, people: int) -> int:
    with app.app_context():
        for n in range(people):
            make_customer(f"C{n}", f"1390000{n:04}")
        stamp = machine(stamp_of("service").store_id, stamp_of("service").at)
        settings.change("coupons.step", 100, stamp)
        offer = offer_for(Trigger.CHURN, stamp.store_id)
        assert offer is not None
        rows = select(
            Customer.store_id, Customer.id.label("customer_id"), literal("race").label("cause"),
            literal("coupons.by_hand").label("reason_code"), literal(1).label("rule_version"),
            literal({"why": "test"}, CampaignMember.facts.type).label("facts"),
        ).where(Customer.store_id == stamp.store_id)  # fmt: skip
        campaign = actions.start_campaign(offer.id, "race", rows, stamp)
        assert campaign is not None
        found = campaign.id
        db.session.commit()
        return found


def test_two_workers_at_once_issue_each_coupon_once(app: Flask) -> None:
    """Even without the lease that keeps two workers from one job."""
    campaign_id = campaign_of(app, 240)

    def work(_n: int) -> int:
        with app.app_context():
            try:
                stamp = machine(stamp_of("service").store_id, stamp_of("service").at)
                made = actions.issue_campaign(campaign_id, stamp, db.session.commit)
                db.session.commit()
                return made
            finally:
                db.session.remove()

    made = at_once(2, work)
    with app.app_context():
        assert sum(made) == number(Coupon) == number(CouponEntry) == 480
        assert db.session.scalar(select(func.count(Coupon.code.distinct()))) == 480
        campaign = db.session.get_one(Campaign, campaign_id)
        assert campaign.done_at is not None and campaign.issued <= 480


def test_two_clocks_at_once_start_one_campaign(app: Flask) -> None:
    with app.app_context():
        stamp = machine(stamp_of("service").store_id, stamp_of("service").at)
        offer = offer_for(Trigger.LOYALTY, stamp.store_id)
        assert offer is not None
        offer_id = offer.id
        make_customer()
        db.session.commit()

    def work(_n: int) -> bool:
        with app.app_context():
            try:
                rows = select(
                    Customer.store_id, Customer.id.label("customer_id"), literal("2026-H1").label("cause"),
                    literal("coupons.by_hand").label("reason_code"), literal(1).label("rule_version"),
                    literal({"why": "test"}, CampaignMember.facts.type).label("facts"),
                ).where(Customer.store_id == stamp.store_id)  # fmt: skip
                started = actions.start_campaign(offer_id, "2026-H1", rows, stamp)
                db.session.commit()
                return started is not None
            finally:
                db.session.remove()

    assert sorted(at_once(2, work)) == [False, True]
    with app.app_context():
        assert number(Campaign) == number(CampaignMember) == 1
