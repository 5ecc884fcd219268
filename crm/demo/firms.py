"""Companies of the demo store: fleets with their key-account manager, who decides, who drives which car (F-53)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from crm.customers.actions import add_contact, end_contact, file_company, file_customer, rewrite_search_terms
from crm.customers.models import Customer
from crm.customers.rules import CODE_SIGNS, Channel, code_sign
from crm.demo import names
from crm.demo.past import season
from crm.demo.past.cars import Frame, Life, live
from crm.demo.past.people import car_of
from crm.demo.past.season import Season
from crm.demo.past.writing import visit_of
from crm.demo.story import World, give_way
from crm.imports.bulk import write_service_visits, write_vehicles
from crm.leads.actions import open_lead
from crm.shared.db import db
from crm.shared.stamp import Stamp
from crm.vehicles.actions import change_vehicle
from crm.vehicles.models import Vehicle
from crm.workshop.actions import update_readings

KEEPER, YEARS = "key_account", 5
FIRMS = (  # name, what people call it, cars, drivers
    ("深圳市晨光运输有限公司", "晨光运输", 14, 5),
    ("深圳市深远汽车租赁有限公司", "深远租车", 9, 2),
    ("深圳市湾新建筑工程有限公司", "湾新建筑", 4, 2),
    ("深圳市鸿达商贸有限公司", "", 3, 1),
    ("深圳市南山区康宁社区卫生服务中心", "康宁卫生中心", 2, 1),
    ("深圳市青禾网络科技有限公司", "青禾", 1, 0),
)


def write(world: World) -> None:
    """The firms as they stood when the ninety days began; one of them is about to buy again."""
    since = world.today
    world.today = since - timedelta(days=90)
    stamp = world.stamp(KEEPER, 10 * 60)
    firms = []
    for name, short, cars, drivers in FIRMS:
        office = f"0755{world.chance.randrange(82 * 10**6, 87 * 10**6)}"
        firm = file_company(
            name=name, short_name=short, credit_code=_code(world), phone=office, source=Channel.REFERRAL,
            owner_id=stamp.by.id, stamp=stamp,
        )  # fmt: skip
        firms.append(firm)
        _cars(world, firm, cars, _people(world, firm, drivers, stamp), stamp)
    world.today = since - timedelta(days=1)
    stamp = world.stamp(KEEPER, 15 * 60)
    open_lead(firms[1], owner_id=stamp.by.id, channel=Channel.REPURCHASE, interest=names.MODELS[0], stamp=stamp)
    db.session.commit()
    db.session.expunge_all()
    world.today = since
    give_way()


def _code(world: World) -> str:
    """A code as a store's register of firms could hold: right in its check sign, and nobody's."""
    rest = "".join(world.chance.choice(CODE_SIGNS) for _n in range(8))
    seventeen = f"91440305M{rest}"
    return seventeen + code_sign(seventeen)


def _people(world: World, firm: Customer, drivers: int, stamp: Stamp) -> list[int]:
    """Who decides is a customer of the store, too; drivers are a name and a number. One has left meanwhile."""
    chance = world.chance
    boss = file_customer(
        phone=next(world.numbers), name=names.person_name(chance), source=Channel.REFERRAL, stamp=stamp
    )
    add_contact(firm, role="decides", person_id=boss.id, stamp=stamp)
    if drivers > 1:
        add_contact(firm, role="fleet", name=names.person_name(chance), phone=next(world.numbers), stamp=stamp)
        add_contact(
            firm, role="finance", name=names.person_name(chance)[:1] + "女士", phone=next(world.numbers), stamp=stamp
        )
        gone = add_contact(firm, role="driver", name=names.person_name(chance), phone=next(world.numbers), stamp=stamp)
        end_contact(gone, firm, stamp=stamp)
    return [
        add_contact(firm, role="driver", name=names.person_name(chance), phone=next(world.numbers), stamp=stamp).id
        for _n in range(drivers)
    ]


def _cars(world: World, firm: Customer, count: int, drivers: list[int], stamp: Stamp) -> None:
    """The fleet with its years in the workshop, written like the rest of the store's past."""
    chance, ends = world.chance, stamp.today
    begins = ends - timedelta(days=365 * YEARS)
    frame = Frame(begins, ends, Season(begins, ends, season.workshop), ends)
    fleet: list[tuple[dict[str, Any], Life]] = []
    for _n in range(count):
        life = live(chance, frame, ends - timedelta(days=chance.randrange(60, 365 * YEARS)), arm=0)
        fleet.append((car_of(chance, chance.choice(names.MODELS), life, here=True) | {"customer_id": firm.id}, life))
    ids = write_vehicles(firm.store_id, [car for car, _life in fleet], stamp)
    visits = [visit_of(stop, firm.id, one) for (_car, life), one in zip(fleet, ids, strict=True) for stop in life.stops]
    write_service_visits(firm.store_id, visits, stamp)
    update_readings(firm.store_id, ids)
    for one, driver in zip(ids, drivers, strict=False):
        car = db.session.get_one(Vehicle, one, populate_existing=True)
        change_vehicle(car, firm, plate=None, mileage_km=None, driver_id=driver, stamp=stamp)
    rewrite_search_terms(firm)
