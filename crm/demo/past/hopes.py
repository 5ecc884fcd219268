"""One person's way to a car, or away from it. Plain Python: a `Hope` is what the dice said, `deals` makes rows of it.

Each has a hidden heat. What the advisors write down, the visits, the drives, the grades and the sale follow from it
with noise: a grade means something without telling everything. `buys` says how often a heat buys in the end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from math import exp
from random import Random
from typing import NamedTuple

from crm.demo import lines, names
from crm.demo.past.season import Season

CHANNELS = ("walk_in", "dcc", "call_in", "referral", "event", "repurchase")
CHANNEL_SHARES = (38, 34, 10, 10, 5, 3)
LETTERS = ((0.74, "H"), (0.55, "A"), (0.33, "B"), (0.0, "C"))
EVERY_DAYS = {"H": 2, "A": 4, "B": 7, "C": 15}  # F-01
REASONS = {
    "competitor": 26, "price": 24, "budget": 12, "stock_or_delivery": 9, "family_opposes": 6,
    "used_car_instead": 5, "product_config": 4, "trade_in_value": 4,
}  # fmt: skip
CALLS_MOST, LONGEST = 9, 84  # days: older ones would change hands


class Talk(NamedTuple):
    """A call on a day of the hope's life."""

    day: int
    reached: bool
    said: str
    learnt: str
    agreed: str


class Drive(NamedTuple):
    """A drive, and what was thought of it."""

    day: int
    verdict: str
    wish: str


@dataclass
class Hope:
    """Days count from the opening. `ended`: the day of the order or of giving up; None while it is open."""

    heat: float
    model: str
    channel: str
    opened_on: date
    won: bool
    ended: int | None
    reason: str = ""
    bought_on: date | None = None
    talks: list[Talk] = field(default_factory=list)
    visits: list[int] = field(default_factory=list)
    drive: Drive | None = None
    grades: list[tuple[int, str]] = field(default_factory=list)
    facts: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def grade(self) -> str:
        return self.grades[-1][1] if self.grades else "N"

    @property
    def chance(self) -> float:
        """How often somebody of this heat buys in the end."""
        return buys(self.heat)

    def day(self, number: int) -> date:
        return self.opened_on + timedelta(days=number)


def buys(heat: float) -> float:
    """How likely somebody of that heat buys here in the end, among all who ask."""
    return 1 / (1 + exp(4.6 - 7.2 * heat))


def heat_of(chance: Random, won: bool) -> float:
    """A heat as those have it who bought, or did not: drawn until the outcome fits it."""
    while True:
        heat = chance.betavariate(1.6, 2.4)
        if (chance.random() < buys(heat)) is won:
            return heat


def lasts(chance: Random, heat: float) -> int:
    """Days until it is decided; who is hot decides soon."""
    return min(LONGEST, 2 + int(chance.expovariate(1 / (6 + 42 * (1 - heat)))))


def hope(
    chance: Random, season: Season, until: date, *, won: bool, model: str = "", ordered_on: date | None = None,
    bought_on: date | None = None, open_at_end: bool = False,
) -> Hope:  # fmt: skip
    """One hope that began in the season's stretch: it ended with this order, or by giving up, or goes on."""
    heat = heat_of(chance, won)
    ended = lasts(chance, heat)
    if ordered_on is not None:
        opened_on = ordered_on - timedelta(days=ended)
    elif open_at_end:
        opened_on = season.draw(chance, until - timedelta(days=ended), until)
    else:
        opened_on = season.draw(chance, None, until - timedelta(days=ended + 1))
    channel = chance.choices(CHANNELS, CHANNEL_SHARES)[0]
    found = Hope(
        heat, model or chance.choice(names.MODELS), channel, opened_on, won, None if open_at_end else ended,
        reason="" if won else chance.choices(list(REASONS), list(REASONS.values()))[0],
        bought_on=bought_on,
    )  # fmt: skip
    _live(chance, found, min(ended, (until - opened_on).days))
    return found


def _live(chance: Random, hope: Hope, last: int) -> None:
    """Visits, calls by the grade's cadence, what came out in them, and the advisor's changing judgement."""
    if hope.channel == "walk_in":
        _visit(chance, hope, 0)
    comes = chance.randrange(1, 12) if chance.random() < 0.2 + 0.5 * hope.heat else None
    day = chance.choice((0, 1, 1, 1, 2))
    while day <= last and len(hope.talks) < CALLS_MOST:
        if comes is not None and comes <= day:
            _visit(chance, hope, min(comes, last))
            comes = None
        _talk(chance, hope, day)
        step = EVERY_DAYS.get(hope.grade, 1)
        day += max(1, step + chance.choice((-1, 0, 0, 1, 2)))
    if hope.won and not hope.visits:
        _visit(chance, hope, last)  # nobody signs without having been here


def _visit(chance: Random, hope: Hope, day: int) -> None:
    hope.visits.append(day)
    if hope.drive is None and chance.random() < 0.35 + 0.4 * hope.heat:
        warmth = hope.heat + chance.gauss(0, 0.15)
        verdict = "better" if warmth > 0.6 else "as_hoped" if warmth > 0.3 else "worse"
        wish = "order" if warmth > 0.8 else "quote" if warmth > 0.5 else "think" if warmth > 0.25 else "other_car"
        hope.drive = Drive(day, verdict, wish)
    _judge(chance, hope, day)


def _talk(chance: Random, hope: Hope, day: int) -> None:
    if chance.random() > 0.55 + 0.35 * hope.heat:
        hope.talks.append(Talk(day, False, "", "", ""))
        return
    said, learnt, agreed = chance.choice(_SAID if hope.talks else lines.GREETING)
    hope.talks.append(Talk(day, True, said, learnt, agreed if chance.random() < 0.3 + 0.7 * hope.heat else ""))
    if chance.random() < 0.6:
        _learn(chance, hope, day)
    if not hope.grades or chance.random() < 0.15:
        _judge(chance, hope, day)


_SAID = tuple(line for some in lines.LINES.values() for line in some)


def _learn(chance: Random, hope: Hope, day: int) -> None:
    """Who is warm says when and for how much; who is cool mentions others (R-211)."""
    known = {one[1] for one in hope.facts}
    told = {
        "urgency": 0.35 + 0.4 * hope.heat, "budget": 0.25 + 0.4 * hope.heat, "need": 0.4,
        "competitor": 0.30 - 0.25 * hope.heat,
    }  # fmt: skip
    for name, likely in told.items():
        if name not in known and chance.random() < likely:
            hope.facts.append((day, name, _word(chance, hope, name)))


def _word(chance: Random, hope: Hope, name: str) -> str:
    if name == "urgency":
        seen = hope.heat + chance.gauss(0, 0.12)
        return "7" if seen > 0.75 else "15" if seen > 0.55 else "30" if seen > 0.35 else "90"
    if name == "competitor":
        return " ".join(chance.choice(names.COMPETITORS))
    return chance.choice(lines.BUDGETS if name == "budget" else lines.NEEDS)


def _judge(chance: Random, hope: Hope, day: int) -> None:
    """The advisor's own judgement: right on the whole, with some error."""
    seen = hope.heat + chance.gauss(0, 0.14)
    letter = next((letter for least, letter in LETTERS if seen >= least), "C")
    if letter != hope.grade:
        hope.grades.append((day, letter))
