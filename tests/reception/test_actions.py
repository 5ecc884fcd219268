"""The desk at work: visits, files, leads, turns, breaks."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text

from crm.customers import queries as customer_queries
from crm.customers.models import ConsentGiven, Customer
from crm.leads.models import Lead
from crm.reception import actions, board, queries, rota
from crm.reception.models import Duty, Turn, Visit
from crm.shared.db import db
from crm.shared.forms import Refused, Stale
from crm.shared.stamp import Stamp
from crm.shared.topics import topic_version
from crm.staff import actions as staff_actions
from crm.staff.models import Staff
from crm.staff.rules import Role
from tests.makers import make_customer, make_visit
from tests.support import queries_at_most, stamp_of

pytestmark = pytest.mark.usefixtures("inside")


def rows(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def on_the_rota(*names: str) -> list[Duty]:
    """Only these stand today, in this order."""
    return [
        rota.put_on_rota(staff_id=stamp_of(name).by.id, starts=time.min, ends=time.max, stamp=stamp_of("leader"))
        for name in names
    ]


def name_of(staff_id: int | None) -> str | None:
    return db.session.scalar(select(Staff.name).where(Staff.id == staff_id))


# ---- recording
def test_a_new_customer_is_filed_with_a_phone_alone_and_a_lead_is_opened() -> None:  # F-12
    visit = make_visit(surname="")
    lead = db.session.get_one(Lead, visit.lead_id)
    assert visit.completed_at
    assert visit.first_visit
    assert (lead.channel, lead.visit_count, lead.last_visit_on) == ("walk_in", 1, stamp_of("reception").today)


def test_a_visit_without_name_and_phone_is_recorded_and_stays_in_the_queue_of_the_unfinished() -> None:  # F-12
    visit = make_visit(phone=None, surname="")
    assert visit.customer_id is None
    assert visit.completed_at is None
    assert [row.id for row in board.board(stamp_of("reception"), "unfinished")] == [visit.id]


def test_an_empty_visit_is_a_visit_too() -> None:
    visit = actions.record_visit(stamp=stamp_of("reception"))
    db.session.flush()
    assert visit.id
    assert visit.completed_at is None


def test_who_was_asked_and_left_nothing_is_finished() -> None:
    assert make_visit(phone=None, surname="", nothing_left=True).completed_at


def test_a_known_customer_gets_no_second_file_and_no_second_lead() -> None:
    first = make_visit()
    again = make_visit(surname="Karl")
    assert again.customer_id == first.customer_id
    assert again.lead_id == first.lead_id
    assert db.session.get_one(Lead, first.lead_id).visit_count == 2
    assert not again.first_visit
    assert rows(Customer) == rows(Lead) == 1


def test_a_chosen_match_needs_no_whole_phone() -> None:
    carl = make_customer()
    assert make_visit(phone=None, surname="", customer_id=carl.id).customer_id == carl.id


def test_a_customer_of_another_store_cannot_be_chosen() -> None:
    other = make_customer(by="other_reception")
    with pytest.raises(Refused):
        make_visit(phone=None, customer_id=other.id)


@pytest.mark.parametrize("purpose", ["service", "paperwork", "delivery", "cancellation", "other"])
def test_who_does_not_buy_makes_no_lead(purpose: str) -> None:  # F-12
    visit = make_visit(purpose=purpose)
    assert visit.lead_id is None
    assert visit.completed_at


def test_a_phone_enquiry_makes_a_lead_but_is_no_visit_to_the_showroom() -> None:
    visit = make_visit(purpose="phone", channel="")
    lead = db.session.get_one(Lead, visit.lead_id)
    assert (lead.channel, lead.visit_count, lead.last_visit_on) == ("call_in", 0, None)
    assert board.day(stamp_of("reception")).here == 0


def test_the_four_notes_are_not_in_the_database_in_the_clear() -> None:
    visit = make_visit(note_family="with a child")
    assert "child" not in db.session.execute(text("SELECT note_family FROM visits")).scalar_one()
    db.session.expire(visit)
    assert visit.note_family == "with a child"


def test_the_notes_begin_the_profile_and_never_replace_what_is_known() -> None:
    visit = make_visit(note_family="with a child", note_needs="seven seats", interest="L6")
    make_visit(note_family="alone")
    known = customer_queries.portrait(visit.customer_id).facts
    assert {name: fact.value for name, fact in known.items()} == {
        "family": "with a child",
        "need": "seven seats",
        "model": "L6",
    }
    assert known["family"].source == "seen"


def test_consent_is_recorded_as_given_as_refused_or_not_at_all() -> None:  # F-75
    make_visit(consent="yes")
    make_visit(consent="no")
    make_visit(consent="")
    db.session.flush()
    assert db.session.scalars(select(ConsentGiven.given).order_by(ConsentGiven.id)).all() == [True, False]


def test_who_does_not_agree_is_a_visit_without_a_file() -> None:  # F-72: no refusal of service for refusing
    visit = make_visit(consent="no")
    assert visit.customer_id is None
    assert rows(Customer) == 0
    assert rows(ConsentGiven) == 0


# ---- completing
def test_a_visit_is_completed_later_with_the_phone() -> None:
    visit = make_visit(phone=None, surname="")
    actions.complete_visit(visit, phone="13812341234", surname="周先生", stamp=stamp_of("advisor"))
    assert visit.completed_at
    assert visit.lead_id
    assert db.session.get_one(Customer, visit.customer_id).name == "周"
    assert db.session.get_one(Lead, visit.lead_id).visit_count == 1


def test_an_older_version_of_a_visit_is_refused_with_both_values() -> None:
    visit = make_visit(description="L6")
    actions.complete_visit(visit, description="L6 in white", version=visit.version, stamp=stamp_of("advisor"))
    db.session.flush()
    with pytest.raises(Stale) as refused:
        actions.complete_visit(visit, description="L7", version=visit.version - 1, stamp=stamp_of("reception"))
    assert refused.value.theirs["description"] == "L6 in white"


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
    assert (turn.reason_code, turn.rule_version, turn.facts["name"]) == (
        "reception.by_position",
        1,
        "Sam",
    )


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
    assert (turn.counts, turn.reason_code) == (False, "reception.owner")


def test_passing_over_the_next_one_keeps_the_reason() -> None:
    on_the_rota("advisor", "advisor2")
    make_visit(advisor=str(stamp_of("advisor2").by.id), skip_reason="model")
    turn = db.session.scalars(select(Turn)).one()
    assert (turn.reason_code, turn.facts) == ("reception.skip_model", {"name": "Vera", "skipped": "Sam"})


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


def test_the_order_can_be_changed() -> None:
    _sam, vera = on_the_rota("advisor", "advisor2")
    rota.move_up(vera, stamp=stamp_of("leader"))
    db.session.flush()
    assert [one.name for one in queries.door(stamp_of("leader"))] == ["Vera", "Sam"]


def test_a_rota_that_was_emptied_stays_empty() -> None:
    for row in on_the_rota("advisor", "advisor2"):
        rota.take_off_rota(row, stamp=stamp_of("leader"))
    db.session.flush()
    assert rota.default_rota(stamp_of("reception")) == 0
    assert queries.door(stamp_of("reception")) == []


def test_who_was_taken_off_can_be_put_back() -> None:
    (sam,) = on_the_rota("advisor")
    rota.take_off_rota(sam, stamp=stamp_of("leader"))
    assert [row.id for row in on_the_rota("advisor")] == [sam.id]


def test_the_end_comes_after_the_beginning() -> None:
    with pytest.raises(Refused):
        rota.put_on_rota(staff_id=stamp_of("advisor").by.id, starts=time(12), ends=time(12), stamp=stamp_of("leader"))


def test_a_disabled_person_does_not_stand() -> None:
    on_the_rota("advisor", "advisor2")
    db.session.get_one(Staff, stamp_of("advisor").by.id).disabled_at = stamp_of("admin").at
    db.session.flush()
    assert [one.name for one in queries.door(stamp_of("reception"))] == ["Vera"]


# ---- the desk's reading
def test_the_day_in_figures() -> None:
    make_visit(phone="13800000001")
    make_visit(phone=None, surname="")
    actions.leave(make_visit(phone="13800000003"), stamp=stamp_of("reception"))
    db.session.flush()
    figures = board.day(stamp_of("reception"))
    assert (figures.visits, figures.here, figures.first, figures.filed_share, figures.unfinished) == (
        3,
        2,
        3,
        67,
        1,
    )


def test_another_store_sees_nothing_of_it() -> None:
    visit = make_visit(advisor="next")
    db.session.flush()
    other = stamp_of("other_reception")
    assert board.board(other) == []
    assert queries.visit_for(other.by, visit.id) is None
    assert queries.door(other) == []


def test_each_change_wakes_the_pages_that_show_it() -> None:
    before = topic_version(1, "reception")
    visit = make_visit(advisor="next")
    actions.leave(visit, stamp=stamp_of("reception"))
    assert topic_version(1, "reception") > before


def test_the_board_is_one_statement_for_one_and_for_many() -> None:
    stamp = stamp_of("reception")
    for n in range(12):
        make_visit(phone=f"138000000{n:02d}")
    db.session.flush()
    with queries_at_most(1):
        assert len(board.board(stamp)) == 12
    with queries_at_most(1):
        queries.door(stamp)
    with queries_at_most(1):
        board.day(stamp)
    assert rows(Visit) == 12
