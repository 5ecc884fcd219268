"""A store's past from the first batch to the last: what it is drawn from, how far it is, how fast it goes."""

from __future__ import annotations

import time as waiting
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from crm.coupons.actions.causes import offer_for
from crm.coupons.offers import Trigger
from crm.demo.past import season
from crm.demo.past.cars import Frame
from crm.demo.past.endings import Sellers
from crm.demo.past.gifts import Gift
from crm.demo.past.people import STORE_STRIDE, Plan
from crm.demo.past.season import Season
from crm.demo.past.truth import Truth
from crm.demo.past.writing import Past
from crm.demo.story import give_way
from crm.shared import settings
from crm.shared.db import db
from crm.shared.pour import know_sizes
from crm.shared.stamp import Stamp
from crm.staff.queries import people_with
from crm.staff.rules import Role

BATCH = 500
GIFT_DAYS = 240  # ago: its window and the coupons' half year are over
OPEN_SHARE = 0.1  # of those without a car, in a store that does not live its days


@dataclass(frozen=True)
class Wanted:
    """How much of a past a store gets. `lived_days`: the last ones are not written but lived."""

    customers: int
    vehicles: int
    years: int
    lived_days: int = 0
    number: int = 0  # of the store, from 0
    seed: int = 0
    truth: Path | None = None


def fill(wanted: Wanted, stamp: Stamp, say: Callable[[str], None]) -> int:
    """Write what is missing of the store's past; the number of rows written now."""
    past = _past(wanted, stamp)
    db.session.commit()
    total, began, first = 0, waiting.monotonic(), past.parts_done()
    db.session.rollback()
    if first == 0:
        past.truth.begin()
    batches = -(-wanted.customers // BATCH)
    for number in range(first, batches):
        total += past.write(number, min(BATCH, wanted.customers - number * BATCH))
        db.session.expunge_all()
        give_way()
        if (number + 1) % 20 == 0 and number + 1 < batches:
            say(f"  {(number + 1) * BATCH:,} of {wanted.customers:,} customers, {_rate(total, began)}")
    past.truth.close()
    know_sizes()
    say(f"{wanted.customers:,} customers with their past are on file: {total:,} rows, {_rate(total, began)}")
    return total


def _rate(rows: int, began: float) -> str:
    return f"{rows / max(0.001, waiting.monotonic() - began):,.0f} rows/s"


def _past(wanted: Wanted, stamp: Stamp) -> Past:
    today = stamp.today
    begin, last = today - timedelta(days=365 * wanted.years), today - timedelta(days=1)
    sold_until = today - timedelta(days=wanted.lived_days + 2)
    frame = Frame(begin, last, Season(begin, last, season.workshop), today - timedelta(days=GIFT_DAYS))
    plan = Plan(
        f"{wanted.seed}:{wanted.number}", frame, Season(begin, sold_until, season.showroom), sold_until, stamp.at,
        cars_share=wanted.vehicles / max(1, wanted.customers), open_share=0.0 if wanted.lived_days else OPEN_SHARE,
        offset=wanted.number * STORE_STRIDE,
    )  # fmt: skip
    return Past(plan, _sellers(stamp), _gift(frame.gift_on, last, stamp), Truth(wanted.truth), stamp)


def _sellers(stamp: Stamp) -> Sellers:
    advisors = [one.id for one in people_with(stamp.store_id, Role.ADVISOR, Role.LEADER) if one.id]
    reviewer = next(one.id for one in people_with(stamp.store_id, Role.SUPERVISOR, Role.MANAGER) if one.id)
    return Sellers(stamp.store_id, stamp.zone, advisors, reviewer, dict(settings.of(stamp.store_id)))


def _gift(gift_on: date, last: date, stamp: Stamp) -> Gift | None:
    offer = offer_for(Trigger.CHURN, stamp.store_id)
    cashier = next((one.id for one in people_with(stamp.store_id, Role.SERVICE) if one.id), None)
    return Gift(offer.id, gift_on, last, cashier, stamp) if offer and cashier else None
