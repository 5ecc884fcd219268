"""The rota at work: whose turn it is, what becomes of it, and what the ledger says about it."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from crm.customers import queries as customer_queries
from crm.leads.models import Lead
from crm.reception import actions
from crm.rota import actions as rota
from crm.rota import queries
from crm.rota.models import Credit, Duty, DutyBreak, Turn
from crm.rota.rules import UNIT
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.staff import actions as staff_actions
from crm.staff.models import Staff
from crm.staff.rules import Role
from tests.makers import make_visit
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


def test_the_door_is_two_statements() -> None:
    on_the_rota("advisor", "advisor2")
    make_visit(advisor="next")
    stamp = stamp_of("reception")
    with queries_at_most(2):
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


