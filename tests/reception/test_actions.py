"""The desk at work: visits, files, leads."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select, text

from crm.customers import queries as customer_queries
from crm.customers.models import ConsentGiven, Customer
from crm.leads.models import Lead
from crm.reception import actions, board, queries
from crm.reception.models import Visit
from crm.shared.db import db
from crm.shared.forms import Refused, Stale
from crm.shared.topics import topic_version
from tests.makers import make_customer, make_visit
from tests.support import queries_at_most, stamp_of

pytestmark = pytest.mark.usefixtures("inside")


def rows(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


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
    actions.leave(first, stamp=stamp_of("reception"))
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
        board.day(stamp)
    assert rows(Visit) == 12
