"""Fill a store with a crowd, set by set: for measuring with as many customers as a big store has.

A phone or VIN that is on file already is left out, so the same seed again adds nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import select

from crm.callbacks.models import Call
from crm.callbacks.rules.queue import RULE_VERSION
from crm.customers.models import Customer
from crm.demo.crowd import Car, Chance, Somebody, crowd
from crm.imports.bulk import index_customers, write_customers, write_service_visits, write_vehicles
from crm.leads.actions import settle_owners
from crm.leads.models import Lead, LostDecision, LostSale
from crm.leads.rules import Grade, next_contact_on
from crm.shared import settings
from crm.shared.clock import clock
from crm.shared.crypto import blind
from crm.shared.db import db
from crm.shared.pour import know_sizes, next_ids, pour
from crm.shared.stamp import machine
from crm.staff import queries as staff
from crm.staff.rules import Role
from crm.vehicles import queries as vehicles
from crm.vehicles.models import Vehicle
from crm.vehicles.rules import Reading, next_due

BATCH = 5_000
EACH_ADVISOR = 300  # open leads: the most that one person can look after
OPEN_SHARE = 0.3
Row = dict[str, Any]


def load(store_id: int, count: int, *, seed: int, at: datetime, open_leads: int | None = None,
         told: Callable[[int], None] = lambda written: None) -> int:  # fmt: skip
    """Write `count` customers with their cars, visits and leads; each batch is a transaction of its own."""
    store = Filling(store_id, at)
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

    def __init__(self, store_id: int, at: datetime) -> None:
        self.store_id, self.stamp = store_id, machine(store_id, at)
        self.advisors = [person.id for person in staff.people_with(store_id, Role.ADVISOR)]
        self.numbers = settings.of(store_id)
        self.plans = vehicles.plans_of(store_id)
        self.taken = set(db.session.scalars(select(Customer.phone_index).where(Customer.store_id == store_id)))
        self.taken.update(db.session.scalars(select(Vehicle.vin_index).where(Vehicle.store_id == store_id)))
        self.leads_given = 0

    def write(self, batch: Sequence[Somebody]) -> int:
        """One batch: customers, cars, visits, search terms, leads, calls; the number of customers."""
        new = [one for one in batch if self._is_new(one)]
        people = write_customers(self.store_id, (_customer(one) for one in new), self.stamp, searchable=False)
        owned = [(number, one.car) for number, one in zip(people, new, strict=True) if one.car]
        cars = write_vehicles(self.store_id, (self._car(*pair) for pair in owned), self.stamp)
        visits = (row for car_id, pair in zip(cars, owned, strict=True) for row in _visits(car_id, *pair))
        write_service_visits(self.store_id, visits, self.stamp)
        index_customers(self.store_id, people)
        chances = [(number, one.chance) for number, one in zip(people, new, strict=True) if one.chance]
        ids = next_ids(Lead, len(chances))
        leads = [self._lead(lead_id, *pair) for lead_id, pair in zip(ids, chances, strict=True)]
        pour(Lead, leads)
        if leads:
            settle_owners(self.stamp, Lead.id.between(ids[0], ids[-1]))
        told = zip(leads, (chance for _number, chance in chances), strict=True)
        pour(Call, [call for lead, chance in told for call in self._calls(lead, chance)])
        self._losses([lead for lead in leads if lead["stage"] == "lost"])
        return len(new)

    def _is_new(self, one: Somebody) -> bool:
        marks = {blind(self.store_id, "phone", one.phone)}
        if one.car:
            marks.add(blind(self.store_id, "vin", one.car.vin))
        if marks & self.taken:
            return False
        self.taken |= marks
        return True

    def _car(self, number: int, car: Car) -> Row:
        readings = [Reading(visit.on, visit.km, visit.job == "maintenance") for visit in car.services]
        due = next_due(vehicles.plan_for(self.plans, car.series), car.bought_on, readings, self.numbers)
        last = car.services[-1] if car.services else None
        return {
            "customer_id": number, "vin": car.vin, "plate": car.plate, "energy": "nev" if car.new_energy else "fuel",
            "series": car.series, "model": car.model, "bought_on": car.bought_on, "sold_here": car.sold_here,
            "mileage_km": last.km if last else None, "mileage_on": last.on if last else None, "next_due_on": due.on,
            "next_due_km": due.km, "next_due_reason": due.reason.code, "next_due_facts": dict(due.reason.facts),
        }  # fmt: skip

    def _lead(self, lead_id: int, number: int, chance: Chance) -> Row:
        opened_at = self.stamp.at - timedelta(days=chance.days_ago)
        opened_on = clock.day(opened_at)
        contact_at = self.stamp.at - timedelta(days=chance.contacts[-1]) if chance.contacts else None
        owner = self.advisors[self.leads_given % len(self.advisors)] if self.advisors else None
        self.leads_given += 1
        lead: Row = {
            "id": lead_id, "store_id": self.store_id, "customer_id": number, "owner_id": owner,
            "channel": chance.channel, "interest": chance.interest, "grade": chance.grade,
            "stage": "open" if chance.open else "lost", "opened_at": opened_at, "opened_on": opened_on,
            "visit_count": chance.visits,
            "last_visit_on": opened_on if chance.visits else None, "last_contact_at": contact_at,
            "last_contact_channel": "phone" if contact_at else None,
        }  # fmt: skip
        if chance.open and contact_at:  # spread around today, never later than the grade's cadence allows
            latest = next_contact_on(Grade(chance.grade), self.stamp.today, self.numbers)
            lead["next_on"] = min(self.stamp.today + timedelta(days=chance.due), latest)
            lead["next_rule"] = "cadence"
        elif chance.open:
            lead["first_due_at"] = self.stamp.at + timedelta(hours=chance.due + 4)
            lead["first_due_on"] = clock.day(lead["first_due_at"])
        return lead

    def _calls(self, lead: Row, chance: Chance) -> Iterator[Row]:
        for days in chance.contacts:
            yield {
                "store_id": self.store_id, "lead_id": lead["id"], "customer_id": lead["customer_id"],
                "channel": "phone", "result": "reached", "topic": "quote",
                "said": "报了落地价和两种保险方案", "learnt": "要和家里商量",
                "counts": True, "by_id": lead["owner_id"], "at": self.stamp.at - timedelta(days=days),
                "reason_code": "callbacks.counts", "rule_version": RULE_VERSION, "facts": {},
            }  # fmt: skip

    def _losses(self, lost: Sequence[Row]) -> None:
        at, ids = self.stamp.at - timedelta(days=90), next_ids(LostSale, len(lost))
        signed = {"store_id": self.store_id, "at": at}
        pour(LostSale, [
            {**signed, "id": sale, "lead_id": lead["id"], "reason": "postponed", "by_id": lead["owner_id"]}
            for sale, lead in zip(ids, lost, strict=True)
        ])  # fmt: skip
        pour(LostDecision, [{**signed, "lost_sale_id": sale, "verdict": "approved"} for sale in ids])


def _customer(one: Somebody) -> Row:
    return {
        "name": one.name, "sex": one.sex, "phone": one.phone, "lot": one.lot, "source": one.source,
        "created_at": one.created_at,
    }  # fmt: skip


def _visits(car_id: int, number: int, car: Car) -> Iterator[Row]:
    for visit in car.services:
        yield {
            "vehicle_id": car_id, "customer_id": number, "came_on": visit.on, "left_on": visit.on,
            "mileage_km": visit.km, "job": visit.job, "item": visit.item, "paid_fen": visit.paid_fen,
        }  # fmt: skip
