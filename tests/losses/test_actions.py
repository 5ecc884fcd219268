"""Stories after a loss: Sue decides too late, Sam thanks, Mary lowers a price and takes it back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from crm.callbacks.actions import make_queue
from crm.callbacks.models import Task
from crm.customers.actions import record_consent
from crm.customers.models import Customer
from crm.leads.actions import agenda_done, decide_lost, reopen, reopen_due
from crm.leads.models import AgendaItem, Lead, Reopening
from crm.leads.queries import agenda_of
from crm.leads.rules import Verdict
from crm.losses import actions
from crm.losses.models import LostEscalation, Occasion, Touch
from crm.losses.queries import concerned, occasions
from crm.losses.rules.occasions import Kind
from crm.losses.rules.touches import How
from crm.notices.models import Notice
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.reasons import say
from crm.shared.stamp import Stamp, machine
from tests.makers import make_lead, make_lost_sale
from tests.support import stamp_of

pytestmark = pytest.mark.usefixtures("english")


def later(who, **more):
    now = stamp_of(who)
    return Stamp(now.by, now.at + timedelta(**more))


def lost(phone="13800000001", *, reason="price", interest="澄野 L6", by="manager", **told):
    """A customer who was lost, and the review of it."""
    owner = told.pop("owner", "advisor")
    lead = make_lead(name="Carl", phone=phone, interest=interest, owner=owner)
    sale = make_lost_sale(lead, by=owner, reason=reason, **told)
    decide_lost(sale, lead, verdict=Verdict.APPROVED, stamp=stamp_of(by))
    db.session.flush()
    return lead


def wakes(model="L6", **more):
    """Mary lowers the price by ¥10,000 from today on."""
    stamp = more.pop("stamp", None) or stamp_of("marketing")
    interests = [row.interest for row in concerned.models_asked_for(stamp.store_id, model)]
    drop = 1_000_000 if more.get("only_covered") else None
    seen = concerned.meant(concerned.Whom(interests, more.get("branches", []), drop), stamp).wakes
    entered = {
        "kind": Kind.PRICE, "model": model, "interests": interests, "branches": [], "from_on": stamp.today,
        "old_price": 20_980_000, "new_price": 19_980_000, "seen": seen, **more,
    }  # fmt: skip
    return actions.enter_occasion(stamp=stamp, **entered)


# ---- the review
def test_the_words_of_a_rejection_are_the_next_calls_topic_and_that_call_is_due_today():  # F-15
    lead = make_lead(
        next_on=stamp_of("advisor").today + timedelta(days=20),
        next_rule="cadence",
        last_contact_at=stamp_of("advisor").at,
    )
    sale = make_lost_sale(lead)
    decide_lost(sale, lead, verdict=Verdict.SENT_BACK, note="Ask for the trade-in first", stamp=stamp_of("supervisor"))
    [item] = agenda_of([lead.id])[lead.id]
    assert (item.kind, item.text, item.name) == ("sent_back", "Ask for the trade-in first", "Sue")
    make_queue(stamp_of("advisor"), lead_id=lead.id)
    task = db.session.scalars(select(Task).where(Task.lead_id == lead.id, Task.closed_at.is_(None))).one()
    assert (task.rule, task.due_on) == ("sent_back", stamp_of("advisor").today)
    told = db.session.scalars(select(Notice).where(Notice.kind == "lost_back")).one()
    assert (told.staff_id, told.subject_id) == (stamp_of("advisor").by.id, lead.id)
    agenda_done(lead.id, 1, stamp_of("advisor"))
    db.session.refresh(told)
    assert (told.outcome, agenda_of([lead.id])) == ("withdrawn", {})


def test_what_nobody_decides_in_time_calls_the_manager_once_until_it_is_decided():  # F-15: 24 hours
    lead = make_lead()
    sale = make_lost_sale(lead)
    store = lead.store_id
    in_time, late = (machine(store, later("advisor", hours=hours).at) for hours in (23, 25))
    assert not actions.review_overdue(in_time)
    assert actions.review_overdue(late)
    assert [actions.escalate(late) for _run in range(2)] == [1, 0]
    assert not actions.review_overdue(late)
    notice = db.session.scalars(select(Notice).where(Notice.kind == "lost_late")).one()
    assert (notice.staff_id, notice.subject_id) == (stamp_of("manager").by.id, sale.id)
    assert db.session.scalars(select(LostEscalation.facts)).one() == {"hours": 24}
    decide_lost(sale, lead, verdict=Verdict.APPROVED, stamp=later("supervisor", hours=26))
    db.session.refresh(notice)
    assert notice.outcome == "withdrawn"


def test_contacts_that_counted_stand_on_the_application_with_what_they_say():  # F-15: subjective losses
    sale = make_lost_sale(make_lead(visit_count=1))
    assert (sale.contacts, sale.given_up) == (1, True)
    assert make_lost_sale(make_lead(name="Vic", phone="13800000009", visit_count=3)).given_up is False


# ---- thanks
def test_an_approved_loss_is_thanked_once_and_what_was_owed_before_is_over():
    lead = lost()
    thanks = db.session.scalars(select(Touch).where(Touch.lead_id == lead.id).order_by(Touch.due_on)).all()
    assert [one.kind for one in thanks] == ["thanks", *["touch"] * 4]
    actions.write_touch(thanks[0], lead, how=How.WECHAT, agreed=None, stamp=stamp_of("advisor"))
    with pytest.raises(Refused, match="done already"):
        actions.write_touch(thanks[0], lead, how=How.PHONE, agreed=None, stamp=stamp_of("advisor"))
    with pytest.raises(Refused, match="not due yet"):
        actions.write_touch(thanks[1], lead, how=How.PHONE, agreed=None, stamp=stamp_of("advisor"))
    with pytest.raises(Refused, match="not agreed"):
        actions.write_touch(thanks[1], lead, how=How.SMS, agreed=None, stamp=later("advisor", days=90))
    with pytest.raises(Refused, match="Only the person"):
        actions.take_back_touch(thanks[0], stamp=stamp_of("manager"))
    actions.take_back_touch(thanks[0], stamp=stamp_of("advisor"))
    assert thanks[0].done_at is None
    reopen(lead, stamp=stamp_of("advisor"))
    sale = make_lost_sale(lead, reason="opted_out")
    decide_lost(sale, lead, verdict=Verdict.APPROVED, stamp=stamp_of("manager"))
    assert set(db.session.scalars(select(Touch.how).where(Touch.lead_id == lead.id))) == {"lapsed"}


# ---- waking
def test_the_day_to_contact_them_again_gives_the_call_its_topic():
    lead = lost(reason="postponed", reopen_on=stamp_of("advisor").today + timedelta(days=5))
    assert reopen_due(lead.store_id, machine(lead.store_id, later("advisor", days=5).at)) == 1
    db.session.refresh(lead)
    assert (lead.stage, lead.next_rule) == ("open", "woken")
    [item] = agenda_of([lead.id])[lead.id]
    assert say(item.reason_code, item.facts) == "The date to contact them again has come"


def test_a_lower_price_brings_back_whom_it_concerns_with_the_price_as_the_topic():
    carl, other = lost(), lost("13800000002", interest="澄野 X7")
    budget = lost("13800000003", reason="budget", interest="澄野L6 混动", owner="advisor2")
    peace = lost("13800000004", reason="opted_out")
    no = lost("13800000005")
    record_consent(
        db.session.get_one(Customer, no.customer_id), consent="marketing-sms", given=False, stamp=stamp_of("reception")
    )
    db.session.flush()
    occasion = wakes(note="Until the end of the month")
    db.session.expire_all()
    assert [one.stage for one in (carl, other, budget, peace, no)] == ["open", "lost", "open", "lost", "lost"]
    assert (occasion.woken, carl.opened_on, carl.next_on, carl.next_rule) == (
        2,
        *[stamp_of("advisor").today] * 2,
        "woken",
    )
    [item] = agenda_of([carl.id])[carl.id]
    assert (
        say(item.reason_code, item.facts) == "L6: the price went from ¥209,800 to ¥199,800. Until the end of the month"
    )
    assert make_queue(stamp_of("manager")) >= 2
    tasks = select(Task.rule).where(Task.lead_id.in_([carl.id, budget.id]), Task.closed_at.is_(None))
    assert set(db.session.scalars(tasks)) == {"woken"}
    assert actions.run(occasion, stamp_of("marketing")) == 0


def test_only_gaps_that_the_new_price_makes_up_for():
    near, far = lost(price_gap=-800_000), lost("13800000002", price_gap=-1_500_000)
    untold = lost("13800000003")
    whom = concerned.Whom(["澄野 L6"], ["price"], 1_000_000)
    told = concerned.meant(whom, stamp_of("marketing"))
    assert (told.wakes, told.gap_too_wide) == (1, 2)
    wakes(only_covered=True)
    db.session.expire_all()
    assert [one.stage for one in (near, far, untold)] == ["open", "lost", "lost"]


def test_what_the_preview_has_shown_is_what_is_woken():
    lost()
    with pytest.raises(Refused, match="By now it concerns 1"):
        wakes(seen=3)


def test_a_customer_with_another_open_lead_sleeps_on_and_two_lost_leads_are_one_call():
    first, second = lost(), lost()
    busy = lost("13800000002")
    make_lead(name="Carl", phone="13800000002", interest="澄野 X7")
    told = concerned.meant(concerned.Whom(["澄野 L6"], []), stamp_of("marketing"))
    assert (told.wakes, told.left_alone) == (1, 1)
    wakes()
    db.session.expire_all()
    assert [one.stage for one in (first, second, busy)] == ["lost", "open", "lost"]


def test_whose_advisor_has_left_is_nobodys_and_the_preview_says_so():
    from crm.staff.models import Staff

    lead = lost(owner="advisor2")
    db.session.get_one(Staff, stamp_of("advisor2").by.id).disabled_at = stamp_of("admin").at
    db.session.flush()
    assert concerned.meant(concerned.Whom(["澄野 L6"], []), stamp_of("marketing")).without_advisor == 1
    wakes()
    db.session.expire_all()
    assert (lead.stage, lead.owner_id) == ("open", None)


def test_a_price_of_next_week_wakes_on_its_morning_once_and_can_be_cancelled_before():
    lead = lost()
    monday = stamp_of("marketing").today + timedelta(days=7)
    occasion, second = wakes(from_on=monday), wakes(from_on=monday)
    store = lead.store_id
    assert (occasion.ran_at, lead.stage) == (None, "lost")
    assert actions.take_back(second, stamp=stamp_of("marketing")) == (0, 0)
    assert actions.wake_due(machine(store, later("marketing", days=6).at)) == 0
    morning = machine(store, later("marketing", days=8).at)  # a worker that slept a day
    assert [actions.wake_due(morning) for _run in range(2)] == [1, 0]


def test_taking_it_back_puts_them_to_sleep_again_but_for_whom_somebody_is_working_on():
    carl, worked = lost(reopen_on=stamp_of("advisor").today + timedelta(days=40)), lost("13800000002")
    before = (carl.opened_on, carl.reopen_on, carl.version)
    occasion = wakes()
    db.session.expire_all()
    worked.grade = "A"
    db.session.flush()
    assert occasions.built_on(occasion) == [worked.id]
    assert actions.take_back(occasion, version=occasion.version, stamp=stamp_of("marketing")) == (1, 1)
    db.session.expire_all()
    assert (carl.stage, worked.stage, worked.next_rule) == ("lost", "open", "woken")
    assert (carl.opened_on, carl.reopen_on, carl.version) == before
    assert db.session.scalars(select(AgendaItem.lead_id)).all() == [worked.id]
    assert db.session.scalars(select(Reopening.lead_id)).all() == [worked.id]
    with pytest.raises(Refused, match="taken back already"):
        actions.take_back(occasion, stamp=stamp_of("marketing"))


def test_after_thirty_days_it_stands():
    lost()
    occasion = wakes()
    with pytest.raises(Refused, match="over"):
        actions.take_back(occasion, stamp=later("marketing", days=31))


def test_the_other_store_sleeps_on():
    lost()
    wakes(stamp=stamp_of("other_marketing"), interests=["澄野 L6"], seen=0)
    assert db.session.scalars(select(Lead.stage)).all() == ["lost"]
    assert db.session.scalars(select(Occasion.woken)).all() == [0]
