"""The product's pages held against the hidden truth of a made-up store (`./yuke demo judge`).

First the night's own work is done for the store (states, pairs), then what the pages say is compared, row by row, with
what `past.truth` has written: precision and recall with Wilson's intervals, AUC with its standard error's interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select

from crm.coupons.models import Coupon, CouponEntry
from crm.customers.models import Customer
from crm.demo.intervals import Figures, area, difference, hits_of, mean, pairs, share_of
from crm.demo.past.cars import WINDOW_DAYS
from crm.demo.past.filling import GIFT_DAYS
from crm.demo.past.truth import read
from crm.duplicates.actions.finding import find_pairs
from crm.duplicates.models import SuspectedPair
from crm.duplicates.rules import SURE
from crm.grading.queries.landmarks import told
from crm.grading.rules.landmark import case_of
from crm.grading.rules.measures import Share, order_holds
from crm.leads.rules import suggest
from crm.retention.actions import compute_states
from crm.retention.models import VehicleState
from crm.retention.rules import State
from crm.shared import settings
from crm.shared.db import db
from crm.shared.stamp import Stamp
from crm.workshop.models import ServiceVisit

GRADES = "HABC"
LOST = (State.CHURNED, State.AT_RISK)
BY_STATE = {State.LOYAL: 0, State.GENERAL: 1, State.LAPSING: 2, State.AT_RISK: 3, State.CHURNED: 4, State.NEVER: 5}
GONE_DAYS = 365  # who left longer ago than this is what "churned" means (F-40)


def judge(folder: Path, stamp: Stamp) -> dict[str, Figures]:
    """All comparisons of one store; `folder` holds its truth."""
    compute_states(stamp.store_id, stamp, db.session.commit)
    find_pairs(stamp, db.session.commit)
    db.session.commit()
    return {
        "retention": retention(folder, stamp),
        "grades": grades(folder, stamp),
        "duplicates": duplicates(folder, stamp),
        "gift": gift(folder, stamp),
    }


def retention(folder: Path, stamp: Stamp) -> Figures:
    """Do the states say who has left? Cars that were never meant to come are left out: they cannot leave."""
    rows = db.session.execute(
        select(VehicleState.vehicle_id, VehicleState.state).where(VehicleState.store_id == stamp.store_id)
    )
    said: dict[int, str] = {row.vehicle_id: row.state for row in rows}
    gone, scores, caught, long_gone = [], [], [], []
    for line in read(folder, "cars"):
        state = said.get(int(line["vehicle_id"]))
        if state is None or line["never"] == "1":
            continue
        left = date.fromisoformat(line["left_on"]) if line["left_on"] else None
        gone.append(int(left is not None))
        long_gone.append(left is not None and (stamp.today - left).days > GONE_DAYS)
        scores.append(float(BY_STATE[State(state)]))
        caught.append(state)
    return {
        "cars": len(gone), "left": sum(gone), "auc": area(scores, gone),
        "churned_or_at_risk": hits_of([state in LOST for state in caught], [bool(one) for one in gone]),
        "churned": hits_of([state == State.CHURNED for state in caught], long_gone),
    }  # fmt: skip


def grades(folder: Path, stamp: Stamp) -> Figures:
    """On each lead's landmark: the advisors' grade and the machine's suggestion, beside the best that heat allows."""
    numbers = settings.of(stamp.store_id)
    heats = {int(line["lead_id"]): float(line["heat"]) for line in read(folder, "leads")}
    won, best, letters, points = [], [], [], []
    for one in told(stamp):
        case = case_of(one, numbers)
        if case is None or one.lead_id not in heats:
            continue
        told_points = suggest(case.facts, numbers)
        won.append(case.won)
        best.append(heats[one.lead_id])
        letters.append(case.grade)
        points.append(float(told_points.score) if told_points else 0.0)
    ranks = [float(GRADES[::-1].find(letter)) for letter in letters]
    shares = {
        grade: Share(sum(w for w, g in zip(won, letters, strict=True) if g == grade), letters.count(grade))
        for grade in GRADES
    }
    return {
        "leads": len(won), "bought": sum(won), "best_auc": area(best, won), "advisors_auc": area(ranks, won),
        "suggestion_auc": area(points, won), "order": order_holds([shares[grade] for grade in GRADES]),
        "conversion": {grade: share_of(share) for grade, share in shares.items()},
    }  # fmt: skip


def duplicates(folder: Path, stamp: Stamp) -> Figures:
    """Pairs that the store's list shows, against the people who were filed twice; both files still live."""
    live = set(
        db.session.scalars(
            select(Customer.id).where(Customer.store_id == stamp.store_id, Customer.archived_at.is_(None))
        )
    )
    truth = {
        tuple(sorted((int(line["customer_id"]), int(line["same_as_id"])))) for line in read(folder, "twins")
    }  # fmt: skip
    truth = {pair for pair in truth if live.issuperset(pair)}
    pair = SuspectedPair
    shown = select(pair.a_id, pair.b_id, pair.points).where(pair.store_id == stamp.store_id, pair.state == "open")
    rows = db.session.execute(shown).all()
    least = settings.of(stamp.store_id)[SURE]
    return {
        "twins": len(truth),
        "likely": pairs({(row.a_id, row.b_id) for row in rows}, truth),
        "near_certain": pairs({(row.a_id, row.b_id) for row in rows if row.points >= least}, truth),
    }


def gift(folder: Path, stamp: Stamp) -> Figures:
    """What the gift has moved: given against held back, as the rows tell it, beside the true effect."""
    took = list(read(folder, "gifts"))
    gift_on = stamp.today - timedelta(days=GIFT_DAYS)
    came = _came_back([int(line["vehicle_id"]) for line in took], gift_on)
    given = [int(line["vehicle_id"]) in came for line in took if line["given"] == "1"]
    held = [int(line["vehicle_id"]) in came for line in took if line["given"] == "0"]
    got, without = Share(sum(given), len(given)), Share(sum(held), len(held))
    true = mean(float(line["gift_adds"]) for line in took)
    low, high = difference(got, without)
    seen = round((got.rate or 0) - (without.rate or 0), 4)
    redeemed = (
        select(Coupon.vehicle_id)
        .join(CouponEntry, CouponEntry.coupon_id == Coupon.id)
        .where(Coupon.store_id == stamp.store_id, CouponEntry.kind == "redeemed", Coupon.vehicle_id.is_not(None))
    )
    used = set(db.session.scalars(redeemed))
    presented = sum(int(line["vehicle_id"]) in used for line in took)
    return {
        "given": share_of(got), "held_back": share_of(without), "true_effect": round(true, 4),
        "effect": {"rate": seen, "interval": [round(low, 4), round(high, 4)]},
        "true_effect_inside": low <= true <= high, "presented": share_of(Share(presented, len(given))),
    }  # fmt: skip


def _came_back(cars: Sequence[int], gift_on: date) -> set[int]:
    found: set[int] = set()
    for start in range(0, len(cars), 500):
        back = select(ServiceVisit.vehicle_id).where(
            ServiceVisit.vehicle_id.in_(cars[start : start + 500]), ServiceVisit.came_on > gift_on,
            ServiceVisit.came_on <= gift_on + timedelta(days=WINDOW_DAYS),
        )  # fmt: skip
        found.update(db.session.scalars(back))
    return found
