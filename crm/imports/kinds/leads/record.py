"""One row of a file of leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from crm.imports.kinds.leads.words import grade_said, reason_said, stage_said
from crm.imports.people import told_person
from crm.imports.rows import Row, RowRefused, count
from crm.leads.rules import LostReason, Stage

LONGEST_SAID = 2_000


@dataclass(frozen=True)
class LeadRecord:
    """A lead as the file tells it. Empty values say nothing: they never erase what is on file."""

    phone: str
    name: str = ""
    phone2: str = ""
    sex: str = ""
    kind: str = "person"
    channel: str = ""  # as said; the dictionary knows what it counts under (F-06)
    source: str = ""
    interest: str = ""
    grade: str = ""
    advisor_name: str = ""
    opened_on: date | None = None
    next_on: date | None = None
    contact_on: date | None = None
    said: str = ""
    stage: str = ""
    lost_on: date | None = None
    lost_reason: str = ""
    lost_note: str = ""
    competitor_brand: str = ""
    competitor_model: str = ""
    reopen_on: date | None = None
    visit_count: int | None = None
    visited_on: date | None = None
    driven_on: date | None = None

    vin: ClassVar[str] = ""  # a lead names no car of its own
    plate: ClassVar[str] = ""


def read_lead(row: Row, today: date) -> LeadRecord:
    """Raises RowRefused with the first thing that is wrong with the row."""
    person: dict[str, Any] = told_person(row)
    if not person["phone"]:
        raise RowRefused("imports.no_lead_phone")  # F-11
    opened_on, contact_on = row.day("opened_on", today), row.day("contact_on", today)
    return LeadRecord(
        **person, channel=row.text("channel", 60), source=row.text("source", 60), interest=row.text("interest"),
        grade=_code(row, "grade", grade_said), advisor_name=row.text("advisor_name", 40), opened_on=opened_on,
        next_on=row.day("next_on"), contact_on=contact_on, said=row.text("said", LONGEST_SAID), **_end(row, today),
        visit_count=row.read("visit_count", count, None), visited_on=row.day("visited_on", today),
        driven_on=row.day("driven_on", today),
    )  # fmt: skip


def _code(row: Row, field: str, reader: Any) -> str:
    said = row.text(field, 60)
    found: str = reader(said) if said else ""
    if said and not found:
        raise RowRefused(f"imports.{field}_unknown", column=row.heading(field), value=said)
    return found


def _end(row: Row, today: date) -> dict[str, Any]:
    """How it ended. A reason without a state means lost; a reason in words that nobody knows is another one (F-17)."""
    said, note = row.text("lost_reason", 120), row.text("lost_note", LONGEST_SAID)
    reason = reason_said(said) if said else ""
    if said and not reason:
        reason, note = LostReason.OTHER.value, " · ".join(part for part in (said, note) if part)
    lost_on, stage = row.day("lost_on", today), _code(row, "stage", stage_said)
    return {
        "stage": stage or (Stage.LOST.value if reason or lost_on else ""), "lost_on": lost_on, "lost_reason": reason,
        "lost_note": note, "competitor_brand": row.text("competitor_brand", 60),
        "competitor_model": row.text("competitor_model", 60), "reopen_on": row.day("reopen_on"),
    }  # fmt: skip
