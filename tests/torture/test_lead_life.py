"""Whatever is done to a lead in whatever order, nothing of it is lost, doubled or contradicted (R-220…R-257, F-10…F-18).

Sam and Vera sell, Sue reviews, Max moves leads and approves, the night makes the queue and runs its rules, the clock
goes on. After every step the invariants below are read from the rows. `YUKE_LIVES=2000` lives as many lives as are
wanted, each another one; CI lives the same few on both databases.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import g
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import func, select

from crm.ageing.actions import carry_out, plan, undo
from crm.ageing.models import Run
from crm.callbacks.actions import log_call, make_queue, undo_call
from crm.callbacks.models import Call, Task
from crm.callbacks.rules.contact import Channel, Result, Topic
from crm.leads import actions as leads
from crm.leads.models import CommissionPeriod, GradeChange, Lead, LostDecision, LostSale, OwnerPeriod
from crm.leads.rules import ACTIVE, Grade, LostReason, Stage, Verdict
from crm.orders import actions as orders
from crm.orders.models import Cancellation, Delivery, Order
from crm.orders.queries import cancelled
from crm.orders.rules import Becomes, CancelReason, Check, Deposit
from crm.orders.rules import Verdict as Answer
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import machine
from tests.makers import make_customer
from tests.support import stamp_of

PICK = st.integers(0, 1)
VINS = ("LSVAM4187C2184111", "LSVAM4187C2184222", "LSVAM4187C2184333", "LSVAM4187C2184444", "LSVAM4187C2184555")
CHIEFS = ("supervisor", "manager")
SELLERS = ("advisor", "advisor2")


class Life(RuleBasedStateMachine):
    """Two customers and everything that can happen to their leads."""

    def __init__(self) -> None:
        super().__init__()
        self.people = {name: stamp_of(name) for name in (*SELLERS, *CHIEFS, "reception")}
        self.start = self.people["manager"].at
        self.hours = 0
        self.customers = [make_customer(name, f"1390000000{n}") for n, name in enumerate(("Ann", "Ben"))]
        self.steps = dict.fromkeys((Call, GradeChange, LostSale, LostDecision, Order, Delivery, Cancellation), 0)
        for pick, who in enumerate(SELLERS):
            self.open(pick, who)
        db.session.flush()

    def teardown(self) -> None:
        db.session.rollback()

    # ---- helpers
    def now(self) -> datetime:
        self.hours += 1  # no two things happen at one instant
        return self.start + timedelta(hours=self.hours)

    def stamp(self, who: str | None) -> Any:
        return machine(1, self.now()) if who is None else replace(self.people[who], at=self.now())

    def try_to(self, action: Any, *args: Any, **more: Any) -> Any:
        """The action's result; None when it was refused, and then nothing has changed."""
        db.session.expire_all()
        try:
            with db.session.begin_nested():
                done = action(*args, **more)
                db.session.flush()
                return done or True
        except Refused:
            return None

    def lead(self, pick: int, *stages: str) -> Lead | None:
        """A customer's latest lead, rather one in these stages; where there is none, what is tried will be refused."""
        found = [
            db.session.scalar(select(Lead).where(Lead.customer_id == one.id).order_by(Lead.id.desc()).limit(1))
            for one in (*self.customers[pick:], *self.customers[:pick])
        ]
        return next((lead for lead in found if lead is not None and lead.stage in stages), found[0])

    # ---- what people do
    @rule(pick=PICK, who=st.sampled_from(SELLERS))
    def open(self, pick: int, who: str) -> None:
        stamp = self.stamp("reception")
        leads.open_lead(self.customers[pick], owner_id=self.people[who].by.id, channel="walk_in", interest="L6", stamp=stamp)

    @rule(pick=PICK, result=st.sampled_from([Result.REACHED, Result.REACHED, *Result]), ahead=st.sampled_from([0, 0, 0, 2, 30, -1]), agreed=st.booleans())
    def call(self, pick: int, result: Result, ahead: int, agreed: bool) -> None:
        lead = self.lead(pick, *ACTIVE)
        if lead is None:
            return
        before = (lead.last_contact_at, lead.stage, lead.grade)
        stamp = self.stamp("advisor")
        done = self.try_to(log_call, lead, **typed(result, stamp, ahead, agreed))
        db.session.refresh(lead)
        if done and result is not Result.REACHED:  # F-03: a failed contact marks nothing
            assert (lead.last_contact_at, lead.stage, lead.grade) == before

    @rule(pick=PICK)
    def undo_the_last_call(self, pick: int) -> None:
        lead = self.lead(pick, *ACTIVE)
        call = lead and db.session.scalar(select(Call).where(Call.lead_id == lead.id).order_by(Call.at.desc()).limit(1))
        if lead is None or call is None:
            return
        before = call.before["lead"]["next_on"] if call.counts else lead.next_on and lead.next_on.isoformat()
        if self.try_to(undo_call, call, stamp=self.stamp("manager")):
            self.steps[Call] -= 1
            db.session.refresh(lead)
            assert (lead.next_on.isoformat() if lead.next_on else None) == before

    @rule(pick=PICK)
    def visit(self, pick: int) -> None:
        lead = self.lead(pick, *ACTIVE)
        if lead is not None and lead.stage in ACTIVE:
            self.try_to(leads.note_visit, lead, self.stamp("reception"))

    @rule(pick=PICK, grade=st.sampled_from("HABC"), reason=st.sampled_from(["", "said so on the phone"]))
    def regrade(self, pick: int, grade: str, reason: str) -> None:
        lead = self.lead(pick, Stage.OPEN)
        if lead is None:
            return
        old = lead.grade
        done = self.try_to(leads.change_grade, lead, grade=Grade(grade), reason=reason, stamp=self.stamp("advisor"))
        if done and "CBAH".find(grade) < "CBAH".find(old):
            assert reason, "a lower grade needs a reason (F-04)"

    @rule(pick=PICK, days=st.integers(-1, 60))
    def freeze(self, pick: int, days: int) -> None:
        lead = self.lead(pick, Stage.OPEN)
        if lead is not None:
            stamp = self.stamp("advisor")
            self.try_to(leads.freeze, lead, until_on=stamp.today + timedelta(days=days), reason="Abroad", stamp=stamp)

    @rule(pick=PICK, who=st.sampled_from([*SELLERS, "manager"]), reason=st.sampled_from(["price", "postponed", "other"]))
    def lose(self, pick: int, who: str, reason: str) -> None:
        lead, stamp = self.lead(pick, Stage.OPEN), self.stamp(who)
        if lead is not None:
            more = {"reopen_on": stamp.today + timedelta(days=20)} if reason == "postponed" else {}
            note = "moves house" if reason == "other" else ""
            self.try_to(leads.mark_lost, lead, reason=LostReason(reason), note=note, stamp=stamp, **more)

    @rule(pick=PICK, who=st.sampled_from(CHIEFS), verdict=st.sampled_from([Verdict.APPROVED, Verdict.SENT_BACK]))
    def review(self, pick: int, who: str, verdict: Verdict) -> None:
        lead = self.lead(pick, Stage.LOST_PENDING)
        sale = lead and db.session.scalar(select(LostSale).where(LostSale.lead_id == lead.id).order_by(LostSale.id.desc()).limit(1))
        if lead is not None and sale is not None:
            own = sale.by_id == self.people[who].by.id
            done = self.try_to(leads.decide_lost, sale, lead, verdict=verdict, note="ask once more", stamp=self.stamp(who))
            assert not (done and own), "nobody decides about an own application (F-15)"

    @rule(pick=PICK)
    def reopen(self, pick: int) -> None:
        lead = self.lead(pick, Stage.LOST)
        if lead is not None:
            self.try_to(leads.reopen, lead, stamp=self.stamp("advisor"))

    @rule(pick=PICK, earnest=st.booleans())
    def order(self, pick: int, earnest: bool) -> None:
        lead = self.lead(pick, Stage.OPEN)
        if lead is not None:
            kind = Deposit.EARNEST if earnest else Deposit.ADVANCE
            self.try_to(orders.place_order, lead, model="L6", price=20_000_000, deposit=500_000, deposit_kind=kind,
                        stamp=self.stamp("advisor"))  # fmt: skip

    @rule(pick=PICK, becomes=st.sampled_from([Becomes.OPEN, Becomes.LOST]), verdict=st.sampled_from([Answer.APPROVED, Answer.REFUSED]))
    def cancel(self, pick: int, becomes: Becomes, verdict: Answer) -> None:
        order, lead = self.live_order(pick), self.lead(pick, Stage.ORDERED)
        if order is None or lead is None:
            return
        stamp = self.stamp("advisor")
        asked = self.try_to(orders.ask_to_cancel, order, lead, reason=CancelReason.PRICE, written_on=stamp.today,
                            becomes=becomes, stamp=stamp)  # fmt: skip
        if asked:
            self.try_to(orders.decide_cancellation, asked, order, lead, verdict=verdict, note="the car is here", refund=0,
                        stamp=self.stamp("manager"))  # fmt: skip

    @rule(pick=PICK, vin=st.sampled_from(VINS))
    def deliver(self, pick: int, vin: str) -> None:
        order, lead = self.live_order(pick), self.lead(pick, Stage.ORDERED)
        if order is not None and lead is not None:
            stamp = self.stamp("advisor")
            self.try_to(orders.deliver, order, lead, vin=vin, mileage_km=9, delivered_on=stamp.today, checks=list(Check), stamp=stamp)

    def live_order(self, pick: int) -> Order | None:
        lead = self.lead(pick, Stage.ORDERED)
        mine = lead and select(Order).where(Order.lead_id == lead.id).order_by(Order.id.desc()).limit(1)
        return db.session.scalar(mine) if mine is not None else None

    @rule(pick=PICK, who=st.sampled_from(SELLERS))
    def reassign(self, pick: int, who: str) -> None:
        lead = self.lead(pick, Stage.OPEN)
        if lead is not None:
            self.try_to(leads.assign, lead, owner_id=self.people[who].by.id, reason="holiday", stamp=self.stamp("manager"))

    # ---- what the house does
    @rule(months=st.sampled_from([0, 1, 2]))
    def redistribute(self, months: int) -> None:
        self.hours += months * 31 * 24
        run = self.try_to(plan, self.stamp(None))
        if isinstance(run, Run):
            self.try_to(carry_out, run, stamp=self.stamp("manager"))

    @rule()
    def undo_the_redistribution(self) -> None:
        run = db.session.scalar(select(Run).where(Run.state == "done").order_by(Run.id.desc()).limit(1))
        if run is not None:
            self.try_to(undo, run, why="wrong week", stamp=self.stamp("manager"))

    @rule(days=st.sampled_from([1, 2, 7, 35, 61]))
    def nights_go_by(self, days: int) -> None:
        self.hours += days * 24
        self.night()

    @rule()
    def night(self) -> None:
        stamp = self.stamp(None)
        db.session.flush()
        leads.reopen_due(1, stamp)
        make_queue(stamp)
        db.session.expire_all()
        assert make_queue(replace(stamp, at=stamp.at + timedelta(minutes=1))) == 0, "a second run makes nothing"
        asked = select(func.count()).select_from(Lead).where(Lead.stage == Stage.OPEN, Lead.next_on <= stamp.today)
        busy = select(Task.lead_id).where(Task.kind == "sales", Task.closed_at.is_(None), Task.opens_on <= stamp.today)
        assert db.session.scalar(asked.where(Lead.id.not_in(busy))) == 0, "a promise without a task"

    # ---- what must hold after every step
    @invariant()
    def one_active_lead_and_one_open_task(self) -> None:
        active = select(Lead.customer_id, func.count()).where(Lead.stage.in_(ACTIVE)).group_by(Lead.customer_id)
        assert all(n == 1 for _customer, n in db.session.execute(active))
        tasks = select(Task.lead_id, func.count()).where(Task.kind == "sales", Task.closed_at.is_(None)).group_by(Task.lead_id)
        assert all(n == 1 for _lead, n in db.session.execute(tasks))

    @invariant()
    def a_stage_has_its_rows(self) -> None:
        db.session.flush()
        gone = select(Order.id).where(cancelled())
        for lead in db.session.scalars(select(Lead).execution_options(populate_existing=True)):
            live = db.session.scalar(select(func.count()).select_from(Order).where(Order.lead_id == lead.id, Order.id.not_in(gone)))
            done = db.session.scalar(select(func.count()).select_from(Delivery).join(Order, Order.id == Delivery.order_id).where(Order.lead_id == lead.id))
            waits = db.session.scalar(
                select(func.count()).select_from(LostSale).outerjoin(LostDecision, LostDecision.lost_sale_id == LostSale.id)
                .where(LostSale.lead_id == lead.id, LostDecision.id.is_(None))
            )  # fmt: skip
            assert live == (lead.stage in (Stage.ORDERED, Stage.DELIVERED)), (lead.stage, live)
            assert done == (lead.stage == Stage.DELIVERED)
            assert waits == (lead.stage == Stage.LOST_PENDING)
            if lead.stage == Stage.LOST:
                last = select(LostDecision.verdict).join(LostSale, LostSale.id == LostDecision.lost_sale_id)
                last = last.where(LostSale.lead_id == lead.id).order_by(LostDecision.id.desc()).limit(1)
                assert db.session.scalar(last) == Verdict.APPROVED, "only approved ones count as lost (F-15)"

    @invariant()
    def periods_never_gap_and_never_overlap(self) -> None:
        for lead in db.session.scalars(select(Lead)):
            for period, person in ((OwnerPeriod, "owner_id"), (CommissionPeriod, "earner_id")):
                rows = db.session.scalars(
                    select(period).where(period.lead_id == lead.id).order_by(period.since_at)
                    .execution_options(populate_existing=True)
                ).all()  # fmt: skip
                assert rows[0].since_at == lead.opened_at
                assert [one.until_at for one in rows[:-1]] == [one.since_at for one in rows[1:]]
                assert rows[-1].until_at is None
                if person == "owner_id":
                    assert rows[-1].owner_id == lead.owner_id
                elif rows[-1].earner_id is not None:
                    assert rows[-1].earner_id == lead.owner_id

    @invariant()
    def the_grade_is_the_last_one_set(self) -> None:
        for lead in db.session.scalars(select(Lead)):
            last = select(GradeChange.new).where(GradeChange.lead_id == lead.id).order_by(GradeChange.id.desc()).limit(1)
            assert lead.grade == (db.session.scalar(last) or "N")

    @invariant()
    def nothing_disappears(self) -> None:
        for model, before in self.steps.items():
            now = db.session.scalar(select(func.count()).select_from(model)) or 0
            assert now >= before, f"{model.__name__} rows were lost"
            self.steps[model] = now

    @precondition(lambda self: self.hours > 0)
    @invariant()
    def nothing_lies_in_the_future(self) -> None:
        now = self.start + timedelta(hours=self.hours)
        latest = db.session.scalar(select(func.max(Lead.last_contact_at)))
        assert latest is None or latest <= now


def typed(result: Result, stamp: Any, ahead: int, agreed: bool) -> dict[str, Any]:
    """What Sam types; the next day may be one that cannot be."""
    reached = result is Result.REACHED
    return {
        "channel": Channel.PHONE, "result": result, "topic": Topic.QUOTE if reached else None,
        "said": "the price with plates" if reached else "", "learnt": "", "agreed": "comes on Saturday" if agreed and reached else "",
        "next_on": stamp.today + timedelta(days=ahead) if ahead else None, "stamp": stamp,
    }  # fmt: skip


@pytest.mark.usefixtures("inside")
def test_whatever_is_done_to_a_lead_its_rows_agree(database_kind: str) -> None:
    g.language = "en"
    examples = int(os.environ.get("YUKE_LIVES", "20" if database_kind == "sqlite" else "8"))
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=examples, stateful_step_count=40, deadline=None, derandomize="YUKE_LIVES" not in os.environ,
            suppress_health_check=list(HealthCheck), print_blob=True,
        ),
    )  # fmt: skip
