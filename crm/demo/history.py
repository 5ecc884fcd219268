"""The store's past: ten thousand customers with cars and five years of workshop visits, by the importer's bulk writer.

Every car has a rhythm of its own; the visits scatter around it. Those who leave first come more rarely, then not at
all, so that a churned car looks like one that has been lost slowly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from crm.customers.rules import Channel
from crm.demo import names
from crm.demo.story import World, give_way, name_at_the_door
from crm.imports.bulk import index_customers, write_customers, write_service_visits, write_vehicles
from crm.shared.db import db
from crm.shared.stamp import machine
from crm.workshop.actions import update_readings
from crm.workshop.rules import Job

if TYPE_CHECKING:
    from crm.demo.loading import Size

CHUNK = 1_000  # a commit each, so that people can write in between
ITEMS = {Job.FIRST: "首保", Job.MAINTENANCE: "常规保养", Job.REPAIR: "一般维修", Job.ACCIDENT: "事故维修"}


def write(world: World, size: Size, at: datetime, say: Callable[[str], None]) -> None:
    """Customers, cars and visits, a thousand customers at a time."""
    stamp = machine(world.store_id, at, world.zone)
    cars_left = size.vehicles
    for start in range(0, size.customers, CHUNK):
        count = min(CHUNK, size.customers - start)
        ids = write_customers(
            world.store_id, (_person(world, size.years) for _n in range(count)), stamp, searchable=False
        )
        share = min(1.0, cars_left / max(1, size.customers - start))
        cars = [car_of(world, one, size.years) for one in ids if world.chance.random() < share][:cars_left]
        cars_left -= len(cars)
        vehicles = write_vehicles(world.store_id, cars, stamp)
        visits = [
            row for car, one in zip(cars, vehicles, strict=True) for row in visits_of(world, car, one, size.years)
        ]
        write_service_visits(world.store_id, visits, stamp)
        update_readings(world.store_id, vehicles)
        index_customers(world.store_id, ids)
        db.session.commit()
        db.session.expunge_all()
        give_way()
    say(f"{size.customers:,} customers with {size.vehicles - cars_left:,} cars are on file")


def _person(world: World, years: int) -> dict[str, Any]:
    chance = world.chance
    company = chance.random() < 0.04
    since = world.today - timedelta(days=chance.randrange(91, 365 * years))
    return {
        "kind": "company" if company else "person",
        "name": f"{chance.choice('恒泰 明达 鑫源 宏远 瑞丰'.split())}{chance.choice(('物流', '商贸', '租赁'))}有限公司"
        if company
        else name_at_the_door(chance),
        "phone": next(world.numbers),
        "source": chance.choice((Channel.WALK_IN, Channel.DCC, Channel.REFERRAL)).value,
        "created_at": world.stamp("reception", 0).at - timedelta(days=(world.today - since).days),
    }


def car_of(world: World, customer_id: int, years: int) -> dict[str, Any]:
    chance, model = world.chance, world.chance.choice(names.MODELS)
    bought = world.today - timedelta(days=chance.randrange(95, 365 * (years + 2)))
    here = chance.random() < 0.8
    return {
        "customer_id": customer_id, "vin": names.vin(chance), "model": model, "series": names.SERIES[model],
        "plate": names.plate(chance, model in names.NEW_ENERGY) if chance.random() < 0.95 else None,
        "energy": "nev" if model in names.NEW_ENERGY else "fuel", "bought_on": bought, "sold_here": here,
        "warranty_end_on": bought + timedelta(days=365 * 3), "sanbao_end_on": bought + timedelta(days=365 * 2),
    }  # fmt: skip


def visits_of(world: World, car: dict[str, Any], vehicle_id: int, years: int) -> Iterator[dict[str, Any]]:
    """One car's visits in order, from its purchase or the beginning of the history until it stops coming."""
    chance = world.chance
    begin: date = max(car["bought_on"], world.today - timedelta(days=365 * years))
    km_a_day, rhythm = chance.uniform(18, 70), chance.gauss(185, 28)
    if chance.random() < 0.06:
        return  # never came
    fades = begin + timedelta(days=chance.randrange(200, 365 * years)) if chance.random() < 0.45 else None
    on, first = begin + timedelta(days=int(chance.gauss(100, 18))), begin == car["bought_on"]
    while on < world.today:
        job = (
            Job.FIRST if first else chance.choices((Job.MAINTENANCE, Job.REPAIR, Job.ACCIDENT), weights=(78, 16, 6))[0]
        )
        yield _visit(world, car, vehicle_id, on, job, int((on - car["bought_on"]).days * km_a_day) + 20)
        first = False
        step = max(25.0, chance.gauss(rhythm, rhythm * 0.14))
        if fades and on > fades:
            if chance.random() < 0.55:
                return
            step *= 1.7
        on += timedelta(days=int(step))


def _visit(world: World, car: dict[str, Any], vehicle_id: int, on: date, job: Job, mileage_km: int) -> dict[str, Any]:
    chance = world.chance
    free = job is Job.FIRST or (job is Job.REPAIR and on < car["warranty_end_on"] and chance.random() < 0.6)
    amount = int(chance.lognormvariate(6.6 if job is Job.MAINTENANCE else 7.3, 0.45)) * 100
    return {
        "vehicle_id": vehicle_id, "customer_id": car["customer_id"], "came_on": on, "left_on": on,
        "mileage_km": mileage_km, "order_no": f"RO{on:%y%m%d}{vehicle_id % 10_000:04d}", "job": job.value,
        "item": ITEMS[job], "advisor_name": "欧阳岚", "paid_fen": 0 if free or job is Job.ACCIDENT else amount,
        "warranty_fen": amount if free else 0, "insurance_fen": amount * 4 if job is Job.ACCIDENT else 0,
    }  # fmt: skip
