"""A supervisor looks at a lowered grade: agreed, or put back (F-04)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import literal, select

from crm.grading.models import GradeReview
from crm.grading.rules.reviews import Verdict
from crm.leads.actions import change_grade
from crm.leads.models import GradeChange, Lead
from crm.leads.rules import LIVE, Grade
from crm.shared.db import BIG, Instant, db, insert_missing
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.shared.words import _


def review(change: GradeChange, lead: Lead, *, verdict: Verdict, note: str = "", stamp: Stamp) -> None:
    """Say that the lower grade is right, or give the old one back with a word to the advisor."""
    note = note.strip()
    if change.by_id == stamp.by.id:
        raise Refused(_("Somebody else looks at what you have lowered yourself."))
    if verdict is Verdict.PUT_BACK:
        _put_back(change, lead, note, stamp)
    row = {
        "store_id": stamp.store_id, "grade_change_id": change.id, "verdict": verdict.value, "note": note,
        "by_id": stamp.by.id, "at": stamp.at,
    }  # fmt: skip
    if not insert_missing(GradeReview, [row]):
        raise Refused(_("Somebody has looked at this already."))
    db.session.flush()


def agree_with_suggested(*, stamp: Stamp) -> int:
    """Agree at once with every downgrade that followed the suggestion; those by hand are looked at one by one."""
    waiting: Any = (
        select(
            literal(stamp.store_id), GradeChange.id, literal(Verdict.SEEN.value), literal(""),
            literal(stamp.by.id, BIG), literal(stamp.at, Instant()),
        )
        .outerjoin(GradeReview, GradeReview.grade_change_id == GradeChange.id)
        .where(GradeChange.store_id == stamp.store_id, GradeChange.lowered, GradeChange.how == "accepted")
        .where(GradeReview.id.is_(None), GradeChange.by_id.is_distinct_from(stamp.by.id))
    )  # fmt: skip
    return insert_missing(GradeReview, waiting, ["store_id", "grade_change_id", "verdict", "note", "by_id", "at"])


def _put_back(change: GradeChange, lead: Lead, note: str, stamp: Stamp) -> None:
    if not note:
        raise Refused(_("Say in one line why; the advisor reads it."), "note")
    if lead.stage not in LIVE:
        raise Refused(_("This lead is closed; its grade no longer changes."))
    if lead.grade != change.new:
        raise Refused(_("The grade has been changed since; it is %(grade)s now.", grade=lead.grade))
    change_grade(lead, grade=Grade(change.old), reason=note, stamp=stamp)
