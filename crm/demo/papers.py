"""What files tell about the demo store's cars: who sold them, how they are insured, where else they were seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from crm.demo.story import World
from crm.dictionaries.actions import count_words
from crm.elsewhere.models import ElsewhereVisit
from crm.elsewhere.rules import natural_key as seen_key
from crm.insurance.actions import update_insured
from crm.insurance.models import InsurancePolicy
from crm.insurance.rules import Cover
from crm.insurance.rules import natural_key as policy_key
from crm.quality.actions import look
from crm.sales.models import CarSale
from crm.shared.clock import noon
from crm.shared.db import db
from crm.shared.pour import next_ids, pour
from crm.shared.stamp import Stamp, machine
from crm.vehicles.models import Vehicle

OUTLETS = ("", "", "", "宝安网点", "龙岗网点", "坪山网点")  # "" is the own showroom
ADVISORS = ("尤岚", "许航", "朱宁", "陈默")
INSURERS = ("人保财险", "平安产险", "太平洋产险", "国寿财险")
STORES = (("西城店", True), ("南山店", True), ("惠州店", False), ("东莞店", False))
SEEN = 0.09  # of the cars, in the last year (R-411: 556 cars of a store)
SOLD_SINCE = timedelta(days=730)


def write(world: World) -> None:
    """The three files of the last two years, as if they had come in long ago."""
    stamp = machine(world.store_id, world.stamp("reception", 0).at, world.zone)
    cars = db.session.execute(
        select(Vehicle.id, Vehicle.customer_id, Vehicle.vin, Vehicle.vin_index, Vehicle.bought_on, Vehicle.model)
        .where(Vehicle.store_id == stamp.store_id, Vehicle.vin.is_not(None), Vehicle.bought_on.is_not(None))
        .order_by(Vehicle.id)
    ).all()  # fmt: skip
    _pour(CarSale, [_sale(car, world.chance, stamp) for car in cars if stamp.today - car.bought_on < SOLD_SINCE], stamp)
    insured = [car for car in cars if world.chance.random() < 0.6]
    _pour(InsurancePolicy, [_policy(car, cover, world.chance, stamp) for car in insured for cover in Cover], stamp)
    update_insured([car.id for car in insured])
    seen = [car for car in cars if world.chance.random() < SEEN]
    _pour(ElsewhereVisit, [_sighting(car, world.chance, stamp) for car in seen], stamp)
    db.session.commit()


def look_through(world: World) -> None:
    """The look of the last night, so that the pages of data health and words have their counts."""
    stamp = machine(world.store_id, world.stamp("reception", 3 * 60).at, world.zone)
    count_words(stamp, db.session.commit)
    look(stamp, db.session.commit)
    db.session.commit()


def _pour(table: Any, rows: Sequence[dict[str, Any]], stamp: Stamp) -> None:
    ids = next_ids(table, len(rows))
    pour(table, [{"id": one, "store_id": stamp.store_id, **row} for one, row in zip(ids, rows, strict=True)])


def _sale(car: Any, chance: Random, stamp: Stamp) -> dict[str, Any]:
    return {
        "vehicle_id": car.id, "customer_id": car.customer_id, "sold_on": car.bought_on, "model": car.model,
        "sold_at": noon(car.bought_on, stamp.zone), "outlet": chance.choice(OUTLETS),
        "advisor_name": chance.choice(ADVISORS), "price_fen": chance.randrange(1_098, 2_398) * 10_000,
        "at": noon(car.bought_on, stamp.zone),
    }  # fmt: skip


def _policy(car: Any, cover: Cover, chance: Random, stamp: Stamp) -> dict[str, Any]:
    """This year's policy: it began on a day like that of the purchase; some have run out unrenewed."""
    from_on = car.bought_on + timedelta(days=365 * max(0, (stamp.today - car.bought_on).days // 365))
    if chance.random() < 0.06:
        from_on -= timedelta(days=365)
    until_on: date = from_on + timedelta(days=364)
    premium = chance.randrange(2_600, 5_200) if cover is Cover.COMMERCIAL else 950
    return {
        "vehicle_id": car.id, "cover": cover.value, "insurer": chance.choice(INSURERS), "from_on": from_on,
        "until_on": until_on, "premium_fen": premium * 100, "natural_key": policy_key(car.id, cover, until_on),
    }  # fmt: skip


def _sighting(car: Any, chance: Random, stamp: Stamp) -> dict[str, Any]:
    store, near = chance.choice(STORES)
    on_day = stamp.today - timedelta(days=chance.randrange(2, 360))
    return {
        "vin": car.vin, "vin_index": car.vin_index, "other_store": store, "in_region": near, "on_day": on_day,
        "natural_key": seen_key(car.vin_index, on_day, store),
    }  # fmt: skip
