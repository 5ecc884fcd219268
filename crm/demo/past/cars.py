"""The life of a car at its workshop. Plain Python: a `Life` is what the dice said, `writing` makes rows of it.

Each car has a rhythm of its own, and its visits scatter around that. Owners who leave come later and later before
they stop; some never came at all (R-402). A gift for those who stayed away brings back a known share of them, beside a
hold-out that got nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from crm.demo.past.season import Season
from crm.workshop.rules import Job

NEVER, LEAVES = 0.06, 0.68  # shares of owners who never come, and who leave at some time (F-39)
STAYS_DAYS, HALF_GONE = 150, 420  # nobody leaves before, and then after so many days on average
THINNING = (1.25, 1.6, 2.1)  # the last intervals of those who leave, times their own
STOPS = 0.45  # chance to have gone after each of these
AWAY_DAYS = 365  # the gift goes to cars away for so long (F-40)
HELD = 300  # of a thousand get nothing, so that the gift's effect can be known
WINDOW_DAYS = 90  # who comes within this time has come back
BY_ITSELF, LIFT = 0.06, 0.10  # chance to come back without the gift, and what the gift adds on average
PRESENTS_IT = 0.85  # of those who come back with the gift


class Stop(NamedTuple):
    """One visit to the workshop."""

    on: date
    km: int
    job: Job
    paid_fen: int
    warranty_fen: int
    insurance_fen: int


@dataclass
class Trial:
    """The gift as it went for one car: got it or held back, and both chances (only the truth knows them)."""

    given: bool
    alone: float  # chance to come back without the gift
    moved: float  # what the gift adds to it
    back_on: date | None = None
    presented: bool = False


@dataclass
class Life:
    """One car's years. `left_on`: the day after which its owner does not mean to come any more."""

    bought_on: date
    rhythm: float
    km_a_day: float
    left_on: date | None = None
    never: bool = False
    stops: list[Stop] = field(default_factory=list)
    trial: Trial | None = None

    @property
    def last_on(self) -> date | None:
        return self.stops[-1].on if self.stops else None


@dataclass(frozen=True)
class Frame:
    """What all lives of one store share: the first and the last day of its records, its seasons, the gift's day."""

    begin: date
    end: date
    workshop: Season
    gift_on: date


def live(chance: Random, frame: Frame, bought_on: date, arm: int) -> Life:
    """One car from its purchase, or the beginning of the records, to their end. `arm`: 0–999, fixed by the owner."""
    begin = max(bought_on, frame.begin)
    life = Life(bought_on, chance.lognormvariate(5.22, 0.16), chance.uniform(18, 70))
    if chance.random() < NEVER:
        life.never, life.left_on = True, bought_on
        return life
    leaves_on = _leaves(chance, begin, frame.end)
    first = begin == bought_on
    at = begin + timedelta(days=int(chance.gauss(100, 18) if first else chance.uniform(5, life.rhythm)))
    thin = 0
    while at <= frame.end:
        on = frame.workshop.near(chance, at)
        on = min(max(on, begin + timedelta(days=1)), frame.end)
        _come(chance, life, on, _job(chance, first))
        first = False
        step = max(25.0, chance.gauss(life.rhythm, life.rhythm * 0.14))
        if leaves_on is not None and on >= leaves_on:
            if thin == len(THINNING) or (thin and chance.random() < STOPS):
                life.left_on = on
                break
            step *= THINNING[thin]
            thin += 1
        at = on + timedelta(days=int(step))
    _win_back(chance, frame, life, arm)
    return life


def _leaves(chance: Random, begin: date, end: date) -> date | None:
    """The day on which an owner begins to think of another workshop; a third never does."""
    if chance.random() > LEAVES:
        return None
    found = begin + timedelta(days=STAYS_DAYS + int(chance.expovariate(1 / HALF_GONE)))
    return found if found < end else None


def _job(chance: Random, first: bool) -> Job:
    if first:
        return Job.FIRST
    return chance.choices((Job.MAINTENANCE, Job.REPAIR, Job.ACCIDENT), weights=(78, 16, 6))[0]


def _come(chance: Random, life: Life, on: date, job: Job) -> None:
    """A visit on that day; the mileage only goes up, and a second visit on one day is none."""
    if life.stops and on <= life.stops[-1].on:
        return
    in_warranty = (on - life.bought_on).days < 3 * 365
    free = job is Job.FIRST or (job is Job.REPAIR and in_warranty and chance.random() < 0.6)
    amount = int(chance.lognormvariate(6.6 if job is Job.MAINTENANCE else 7.3, 0.45)) * 100
    km = int((on - life.bought_on).days * life.km_a_day) + 20
    accident = job is Job.ACCIDENT
    life.stops.append(
        Stop(on, km, job, 0 if free or accident else amount, amount if free else 0, amount * 4 if accident else 0)
    )


def _win_back(chance: Random, frame: Frame, life: Life, arm: int) -> None:
    """Whoever was away for a year on the gift's day got it, or was held back; some come, and a few of them stay."""
    last = life.last_on
    if last is None or (frame.gift_on - last).days < AWAY_DAYS:
        return
    alone = min(0.5, max(0.01, chance.gauss(BY_ITSELF, 0.02)))
    moved = max(0.0, chance.gauss(LIFT, 0.04))
    trial = life.trial = Trial(arm >= HELD, alone, moved)
    if chance.random() >= alone + (moved if trial.given else 0.0):
        return
    until = min(frame.end, frame.gift_on + timedelta(days=WINDOW_DAYS))
    if until <= frame.gift_on:
        return
    on = frame.workshop.draw(chance, frame.gift_on + timedelta(days=1), until)
    _come(chance, life, on, _job(chance, first=False))
    trial.back_on, trial.presented = on, trial.given and chance.random() < PRESENTS_IT
    life.left_on = on
    again = on + timedelta(days=int(max(40.0, chance.gauss(life.rhythm, life.rhythm * 0.14))))
    if chance.random() < 0.4:
        life.left_on = None
        while again <= frame.end:
            _come(chance, life, again, _job(chance, first=False))
            again += timedelta(days=int(max(40.0, chance.gauss(life.rhythm, life.rhythm * 0.14))))
