"""What a row of a leads' file means for what is on file: a new lead, other values, the same, or for a person to decide.

A customer has one live lead at most (F-10). A file takes no lead out of anybody's hands, closes none without its
review (F-15), and lowers no grade without a reason (F-04).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crm.imports.filing import better_known, filed, stranger
from crm.imports.judge import find_person
from crm.imports.kinds.leads.comparing import compared
from crm.imports.kinds.leads.picture import Case, LeadPicture
from crm.imports.kinds.leads.record import LeadRecord
from crm.imports.rules import Verdict
from crm.imports.scene import Held, Judged, Line, Person, same_person
from crm.leads.rules import ACTIVE, LIVE, Stage
from crm.shared.reasons import Reason


def judge_leads(picture: LeadPicture, lines: Sequence[Line]) -> dict[int, Judged]:
    """Each row of its own."""
    return {line.row_no: _told(line.record, picture, line.row_no) for line in lines}


def _told(record: LeadRecord, picture: LeadPicture, row_no: int) -> Judged:
    try:
        return _judge(record, picture, row_no)
    except Held as held:
        return held.judged


def _judge(record: LeadRecord, picture: LeadPicture, row_no: int) -> Judged:
    person = find_person(picture.base, record.phone, record.name, None)
    if person is None:
        return _new(record, picture, filed(picture.base, record, row_no), row_no, "imports.new_lead_and_customer")
    if not same_person(person.name, record.name):
        raise stranger(person, "imports.other_name")
    case = _case_of(record, picture.of(person))
    if case is None:
        better_known(person, record, row_no)
        return _new(record, picture, person, row_no, "imports.new_lead")
    return compared(record, case, picture, row_no)


def _case_of(record: LeadRecord, cases: Sequence[Case]) -> Case | None:
    """The lead that the row means: of that day, or the live one. A row without a day means the newest there is."""
    newest_first = list(reversed(cases))
    newest_first.sort(key=lambda case: not case.is_active)
    if record.opened_on is None:
        return next(iter(newest_first), None)
    for case in newest_first:
        if record.opened_on in (case.opened_on, case.first_on):
            return case
    if (record.stage or Stage.OPEN) in ACTIVE:
        return next((case for case in newest_first if case.is_active), None)
    return None


def _new(record: LeadRecord, picture: LeadPicture, person: Person, row_no: int, code: str) -> Judged:
    """Draw a new lead; an order is nothing that a file can place, so its lead comes in open (F-18)."""
    said = record.stage or Stage.OPEN.value
    stage = Stage.OPEN.value if said == Stage.ORDERED else said
    live = stage in LIVE
    owner_id = (picture.people.seller if live else picture.people.anybody)(record.advisor_name)
    channel, detail = picture.channel(record)
    picture.add(
        Case(
            person, first_on=record.opened_on, contact_on=record.contact_on, owner_id=owner_id, channel=channel,
            channel_detail=detail, interest=picture.model(record), grade=record.grade or "N", stage=stage,
            opened_on=record.opened_on, next_on=record.next_on, visit_count=record.visit_count or 0,
            last_visit_on=record.visited_on, test_driven_on=record.driven_on, record=record, said_by=row_no,
        )
    )  # fmt: skip
    if person.id is None and person.owner_id is None:
        person.owner_id = owner_id
    facts: dict[str, Any] = {}
    if not live:
        code = "imports.new_lead_over"
    elif said == Stage.ORDERED:
        code = "imports.new_lead_ordered"
    elif record.advisor_name and owner_id is None:
        code, facts = "imports.new_lead_unowned", {"name": record.advisor_name}
    return Judged(Verdict.NEW, Reason(code, facts))
