"""Leads on file that a row has changed: the lead itself, its grade's story, and who looks after it from now on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from crm.callbacks.rules.contact import Channel
from crm.imports.draw import parts
from crm.imports.kinds.leads.picture import Case, LeadPicture
from crm.imports.pen import Pen
from crm.leads.actions.owners import CHIEFS
from crm.leads.models import CommissionPeriod, GradeChange, Lead, LeadAssignment, OwnerPeriod
from crm.shared.clock import noon
from crm.shared.db import db

Row = dict[str, Any]


def change_leads(cases: Sequence[Case], picture: LeadPicture, pen: Pen) -> None:
    """Only the values that rows have changed: what somebody writes beside them meanwhile stays."""
    pen.update(Lead, [_changed(case, pen) for case in cases])
    pen.insert(GradeChange, [_graded(case, picture, pen) for case in cases if "grade" in case.was])
    owned = [case for case in cases if "owner_id" in case.was]
    pen.insert(LeadAssignment, [_given(case, pen) for case in owned])
    _turn(OwnerPeriod, "owner_id", {"watcher_id": None}, owned, pen)
    counted = [case for case in owned if case.aged_step < CHIEFS]
    _turn(CommissionPeriod, "earner_id", {"shared_with_id": None, "shared_percent": 0}, counted, pen)


def _changed(case: Case, pen: Pen) -> Row:
    row: Row = {"id": case.id, **{name: getattr(case, name) for name in case.was if name != "contact_on"}}
    if "contact_on" in case.was and case.contact_on:
        at = min(noon(case.contact_on, pen.stamp.zone), pen.stamp.at)
        row |= {"last_contact_at": at, "last_contact_channel": Channel.PHONE.value}
    if "next_on" in case.was:
        row["next_rule"] = "agreed"
    return row


def _graded(case: Case, picture: LeadPicture, pen: Pen) -> Row:
    return {
        "store_id": pen.store_id, "lead_id": case.id, "on_day": picture.today, "old": case.was["grade"],
        "new": case.grade, "how": "by_hand", "lowered": False, "reason": "", "suggested": None, "reason_code": None,
        "rule_version": None, "facts": None, "by_id": pen.stamp.by.id, "at": pen.stamp.at,
    }  # fmt: skip


def _given(case: Case, pen: Pen) -> Row:
    """Nobody had it; the file names whose it is."""
    return {
        "store_id": pen.store_id, "lead_id": case.id, "old_owner_id": None, "new_owner_id": case.owner_id, "reason": "",
        "reason_code": "leads.from_file", "facts": {}, "by_id": pen.stamp.by.id, "at": pen.stamp.at,
    }  # fmt: skip


def _turn(period: Any, name: str, more: Row, cases: Sequence[Case], pen: Pen) -> None:
    """Nobody's period ends, the new one's begins; what began at this very moment is set right in its place (A-09)."""
    standing: dict[int | None, Any] = {}
    for some in parts({case.id for case in cases if case.id}):
        rows = select(period.id, period.lead_id, period.since_at)
        rows = rows.where(period.lead_id.in_(some), period.until_at.is_(None))
        standing |= {row.lead_id: row for row in db.session.execute(rows)}
    ended, righted, begun = [], [], []
    for case in cases:
        row, fresh = standing.get(case.id), {"store_id": pen.store_id, "lead_id": case.id, name: case.owner_id}
        if row is not None and row.since_at >= pen.stamp.at:
            righted.append({"id": row.id, name: case.owner_id})
            continue
        if row is not None:
            ended.append({"id": row.id, "until_at": pen.stamp.at})
        begun.append({**fresh, **more, "since_at": pen.stamp.at, "until_at": None})
    pen.update(period, [*ended, *righted])
    pen.insert(period, begun)
