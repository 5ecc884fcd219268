"""Leads from a file: one live lead a customer, out of nobody's hands, and due on days that can be worked (F-01…F-17)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from crm.callbacks.models import Call, Task
from crm.customers.models import Customer
from crm.imports import queries
from crm.imports.columns import guess, kind_of
from crm.imports.rules import Kind
from crm.leads.models import (
    CommissionPeriod,
    GradeChange,
    Lead,
    LeadAssignment,
    LostDecision,
    LostSale,
    OwnerPeriod,
    TestDrive,
)
from crm.leads.rules import Verdict
from crm.shared.db import db
from tests.imports.test_flow import adds_up, brought_in, checked, count, reasons, upload, verdicts, written
from tests.makers import make_lead, make_lost_sale
from tests.support import stamp_of

ONE_IS_ENOUGH = pytest.mark.databases("sqlite")  # what a row means is judged without the database

HEADINGS = [
    "客户姓名", "手机号", "来源", "意向车型", "意向级别", "销售顾问", "建档日期", "下次跟进日期", "最近跟进日期", "最近跟进内容",
    "状态", "战败日期", "战败原因", "战败说明", "竞品品牌", "竞品车型", "再联系日期", "到店次数", "试驾日期",
]  # fmt: skip


def today() -> date:
    return stamp_of("clerk").today


def row(**values: Any) -> list[Any]:
    told = {"客户姓名": "唐先生", "手机号": "13812345678", "意向车型": "澄野 L6", "意向级别": "A级", "销售顾问": "Sam", "状态": "跟进中", **values}
    return [told.get(heading, "") for heading in HEADINGS]


def ago(days: int) -> str:
    return (today() - timedelta(days=days)).isoformat()


def leads(*rows: list[Any]) -> Any:
    return brought_in([HEADINGS, *rows], "leads")


def trial(*rows: list[Any]) -> Any:
    record = checked(upload([HEADINGS, *rows], "leads"))
    adds_up(record)
    return record


def only(model: Any) -> Any:
    return db.session.scalars(select(model)).one()


def sam() -> int:
    return int(stamp_of("advisor").by.id)


def test_the_headings_of_a_leads_file_are_known() -> None:
    fields = [one.field for one in guess(Kind.LEADS, HEADINGS)]
    assert fields == [
        "name", "phone", "source", "interest", "grade", "advisor_name", "opened_on", "next_on", "contact_on", "said",
        "stage", "lost_on", "lost_reason", "lost_note", "competitor_brand", "competitor_model", "reopen_on", "visit_count", "driven_on",
    ]  # fmt: skip
    assert kind_of(HEADINGS) is Kind.LEADS


def test_a_lead_comes_in_as_if_somebody_had_opened_it(inside):
    leads(row(来源="老客户介绍", 建档日期=ago(20), 下次跟进日期=ago(-3), 最近跟进日期=ago(2), 最近跟进内容="问了置换", 到店次数="2次", 试驾日期=ago(5)))
    lead, person = only(Lead), only(Customer)
    assert (person.name, person.sex, person.owner_id, person.source) == ("唐", "m", sam(), "import")
    assert (lead.customer_id, lead.owner_id, lead.stage, lead.grade, lead.interest, lead.channel) == (person.id, sam(), "open", "A", "澄野 L6", "referral")
    assert (lead.opened_on, lead.next_on, lead.next_rule) == (today() - timedelta(days=20), today() + timedelta(days=3), "agreed")
    assert (lead.visit_count, lead.test_driven_on, lead.first_due_on) == (2, today() - timedelta(days=5), None)
    period, counted = only(OwnerPeriod), only(CommissionPeriod)
    assert (period.owner_id, period.since_at, period.until_at) == (sam(), lead.opened_at, None)
    assert (counted.earner_id, counted.since_at) == (sam(), lead.opened_at)
    call, change, drive = only(Call), only(GradeChange), only(TestDrive)
    assert (call.said, call.counts, call.by_id, call.lead_id, call.at) == ("问了置换", False, sam(), lead.id, lead.last_contact_at)
    assert (change.old, change.new, change.on_day) == ("N", "A", today() - timedelta(days=2))
    assert (drive.driven_on, drive.model, drive.booking_id) == (today() - timedelta(days=5), "澄野 L6", None)
    from crm.leads.queries.evidence import facts_of

    assert facts_of(lead, stamp_of("advisor")).last_call_counts is None  # nothing is judged by what a file tells


def test_the_same_file_again_changes_nothing(inside):
    rows = [
        row(来源="汽车之家", 建档日期=ago(20), 下次跟进日期=ago(-3), 最近跟进日期=ago(2), 最近跟进内容="问了置换"),
        row(手机号="13812345679", 客户姓名="林芳", 意向级别="", 销售顾问="走了的人"),
        row(手机号="13812345680", 客户姓名="郑海", 状态="战败", 战败原因="价格高", 战败日期=ago(9), 建档日期=ago(40)),
        row(手机号="13812345681", 客户姓名="何静", 状态="已下订", 建档日期=ago(3)),
    ]
    leads(*rows)
    before = [count(model) for model in (Customer, Lead, OwnerPeriod, Call, LostSale, LostDecision, GradeChange)]
    second = leads(*rows)
    assert (second.rows_new, second.rows_changed, second.rows_same) == (0, 0, 4)
    assert [count(model) for model in (Customer, Lead, OwnerPeriod, Call, LostSale, LostDecision, GradeChange)] == before


def test_a_fresh_lead_owes_its_first_contact_and_older_ones_follow_their_cadence(inside):
    rows = [row(手机号=f"138123450{n:02d}", 客户姓名=f"客{n}", 建档日期=ago(30)) for n in range(14)]
    leads(row(手机号="13900000001", 客户姓名="新", 建档日期=ago(0)), *rows)
    fresh = db.session.scalars(select(Lead).where(Lead.opened_on == today())).one()
    assert (fresh.next_on, fresh.first_due_on) == (None, today() + timedelta(days=1))
    due = sorted(db.session.scalars(select(Lead.next_on).where(Lead.next_on.is_not(None))))
    assert due == sorted(today() + timedelta(days=n % 7) for n in range(14))  # not all of them on one morning
    tasks = db.session.scalars(select(Task.lead_id).where(Task.closed_at.is_(None))).all()
    assert len(tasks) == 3 and fresh.id in tasks  # the queue of today stands when the import has ended


@ONE_IS_ENOUGH
def test_a_date_that_has_passed_is_not_overdue_on_the_first_day(inside):
    leads(row(建档日期=ago(50), 下次跟进日期=ago(30)))
    lead = only(Lead)
    assert lead.next_on >= today() and lead.next_rule == "cadence"


def test_a_lost_lead_brings_its_reason_of_its_day(inside):
    leads(row(状态="战败", 战败原因="买了竞品", 战败说明="优惠更大", 竞品品牌="星途", 竞品车型="凌云", 战败日期=ago(100), 建档日期=ago(150), 再联系日期=ago(-60)))
    lead, sale, decision = only(Lead), only(LostSale), only(LostDecision)
    assert (lead.stage, lead.reopen_on, lead.next_on) == ("lost", today() + timedelta(days=60), None)
    assert (sale.reason, sale.note, sale.competitor_brand, sale.competitor_model, sale.by_id) == ("competitor", "优惠更大", "星途", "凌云", sam())
    assert decision.verdict == Verdict.APPROVED and decision.at.date() == today() - timedelta(days=100)


@ONE_IS_ENOUGH
def test_a_passed_day_to_call_again_wakes_nobody_and_unknown_reasons_keep_their_words(inside):
    leads(row(状态="战败", 战败原因="去了火星", 建档日期=ago(150), 再联系日期=ago(10)))
    lead, sale = only(Lead), only(LostSale)
    assert (lead.reopen_on, sale.reopen_on) == (None, today() - timedelta(days=10))
    assert (sale.reason, sale.note) == ("other", "去了火星")


@ONE_IS_ENOUGH
def test_a_loss_under_review_waits_for_its_review(inside):
    leads(row(状态="战败待审核", 战败原因="预算不足", 建档日期=ago(30)))
    assert (only(Lead).stage, only(LostSale).reason, count(LostDecision)) == ("lost_pending", "budget", 0)


@ONE_IS_ENOUGH
def test_other_ends(inside):
    states = ("无效", "已交车", "已下订")
    record = leads(*(row(手机号=f"1390000000{n}", 状态=state, 建档日期=ago(30)) for n, state in enumerate(states)))
    assert list(db.session.scalars(select(Lead.stage).order_by(Lead.id))) == ["invalid", "delivered", "open"]
    assert reasons(record) == ["imports.new_lead_over", "imports.new_lead_over", "imports.new_lead_ordered"]


@ONE_IS_ENOUGH
def test_nobody_of_that_name_leaves_it_to_be_given_out(inside):
    record = leads(row(销售顾问="走了的人", 建档日期=ago(3)))
    assert reasons(record) == ["imports.new_lead_unowned"]
    assert only(Lead).owner_id is None is only(OwnerPeriod).owner_id
    assert queries.rows_of(record.id, "new")[0].facts == {"name": "走了的人"}


def test_a_lead_without_an_owner_is_given_to_whom_the_file_names(inside):
    leads(row(销售顾问="", 建档日期=ago(3)))
    record = trial(row(建档日期=ago(3)))
    assert queries.rows_of(record.id, "changed")[0].changes == [["advisor_name", "", "Sam"]]
    written(record)
    lead, line = only(Lead), only(LeadAssignment)
    assert (lead.owner_id, line.new_owner_id, line.reason_code) == (sam(), sam(), "leads.from_file")
    first, since = db.session.scalars(select(OwnerPeriod).order_by(OwnerPeriod.since_at)).all()
    assert (first.owner_id, first.until_at, since.owner_id, since.until_at) == (None, since.since_at, sam(), None)
    assert verdicts(trial(row(建档日期=ago(3)))) == ["same"]


@ONE_IS_ENOUGH
def test_no_file_takes_a_lead_out_of_somebodys_hands(inside):
    make_lead(name="唐", phone="13812345678", interest="澄野 L6", grade="A")
    db.session.commit()
    record = leads(row(销售顾问="Vera"))
    assert (verdicts(record), reasons(record)) == (["same"], ["imports.owner_stays"])
    assert only(Lead).owner_id == sam()


@ONE_IS_ENOUGH
def test_grades_rise_by_a_file_and_never_fall(inside):
    make_lead(name="唐", phone="13812345678", interest="澄野 L6", grade="B")
    db.session.commit()
    record = leads(row())
    assert verdicts(record) == ["changed"] and only(Lead).grade == "A"
    change = only(GradeChange)
    assert (change.old, change.new, change.how, change.lowered) == ("B", "A", "by_hand", False)
    lower = leads(row(意向级别="C"))
    assert (verdicts(lower), reasons(lower), only(Lead).grade) == (["same"], ["imports.grade_lower"], "A")


@ONE_IS_ENOUGH
def test_a_later_contact_is_told_and_moves_the_next_date(inside):
    leads(row(建档日期=ago(20), 最近跟进日期=ago(9), 下次跟进日期=ago(-1)))
    leads(row(建档日期=ago(20), 最近跟进日期=ago(1), 最近跟进内容="周六来看车", 下次跟进日期=ago(-4)))
    lead, call = only(Lead), only(Call)
    assert (lead.next_on, call.said) == (today() + timedelta(days=4), "周六来看车")
    stale = leads(row(建档日期=ago(20), 最近跟进日期=ago(5), 下次跟进日期=ago(-30)))  # somebody knows more here
    assert verdicts(stale) == ["same"] and only(Lead).next_on == today() + timedelta(days=4)


@ONE_IS_ENOUGH
def test_what_is_over_in_the_file_and_open_here_waits_for_a_person(inside):
    make_lead(name="唐", phone="13812345678")
    db.session.commit()
    record = trial(row(状态="战败", 战败原因="价格高"))
    assert (verdicts(record), reasons(record)) == (["held"], ["imports.lead_closed_in_file"])


@ONE_IS_ENOUGH
def test_what_is_over_here_stays_over(inside):
    from crm.leads.actions import decide_lost

    lead = make_lead(name="唐", phone="13812345678")
    decide_lost(make_lost_sale(lead), lead, verdict=Verdict.APPROVED, stamp=stamp_of("manager"))
    db.session.commit()
    record = leads(row())
    assert (verdicts(record), reasons(record)) == (["same"], ["imports.lead_over"])


@ONE_IS_ENOUGH
def test_a_lead_that_was_taken_up_again_is_not_lost_again_by_an_old_file(inside):
    from crm.leads.actions import reopen

    old = row(状态="战败", 战败原因="价格高", 建档日期=ago(90), 战败日期=ago(60))
    leads(old)
    reopen(only(Lead), stamp=stamp_of("manager"))
    db.session.commit()
    record = leads(old)
    assert (verdicts(record), reasons(record), only(Lead).stage) == (["same"], ["imports.lead_woken"], "open")


@ONE_IS_ENOUGH
def test_an_older_lost_lead_stands_beside_the_live_one(inside):
    leads(row(建档日期=ago(5)), row(状态="战败", 战败原因="价格高", 建档日期=ago(300), 战败日期=ago(250)))
    assert sorted(db.session.scalars(select(Lead.stage))) == ["lost", "open"]
    assert count(Customer) == 1


@ONE_IS_ENOUGH
def test_two_rows_of_one_customer_are_one_live_lead(inside):
    record = trial(row(建档日期=ago(5)), row(建档日期=ago(5)), row(建档日期=ago(2), 意向车型="澄野 E5"))
    assert verdicts(record) == ["new", "same", "held"]
    written(record)
    assert count(Lead) == 1


@ONE_IS_ENOUGH
def test_what_cannot_be_read_is_refused_with_its_reason(inside):
    wrong = {
        "imports.no_lead_phone": {"手机号": ""}, "imports.phone_length": {"手机号": "1381234567"},
        "imports.grade_unknown": {"意向级别": "Q级"}, "imports.stage_unknown": {"状态": "甲"},
        "imports.date_future": {"建档日期": "2027-12-01"}, "imports.date_day": {"建档日期": "2026年2月29日"},
        "imports.too_long": {"最近跟进内容": "x" * 2001},
    }  # fmt: skip
    record = trial(*(row(**values) for values in wrong.values()))
    assert (set(verdicts(record)), reasons(record)) == ({"refused"}, list(wrong))


@ONE_IS_ENOUGH
def test_the_dry_run_page_tells_what_a_row_says_and_masks_the_number(app, client):
    from tests.support import sign_in

    with app.app_context():
        number = trial(row(建档日期=ago(5), 状态="战败", 战败原因="价格高"), row(手机号="1")).id
    pages = [sign_in(client, "clerk").get(f"/imports/{number}?show={shown}") for shown in ("new", "refused")]
    assert [page.status_code for page in pages] == [200, 200]
    assert "138****5678" in pages[0].text and "Lost" in pages[0].text and "kept for its story" in pages[0].text
    assert "13812345678" not in pages[0].text


@ONE_IS_ENOUGH
def test_a_number_under_another_name_waits(inside):
    make_lead(name="王芳", phone="13812345678")
    db.session.commit()
    assert reasons(trial(row(客户姓名="李伟"))) == ["imports.other_name"]


@ONE_IS_ENOUGH
def test_our_own_words_come_back_as_they_were(inside):
    from crm.imports.kinds.leads.words import ours, reason_said, stage_said
    from crm.leads.rules import REASON_NAMES, STAGE_NAMES
    from crm.shared.words import catalogue

    zh = catalogue("zh")
    for code, name in REASON_NAMES.items():
        assert reason_said(name) == reason_said(str(zh.ugettext(name))) == code
    for code, name in STAGE_NAMES.items():
        assert stage_said(name) == stage_said(str(zh.ugettext(name))) == code
    assert (ours("channel", "朋友介绍"), ours("channel", "Walk-in"), ours("detail", "互联网") or ours("detail", "Internet")) == ("referral", "walk_in", "internet")
