"""Issuing coupons while workers are killed: nothing lost, nothing doubled, and the ledger adds up (R1)."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, literal, select

from crm.coupons.actions import issue_campaign, start_campaign
from crm.coupons.actions.causes import offer_for
from crm.coupons.models import Campaign, CampaignMember, Coupon, CouponEntry
from crm.coupons.offers import Trigger
from crm.customers.models import Customer
from crm.imports.bulk import write_customers
from crm.shared import settings
from crm.shared.clock import clock
from crm.shared.db import db
from crm.shared.queue import Outbox
from crm.shared.stamp import machine
from jobs.runner import run_all, run_tick
from tests.torture.conftest import House

BATCH = 1_000
PEOPLE = BATCH * 2 + BATCH // 2  # three batches, the last one not full
BENEFITS = 2  # the coming-back gift: a voucher and a throttle cleaning


@pytest.fixture
def asked(house: House) -> int:
    """A campaign for 2,500 people, asked for and rung; the id of its outbox row."""
    run_tick(clock.now())
    run_all()  # what the timetable owes is done, so that the killed workers have this one job
    stamp = machine(1, clock.now())
    settings.change("coupons.step", BATCH, stamp)
    rows = [{"name": f"C{n}", "phone": f"15{n:09}"} for n in range(PEOPLE)]
    ids = list(write_customers(1, rows, stamp, searchable=False))
    offer = offer_for(Trigger.CHURN, 1)
    assert offer is not None
    people = select(
        Customer.store_id, Customer.id.label("customer_id"), literal("kill").label("cause"),
        literal("coupons.by_hand").label("reason_code"), literal(1).label("rule_version"),
        literal({"why": "test"}, CampaignMember.facts.type).label("facts"),
    ).where(Customer.store_id == 1, Customer.id >= min(ids), Customer.id <= max(ids))  # fmt: skip
    campaign = start_campaign(offer.id, "kill", people, stamp)
    assert campaign is not None and campaign.people == PEOPLE
    db.session.commit()
    found = db.session.scalar(select(Outbox.id).where(Outbox.job == "jobs.coupons.issue_campaign"))
    assert found is not None
    db.session.rollback()  # SQLite: this process must not hold the lock while the workers write
    return found


def number(model: Any) -> int:
    found = db.session.scalar(select(func.count()).select_from(model)) or 0
    db.session.rollback()
    return found


def state_of(outbox_id: int) -> tuple[int, bool]:
    """How often the row was taken, and whether it is done."""
    tries, done_at = db.session.execute(select(Outbox.tries, Outbox.done_at).where(Outbox.id == outbox_id)).one()
    db.session.rollback()
    return tries, done_at is not None


def everything_is_right() -> None:
    assert number(Coupon) == number(CouponEntry) == PEOPLE * BENEFITS
    per_person = select(func.count(Coupon.id)).group_by(Coupon.customer_id)
    assert set(db.session.scalars(per_person)) == {BENEFITS}
    sums = select(func.sum(CouponEntry.uses), func.sum(CouponEntry.amount_fen))
    assert tuple(map(int, db.session.execute(sums).one())) == (PEOPLE * BENEFITS, PEOPLE * (20_000 + 11_800))
    left = select(func.sum(Coupon.uses_left), func.sum(Coupon.left_fen), func.count(Coupon.code.distinct()))
    assert tuple(map(int, db.session.execute(left).one())) == (PEOPLE * 2, PEOPLE * 31_800, PEOPLE * 2)
    campaign = db.session.scalars(select(Campaign).where(Campaign.cause == "kill")).one()
    assert campaign.issued == PEOPLE * BENEFITS and campaign.done_at is not None


def test_killed_between_batches_and_again_in_the_recovery_the_next_worker_goes_on_where_it_stood(
    house: House, asked: int
) -> None:
    for crash, standing in (("checkpoint:1", BATCH), ("checkpoint:1", BATCH * 2), ("before-finish:1", PEOPLE)):
        assert house.work_off(house.worker("bulk", CRASH_AT=crash)) == [137]
        assert number(Coupon) == number(CouponEntry) == standing * BENEFITS, "whole batches only"
        house.a_minute_later()
    assert house.work_off(house.worker("bulk"), house.worker("bulk")) == [0, 0]
    assert state_of(asked) == (4, True)
    everything_is_right()


def test_kill_9_at_any_moment_loses_and_doubles_nothing(
    house: House, asked: int, until: Callable[[Callable[[], bool]], None]
) -> None:
    chance = random.Random(20260318)
    for _ in range(3):
        tries, worker = state_of(asked)[0], house.worker("bulk")
        until(lambda before=tries: state_of(asked)[0] > before or state_of(asked)[1])  # type: ignore[misc]
        time.sleep(chance.uniform(0, 0.25))
        worker.send_signal(signal.SIGKILL)
        worker.wait(10)
        made = number(Coupon)
        assert made == number(CouponEntry) and made % BENEFITS == 0
        house.a_minute_later()
    house.work_off(house.worker("bulk"))
    everything_is_right()


@pytest.mark.usefixtures("asked")
def test_run_once_more_it_makes_nothing() -> None:
    run_all()
    everything_is_right()
    campaign_id = db.session.scalar(select(Campaign.id))
    assert campaign_id is not None and issue_campaign(campaign_id, machine(1, clock.now())) == 0
    db.session.execute(Campaign.__table__.update().values(reached_id=0))  # even when it forgets how far it came
    assert issue_campaign(campaign_id, machine(1, clock.now())) == 0
    db.session.commit()
    assert number(Coupon) == number(CouponEntry) == PEOPLE * BENEFITS
