"""The rota at work: whose turn it is, what becomes of it, and what the ledger says about it."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from crm.callbacks.actions import make_queue
from crm.customers import queries as customer_queries
from crm.leads.models import Lead
from crm.reception import actions
from crm.rota import actions as rota
from crm.rota import queries
from crm.rota.models import Credit, Duty, DutyBreak, Turn
from crm.rota.rules import UNIT
from crm.shared import settings
from crm.shared.db import Base, db
from crm.shared.forms import Refused
from crm.shared.reasons import say
from crm.shared.stamp import Stamp
from crm.staff import actions as staff_actions
from crm.staff.models import Staff
from crm.staff.rules import Role
from tests.makers import make_lead, make_visit
from tests.support import queries_at_most, stamp_of

pytestmark = pytest.mark.usefixtures("inside")


def rows(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def on_the_rota(*names: str) -> list[Duty]:
    """Only these stand today; the first one is next by the draw."""
    found = [
        rota.put_on_rota(staff_id=stamp_of(name).by.id, starts=time.min, ends=time.max, stamp=stamp_of("leader"))
        for name in names
    ]
    for lot, row in enumerate(found):
        row.lot = lot
    db.session.flush()
    return found


def name_of(staff_id: int | None) -> str | None:
    return db.session.scalar(select(Staff.name).where(Staff.id == staff_id))


def later(name: str, **more: int) -> Stamp:
    stamp = stamp_of(name)
    return Stamp(stamp.by, stamp.at + timedelta(**more), stamp.zone)


def balances() -> dict[str, float]:
    return {name_of(one) or "": units / UNIT for one, units in queries.balances(1).items()}


# ---- whose turn
def test_the_first_day_works_without_a_rota() -> None:
    visit = make_visit(advisor="next")
    assert name_of(visit.advisor_id) in ("Sam", "Vera")
    assert rows(Duty) == 2


def test_by_default_one_team_stands_and_the_others_are_its_reserve() -> None:
    for n in range(3):
        staff_actions.hire(
            store_id=1, username=f"more{n}", name=f"More {n}", name_en="", password_hash="x", roles=[Role.ADVISOR],
            team_id=stamp_of("advisor").by.team_id, language="en", stamp=stamp_of("admin"),
        )  # fmt: skip
    stamp = stamp_of("reception")
    days = [Stamp(stamp.by, stamp.at + timedelta(days=n)) for n in range(2)]
    standing = []
    for day in days:
        rota.default_rota(day)
        standing.append({one.name for one in queries.door(day) if not one.reserve})
        assert len(queries.door(day)) == 5
    assert sorted(map(len, standing)) == [2, 4]  # team A; team B is Vera alone, filled up to two


def test_turns_go_round_and_each_says_why() -> None:
    on_the_rota("advisor", "advisor2")
    who = [name_of(make_visit(phone=f"1380000000{n}", advisor="next").advisor_id) for n in range(2)]
    assert who == ["Sam", "Vera"]
    turn = db.session.scalars(select(Turn).order_by(Turn.id)).first()
    assert turn
    assert (turn.reason_code, turn.rule_version, turn.facts["name"]) == ("rota.next", 2, "Sam")


def test_nobody_free_means_waiting() -> None:
    on_the_rota("advisor")
    make_visit(phone="13800000001", advisor="next")
    second = make_visit(phone="13800000002", advisor="next")
    assert second.advisor_id is None
    assert second.assigned_at is None


def test_who_leaves_makes_the_advisor_free_again() -> None:
    on_the_rota("advisor")
    first = make_visit(phone="13800000001", advisor="next")
    actions.leave(first, stamp=stamp_of("reception"))
    actions.leave(first, stamp=stamp_of("reception"))
    assert name_of(make_visit(phone="13800000002", advisor="next").advisor_id) == "Sam"


def test_a_known_customer_goes_to_the_own_advisor_and_it_is_no_turn() -> None:
    on_the_rota("advisor", "advisor2")
    first = make_visit(advisor="next")
    actions.leave(first, stamp=stamp_of("reception"))
    make_visit(phone="13800000002", advisor=str(stamp_of("advisor").by.id))
    again = make_visit(advisor="next")
    assert name_of(again.advisor_id) == "Sam"
    turn = db.session.scalars(select(Turn).where(Turn.visit_id == again.id)).one()
    assert (turn.counts, turn.reason_code) == (False, "rota.owner")


def test_passing_over_the_next_one_keeps_the_reason() -> None:
    on_the_rota("advisor", "advisor2")
    make_visit(advisor=str(stamp_of("advisor2").by.id), skip_reason="model")
    turn = db.session.scalars(select(Turn)).one()
    assert turn.reason_code == "rota.skip_model"
    assert (turn.facts["name"], turn.facts["skipped"]) == ("Vera", "Sam")


def test_giving_a_visit_to_somebody_else_moves_the_turn() -> None:
    on_the_rota("advisor", "advisor2")
    visit = make_visit(advisor="next")
    actions.assign(visit, advisor=str(stamp_of("advisor2").by.id), stamp=stamp_of("reception"))
    db.session.flush()
    assert {one.name: one.turns for one in queries.door(stamp_of("reception"))} == {"Sam": 0, "Vera": 1}


@pytest.mark.parametrize("advisor", ["0", "9999", "²", "Rita", "-1"])
def test_only_sellers_of_the_store_can_be_chosen(advisor: str) -> None:
    with pytest.raises(Refused):
        make_visit(advisor=advisor)
    with pytest.raises(Refused):
        make_visit(advisor=str(stamp_of("other_advisor").by.id))


def test_the_lead_belongs_to_who_received_the_customer_even_when_assigned_later() -> None:
    visit = make_visit()
    assert db.session.get_one(Lead, visit.lead_id).owner_id is None
    actions.assign(visit, advisor=str(stamp_of("advisor").by.id), stamp=stamp_of("reception"))
    assert db.session.get_one(Lead, visit.lead_id).owner_id == stamp_of("advisor").by.id
    assert len(customer_queries.customers_for(stamp_of("advisor").by)) == 1


# ---- the rota
def test_somebody_on_a_break_is_not_next_and_comes_back() -> None:
    sam, _vera = on_the_rota("advisor", "advisor2")
    rota.take_a_break(sam, away=True, stamp=stamp_of("leader"))
    assert name_of(make_visit(phone="13800000001", advisor="next").advisor_id) == "Vera"
    rota.take_a_break(sam, away=False, stamp=stamp_of("leader"))
    assert name_of(make_visit(phone="13800000002", advisor="next").advisor_id) == "Sam"


def test_a_rota_that_was_emptied_stays_empty() -> None:
    for row in on_the_rota("advisor", "advisor2"):
        rota.take_off_rota(row, stamp=stamp_of("leader"))
    db.session.flush()
    assert rota.default_rota(stamp_of("reception")) == 0
    assert queries.door(stamp_of("reception")) == []


def test_who_was_taken_off_can_be_put_back() -> None:
    (sam,) = on_the_rota("advisor")
    rota.take_off_rota(sam, stamp=stamp_of("leader"))
    (again,) = on_the_rota("advisor")
    assert again.id != sam.id  # what was stays as it was
    assert [one.name for one in queries.door(stamp_of("leader"))] == ["Sam"]


def test_the_door_is_one_statement() -> None:
    on_the_rota("advisor", "advisor2")
    make_visit(advisor="next")
    stamp = stamp_of("reception")
    rota.take_a_break(on_the_rota("advisor")[0], away=True, stamp=stamp_of("leader"))
    db.session.flush()
    with queries_at_most(1):
        assert len(queries.door(stamp)) == 2
    assert queries.door(stamp_of("other_reception")) == []


def test_the_end_comes_after_the_beginning() -> None:
    with pytest.raises(Refused):
        rota.put_on_rota(staff_id=stamp_of("advisor").by.id, starts=time(12), ends=time(12), stamp=stamp_of("leader"))


def test_a_disabled_person_does_not_stand() -> None:
    on_the_rota("advisor", "advisor2")
    db.session.get_one(Staff, stamp_of("advisor").by.id).disabled_at = stamp_of("admin").at
    db.session.flush()
    assert [one.name for one in queries.door(stamp_of("reception"))] == ["Vera"]




# ---- the course of a turn
def turns_of(visit_id: int) -> list[tuple[str | None, str]]:
    found = db.session.execute(select(Turn.staff_id, Turn.ended).where(Turn.visit_id == visit_id).order_by(Turn.id))
    return [(name_of(row.staff_id), row.ended) for row in found]


def test_each_arrival_credits_everybody_free_and_charges_who_receives() -> None:
    on_the_rota("advisor", "advisor2")
    make_visit(phone="13800000001", advisor="next")
    assert balances() == {"Sam": -0.5, "Vera": 0.5}
    entries = db.session.execute(select(Credit.kind, Credit.reason_code, Credit.facts).order_by(Credit.id)).all()
    assert [tuple(row) for row in entries] == [
        ("share", "rota.share", {"n": 2}),
        ("share", "rota.share", {"n": 2}),
        ("turn", "rota.turn", {}),
    ]
    make_visit(phone="13800000002", advisor="next")
    assert balances() == {"Sam": -0.5, "Vera": 0.5}  # Sam was busy: Vera alone was credited, and charged


def test_a_turn_not_accepted_in_time_goes_to_the_next_and_the_first_keeps_the_place() -> None:
    on_the_rota("advisor", "advisor2")
    visit = make_visit(phone="13800000001", surname="", advisor="next")
    assert rota.pass_on_overdue(1, later("reception", seconds=59)) == 0
    assert rota.pass_on_overdue(1, later("reception", seconds=61)) == 1
    assert turns_of(visit.id) == [("Sam", "passed"), ("Vera", "")]
    assert balances() == {"Sam": 0.5, "Vera": -0.5}
    assert name_of(visit.advisor_id) == "Vera"
    assert name_of(db.session.get_one(Lead, visit.lead_id).owner_id) == "Vera"  # the new customer goes with the visit
    turn = db.session.scalars(select(Turn).order_by(Turn.id.desc())).first()
    assert turn
    assert (turn.reason_code, turn.facts["passed"], turn.facts["seconds"], turn.by_id) == ("rota.passed", "Sam", 60, None)
    assert rota.pass_on_overdue(1, later("reception", minutes=5)) == 0  # everybody has been told: it stays
    actions.leave(visit, stamp=later("reception", minutes=9))
    assert name_of(make_visit(phone="13800000002", advisor="next").advisor_id) == "Sam"


def test_an_accepted_turn_stays_and_accepting_too_late_says_who_receives() -> None:
    on_the_rota("advisor", "advisor2")
    visit = make_visit(phone="13800000001", advisor="next")
    first = queries.turn_of(visit.id)
    assert first
    for _tap in range(2):
        rota.accept(first, stamp_of("advisor"))
    assert rota.pass_on_overdue(1, later("reception", minutes=5)) == 0
    other = make_visit(phone="13800000002", advisor="next")
    assert name_of(other.advisor_id) == "Vera"
    actions.leave(visit, stamp=later("reception", minutes=6))
    rota.pass_on_overdue(1, later("reception", minutes=7))
    late = db.session.scalars(select(Turn).where(Turn.visit_id == other.id).order_by(Turn.id)).first()
    assert late
    with pytest.raises(Refused, match="已由 Sam 接待"):
        rota.accept(late, later("advisor2", minutes=8))


def test_who_cannot_come_says_so_and_the_next_one_is_told_at_once() -> None:
    on_the_rota("advisor", "advisor2")
    visit = make_visit(phone="13800000001", advisor="next")
    turn = queries.turn_of(visit.id)
    assert turn
    rota.decline(turn, stamp_of("advisor"))
    assert turns_of(visit.id) == [("Sam", "passed"), ("Vera", "")]
    second = queries.turn_of(visit.id)
    assert second
    with pytest.raises(Refused, match="没有别人空闲"):
        rota.decline(second, stamp_of("advisor2"))


def test_the_limit_of_zero_seconds_passes_nothing_on() -> None:
    settings.change("reception.accept_seconds", 0, stamp_of("manager"))
    on_the_rota("advisor", "advisor2")
    make_visit(phone="13800000001", advisor="next")
    assert rota.pass_on_overdue(1, later("reception", hours=1)) == 0


def test_who_takes_the_visitor_personally_has_accepted() -> None:
    on_the_rota("advisor", "advisor2")
    visit = make_visit(by="advisor", phone="13800000001", advisor="next")
    turn = queries.turn_of(visit.id)
    assert turn
    assert turn.accepted_at


def test_a_phone_call_keeps_nobody_from_the_door() -> None:
    on_the_rota("advisor")
    make_visit(purpose="phone", channel="", advisor="next")
    assert name_of(make_visit(phone="13800000002", advisor="next").advisor_id) == "Sam"


def test_a_wrong_tap_is_taken_back_from_the_ledger_too() -> None:
    on_the_rota("advisor", "advisor2")
    visit = make_visit(phone="13800000001", advisor="next")
    rota.release(visit.id, recalled=True, stamp=stamp_of("reception"))
    rota.release(visit.id, recalled=True, stamp=stamp_of("reception"))
    assert balances() == {"Sam": 0, "Vera": 0}
    assert {one.name: one.turns for one in queries.door(stamp_of("reception"))} == {"Sam": 0, "Vera": 0}


def test_who_has_not_left_after_all_is_with_the_same_person_and_it_is_one_turn() -> None:
    on_the_rota("advisor", "advisor2")
    visit = make_visit(phone="13800000001", advisor="next")
    actions.leave(visit, stamp=stamp_of("reception"))
    rota.resume(visit.id, stamp=stamp_of("reception"))
    assert rota.resume(visit.id, stamp=stamp_of("reception")) is None
    assert {one.name: (one.turns, one.visits) for one in queries.door(stamp_of("reception"))} == {"Sam": (1, 1), "Vera": (0, 0)}
    assert balances() == {"Sam": -0.5, "Vera": 0.5}


def test_passing_over_somebody_asks_for_a_reason() -> None:
    on_the_rota("advisor", "advisor2")
    with pytest.raises(Refused, match="轮到 Sam") as refused:
        make_visit(advisor=str(stamp_of("advisor2").by.id), skip_reason="")
    assert refused.value.field == "skip_reason"
    assert rows(Turn) == 0


def test_while_the_own_advisor_is_away_the_backup_receives_and_it_is_no_turn() -> None:
    sam, _vera = on_the_rota("advisor", "advisor2")
    one, two = stamp_of("advisor").by.id, stamp_of("advisor2").by.id
    with pytest.raises(Refused):
        rota.name_backup(staff_id=one, backup_id=one, stamp=stamp_of("leader"))
    with pytest.raises(Refused):
        rota.name_backup(staff_id=one, backup_id=stamp_of("other_advisor").by.id, stamp=stamp_of("leader"))
    rota.name_backup(staff_id=one, backup_id=two, stamp=stamp_of("leader"))
    first = make_visit(advisor="next")
    actions.leave(first, stamp=stamp_of("reception"))
    before = balances()
    rota.take_a_break(sam, away=True, stamp=stamp_of("leader"))
    again = make_visit(advisor="next")
    turn = db.session.scalars(select(Turn).where(Turn.visit_id == again.id)).one()
    assert (turn.staff_id, turn.counts, turn.reason_code) == (two, False, "rota.backup")
    assert balances() == before


def test_with_too_many_overdue_calls_somebody_has_no_turn_until_they_are_made() -> None:
    on_the_rota("advisor", "advisor2")
    stamp = stamp_of("reception")
    for n in range(3):
        make_lead(name="Lena", phone=f"1370000000{n}", owner="advisor", next_on=stamp.today, next_rule="cadence")
    make_queue(stamp_of("manager"))
    tasks = Base.metadata.tables["tasks"]
    db.session.execute(tasks.update().values(due_on=stamp.today - timedelta(days=2)))
    assert queries.door(stamp)[0].ready(stamp.local.time())  # off by default
    settings.change("reception.overdue_calls", 2, stamp_of("manager"))
    visit = make_visit(phone="13800000001", advisor="next")
    turn = queries.turn_of(visit.id)
    assert turn
    assert (name_of(turn.staff_id), turn.reason_code, turn.facts["busy"]) == ("Vera", "rota.next_overdue", "Sam")
    assert balances() == {"Vera": 0}
    db.session.execute(tasks.update().values(closed_at=stamp.at))
    assert name_of(make_visit(phone="13800000002", advisor="next").advisor_id) == "Sam"


def test_the_reason_says_that_the_other_one_is_test_driving() -> None:
    on_the_rota("advisor", "advisor2")
    first = make_visit(phone="13800000001", advisor="next")  # Sam pays, Vera is owed
    make_visit(phone="13800000002", advisor="next")
    rota.now_doing(first.id, "drive", stamp=stamp_of("advisor"))
    turns = db.session.scalars(select(Turn).order_by(Turn.id)).all()
    rota.now_doing(turns[1].visit_id, "drive", stamp=stamp_of("advisor2"))
    rota.release(first.id, stamp=stamp_of("reception"))
    third = queries.turn_of(make_visit(phone="13800000003", advisor="next").id)
    assert third
    assert (third.reason_code, third.facts["name"], third.facts["busy"]) == ("rota.next_drive", "Sam", "Vera")
    assert say(third.reason_code, third.facts).endswith("；Vera 正在试驾")


def test_a_break_is_a_row_and_saying_so_twice_is_once() -> None:
    sam, _vera = on_the_rota("advisor", "advisor2")
    for away in (True, True, False, False):
        rota.take_a_break(sam, away=away, stamp=stamp_of("leader"))
    rota.take_a_break(sam, away=True, stamp=stamp_of("leader"))
    assert rows(DutyBreak) == 2


def test_other_hours_are_a_new_row_so_that_the_past_stays() -> None:
    (sam,) = on_the_rota("advisor")
    again = rota.put_on_rota(staff_id=sam.staff_id, starts=time(8), ends=time(20), stamp=stamp_of("leader"))
    assert sam.off_at
    assert (again.id != sam.id, again.starts, sam.starts) == (True, time(8), time.min)
    assert len(queries.door(stamp_of("reception"))) == 1
