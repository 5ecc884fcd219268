"""Who is on the files of a made-up store: owners with their cars, people who asked, firms, some of them twice.

Plain Python. A batch is drawn from its own number alone, so that a load which was stopped goes on with the same people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from crm.demo import names
from crm.demo.crowd import GIVEN_SIGNS, SURNAME_LIST, SURNAME_SHARES
from crm.demo.past import cars, twins
from crm.demo.past.cars import Frame, Life
from crm.demo.past.hopes import Hope, hope
from crm.demo.past.season import Season
from crm.shared.clock import LOT_LIMIT

Row = dict[str, Any]
FIRMS, HERE, TITLES = 0.03, 0.8, 0.25  # shares: firms, cars sold here, people of whom only surname and title is known
TWINS = 0.02  # shares of people who are filed twice
PHONELESS, MESSY, WRONG_VIN = 0.01, 0.006, 0.003  # faults that every store's files have
SPELLINGS = {
    "澄野 L6 混动": ("澄野L6混动", "L6混动", "澄野 Ｌ６ 混动"), "澄野 E5 纯电": ("澄野E5", "E5纯电版", "ＣＹ E5"),
    "澄野 X7": ("澄野Ｘ７", "X7七座"), "澄野 L6 燃油": ("澄野L6", "L6燃油版"), "澄野 M8": ("澄野m8", "Ｍ８"),
}  # fmt: skip
PHONE_SPACE = len(names.PREFIXES) * 10**8
PHONE_STEP = 1_618_033_989  # has no divisor in common with the space, so every number comes once
STRIDE, STORE_STRIDE = 1_000, 8_000_000  # numbers kept for a batch and for a store


@dataclass
class Folk:
    """One customer, and what belongs to them."""

    row: Row
    car: Row | None = None
    life: Life | None = None
    hope: Hope | None = None
    twin_of: int | None = None  # place in the batch of the file that came first
    twin_how: str = ""
    fault: str = ""


@dataclass(frozen=True)
class Plan:
    """What a store's past is drawn from. `sold_until`: the last day of its written-down enquiries."""

    seed: str
    frame: Frame
    showroom: Season
    sold_until: date
    today: datetime
    cars_share: float
    open_share: float  # of those without a car: asks for one just now
    offset: int  # where the store's phone numbers begin


def batch(plan: Plan, number: int, count: int, again: int = 0) -> list[Folk]:
    """The people of one batch, `count` of them, their second files among them; `again` draws others instead."""
    chance = Random(f"{plan.seed}:{number}:{again}")  # noqa: S311 - made-up people
    found: list[Folk] = []
    first = plan.offset + number * STRIDE
    while len(found) < count:
        one = _somebody(chance, plan, phone(first + len(found)))
        found.append(one)
        if len(found) < count and one.row["kind"] == "person" and one.row["phone"] and chance.random() < TWINS:
            found.append(_second_file(chance, plan, found, phone(first + len(found))))
    return found


