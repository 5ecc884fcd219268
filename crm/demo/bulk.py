"""Fill a store with a crowd, set by set: for measuring with as many customers as a big store has.

A phone or VIN that is on file already is left out, so the same seed again adds nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import select

from crm.callbacks.models import Call
from crm.callbacks.rules.queue import RULE_VERSION
from crm.customers.models import Customer, SearchTerm
from crm.customers.rules import Known, pinyin_key, search_terms_for
from crm.demo.crowd import Chance, Somebody, crowd
from crm.leads.models import Lead, LostDecision, LostSale
from crm.leads.rules import Grade, next_contact_on
from crm.shared import settings
from crm.shared.bulk import know_sizes, reserve_ids, write_rows
from crm.shared.crypto import blind
from crm.shared.db import db
from crm.shared.stamp import Stamp, machine
from crm.staff import queries as staff
from crm.staff.rules import Role
from crm.vehicles import queries as vehicles
from crm.vehicles.models import Vehicle
from crm.vehicles.rules import Reading, next_due
from crm.workshop.models import ServiceVisit
from crm.workshop.rules import natural_key

BATCH = 5_000
EACH_ADVISOR = 300  # open leads: the most that one person can look after
OPEN_SHARE = 0.3


def load(store_id: int, count: int, *, seed: int, at: datetime, open_leads: int | None = None,
         told: Callable[[int], None] = lambda written: None) -> int:  # fmt: skip
    """Write `count` customers with their cars, visits and leads; each batch is a transaction of its own."""
    store = Filling(machine(store_id, at))
    if open_leads is None:
        open_leads = min(round(count * OPEN_SHARE), EACH_ADVISOR * len(store.advisors))
    people = crowd(count, open_leads if store.advisors else 0, at, seed)
    written = 0
    while batch := list(islice(people, BATCH)):
        written += store.write(batch)
        db.session.commit()
        told(written)
    know_sizes()
    return written


class Filling:
    """One store being filled: who is there already, and who gets the next lead."""

    def __init__(self, stamp: Stamp) -> None:
        self.stamp, self.store_id = stamp, stamp.store_id
        self.blind: Callable[[str, str], str] = partial(blind, stamp.store_id)
        self.advisors = [person.id for person in staff.people_with(self.store_id, Role.ADVISOR)]
        self.numbers = settings.of(self.store_id)
        self.plans = vehicles.plans_of(self.store_id)
        phones = select(Customer.phone_index).where(Customer.store_id == self.store_id)
        self.taken = set(db.session.scalars(phones))
        self.taken.update(db.session.scalars(select(Vehicle.vin_index).where(Vehicle.store_id == self.store_id)))
        self.leads_given = 0

    def write(self, batch: Sequence[Somebody]) -> int:
        """One batch: customers, search terms, cars, visits, leads, calls; the number of customers."""
        new = [one for one in batch if self._is_new(one)]
        filed = list(zip(reserve_ids(Customer, len(new)), new, strict=True))
        write_rows(Customer, CUSTOMER, (self._customer(*pair) for pair in filed))
        write_rows(SearchTerm, ("store_id", "term", "customer_id"), sorted(self._terms(filed)))
        owners = [pair for pair in filed if pair[1].car]
        cars = list(zip(reserve_ids(Vehicle, len(owners)), owners, strict=True))
        write_rows(Vehicle, VEHICLE, (self._car(car_id, *pair) for car_id, pair in cars))
        write_rows(ServiceVisit, VISIT, (row for car_id, pair in cars for row in self._visits(car_id, *pair)))
        chances = [(number, one.chance) for number, one in filed if one.chance]
        leads = list(zip(reserve_ids(Lead, len(chances)), chances, strict=True))
        rows = [self._lead(lead_id, *pair) for lead_id, pair in leads]
        write_rows(Lead, LEAD, rows)
        told = zip(rows, (chance for _number, chance in chances), strict=True)
        write_rows(Call, CALL, (call for row, chance in told for call in self._calls(row, chance)))
        self._losses([row for row in rows if row[LEAD.index("stage")] == "lost"])
        return len(new)

    def _is_new(self, one: Somebody) -> bool:
        marks = {self.blind("phone", one.phone), *([self.blind("vin", one.car.vin)] if one.car else [])}
        if marks & self.taken:
            return False
        self.taken |= marks
        return True

    def _customer(self, number: int, one: Somebody) -> tuple[Any, ...]:
        return (
            number, self.store_id, one.name, one.sex, pinyin_key(one.name), one.phone, self.blind("phone", one.phone),
            one.lot, one.source, one.created_at,
        )  # fmt: skip

    def _terms(self, filed: Iterable[tuple[int, Somebody]]) -> Iterator[tuple[int, str, int]]:
        for number, one in filed:
            plates, vins = ((one.car.plate,), (one.car.vin,)) if one.car else ((), ())
            known = Known(one.name, (one.phone,), plates, vins)
            for term in search_terms_for(known, self.blind):
                yield self.store_id, term, number

    def _car(self, car_id: int, number: int, one: Somebody) -> tuple[Any, ...]:
        car = one.car
        assert car is not None
        readings = [Reading(visit.on, visit.km, visit.job == "maintenance") for visit in car.services]
        due = next_due(vehicles.plan_for(self.plans, car.series), car.bought_on, readings, self.numbers)
        last = car.services[-1] if car.services else None
        return (
            car_id, self.store_id, number, car.vin, self.blind("vin", car.vin), self.blind("vin6", car.vin[-6:]),
            car.plate, self.blind("plate", car.plate), "nev" if car.new_energy else "fuel", car.series, car.model,
            car.bought_on, car.sold_here, last.km if last else None, last.on if last else None, due.on, due.km,
            due.reason.code, dict(due.reason.facts),
        )  # fmt: skip

    def _visits(self, car_id: int, number: int, one: Somebody) -> Iterator[tuple[Any, ...]]:
        for visit in one.car.services if one.car else ():
            yield (
                self.store_id, car_id, number, visit.on, visit.on, visit.km, visit.job, visit.item, visit.paid_fen,
                natural_key(car_id, visit.on, "", visit.job),
            )  # fmt: skip

    def _lead(self, lead_id: int, number: int, chance: Chance) -> tuple[Any, ...]:
        opened_at = self.stamp.at - timedelta(days=chance.days_ago)
        contact_at = self.stamp.at - timedelta(days=chance.contacts[-1]) if chance.contacts else None
        owner = self.advisors[self.leads_given % len(self.advisors)] if self.advisors else None
        self.leads_given += 1
        next_on = None
        if chance.open and contact_at:  # spread around today, never before the cadence of the grade began
            next_on = min(self.stamp.today + timedelta(days=chance.due),
                          next_contact_on(Grade(chance.grade), self.stamp.today, self.numbers))  # fmt: skip
        first_by = None if contact_at or not chance.open else self.stamp.at + timedelta(hours=chance.due + 4)
        return (
            lead_id, self.store_id, number, owner, chance.channel, chance.interest, chance.grade,
            "open" if chance.open else "lost", opened_at, opened_at.date(), chance.visits,
            opened_at.date() if chance.visits else None, contact_at, "phone" if contact_at else None, first_by,
            first_by and first_by.date(), next_on, "cadence" if next_on else None,
        )  # fmt: skip

    def _calls(self, lead: Sequence[Any], chance: Chance) -> Iterator[tuple[Any, ...]]:
        for days in chance.contacts:
            yield (
                self.store_id, lead[LEAD.index("id")], lead[LEAD.index("customer_id")], "phone", "reached", "quote",
                "报了落地价和两种保险方案", "要和家里商量", "", True, lead[LEAD.index("owner_id")],
                self.stamp.at - timedelta(days=days), "callbacks.counts", RULE_VERSION, {},
            )  # fmt: skip

    def _losses(self, lost: Sequence[Sequence[Any]]) -> None:
        at, ids = self.stamp.at - timedelta(days=90), reserve_ids(LostSale, len(lost))
        sales = [(sale, self.store_id, lead[LEAD.index("id")], "postponed", lead[LEAD.index("owner_id")], at)
                 for sale, lead in zip(ids, lost, strict=True)]  # fmt: skip
        write_rows(LostSale, ("id", "store_id", "lead_id", "reason", "by_id", "at"), sales)
        columns = ("store_id", "lost_sale_id", "verdict", "at")
        write_rows(LostDecision, columns, [(self.store_id, sale, "approved", at) for sale in ids])


CUSTOMER = ("id", "store_id", "name", "sex", "pinyin_key", "phone", "phone_index", "lot", "source", "created_at")
VEHICLE = (
    "id", "store_id", "customer_id", "vin", "vin_index", "vin6_index", "plate", "plate_index", "energy", "series",
    "model", "bought_on", "sold_here", "mileage_km", "mileage_on", "next_due_on", "next_due_km", "next_due_reason",
    "next_due_facts",
)  # fmt: skip
VISIT = (
    "store_id", "vehicle_id", "customer_id", "came_on", "left_on", "mileage_km", "job", "item", "paid_fen",
    "natural_key",
)  # fmt: skip
LEAD = (
    "id", "store_id", "customer_id", "owner_id", "channel", "interest", "grade", "stage", "opened_at", "opened_on",
    "visit_count", "last_visit_on", "last_contact_at", "last_contact_channel", "first_due_at", "first_due_on",
    "next_on", "next_rule",
)  # fmt: skip
CALL = (
    "store_id", "lead_id", "customer_id", "channel", "result", "topic", "said", "learnt", "agreed", "counts", "by_id",
    "at", "reason_code", "rule_version", "facts",
)  # fmt: skip
