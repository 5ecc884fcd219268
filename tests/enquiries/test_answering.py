"""Claims, calls and answers: whose an enquiry becomes, and how it ends."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from crm.callbacks.actions import make_queue
from crm.callbacks.models import Task
from crm.callbacks.rules.contact import Result
from crm.customers.models import Customer
from crm.enquiries import actions, queries
from crm.enquiries.models import EnquiryRoute, NoIntention
from crm.enquiries.rules import CLAIM_OPEN, WhyNot
from crm.leads.models import Lead, LeadAssignment, LostSale
from crm.leads.rules import Stage
from crm.shared import settings
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.scope import NotYours
from crm.shared.stamp import machine
from tests.enquiries.story import by, call, called, count, lead_of, pooled, wall
from tests.makers import make_enquiry, make_lead, make_source, make_visit
from tests.support import stamp_of

pytestmark = pytest.mark.usefixtures("english")


# --- the pool


def test_a_claim_makes_it_mine_with_task_and_reason() -> None:
    ten = wall(10)
    (enquiry,) = pooled(stamp=ten)
    assert [row.lead_id for row in queries.pool(stamp_of("advisor").by)] == [enquiry.lead_id]
    sam = by("advisor", wall(10, 12))
    route = actions.claim(enquiry.lead_id, stamp=sam)
    db.session.flush()
    assert (route.reason_code, route.facts) == ("enquiries.claimed", {"name": "Sam", "minutes": 12})
    make_queue(sam, lead_id=enquiry.lead_id)
    task = db.session.scalars(select(Task)).one()
    assert (task.owner_id, task.due_at) == (sam.by.id, enquiry.due_at)
    assert not queries.pool(sam.by)
    with pytest.raises(Refused, match="Sam has this one already"):
        actions.claim(enquiry.lead_id, stamp=stamp_of("advisor2"))
    with pytest.raises(Refused, match="You have this one"):
        actions.claim(enquiry.lead_id, stamp=sam)


def test_another_stores_lead_cannot_be_claimed() -> None:
    (enquiry,) = pooled()
    with pytest.raises(NotYours):
        actions.claim(enquiry.lead_id, stamp=stamp_of("other_advisor"))


def test_claims_have_limits_and_an_answer_makes_room() -> None:
    found, sam = pooled(7, stamp=wall(10)), by("advisor", wall(10, 5))
    most = CLAIM_OPEN.default
    for enquiry in found[:most]:
        actions.claim(enquiry.lead_id, stamp=sam)
        db.session.flush()
    with pytest.raises(Refused, match="Answer one first"):
        actions.claim(found[most].lead_id, stamp=sam)
    called(lead_of(found[0]), by("advisor", wall(10, 10)))
    actions.claim(found[most].lead_id, stamp=by("advisor", wall(10, 11)))


def test_claims_per_hour_are_a_setting() -> None:
    settings.change("enquiries.claim_hour", 1, stamp_of("manager"))
    db.session.flush()
    found, sam = pooled(3, stamp=wall(10)), by("advisor", wall(10, 5))
    actions.claim(found[0].lead_id, stamp=sam)
    db.session.flush()
    with pytest.raises(Refused, match="last hour"):
        actions.claim(found[1].lead_id, stamp=sam)
    actions.claim(found[1].lead_id, stamp=by("advisor", wall(11, 6)))


def test_a_lead_of_the_desk_without_anybody_is_in_the_pool_too() -> None:
    lead = make_lead(owner=None)
    assert [row.lead_id for row in queries.pool(stamp_of("dcc").by)] == [lead.id]
    actions.claim(lead.id, stamp=stamp_of("dcc"))


# --- answering


def test_a_contact_that_counts_closes_it_and_an_attempt_stays_visible() -> None:
    enquiry = make_enquiry(stamp=wall(10))
    lead, dora = lead_of(enquiry), "dcc"
    called(lead, by(dora, wall(10, 20)), result=Result.NO_ANSWER, said="")
    db.session.refresh(enquiry)
    assert (enquiry.closed_at, enquiry.tried_at) == (None, wall(10, 20).at)
    called(lead, by(dora, wall(10, 40)))
    db.session.refresh(enquiry)
    assert (enquiry.closed_how, enquiry.closed_at) == ("answered", wall(10, 40).at)
    assert enquiry.closed_by_id == stamp_of(dora).by.id


def test_who_comes_in_person_needs_no_call() -> None:
    enquiry = make_enquiry()
    make_visit()
    db.session.flush()
    from crm.enquiries.actions.watch import has_ended

    assert has_ended(stamp_of("manager"))
    actions.settle(machine(1, stamp_of("manager").at))
    db.session.refresh(enquiry)
    assert enquiry.closed_how == "came"
    assert not has_ended(stamp_of("manager"))


# --- the DCC desk (F-13, F-14)


def test_a_call_is_mine_and_still_owes_the_first_contact() -> None:
    enquiry = call(model="L6")
    lead = lead_of(enquiry)
    assert (lead.owner_id, lead.channel, enquiry.closed_how) == (stamp_of("dcc").by.id, "call_in", "answered")
    assert lead.first_due_at is not None
    assert enquiry.reason_code == "enquiries.typed"


def test_a_call_is_handed_to_an_advisor_with_the_reason() -> None:
    vera = stamp_of("advisor2").by
    enquiry = call(advisor_id=vera.id, why="Knows the X7")
    lead = lead_of(enquiry)
    assert (lead.owner_id, db.session.get_one(Customer, lead.customer_id).owner_id) == (vera.id, vera.id)
    handed = db.session.scalars(select(LeadAssignment)).one()
    assert (handed.old_owner_id, handed.new_owner_id, handed.reason) == (stamp_of("dcc").by.id, vera.id, "Knows the X7")
    last = db.session.scalars(select(EnquiryRoute).order_by(EnquiryRoute.id.desc())).first()
    assert last is not None
    assert last.facts == {"name": "Vera", "why": "Knows the X7"}


def test_of_a_caller_without_intention_no_number_is_kept() -> None:
    enquiry = call(why_not=WhyNot.OTHER_PROVINCE)
    assert (enquiry.customer_id, enquiry.lead_id, enquiry.closed_how) == (None, None, "no_intention")
    assert (count(Customer), count(Lead)) == (0, 0)
    assert db.session.scalars(select(NoIntention.reason)).all() == ["other_province"]
    with pytest.raises(Refused):
        call(phone=None)
    with pytest.raises(Refused):
        call(why_not=WhyNot.OTHER)


def test_a_known_customer_who_calls_without_intention_keeps_lead_and_file() -> None:
    lead = make_lead(owner="advisor")
    enquiry = call(why_not=WhyNot.NO_INTENTION)
    assert (enquiry.customer_id, enquiry.lead_id, lead.stage) == (lead.customer_id, lead.id, Stage.OPEN)


def test_no_intention_ends_the_lead_without_a_loss() -> None:  # F-13
    enquiry, dora = make_enquiry(), stamp_of("dcc")
    make_queue(dora)
    lead = lead_of(enquiry)
    found = actions.no_intention(enquiry, lead, reason=WhyNot.WRONG_NUMBER, stamp=dora)
    db.session.flush()
    assert (lead.stage, enquiry.closed_how, found.closed_lead) == (Stage.INVALID, "no_intention", True)
    assert count(LostSale) == 0
    make_queue(dora, lead_id=lead.id)
    assert db.session.scalars(select(Task.closed_how)).all() == ["lapsed"]
    assert db.session.get_one(Customer, lead.customer_id).archived_at is not None  # kept for this enquiry only
    with pytest.raises(Refused):
        actions.no_intention(enquiry, lead, reason=WhyNot.WRONG_NUMBER, stamp=dora)


def test_no_intention_never_ends_what_others_have_begun() -> None:
    lead = make_lead(owner="advisor")
    enquiry = make_enquiry()
    actions.no_intention(enquiry, lead, reason=WhyNot.NO_INTENTION, stamp=stamp_of("dcc"))
    assert (lead.stage, enquiry.closed_how) == (Stage.OPEN, "no_intention")
    second = make_enquiry(make_source(name="B"), phone="13800000009")
    make_visit(phone="13800000009")
    actions.no_intention(second, lead_of(second), reason=WhyNot.NO_INTENTION, stamp=stamp_of("dcc"))
    assert lead_of(second).stage == Stage.OPEN  # they were here: that is a lost sale or none


def test_a_yes_to_offers_keeps_the_file() -> None:
    enquiry = make_enquiry(consent=True, consent_text_version="2026-01")
    actions.no_intention(enquiry, lead_of(enquiry), reason=WhyNot.BOUGHT_OTHER, stamp=stamp_of("dcc"))
    assert db.session.get_one(Customer, enquiry.customer_id).archived_at is None


def test_repeatedly_no_answer_is_believed_after_its_calls() -> None:
    enquiry = make_enquiry(stamp=wall(9))
    lead = lead_of(enquiry)
    for hour in (10, 11):
        called(lead, by("dcc", wall(hour)), result=Result.NO_ANSWER, said="")
    with pytest.raises(Refused, match="needs 3 failed calls; so far there are 2"):
        actions.no_intention(enquiry, lead, reason=WhyNot.NO_ANSWER, stamp=stamp_of("dcc"))
    called(lead, by("dcc", wall(12)), result=Result.NO_ANSWER, said="")
    actions.no_intention(enquiry, lead, reason=WhyNot.NO_ANSWER, stamp=stamp_of("dcc"))
    assert lead.stage == Stage.INVALID


def test_an_enquiry_of_a_buyer_is_answered_by_a_button() -> None:
    lead = make_lead(owner="advisor")
    enquiry = make_enquiry()
    with pytest.raises(Refused, match="call"):
        actions.answer(enquiry, lead, stamp=stamp_of("advisor"))
    lead.stage = Stage.ORDERED
    db.session.flush()
    actions.answer(enquiry, lead, stamp=stamp_of("advisor"))
    db.session.refresh(enquiry)
    assert enquiry.closed_how == "answered"
