"""Writing the leads of a batch, set by set, after the people whom they are about.

A lead comes in as a person would have opened it: with its owner's periods (A-09), its first contact or next date, its
last contact as a line of the story, its loss with its reason (F-15). What it says of the past bears the past's days.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from crm.callbacks.models import Call
from crm.callbacks.rules.contact import Channel, Result
from crm.callbacks.rules.queue import RULE_VERSION
from crm.imports import put
from crm.imports.kinds.leads.changing import change_leads
from crm.imports.kinds.leads.picture import Case, LeadPicture
from crm.imports.pen import Pen
from crm.leads.models import CommissionPeriod, GradeChange, Lead, LostDecision, LostSale, OwnerPeriod, TestDrive
from crm.leads.queries.evidence import OF_FILE
from crm.leads.rules import Grade, LostReason, Stage, Verdict, cadence_of, first_contact_by
from crm.leads.rules.told import SHARED_OVER, spread
from crm.shared.clock import clock, noon

Row = dict[str, Any]


def write_leads(picture: LeadPicture, pen: Pen) -> None:
    """Set by set, through the pen."""
    put.write(picture.base, pen)
    cases = [case for some in picture.leads.values() for case in some]
    new = [case for case in cases if case.id is None]
    for case, one in zip(new, pen.insert(Lead, [_row(case, picture, pen) for case in new]), strict=True):
        case.id = one
    _periods(new, pen)
    _losses([case for case in new if case.stage in (Stage.LOST, Stage.LOST_PENDING)], pen)
    changed = [case for case in cases if case.was]
    pen.insert(GradeChange, [_graded(case, pen) for case in new if case.grade != Grade.N])
    change_leads(changed, picture, pen)
    drives = [
        *(case for case in new if case.test_driven_on),
        *(case for case in changed if "test_driven_on" in case.was),
    ]
    pen.insert(TestDrive, [_driven(case, pen) for case in drives])
    write_calls([case for case in new if case.record and case.record.said], picture, pen)
    write_calls([case for case in changed if case.said], picture, pen)


def _row(case: Case, picture: LeadPicture, pen: Pen) -> Row:
    record = case.record
    assert record is not None
    opened_on = case.opened_on or _known_since(case) or picture.today
    opened_at = at_noon(opened_on, pen)
    row = {
        "store_id": pen.store_id, "customer_id": case.person.id, "owner_id": case.owner_id, "channel": case.channel,
        "channel_detail": case.channel_detail, "interest": case.interest, "grade": case.grade, "stage": case.stage,
        "opened_at": opened_at, "opened_on": opened_on, "aged_step": 0, "visit_count": case.visit_count, "version": 1,
        "last_visit_on": case.last_visit_on, "test_driven_on": case.test_driven_on,
        "last_contact_at": at_noon(case.contact_on, pen) if case.contact_on else None,
        "last_contact_channel": Channel.PHONE.value if case.contact_on else None,
        **dict.fromkeys(("first_due_at", "first_due_on", "after_visit_on", "next_on", "next_rule", "reopen_on")),
    }  # fmt: skip
    if case.stage == Stage.OPEN:
        row |= _due(case, opened_on, picture, pen)
    elif case.stage == Stage.LOST and record.reopen_on and record.reopen_on > picture.today:
        row["reopen_on"] = record.reopen_on  # a day that has passed wakes nobody
    return row


def _known_since(case: Case) -> date | None:
    """The earliest day that the row names, when it does not say when the lead was opened."""
    record = case.record
    assert record is not None
    days = (record.contact_on, record.visited_on, record.driven_on, record.lost_on)
    return min((day for day in days if day), default=None)


def _due(case: Case, opened_on: date, picture: LeadPicture, pen: Pen) -> Row:
    """When the next contact is due: as agreed, within the first hours (R-232), or by the cadence (F-01)."""
    if case.next_on and case.next_on >= picture.today:
        return {"next_on": case.next_on, "next_rule": "agreed"}
    if case.contact_on is None and case.next_on is None and opened_on >= picture.today - timedelta(days=1):
        until = first_contact_by(pen.stamp.at, picture.numbers)
        return {"first_due_at": until, "first_due_on": clock.day(until, pen.stamp.zone)}
    every = cadence_of(Grade(case.grade), picture.numbers).every_days
    days = max(every, picture.numbers[SHARED_OVER])
    last = case.contact_on or opened_on
    return {"next_on": spread(last, every, days, picture.today, case.said_by or 0), "next_rule": "cadence"}


def _graded(case: Case, pen: Pen) -> Row:
    """The grade as the file gives it, of the day of the last contact."""
    day = case.contact_on or case.opened_on or pen.stamp.today
    return {
        "store_id": pen.store_id, "lead_id": case.id, "on_day": day, "old": Grade.N.value, "new": case.grade,
        "how": "by_hand", "lowered": False, "reason": "", "suggested": None, "reason_code": None, "rule_version": None,
        "facts": None, "by_id": pen.stamp.by.id, "at": at_noon(day, pen),
    }  # fmt: skip


def _driven(case: Case, pen: Pen) -> Row:
    """Written down afterwards, without a booking (F-19)."""
    day = case.test_driven_on or pen.stamp.today
    return {
        "store_id": pen.store_id, "lead_id": case.id, "driven_on": day, "model": case.interest, "kind": "drive",
        "booking_id": None, "verdict": None, "wish": None, "liked": "", "doubts": "", "by_id": case.owner_id,
        "at": at_noon(day, pen),
    }  # fmt: skip


def at_noon(day: date, pen: Pen) -> datetime:
    """The instant of something of which only the day is known; never in the future."""
    return min(noon(day, pen.stamp.zone), pen.stamp.at)


def _periods(cases: Sequence[Case], pen: Pen) -> None:
    """Since it was opened this person looks after it (A-09); nobody is a period, too."""
    rows = [
        {
            "store_id": pen.store_id, "lead_id": case.id, "until_at": None, "who": case.owner_id,
            "since_at": at_noon(case.opened_on or _known_since(case) or pen.stamp.today, pen),
        }
        for case in cases
    ]  # fmt: skip
    for model, name, more in (
        (OwnerPeriod, "owner_id", {"watcher_id": None}),
        (CommissionPeriod, "earner_id", {"shared_with_id": None, "shared_percent": 0}),
    ):
        pen.insert(model, [{**row, **more, name: row["who"]} for row in rows])


def _losses(cases: Sequence[Case], pen: Pen) -> None:
    """Why it was lost, of its day; approved where the file says that it is over (F-15)."""
    ids = pen.insert(LostSale, [_loss(case, pen) for case in cases])
    pen.insert(LostDecision, [
        {"store_id": pen.store_id, "lost_sale_id": one, "verdict": Verdict.APPROVED.value, "note": "", "by_id": None,
         "at": _lost_at(case, pen)}
        for case, one in zip(cases, ids, strict=True) if case.stage == Stage.LOST
    ])  # fmt: skip


def _loss(case: Case, pen: Pen) -> Row:
    record = case.record
    assert record is not None
    return {
        "store_id": pen.store_id, "lead_id": case.id, "reason": record.lost_reason or LostReason.OTHER.value,
        "note": record.lost_note, "competitor_brand": record.competitor_brand, "competitor_store": "",
        "competitor_model": record.competitor_model, "price_gap_fen": None, "would_have_won": "",
        "reopen_on": record.reopen_on, "duplicate_of_id": None, "failed_days": 0, "contacts": None, "given_up": None,
        "by_id": case.owner_id, "at": _lost_at(case, pen),
    }  # fmt: skip


def _lost_at(case: Case, pen: Pen) -> datetime:
    record = case.record
    assert record is not None
    return at_noon(record.lost_on or record.contact_on or case.opened_on or pen.stamp.today, pen)


def write_calls(cases: Sequence[Case], picture: LeadPicture, pen: Pen) -> None:
    """The last contact as a line of the story; it counts in nobody's figures (R-226)."""
    pen.insert(Call, [
        {
            "store_id": pen.store_id, "lead_id": case.id, "customer_id": case.person.id, "task_id": None,
            "channel": Channel.PHONE.value, "result": Result.REACHED.value, "topic": None, "learnt": "", "agreed": "",
            "said": case.said or (case.record.said if case.record else ""), "next_on": None, "counts": False,
            "inbound": False, "before": None, "by_id": case.owner_id, "reason_code": OF_FILE,
            "rule_version": RULE_VERSION, "facts": {},
            "at": at_noon(case.contact_on or case.opened_on or picture.today, pen),
        }
        for case in cases
    ])  # fmt: skip