def phone(number: int) -> str:
    """The n-th mobile number; no two are the same."""
    place = number * PHONE_STEP % PHONE_SPACE
    return names.PREFIXES[place // 10**8] + f"{place % 10**8:08d}"


def _somebody(chance: Random, plan: Plan, number: str) -> Folk:
    firm = chance.random() < FIRMS
    sex = "mf"[chance.random() < 0.42]
    row: Row = {
        "kind": "company" if firm else "person", "name": _firm(chance) if firm else _name(chance, sex),
        "sex": None if firm else sex, "phone": number, "lot": chance.randrange(LOT_LIMIT),
        "source": chance.choice(("walk_in", "dcc", "referral", "call_in", "event")),
    }  # fmt: skip
    folk = Folk(row)
    if chance.random() < plan.cars_share:
        _with_car(chance, plan, folk)
    elif not firm:
        is_open = chance.random() < plan.open_share
        until = plan.today.date() if is_open else plan.sold_until
        folk.hope = hope(chance, plan.showroom, until, won=False, open_at_end=is_open)
    since = folk.hope.opened_on if folk.hope else plan.showroom.draw(chance)
    row["created_at"] = plan.today - timedelta(days=(plan.today.date() - since).days, minutes=chance.randrange(600))
    if folk.hope:
        row["source"] = folk.hope.channel
    if folk.car is not None and chance.random() < PHONELESS:
        row["phone"], folk.fault = None, "no_phone"
    return folk


def _name(chance: Random, sex: str) -> str:
    surname = chance.choices(SURNAME_LIST, cum_weights=SURNAME_SHARES)[0]
    if chance.random() < TITLES:
        return surname + ("女士" if sex == "f" else "先生")
    return surname + chance.choice(GIVEN_SIGNS) + (chance.choice(GIVEN_SIGNS) if chance.random() < 0.8 else "")


def _firm(chance: Random) -> str:
    called = chance.choice(GIVEN_SIGNS) + chance.choice(GIVEN_SIGNS) + chance.choice(("", chance.choice(GIVEN_SIGNS)))
    return f"{called}{chance.choice(('物流', '商贸', '汽车租赁', '建筑工程', '科技'))}有限公司"


def _with_car(chance: Random, plan: Plan, folk: Folk) -> None:
    """A car with its years; when it was bought here, the way to it is on file, too."""
    model = chance.choice(names.MODELS)
    here = chance.random() < HERE
    latest, days = plan.sold_until, (plan.frame.end - plan.frame.begin).days
    if here:
        bought = plan.showroom.draw(chance) if chance.random() < 0.8 else latest - timedelta(days=days)
        bought = min(bought, latest)
    else:
        bought = latest - timedelta(days=chance.randrange(30, days + 700))
    life = folk.life = cars.live(chance, plan.frame, bought, folk.row["lot"] % 1000)
    folk.car = car_of(chance, model, life, here)
    _spoil(chance, folk)
    ordered_on = bought - timedelta(days=chance.randrange(2, 18))
    if here and folk.row["kind"] == "person" and ordered_on > plan.showroom.first + timedelta(days=90):
        folk.hope = hope(
            chance, plan.showroom, ordered_on, won=True, model=model, ordered_on=ordered_on, bought_on=bought
        )


def car_of(chance: Random, model: str, life: Life, here: bool) -> Row:
    """The car's columns."""
    last = life.stops[-1] if life.stops else None
    return {
        "vin": names.vin(chance), "plate": names.plate(chance, model in names.NEW_ENERGY), "model": model,
        "series": names.SERIES[model], "energy": "nev" if model in names.NEW_ENERGY else "fuel",
        "bought_on": life.bought_on, "sold_here": here, "mileage_km": last.km if last else None,
        "mileage_on": last.on if last else None, "warranty_end_on": life.bought_on + timedelta(days=365 * 3),
        "sanbao_end_on": life.bought_on + timedelta(days=365 * 2),
    }  # fmt: skip


def _spoil(chance: Random, folk: Folk) -> None:
    """What goes wrong in every store's files, so that a page about their health has something to find."""
    assert folk.car is not None
    draw = chance.random()
    if draw < MESSY:
        folk.car["model"], folk.fault = chance.choice(SPELLINGS[folk.car["model"]]), "model"
        folk.car["series"] = ""
    elif draw < MESSY + WRONG_VIN:
        vin = folk.car["vin"]
        folk.car["vin"], folk.fault = vin[:8] + str((int(vin[8].replace("X", "0")) + 1) % 10) + vin[9:], "vin_check"
    elif draw > 0.97:
        folk.car["plate"] = None  # not known yet, or never


def _second_file(chance: Random, plan: Plan, found: Sequence[Folk], spare: str) -> Folk:
    """The same person once more, as a careless desk writes them."""
    first = found[-1]
    how = chance.choice(tuple(twins.WAYS))
    row = twins.again(chance, first.row, how, spare)
    row |= {"kind": "person", "lot": chance.randrange(LOT_LIMIT), "source": chance.choice(("call_in", "event"))}
    row["created_at"] = first.row["created_at"] + (plan.today - first.row["created_at"]) * chance.random()
    return Folk(row, twin_of=len(found) - 1, twin_how=how)
