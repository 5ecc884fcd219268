"""Ninety days of the demo store, lived through the same actions that its people use.

Each customer has a hidden wish to buy (`heat`); what the advisors write down, the grades and the outcomes follow from
it with noise, so that a grade means something without telling everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from crm.customers.actions import file_customer, note_facts
from crm.customers.models import Customer
from crm.demo import lines, names
from crm.leads.actions import open_lead
from crm.leads.models import Lead
from crm.shared import turns
from crm.shared.db import db
from crm.shared.stamp import Person, Stamp
from crm.staff.queries import people_with
from crm.staff.rules import Role


@dataclass
class Wish:
    """What nobody in the store knows: how much this person wants a car, and which one."""

    heat: float
    model: str
    comes_on: date | None = None
    contacts: int = 0
    silent: bool = False  # never picks up


@dataclass
class World:
    """The store as the story needs it: its people, its chance, its customers' wishes, and the day it is."""

    store_id: int
    zone: str
    chance: Random
    people: dict[str, Person]
    sellers: list[Person]
    numbers: Iterator[str]
    today: date
    last: date = date.max  # the story's last day
    wishes: dict[int, Wish] = field(default_factory=dict)
    twins: list[tuple[int, int, str]] = field(default_factory=list)  # files, the files they repeat, and how

    def stamp(self, who: str | Person, minutes: int) -> Stamp:
        """That person's stamp, `minutes` after midnight of the story's day."""
        person = self.people[who] if isinstance(who, str) else who
        at = datetime.combine(self.today, time(), ZoneInfo(self.zone)) + timedelta(minutes=minutes)
        return Stamp(person, at, self.zone)

    def minutes_of(self, at: datetime) -> int:
        """Minutes after midnight of the story's day."""
        return int((at - self.stamp("reception", 0).at).total_seconds() // 60)

    def seller(self, staff_id: int | None) -> Person:
        chiefs = (self.people[one] for one in ("supervisor", "manager", "gm"))  # they have the old leads
        return next((one for one in (*self.sellers, *chiefs) if one.id == staff_id), self.sellers[0])


def world_of(store_id: int, zone: str, chance: Random, today: date) -> World:
    """The people of a store that has just been opened with the cast."""
    everybody = {one.username: one for one in people_with(store_id, *Role)}
    sellers = people_with(store_id, Role.ADVISOR, Role.LEADER)
    return World(store_id, zone, chance, everybody, sellers, names.phones(chance), today)


def somebody(world: World, *, by: str | Person, minutes: int, channel: str, owner: Person | None) -> Lead:
    """A new person asks for a car: filed and opened as a lead by whoever took the enquiry."""
    chance, stamp = world.chance, world.stamp(by, minutes)
    customer = file_customer(phone=next(world.numbers), name=name_at_the_door(chance), source=channel, stamp=stamp)
    return as_lead(world, customer, stamp, channel, owner)


def name_at_the_door(chance: Random) -> str:
    """A full name, or a surname with a title, as people give it."""
    name = names.person_name(chance)
    surname = next((one for one in names.SURNAMES if len(one) == 2 and name.startswith(one)), name[0])
    return name if chance.random() < 0.6 else surname + chance.choice(("先生", "女士"))


def as_lead(world: World, customer: Customer, stamp: Stamp, channel: str, owner: Person | None) -> Lead:
    """The customer's lead with a hidden wish, and what was learnt about it at once."""
    chance = world.chance
    model = chance.choice(names.MODELS)
    lead = open_lead(
        customer, owner_id=owner.id if owner else None, channel=channel,
        channel_detail=chance.choice(lines.DETAILS.get(channel, ("",))), interest=model, stamp=stamp,
    )  # fmt: skip
    if lead.id not in world.wishes:
        add_wish(world, lead, model)
    return lead


def add_wish(world: World, lead: Lead, model: str) -> Wish:
    chance = world.chance
    wish = Wish(heat=chance.betavariate(1.6, 2.4), model=model, silent=chance.random() < 0.08)
    if not wish.silent and chance.random() < 0.25 + 0.5 * wish.heat:
        wish.comes_on = world.today + timedelta(days=chance.randrange(1, 14))
    return world.wishes.setdefault(lead.id, wish)


def learn(world: World, lead: Lead, wish: Wish, stamp: Stamp) -> None:
    """One or two facts of R-211 come out in a conversation."""
    chance = world.chance
    days = "7" if wish.heat > 0.75 else "15" if wish.heat > 0.55 else "30" if wish.heat > 0.35 else "90"
    found = {
        "need": chance.choice(lines.NEEDS),
        "budget": chance.choice(lines.BUDGETS),
        "urgency": days,
        "concern": chance.choice(lines.CONCERNS),
    }
    if chance.random() < 0.2:
        brand, model = chance.choice(names.COMPETITORS)
        found["competitor"] = f"{brand} {model}"
    picked = chance.sample(sorted(found), k=2)
    customer = db.session.get(Customer, lead.customer_id)
    if customer is not None:
        told: dict[str, Any] = {name: found[name] for name in picked}
        note_facts(customer, source="call", stamp=stamp, **told)


def give_way() -> None:
    """On SQLite whoever waits for the lock goes before the next day."""
    if db.engine.dialect.name == "sqlite":
        turns.let_others_first(db.engine)
