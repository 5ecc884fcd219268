"""A crowd for measuring: people with phones, cars, workshop history and leads, drawn from one seed.

Nothing here touches the database: a `Somebody` is what the dice said, and `bulk` turns many of them into rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random

from crm.demo.names import MODELS, NEW_ENERGY, SERIES, SURNAMES, phones, plate, vin
from crm.shared.clock import LOT_LIMIT

GIVEN_SIGNS = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰文辉建国志海峰宇轩梓涵浩然子怡欣悦思远春梅晓东振立新佳"
    "一诺博嘉豪燕雪松柏林森波鹏飞龙云凤红莲荣昌盛福安康宁和顺永恒毅诚信义礼智仁孝廉洁清正光亮星辰阳旭晨曦雨露雯霖"
)
SURNAME_LIST, SURNAME_SHARES = list(SURNAMES), list(accumulate(SURNAMES.values()))
JOBS = (("maintenance", "常规保养 机油机滤", 48_000), ("repair", "更换刹车片", 86_000), ("accident", "钣金喷漆", 0))
GRADES, GRADE_SHARES = "HABCN", (8, 20, 35, 27, 10)
CHANNELS = ("walk_in", "call_in", "dcc", "referral", "repurchase", "event")
HISTORY_DAYS = 5 * 365
CARS, LOST = 0.6, 0.12  # shares of customers with a car, and with a lead that was lost


@dataclass
class Service:
    """One visit of a car to the workshop."""

    on: date
    km: int
    job: str
    item: str
    paid_fen: int


@dataclass
class Car:
    """A car and its history, oldest visit first."""

    vin: str
    plate: str
    model: str
    bought_on: date
    sold_here: bool
    km: int
    services: list[Service] = field(default_factory=list)

    @property
    def series(self) -> str:
        return SERIES[self.model]

    @property
    def new_energy(self) -> bool:
        return self.model in NEW_ENERGY


@dataclass
class Chance:
    """A lead: days count back from today, `due` is days from today until the next contact."""

    grade: str
    channel: str
    interest: str
    open: bool
    days_ago: int
    contacts: list[int]  # days ago, oldest first
    due: int
    visits: int


@dataclass
class Somebody:
    """One customer, and what belongs to them."""

    name: str
    sex: str
    phone: str
    lot: int
    source: str
    created_at: datetime
    car: Car | None
    chance: Chance | None


def crowd(count: int, open_leads: int, at: datetime, seed: int) -> Iterator[Somebody]:
    """`count` people, oldest file first; the newest `open_leads` of them have an open lead."""
    dice, numbers = Random(seed), phones(Random(seed + 1))  # noqa: S311 - made-up people
    for place in range(count):
        age = HISTORY_DAYS * (count - place) / count
        is_open = place >= count - open_leads
        yield Somebody(
            name=_name(dice),
            sex="mf"[dice.random() < 0.42],
            phone=next(numbers),
            lot=dice.randrange(LOT_LIMIT),
            source=dice.choice(CHANNELS),
            created_at=at - timedelta(days=age, seconds=dice.randrange(3600)),
            car=_car(dice, at.date()) if dice.random() < CARS else None,
            chance=_chance(dice, is_open) if is_open or dice.random() < LOST else None,
        )


def _name(dice: Random) -> str:
    surname = dice.choices(SURNAME_LIST, cum_weights=SURNAME_SHARES)[0]
    given = dice.choice(GIVEN_SIGNS)
    return surname + given + (dice.choice(GIVEN_SIGNS) if dice.random() < 0.75 else "")


def _car(dice: Random, today: date) -> Car:
    model = dice.choice(MODELS)
    bought_on = today - timedelta(days=dice.randrange(30, 8 * 365))
    car = Car(vin(dice), plate(dice, model in NEW_ENERGY), model, bought_on, dice.random() < 0.7, 0)
    day, rhythm = bought_on, dice.randrange(120, 300)
    for _turn in range(dice.choice((0, 1, 1, 2, 3, 4))):
        day += timedelta(days=rhythm + dice.randrange(-30, 60))
        if day >= today:
            break
        job, item, paid = dice.choices(JOBS, weights=(7, 2, 1))[0]
        car.km += dice.randrange(3_000, 12_000)
        car.services.append(Service(day, car.km, job, item, paid and paid + dice.randrange(0, 40_000, 100)))
    return car


def _chance(dice: Random, is_open: bool) -> Chance:
    days_ago = dice.randrange(1, 80) if is_open else dice.randrange(100, 1_000)
    grade = dice.choices(GRADES, weights=GRADE_SHARES)[0]
    calls = 0 if grade == "N" and is_open else dice.randrange(1, 4)
    return Chance(
        grade=grade,
        channel=dice.choice(CHANNELS),
        interest=dice.choice(MODELS),
        open=is_open,
        days_ago=days_ago,
        contacts=sorted((dice.randrange(max(0, days_ago - 60), days_ago) for _n in range(calls)), reverse=True),
        due=dice.randrange(-3, 8),
        visits=dice.choice((0, 0, 1, 1, 2)),
    )
