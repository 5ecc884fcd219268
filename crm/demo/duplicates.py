"""Files that were opened twice, as they are in every store: a digit heard wrong, a family's phone, a list read in."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from sqlalchemy import func, select, true

from crm.customers.actions import file_customer, note_facts, put_tag, record_consent
from crm.customers.models import Customer
from crm.demo.lines import BUDGETS, NEEDS
from crm.demo.names import MODELS
from crm.demo.story import World
from crm.duplicates.actions import look_at, merge
from crm.leads.actions import open_lead
from crm.leads.models import Lead
from crm.shared.db import db
from crm.shared.stamp import Stamp
from crm.vehicles.models import Vehicle

MERGED_DAYS_AGO = {26: "一个号码记错了一位", 2: "同一个人，来店时报了新号"}
PAIRS = 22
SOUNDS_LIKE = dict(zip("张李陈王何徐许于石", "章黎程汪贺许徐余时", strict=True))


def a_day(world: World, back: int) -> None:
    """Some days ago somebody merged two files; today a number of pairs wait to be looked at."""
    if back in MERGED_DAYS_AGO:
        _merge_one(world, MERGED_DAYS_AGO[back])
    if back == 0:
        _file_twice(world)


def _merge_one(world: World, why: str) -> None:
    one, stamp = _somebody(world, 3)[-1], world.stamp("reception", 10 * 60)
    other = _again(one, _one_digit, world.chance, stamp)
    _tell(other, 0, stamp)
    merge(one.id, other.id, why=why, stamp=world.stamp("clerk", 16 * 60 + 20))


def _file_twice(world: World) -> None:
    stamp = world.stamp("reception", 1)
    ways = (_one_digit, _new_number, _sounds_alike, _title_only, _changed_over)
    filed: list[Customer] = []
    for number, one in enumerate(_somebody(world, PAIRS)):
        filed.append(_again(one, ways[number % len(ways)], world.chance, stamp))
        _same_plate(one, filed[-1], number)
        _tell(filed[-1], number, stamp)
        if number % 5 == 4:
            seller, model = world.chance.choice(world.sellers), world.chance.choice(MODELS)
            open_lead(filed[-1], owner_id=seller.id, channel="call_in", interest=model, stamp=stamp)
        world.twins.append((filed[-1].id, one.id, ways[number % len(ways)].__name__.strip("_")))
    db.session.flush()
    for one in filed:
        look_at(one.id, stamp)


def _somebody(world: World, many: int) -> list[Customer]:
    """People with a full name and a mobile from all over the files: with a car, with an open lead, or with neither."""
    full = (Customer.kind == "person", func.length(Customer.name) == 3, Customer.phone_index.is_not(None))
    live = (Customer.store_id == world.store_id, Customer.archived_at.is_(None), Customer.shared_phone.is_(False))
    last = db.session.scalar(select(func.max(Customer.id)).where(*live)) or 0
    car = select(Vehicle.customer_id).where(Vehicle.customer_id == Customer.id).exists()
    lead = select(Lead.id).where(Lead.customer_id == Customer.id, Lead.stage == "open").exists()
    found: list[Customer] = []
    for part in range(many):
        wanted = select(Customer).where(*live, *full, Customer.id.not_in([one.id for one in found]))
        if part % 5 == 4:
            wanted = wanted.where(lead).order_by(Customer.id.desc())
        else:
            beyond = last * part // many + world.chance.randrange(20)
            wanted = wanted.where(Customer.id > beyond, car if part % 5 in (2, 3) else true()).order_by(Customer.id)
        one = db.session.scalar(wanted.limit(1))
        if one is not None and one.phone and len(one.phone) == 11:
            found.append(one)
    return found


def _again(one: Customer, way: Callable[[str, str, Random], tuple[str, str]], chance: Random, stamp: Stamp) -> Customer:
    name, phone = way(one.name, one.phone or "", chance)
    second = one.phone if way is _new_number else None
    source = chance.choice(("call_in", "event", "import"))
    return file_customer(name=name, phone=phone, phone2=second, source=source, stamp=stamp)


def _one_digit(name: str, phone: str, chance: Random) -> tuple[str, str]:
    """One digit heard wrong."""
    place = chance.randrange(4, 11)
    return name, phone[:place] + str((int(phone[place]) + 1 + chance.randrange(8)) % 10) + phone[place + 1 :]


def _changed_over(name: str, phone: str, chance: Random) -> tuple[str, str]:
    """Two neighbouring digits changed over."""
    places = [n for n in range(4, 10) if phone[n] != phone[n + 1]] or [9]
    n = chance.choice(places)
    return name, phone[:n] + phone[n + 1] + phone[n] + phone[n + 2 :]


def _sounds_alike(name: str, phone: str, chance: Random) -> tuple[str, str]:
    """A surname that sounds the same, and a digit heard wrong."""
    _same, number = _one_digit(name, phone, chance)
    return SOUNDS_LIKE.get(name[0], name[0]) + name[1:], number


def _title_only(name: str, phone: str, chance: Random) -> tuple[str, str]:
    """Only 马先生 was written down, and a digit heard wrong."""
    _same, number = _one_digit(name, phone, chance)
    return name[0] + "先生", number


def _new_number(name: str, phone: str, chance: Random) -> tuple[str, str]:
    """A new number, and the old one as the second."""
    return name, phone[:3] + f"{chance.randrange(10**8):08d}"


def _tell(other: Customer, number: int, stamp: Stamp) -> None:
    """What the second file knows by itself, and what was answered there."""
    said: dict[str, Any] = {"need": NEEDS[number % len(NEEDS)], "budget": BUDGETS[number % len(BUDGETS)]}
    note_facts(other, source="said", stamp=stamp, **said)
    if number % 3 == 0:
        put_tag(other, tag="trade_in", stamp=stamp)
    record_consent(other, consent="marketing-wechat", given=number % 2 == 0, stamp=stamp)


def _same_plate(one: Customer, other: Customer, number: int) -> None:
    """Both files name the same car, once without its VIN; always where little else speaks for it."""
    if number % 5 not in (2, 3):
        return
    car = db.session.scalar(select(Vehicle).where(Vehicle.customer_id == one.id, Vehicle.plate_index.is_not(None)))
    if car is None:
        return
    twin = Vehicle(
        store_id=car.store_id, customer_id=other.id, plate=car.plate, plate_index=car.plate_index, energy=car.energy,
        series=car.series, model=car.model,
    )  # fmt: skip
    db.session.add(twin)
    db.session.flush()
