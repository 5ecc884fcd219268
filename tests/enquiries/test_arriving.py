"""An enquiry comes in: who answers and why, one person and one lead, and what is kept of it."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from crm.callbacks.actions import make_queue
from crm.callbacks.models import Task
from crm.customers.models import Customer
from crm.enquiries import actions, queries
from crm.enquiries.models import Enquiry, EnquiryRoute
from crm.leads.models import Lead
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.staff.actions import disable
from crm.staff.models import Staff
from tests.enquiries.story import by, called, count, lead_of, said, wall
from tests.makers import make_enquiry, make_lead, make_source
from tests.support import stamp_of

pytestmark = pytest.mark.usefixtures("english")


# --- who answers (F-14)


def test_an_enquiry_goes_to_a_dcc_agent_with_its_reason_and_its_hour() -> None:
    ten = wall(10)
    enquiry = make_enquiry(model="L6", stamp=ten)
    lead, dora = lead_of(enquiry), stamp_of("dcc").by
    assert (lead.owner_id, lead.channel, lead.channel_detail, lead.interest) == (dora.id, "dcc", "internet", "L6")
    assert (enquiry.reason_code, enquiry.facts) == ("enquiries.only", {"name": "Dora"})
    assert enquiry.due_at == lead.first_due_at == ten.at + timedelta(minutes=120)
    route = db.session.scalars(select(EnquiryRoute)).one()
    assert (route.staff_id, route.how, route.reason_code) == (dora.id, "rule", "enquiries.only")
    make_queue(ten)
    task = db.session.scalars(select(Task)).one()
    assert (task.owner_id, task.rule, task.due_at) == (dora.id, "first_contact", enquiry.due_at)


def test_the_answer_of_a_night_is_owed_after_opening() -> None:  # F-05
    late = wall(23)
    assert make_enquiry(stamp=late).due_at == wall(11, days=1).at
    plain = make_source(name="Plain", in_hours=False)
    assert make_enquiry(plain, phone="13800000002", stamp=late).due_at == late.at + timedelta(hours=2)


def test_two_agents_take_turns(inside: Flask) -> None:
    from crm.staff.models import StaffRole

    vera = stamp_of("advisor2").by
    db.session.add(StaffRole(staff_id=vera.id, role="dcc"))
    db.session.flush()
    source = make_source()
    owners = [lead_of(make_enquiry(source, phone=f"1380000001{n}", stamp=wall(10, n))).owner_id for n in range(6)]
    assert sorted(owners.count(one) for one in set(owners)) == [3, 3]
    assert all(first != then for first, then in itertools.pairwise(owners))


def test_a_known_customer_goes_to_who_looks_after_them() -> None:
    known = make_lead(owner="advisor")
    enquiry = make_enquiry()
    assert (enquiry.lead_id, lead_of(enquiry).owner_id) == (known.id, stamp_of("advisor").by.id)
    assert (enquiry.opened_lead, enquiry.reason_code, enquiry.facts) == (False, "enquiries.owner", {"name": "Sam"})


def test_an_owner_who_has_left_is_replaced_by_the_backup_or_the_rule() -> None:
    known, sam, manager = make_lead(owner="advisor"), stamp_of("advisor").by, stamp_of("manager")
    disable(db.session.get_one(Staff, sam.id), stamp=manager)
    db.session.flush()
    source = make_source()
    again = make_enquiry(source)
    assert (again.reason_code, again.facts["gone"]) == ("enquiries.only_instead", "Sam")
    assert lead_of(again).owner_id == stamp_of("dcc").by.id
    known.owner_id = sam.id
    vera = stamp_of("advisor2").by
    from crm.rota.models import Backup

    row = Backup(store_id=1, staff_id=sam.id, backup_id=vera.id)
    row.sign(manager)
    db.session.add(row)
    db.session.flush()
    third = make_enquiry(source, model="other")
    assert (third.reason_code, lead_of(third).owner_id) == ("enquiries.backup", vera.id)


def test_a_group_and_the_rota_answer_where_the_source_says_so() -> None:
    from crm.rota.actions import default_rota

    team = stamp_of("advisor").by.team_id
    group = make_source(name="Group", routing="team", team_id=team)
    enquiry = make_enquiry(group, phone="13800000002")
    assert enquiry.reason_code == "enquiries.team"
    assert enquiry.facts["team"] == "A"
    assert lead_of(enquiry).owner_id in {stamp_of("advisor").by.id, stamp_of("leader").by.id}
    rota = make_source(name="Rota", routing="rota")
    noon = wall(12)
    default_rota(by("reception", wall(8)))
    db.session.flush()
    found = make_enquiry(rota, phone="13800000003", stamp=noon)
    assert found.reason_code == "enquiries.rota", found.reason_code
    assert lead_of(found).owner_id in {stamp_of("advisor").by.id, stamp_of("advisor2").by.id}


def test_a_source_of_another_stores_group_is_refused() -> None:
    with pytest.raises(Refused, match="group"):
        make_source(routing="team", team_id=stamp_of("other_advisor").by.team_id)


# --- one person, one file, one lead


@pytest.mark.parametrize("again", ["13812341234", "+86 138-1234-1234"])
def test_a_second_enquiry_is_a_row_on_the_same_lead(again: str) -> None:
    from crm.customers.rules import normalise_phone

    source = make_source()
    first, second = make_enquiry(source), make_enquiry(source, phone=normalise_phone(again) or "", model="X7")
    assert first.id != second.id
    assert (first.lead_id, first.customer_id) == (second.lead_id, second.customer_id)
    assert (count(Customer), count(Lead), count(Enquiry)) == (1, 1, 2)
    from crm.customers.timeline import timeline

    assert [entry["code"] for entry in timeline(first.customer_id, kinds=("enquiry",))] == ["again", "first"]


def test_who_was_spoken_to_and_asks_again_is_due_again_by_the_hour() -> None:
    lead, ten = make_lead(owner="advisor"), wall(10)
    called(lead, by("advisor", wall(9)))
    enquiry = make_enquiry(stamp=ten)
    assert (lead.next_on, lead.next_rule, lead.first_due_at) == (ten.today, "enquired", enquiry.due_at)
    make_queue(ten)
    task = db.session.scalars(select(Task).where(Task.closed_at.is_(None))).one()
    assert (task.rule, task.due_at, task.reason_code) == ("enquired", enquiry.due_at, "callbacks.enquired")
    called(lead, by("advisor", wall(10, 20)))
    db.session.refresh(enquiry)
    assert (enquiry.closed_how, task.closed_how) == ("answered", "called")
    assert lead.next_rule == "cadence"


def test_the_same_key_is_the_same_enquiry_and_another_body_a_clash() -> None:
    source = make_source()
    first = make_enquiry(source, key="k1", model="L6")
    assert make_enquiry(source, key="k1", model="L6").id == first.id
    with pytest.raises(actions.Clash):
        make_enquiry(source, key="k1", model="X7")
    other = make_source(name="Mini program")
    assert make_enquiry(other, key="k1", model="L6").id != first.id  # each source has keys of its own


def test_without_a_key_the_same_body_at_once_is_one() -> None:
    source = make_source()
    assert make_enquiry(source, stamp=wall(10)).id == make_enquiry(source, stamp=wall(10, 3)).id
    assert make_enquiry(source, stamp=wall(11)).id != make_enquiry(source, stamp=wall(10)).id


# --- consent (F-72)


def test_without_a_tick_offers_are_recorded_as_no_and_a_yes_with_its_words() -> None:
    source = make_source()
    first = make_enquiry(source)
    assert said(first.customer_id) == [("marketing", False, "2026-01")]
    make_enquiry(source, model="X7")
    assert len(said(first.customer_id)) == 1  # the same no is not said twice
    make_enquiry(source, model="L6", consent=True, consent_text_version="2026-01")
    make_enquiry(source, model="L8")
    assert said(first.customer_id)[1:] == [("marketing", True, "2026-01")]  # an empty box takes no yes back
    assert queries.offers_consent(first.customer_id) is True


def test_the_message_is_sealed() -> None:
    from sqlalchemy import text

    make_enquiry(message="Call my wife at 13900001111")
    kept = db.session.execute(text("SELECT message FROM enquiries")).scalar_one()
    assert kept.startswith("k1.")
    assert "wife" not in kept
