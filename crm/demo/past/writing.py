"""One store's past, poured in batch by batch: each batch is a transaction with its own row in `demo_parts`.

What is drawn is drawn outside the transaction, so that on SQLite the desk gets the lock in between. A load that was
stopped goes on behind the last batch that stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from crm.customers.models import SearchTerm
from crm.customers.rules import Known, search_terms_for
from crm.demo.models import DemoPart
from crm.demo.past import deals, people
from crm.demo.past.cars import Stop
from crm.demo.past.endings import Deal, Sellers
from crm.demo.past.gifts import Gift, Winning
from crm.demo.past.people import Folk, Plan
from crm.demo.past.truth import Truth
from crm.imports.bulk import write_customers, write_service_visits, write_vehicles
from crm.shared.crypto import blind
from crm.shared.db import db
from crm.shared.pour import pour
from crm.shared.stamp import Stamp
from crm.vehicles.queries import plan_for, plans_of
from crm.vehicles.rules import Reading, next_due
from crm.workshop.rules import MAINTAINED, Job

PART = "past"
ITEMS = {Job.FIRST: "首保", Job.MAINTENANCE: "常规保养", Job.REPAIR: "一般维修", Job.ACCIDENT: "事故维修"}
Row = dict[str, Any]
Owned = tuple[Folk, int]  # who has a car, and the number of the file


class Past:
    """A store whose past is being written."""

    def __init__(self, plan: Plan, sellers: Sellers, gift: Gift | None, truth: Truth, stamp: Stamp) -> None:
        self.plan, self.sellers, self.gift, self.truth, self.stamp = plan, sellers, gift, truth, stamp
        self.intervals = plans_of(stamp.store_id)
        self.blind = partial(blind, stamp.store_id)

    def parts_done(self) -> int:
        """How many batches stand: they are written in their order."""
        mine = select(func.count()).select_from(DemoPart)
        return db.session.scalar(mine.where(DemoPart.store_id == self.stamp.store_id, DemoPart.part == PART)) or 0

    def write(self, number: int, count: int) -> int:
        """One batch, committed; the number of its rows. Two made-up people with one number are drawn again."""
        for again in range(5):
            folk = people.batch(self.plan, number, count, again)
            try:
                rows = self._pour(folk)
                part = {"part": PART, "no": number, "rows": rows, "at": self.stamp.at}
                pour(DemoPart, [{"store_id": self.stamp.store_id, **part}])
                self.truth.keep(f"{number:06d}")
                db.session.commit()
                return rows
            except IntegrityError as error:
                db.session.rollback()
                self.truth.lines = {what: [] for what in self.truth.lines}
                if again == 4:
                    raise RuntimeError("five draws of one batch met somebody on file") from error
        raise AssertionError

    def _pour(self, folk: Sequence[Folk]) -> int:
        store_id = self.stamp.store_id
        ids = write_customers(store_id, (one.row for one in folk), self.stamp, searchable=False)
        owned = [(one, owner) for one, owner in zip(folk, ids, strict=True) if one.car is not None]
        cars = write_vehicles(store_id, (self._car(one, owner) for one, owner in owned), self.stamp)
        vehicle_of = dict(zip((owner for _one, owner in owned), cars, strict=True))
        rows = len(ids) + len(cars) + self._search(folk, ids)
        visits, begins = self._visits(owned, cars)
        visit_ids = write_service_visits(store_id, visits, self.stamp)
        rows += len(visit_ids)
        rows += self._gifts(owned, cars, visit_ids, begins)
        hoping = [
            Deal(owner, one.hope, vehicle_of.get(owner)) for one, owner in zip(folk, ids, strict=True) if one.hope
        ]
        leads, written = deals.write(hoping, self.sellers, self.stamp.today)
        self._tell(folk, ids, vehicle_of)
        for lead_id, deal in zip(leads, hoping, strict=True):
            self._tell_hope(lead_id, deal)
        return rows + written

    def _car(self, one: Folk, owner: int) -> Row:
        """The car's columns, with the day of its next maintenance as the workshop would count it (R-307)."""
        assert one.car is not None and one.life is not None
        readings = [Reading(stop.on, stop.km, stop.job in MAINTAINED) for stop in one.life.stops]
        plan = plan_for(self.intervals, one.car["series"])
        due = next_due(plan, one.life.bought_on, readings, self.sellers.numbers)
        return {
            **one.car, "customer_id": owner, "next_due_on": due.on, "next_due_km": due.km,
            "next_due_reason": due.reason.code, "next_due_facts": dict(due.reason.facts),
        }  # fmt: skip

    def _search(self, folk: Sequence[Folk], ids: Sequence[int]) -> int:
        """The search table's rows, from what is known here: nothing is read back."""
        terms = sorted(
            (term, owner)
            for one, owner in zip(folk, ids, strict=True)
            for term in search_terms_for(_known(one), self.blind)
        )
        return pour(
            SearchTerm, [{"store_id": self.stamp.store_id, "term": term, "customer_id": who} for term, who in terms]
        )

    def _visits(self, owned: Sequence[Owned], cars: Sequence[int]) -> tuple[list[Row], list[int]]:
        """All visits, and for each car the place of its first one."""
        rows: list[Row] = []
        begins: list[int] = []
        for (one, owner), car_id in zip(owned, cars, strict=True):
            assert one.life is not None
            begins.append(len(rows))
            rows.extend(visit_of(stop, owner, car_id) for stop in one.life.stops)
        return rows, begins

    def _gifts(self, owned: Sequence[Owned], cars: Sequence[int], visits: Sequence[int], begins: Sequence[int]) -> int:
        """Coupons of those who were away, and the truth about everybody who took part."""
        if self.gift is None:
            return 0
        winnings = []
        for (one, owner), car_id, begin in zip(owned, cars, begins, strict=True):
            if one.life is None or one.life.trial is None:
                continue
            before = [number for number, stop in enumerate(one.life.stops) if stop.on < self.gift.gift_on]
            last = before[-1]
            trial = one.life.trial
            winnings.append(Winning(owner, car_id, visits[begin + last], one.life.stops[last].on, trial))
            told = trial.given, trial.alone, trial.moved, trial.back_on, trial.presented
            self.truth.note("gifts", car_id, owner, *told)
        return self.gift.write(winnings)

    def _tell(self, folk: Sequence[Folk], ids: Sequence[int], vehicle_of: dict[int, int]) -> None:
        for one, owner in zip(folk, ids, strict=True):
            if one.life is not None:
                life = one.life
                told = life.bought_on, life.rhythm, life.km_a_day, life.left_on, life.never
                self.truth.note("cars", vehicle_of[owner], *told)
            if one.twin_of is not None:
                self.truth.note("twins", owner, ids[one.twin_of], one.twin_how)
            if one.fault:
                about_car = one.fault != "no_phone"
                where = ("vehicles", vehicle_of[owner]) if about_car else ("customers", owner)
                self.truth.note("faults", *where, one.fault)

    def _tell_hope(self, lead_id: int, deal: Deal) -> None:
        hope = deal.hope
        outcome = "open" if hope.ended is None else "won" if hope.won else "lost"
        ended_on = None if hope.ended is None else hope.day(hope.ended)
        self.truth.note("leads", lead_id, hope.heat, hope.chance, outcome, hope.opened_on, ended_on)


def _known(one: Folk) -> Known:
    car = one.car or {}
    numbers = (one.row.get("phone"), one.row.get("phone2"))
    return Known(
        name=one.row["name"], phones=tuple(number for number in numbers if number),
        plates=(car["plate"],) if car.get("plate") else (), vins=(car["vin"],) if car.get("vin") else (),
        company=one.row.get("kind") == "company",
    )  # fmt: skip


def visit_of(stop: Stop, owner: int, car_id: int) -> Row:
    """One visit's columns."""
    return {
        "vehicle_id": car_id, "customer_id": owner, "came_on": stop.on, "left_on": stop.on, "mileage_km": stop.km,
        "order_no": f"RO{stop.on:%y%m%d}{car_id:05d}", "job": stop.job.value, "item": ITEMS[stop.job],
        "advisor_name": "欧阳岚", "paid_fen": stop.paid_fen, "warranty_fen": stop.warranty_fen,
        "insurance_fen": stop.insurance_fen,
    }  # fmt: skip
