"""Stories of one lead: Rita files Carl, Sam grades and loses him, Max reviews."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from crm.leads import actions, queries
from crm.leads.models import GradeChange, LostDecision, Reopening
from crm.leads.rules import Grade, LostReason, Stage, Verdict
from crm.leads.rules.grades import CADENCES
from crm.shared import settings
from crm.shared.db import db
from crm.shared.forms import Refused, Stale
from crm.shared.queue import Outbox
from crm.shared.scope import NotYours
from crm.shared.stamp import Stamp, machine
from tests.makers import make_customer, make_lead, make_lost_sale
from tests.support import stamp_of

pytestmark = pytest.mark.usefixtures("english")


def later(who, days):
    now = stamp_of(who)
    return Stamp(now.by, now.at + timedelta(days=days))


def failed_call(lead, at, result="no_answer"):
    from crm.callbacks.models import Call

    call = Call(
        store_id=lead.store_id, lead_id=lead.id, customer_id=lead.customer_id, channel="phone", result=result,
        counts=result == "reached", by_id=lead.owner_id, at=at, reason_code="x", rule_version=1, facts={},
    )  # fmt: skip
    db.session.add(call)
    db.session.flush()


# ---- opening
def test_a_new_lead_owes_a_first_contact_within_a_day_and_its_task_is_asked_for():
    lead = make_lead()
    assert lead.first_due_at - lead.opened_at == timedelta(hours=24)
    assert (lead.grade, lead.stage) == ("N", "open")
    asked = db.session.scalars(select(Outbox).where(Outbox.job.like("jobs.callbacks.%"))).all()
    assert [(row.job, row.args) for row in asked] == [("jobs.callbacks.make_queue", [lead.id])]


def test_a_customer_with_an_open_lead_gets_no_second_one():
    carl = make_customer()
    first = make_lead(customer=carl, interest="")
    again = make_lead(customer=carl, interest="澄野 L6", owner="advisor2")
    assert again is first
    assert first.interest == "澄野 L6"
    assert first.owner_id == stamp_of("advisor").by.id


def test_a_visit_makes_the_next_day_the_day_to_call():  # F-03
    lead = make_lead()
    stamp = stamp_of("reception")
    actions.note_visit(lead, stamp)
    assert lead.after_visit_on == stamp.today + timedelta(days=1)
    assert (lead.visit_count, lead.last_visit_on) == (1, stamp.today)


# ---- whose leads
def test_sam_sees_his_own_leo_his_team_max_all_and_the_other_store_nothing():
    lead = make_lead()
    for who in ("advisor", "leader", "supervisor", "manager", "gm"):
        assert queries.lead_for(stamp_of(who).by, lead.id) is lead
    for who in ("advisor2", "dcc", "reception", "care", "other_manager", "other_advisor"):
        with pytest.raises(NotYours):
            queries.lead_for(stamp_of(who).by, lead.id)


def test_a_lead_changes_hands_with_a_reason():
    lead = make_lead()
    vera = stamp_of("advisor2").by.id
    with pytest.raises(Refused) as refused:
        actions.assign(lead, owner_id=vera, reason=" ", stamp=stamp_of("supervisor"))
    assert refused.value.field == "reason"
    actions.assign(lead, owner_id=vera, reason="Sam is away", version=1, stamp=stamp_of("supervisor"))
    assert lead.owner_id == vera


def test_a_lead_is_not_given_to_somebody_of_another_store():
    with pytest.raises(Refused):
        actions.assign(make_lead(), owner_id=stamp_of("other_advisor").by.id, reason="x", stamp=stamp_of("supervisor"))


# ---- grades
def hot_lead():
    from crm.customers.actions import note_facts

    carl = make_customer()
    note_facts(carl, source="said", budget="22 万", need="family", urgency="7", stamp=stamp_of("advisor"))
    lead = make_lead(customer=carl)
    actions.take_test_drive(lead, driven_on=stamp_of("advisor").today, model="L6", stamp=stamp_of("advisor"))
    return lead


def test_accepting_the_suggestion_needs_no_words_and_keeps_its_reasons():
    lead = hot_lead()
    change = actions.change_grade(lead, grade=Grade.H, stamp=stamp_of("advisor"))
    assert (lead.grade, change.how, change.suggested) == ("H", "accepted", "H")
    assert change.reason_code == "leads.suggested"
    assert change.facts["points"] == 75
    assert change.rule_version == 1


def test_keeping_asks_for_one_line_of_why():
    lead = hot_lead()
    lead.grade = "B"
    with pytest.raises(Refused) as refused:
        actions.change_grade(lead, grade=Grade.B, stamp=stamp_of("advisor"))
    assert refused.value.field == "reason"
    kept = actions.change_grade(
        lead, grade=Grade.B, reason="wants to wait for the spring show", stamp=stamp_of("advisor")
    )
    assert (lead.grade, kept.how, kept.suggested, kept.reason_code) == ("B", "kept", "H", None)


def test_a_downgrade_needs_a_reason_even_when_it_is_suggested_and_the_supervisor_sees_it():  # F-04
    lead = make_lead(grade="H", last_contact_at=stamp_of("advisor").at - timedelta(days=20))
    with pytest.raises(Refused) as refused:
        actions.change_grade(lead, grade=Grade.C, stamp=stamp_of("advisor"))
    assert refused.value.field == "reason"
    change = actions.change_grade(lead, grade=Grade.C, reason="went silent", stamp=stamp_of("advisor"))
    assert (change.how, change.lowered) == ("accepted", True)
    found = queries.leads(stamp_of("supervisor"), queries.Wanted(view="lowered"))
    assert [row.id for row in found] == [lead.id]


def test_a_grade_by_hand_needs_a_reason():
    lead = make_lead(grade="B")
    with pytest.raises(Refused):
        actions.change_grade(lead, grade=Grade.A, stamp=stamp_of("advisor"))
    assert (
        actions.change_grade(lead, grade=Grade.A, reason="deposit is ready", stamp=stamp_of("advisor")).how == "by_hand"
    )


def test_an_old_version_is_refused_and_says_what_stands_there():
    lead = make_lead(grade="B")
    with pytest.raises(Stale) as stale:
        actions.change_grade(lead, grade=Grade.A, reason="x", version=lead.version - 1, stamp=stamp_of("advisor"))
    assert stale.value.theirs == {"grade": "B"}


def test_the_next_contact_follows_the_new_cadence_but_not_an_agreed_day():
    now = stamp_of("advisor")
    lead = make_lead(grade="C", last_contact_at=now.at, next_on=now.today + timedelta(days=15), next_rule="cadence")
    actions.change_grade(lead, grade=Grade.H, reason="x", stamp=now)
    assert lead.next_on == now.today + timedelta(days=2)
    lead.next_rule, lead.next_on = "agreed", now.today + timedelta(days=5)
    actions.change_grade(lead, grade=Grade.A, reason="x", stamp=now)
    assert lead.next_on == now.today + timedelta(days=5)


# ---- lost
@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"reason": "competitor"}, "competitor_brand"),
        ({"reason": "competitor", "competitor_brand": "Shuowang"}, "competitor_model"),
        ({"reason": "postponed"}, "reopen_on"),
        ({"reason": "duplicate"}, "duplicate_of"),
        ({"reason": "duplicate", "duplicate_of": 999_999}, "duplicate_of"),
        ({"reason": "other"}, "note"),
        ({"reason": "unreachable"}, "reason"),
    ],
)
def test_a_reason_without_its_facts_is_refused_under_its_field(told, field):
    with pytest.raises(Refused) as refused:
        make_lost_sale(**told)
    assert refused.value.field == field


def test_unreachable_needs_failed_calls_on_three_days():  # F-17
    lead, now = make_lead(), stamp_of("advisor")
    for days in (1, 2):
        failed_call(lead, now.at - timedelta(days=days))
    failed_call(lead, now.at - timedelta(days=2, minutes=5))
    with pytest.raises(Refused, match="so far there are 2"):
        make_lost_sale(lead, reason="unreachable")
    failed_call(lead, now.at - timedelta(days=4))
    assert make_lost_sale(lead, reason="unreachable").failed_days == 3


def test_a_customer_reached_yesterday_is_not_unreachable():
    lead, now = make_lead(), stamp_of("advisor")
    for days in (2, 3, 4):
        failed_call(lead, now.at - timedelta(days=days))
    failed_call(lead, now.at - timedelta(days=1), "reached")
    with pytest.raises(Refused, match="so far there are 0"):
        make_lost_sale(lead, reason="unreachable")


def test_until_the_review_the_lead_stays_with_its_advisor_and_only_then_counts_as_lost():  # F-15
    sale = make_lost_sale(competitor_brand="Shuowang", price_gap=-600_000)
    lead = queries.lead_for(stamp_of("advisor").by, sale.lead_id)
    assert lead.stage == Stage.LOST_PENDING
    since = stamp_of("manager").at - timedelta(days=1)
    assert queries.lost_reasons(stamp_of("manager").by, since).total == 0
    actions.decide_lost(sale, lead, verdict=Verdict.APPROVED, stamp=stamp_of("manager"))
    db.session.flush()
    assert (lead.stage, lead.next_on) == (Stage.LOST, None)
    assert queries.lost_reasons(stamp_of("manager").by, since).by_reason == [(LostReason.PRICE, 1)]


def test_nobody_decides_an_own_application():
    lead = make_lead(owner="supervisor")
    sale = make_lost_sale(lead, by="supervisor")
    with pytest.raises(Refused, match="Somebody else"):
        actions.decide_lost(sale, lead, verdict=Verdict.APPROVED, stamp=stamp_of("supervisor"))


def test_sending_back_needs_words_and_opens_the_lead_again():
    lead = make_lead()
    sale = make_lost_sale(lead)
    with pytest.raises(Refused) as refused:
        actions.decide_lost(sale, lead, verdict=Verdict.SENT_BACK, stamp=stamp_of("manager"))
    assert refused.value.field == "note"
    actions.decide_lost(sale, lead, verdict=Verdict.SENT_BACK, note="call twice more", stamp=stamp_of("manager"))
    assert lead.stage == Stage.OPEN


def test_an_application_is_decided_once():
    lead = make_lead()
    sale = make_lost_sale(lead)
    actions.decide_lost(sale, lead, verdict=Verdict.APPROVED, stamp=stamp_of("manager"))
    db.session.flush()
    with pytest.raises(Refused, match="Max has already decided"):
        actions.decide_lost(sale, lead, verdict=Verdict.SENT_BACK, note="no", stamp=stamp_of("supervisor"))
    assert len(db.session.scalars(select(LostDecision)).all()) == 1


def test_sam_withdraws_his_own_application():
    lead = make_lead()
    sale = make_lost_sale(lead)
    with pytest.raises(Refused):
        actions.withdraw(sale, lead, stamp=stamp_of("manager"))
    actions.withdraw(sale, lead, stamp=stamp_of("advisor"))
    assert lead.stage == Stage.OPEN


def lost_lead(days=10, **more):
    lead = make_lead(**more)
    sale = make_lost_sale(lead, reason="postponed", reopen_on=stamp_of("advisor").today + timedelta(days=days))
    actions.decide_lost(sale, lead, verdict=Verdict.APPROVED, stamp=stamp_of("manager"))
    db.session.flush()
    return lead


def test_a_lost_lead_comes_back_on_its_day_once_and_a_new_count_begins():
    lead = lost_lead()
    store, day_ten = lead.store_id, later("advisor", 10)
    assert actions.reopen_due(store, machine(store, later("advisor", 9).at)) == 0
    assert actions.reopen_due(store, machine(store, day_ten.at)) == 1
    assert actions.reopen_due(store, machine(store, day_ten.at)) == 0
    db.session.refresh(lead)
    assert (lead.stage, lead.next_on, lead.opened_on) == ("open", day_ten.today, day_ten.today)
    why = db.session.scalars(select(Reopening)).one()
    assert (why.by_id, why.reason_code) == (None, "leads.reopened")


def test_two_lost_leads_of_one_customer_come_back_as_one():
    first, carl = lost_lead(), make_customer()
    second = lost_lead()
    assert first.customer_id == second.customer_id == carl.id
    made = actions.reopen_due(first.store_id, machine(first.store_id, later("advisor", 30).at))
    db.session.refresh(first)
    db.session.refresh(second)
    assert (made, first.stage, second.stage) == (1, "lost", "open")


def test_a_lost_lead_stays_lost_while_its_customer_has_another_open_one():
    lead = lost_lead()
    make_lead()
    assert actions.reopen_due(lead.store_id, machine(lead.store_id, later("advisor", 30).at)) == 0
    with pytest.raises(Refused, match="another lead"):
        actions.reopen(lead, stamp=stamp_of("advisor"))


def test_sam_takes_a_lost_lead_up_before_its_date():
    lead = lost_lead()
    actions.reopen(lead, stamp=stamp_of("advisor"))
    assert lead.stage == Stage.OPEN


def test_every_decision_of_the_machine_says_why():
    change = actions.change_grade(hot_lead(), grade=Grade.H, stamp=stamp_of("advisor"))
    db.session.flush()
    row = db.session.get_one(GradeChange, change.id)
    assert row.reason_code and row.rule_version and row.facts["stated"]


def test_the_effect_of_a_new_cadence_is_said_before_it_is_saved():
    make_lead(grade="A")
    make_lead(name="Vince", phone="13900001111", grade="A", owner="advisor2")
    make_lead(name="Xia", phone="13900002222", grade="B")
    said = settings.effects[CADENCES[Grade.A].key](stamp_of("manager").store_id, 2)
    assert said.startswith("Counts for 2 open leads of grade A (advisors: 2)")
