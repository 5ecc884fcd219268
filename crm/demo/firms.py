"""Companies of the demo store: fleets with their key-account manager, who decides, who drives which car (F-53)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from crm.customers.actions import add_contact, end_contact, file_company, file_customer
from crm.customers.models import Customer
from crm.customers.rules import CODE_SIGNS, Channel, code_sign
from crm.demo import names
from crm.demo.story import World, give_way
from crm.leads.actions import open_lead
from crm.shared.db import db
from crm.shared.stamp import Stamp
from crm.vehicles.actions import add_or_update_vehicle, change_vehicle

KEEPER = "key_account"
FIRMS = (  # name, what people call it, cars, drivers
    ("上海晨光运输有限公司", "晨光运输", 14, 5),
    ("上海申远汽车租赁有限公司", "申远租车", 9, 2),
    ("上海浦新建筑工程有限公司", "浦新建筑", 4, 2),
    ("上海鸿达商贸有限公司", "", 3, 1),
    ("上海市长宁区康宁社区卫生服务中心", "康宁卫生中心", 2, 1),
    ("上海青禾网络科技有限公司", "青禾", 1, 0),
)


def write(world: World) -> None:
    """The firms as they stood when the ninety days began; one of them is about to buy again."""
    since = world.today
    world.today = since - timedelta(days=90)
    stamp = world.stamp(KEEPER, 10 * 60)
    firms = []
    for name, short, cars, drivers in FIRMS:
        office = f"021{world.chance.randrange(5 * 10**7, 7 * 10**7)}"
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
    seventeen = f"91310115M{rest}"
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
    chance = world.chance
    for place in range(count):
        model = chance.choice(names.MODELS)
        bought = world.today - timedelta(days=chance.randrange(120, 1_300))
        given: dict[str, Any] = {"model": model, "series": names.SERIES[model], "bought_on": bought, "sold_here": True}
        new_energy = model in names.NEW_ENERGY
        car = add_or_update_vehicle(
            firm, vin=names.vin(chance), plate=names.plate(chance, new_energy), energy="nev" if new_energy else "fuel",
            mileage_km=chance.randrange(8_000, 160_000), stamp=stamp, **given,
        )  # fmt: skip
        if place < len(drivers):
            change_vehicle(car, firm, plate=None, mileage_km=None, driver_id=drivers[place], stamp=stamp)
