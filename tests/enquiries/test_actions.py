"""An enquiry from its coming in to its end: who answers and why, what is kept, when the manager is called."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask, g
from sqlalchemy import func, select

from crm.callbacks.actions import log_call, make_queue
from crm.callbacks.models import Task
from crm.callbacks.rules.contact import Channel, Result, Topic
from crm.customers.models import ConsentGiven, Customer
from crm.enquiries import actions, queries
from crm.enquiries.models import Enquiry, EnquiryRoute, NoIntention
from crm.enquiries.rules import CLAIM_OPEN, UNASSIGNED_MINUTES, WhyNot
from crm.leads.models import Lead, LeadAssignment, LostSale
from crm.leads.rules import Stage
from crm.notices.models import Notice
from crm.shared import settings
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.scope import NotYours
from crm.shared.stamp import Stamp, machine
from crm.staff.actions import disable
from crm.staff.models import Staff
from tests.makers import make_customer, make_enquiry, make_lead, make_source, make_visit
from tests.support import stamp_of

WALL = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def _english(inside: Flask) -> None:
    g.language = "en"


def wall(hour: int, minute: int = 0, days: int = 0) -> Stamp:
    """The machine's stamp today at an hour of the store's wall."""
    today = stamp_of("manager").local.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return machine(1, today + timedelta(days=days))


def by(username: str, at: Stamp) -> Stamp:
    return Stamp(stamp_of(username).by, at.at)


def lead_of(enquiry: Any) -> Lead:
    return db.session.get_one(Lead, enquiry.lead_id)


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def called(lead: Lead, stamp: Stamp, **changes: Any) -> None:
    told = {"channel": Channel.PHONE, "result": Result.REACHED, "topic": Topic.QUOTE, "said": "20.98", "learnt": "",
            "agreed": "", "next_on": None, **changes}  # fmt: skip
    log_call(lead, **told, stamp=stamp)
    db.session.flush()


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


def said(customer_id: int) -> list[tuple[str, bool, str]]:
    rows = select(ConsentGiven.purpose, ConsentGiven.given, ConsentGiven.text_version).order_by(ConsentGiven.id)
    return [tuple(row) for row in db.session.execute(rows.where(ConsentGiven.customer_id == customer_id))]


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


# --- the pool


def pooled(n: int = 1, **more: Any) -> list[Any]:
    source = make_source(name="Pool", routing="pool")
    return [make_enquiry(source, phone=f"138000001{k:02d}", **more) for k in range(n)]


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


def call(**typed: Any) -> Any:
    given = {"phone": "13812341234", "name": "Carl", "channel": "call_in", **typed}
    enquiry = actions.note_call(**given, stamp=typed.pop("stamp", None) or stamp_of("dcc"))
    db.session.flush()
    return enquiry


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


# --- nobody takes it


def notices() -> list[tuple[int, int, bool]]:
    rows = db.session.scalars(select(Notice).where(Notice.kind == "unassigned")).all()
    return [(row.staff_id, row.subject_id, row.ended_at is None) for row in rows]


def test_the_manager_is_called_once_after_half_an_hour_and_left_alone_when_it_is_claimed() -> None:
    (enquiry,) = pooled(stamp=wall(10))
    max_ = stamp_of("manager").by.id
    assert actions.call_the_manager(wall(10, 29)) == 0
    assert actions.call_the_manager(wall(10, 30)) == 1
    assert actions.call_the_manager(wall(10, 31)) == 0
    assert notices() == [(max_, enquiry.lead_id, True)]
    actions.claim(enquiry.lead_id, stamp=by("advisor", wall(10, 40)))
    assert notices() == [(max_, enquiry.lead_id, False)]
    lead_of(enquiry).owner_id = None
    db.session.flush()
    assert actions.call_the_manager(wall(12)) == 0  # once for each lead


def test_an_enquiry_of_the_night_calls_half_an_hour_after_opening() -> None:
    pooled(stamp=wall(23))
    for stamp, told in ((wall(23, 45), 0), (wall(8, 59, 1), 0), (wall(9, 29, 1), 0), (wall(9, 30, 1), 1)):
        assert actions.call_the_manager(stamp) == told, stamp.local


def test_the_minutes_are_a_setting_and_a_lead_of_another_door_counts_too() -> None:
    settings.change(UNASSIGNED_MINUTES.key, 5, stamp_of("manager"))
    lead = make_lead(owner=None, stamp=by("reception", wall(10)))
    db.session.flush()
    assert actions.call_the_manager(wall(10, 4)) == 0
    assert actions.call_the_manager(wall(10, 5)) == 1
    lead.owner_id = stamp_of("advisor").by.id  # given away on the lead's own page
    db.session.flush()
    actions.settle(wall(10, 6))
    assert [open_ for _staff, _lead, open_ in notices()] == [False]


def test_the_minute_asks_only_when_there_is_something_to_do() -> None:
    from jobs.minutes import due_now

    def asked(stamp: Stamp) -> list[str]:
        return [job for job in due_now(stamp) if job.startswith("jobs.enquiries.")]

    assert asked(wall(10)) == []
    pooled(stamp=wall(9, 10))
    assert asked(wall(9, 39)) == []
    assert asked(wall(9, 40)) == ["jobs.enquiries.watch"]
    assert asked(wall(20)) == []  # closed: nobody is called


# --- sources


def test_a_source_keeps_one_token_and_its_words() -> None:
    source, max_ = make_source(), stamp_of("manager")
    first = actions.renew_token(source, stamp=max_)
    db.session.flush()
    assert queries.source_of_token(first) is not None
    second = actions.renew_token(source, stamp=max_)
    db.session.flush()
    assert queries.source_of_token(first) is None
    assert queries.source_of_token(second) is not None
    assert [bool(row.revoked_at) for row in queries.tokens(source.id)] == [False, True]
    with pytest.raises(Refused):
        actions.retire_text(source, version="2026-01", stamp=max_)
    actions.add_text(source, version="2026-02", words="新", stamp=max_)
    actions.retire_text(source, version="2026-01", stamp=max_)
    assert queries.text_versions(source.id) == ["2026-02"]
    with pytest.raises(Refused):
        actions.add_text(source, version="2026-01", words="另", stamp=max_)


def test_the_figures_are_those_of_the_rows() -> None:
    source = make_source()
    made = [make_enquiry(source, phone=f"1380000020{n}", stamp=wall(10)) for n in range(4)]
    called(lead_of(made[0]), by("dcc", wall(11)))
    called(lead_of(made[1]), by("dcc", wall(13)))
    actions.no_intention(made[2], lead_of(made[2]), reason=WhyNot.OTHER_AREA, stamp=by("dcc", wall(11)))
    db.session.flush()
    today, numbers, reasons = queries.figures(source, wall(10).today, 30)
    assert today == numbers
    assert tuple(numbers) == (4, 1, 1, 1, 1, 4)
    assert [tuple(row) for row in reasons] == [("other_area", 1)]
    make_source(name="Nothing came")
    row, empty = queries.overview(1, wall(10).today)
    assert (empty.came, empty.waiting) == (0, 0)
    assert (row.came, row.in_time, row.late, row.no_intention, row.waiting) == (4, 1, 1, 1, 1)


def test_the_counters_of_yesterday_go() -> None:
    from crm.enquiries.models import SourceCount

    source = make_source()
    for days in (-2, 0):
        db.session.execute(actions.count_one(source.id, wall(10, days=days).at))
    assert [db.session.scalar(actions.count_one(source.id, wall(10).at)) for _n in range(2)] == [2, 3]
    actions.forget_counts(wall(12))
    assert count(SourceCount) == 1


def test_a_customer_is_made_once(inside: Flask) -> None:
    make_customer("周", "13812341234")
    enquiry = make_enquiry()
    assert count(Customer) == 1
    assert db.session.get_one(Customer, enquiry.customer_id).name == "周"



def test_when_two_files_become_one_the_enquiry_waits_on_the_lead_that_goes_on() -> None:
    from crm.duplicates.actions import merge, take_apart

    kept = make_lead(owner="advisor")
    enquiry = make_enquiry(phone="13900000001")
    was = enquiry.lead_id
    db.session.flush()
    done = merge(kept.customer_id, enquiry.customer_id, choices={"owner": "keep"}, why="the same", stamp=stamp_of("manager"))
    db.session.flush()
    db.session.refresh(enquiry)
    stays = db.session.scalars(select(Lead.id).where(Lead.stage == Stage.OPEN)).one()
    assert (enquiry.lead_id, enquiry.closed_at) == (stays, None)
    take_apart(done, stamp=stamp_of("manager"))
    db.session.flush()
    db.session.refresh(enquiry)
    assert enquiry.lead_id == was


# --- whoever has it is told at once


def open_notices(kind: str) -> list[tuple[int, int]]:
    rows = select(Notice.staff_id, Notice.subject_id).where(Notice.kind == kind, Notice.ended_at.is_(None))
    return [tuple(row) for row in db.session.execute(rows)]


def test_whoever_gets_an_enquiry_is_told_until_it_is_answered() -> None:
    enquiry = make_enquiry(stamp=wall(10))
    lead = lead_of(enquiry)
    assert lead.owner_id is not None
    assert open_notices("enquiry") == [(lead.owner_id, lead.id)]
    called(lead, by("dcc", wall(11)))
    assert open_notices("enquiry") == []


def test_who_claims_an_enquiry_needs_no_telling() -> None:
    enquiry = make_enquiry(source=make_source(routing="pool"), stamp=wall(10))
    assert open_notices("enquiry") == []
    actions.claim(enquiry.lead_id, stamp=by("dcc", wall(10, 5)))
    assert open_notices("enquiry") == []


def test_a_notice_of_a_handed_enquiry_says_nothing_that_was_typed() -> None:
    enquiry, sam = make_enquiry(stamp=wall(10)), stamp_of("advisor").by
    why = "Mrs Zhou, 13812345678, asks for him"
    actions.hand_over(enquiry, lead_of(enquiry), owner_id=sam.id, why=why, stamp=by("dcc", wall(11)))
    told = db.session.scalars(select(Notice).where(Notice.kind == "enquiry", Notice.ended_at.is_(None))).one()
    assert (told.staff_id, told.reason_code, told.facts) == (sam.id, "enquiries.yours", {"by": "Dora"})
