"""A lead on file against the row that names it: what is taken over, and what stays as people have left it."""

from __future__ import annotations

from typing import Any

from crm.dictionaries.rules import Word
from crm.imports.kinds.leads.picture import Case, LeadPicture
from crm.imports.kinds.leads.record import LeadRecord
from crm.imports.rules import Verdict
from crm.imports.scene import Change, Held, Judged
from crm.leads.rules import ACTIVE, Grade, Stage, is_downgrade
from crm.shared.reasons import Reason

_ATTRIBUTE = {"visited_on": "last_visit_on", "driven_on": "test_driven_on", "source": "channel_detail"}


def compared(record: LeadRecord, case: Case, picture: LeadPicture, row_no: int) -> Judged:
    """The answer, and what the row changes drawn into the picture."""
    if case.said_by not in (None, row_no):
        if case.record != record and (_wanted(record, case, picture) or _ends_otherwise(record, case)):
            raise Held("imports.row_differs", row=case.said_by)
        return Judged(Verdict.SAME, Reason("imports.same_row", {"row": case.said_by}))
    over = _over(record, case)
    if over is not None:
        return over
    case.said_by = row_no
    changes = _wanted(record, case, picture)
    kept = _kept(record, case, picture)
    for name, old, new in changes:
        attribute = _ATTRIBUTE.get(name, "owner_id" if name == "advisor_name" else name)
        case.was.setdefault(attribute, old if name != "advisor_name" else None)
        setattr(case, attribute, picture.people.seller(new) if name == "advisor_name" else new)
    if any(name == "contact_on" for name, _old, _new in changes):
        case.said = record.said
    if changes:
        return Judged(Verdict.CHANGED, kept or Reason("imports.changes"), tuple(changes))
    return Judged(Verdict.SAME, kept or Reason("imports.same"))


def _ends_otherwise(record: LeadRecord, case: Case) -> bool:
    said = record.stage or Stage.OPEN
    return said != case.stage and not (said in ACTIVE and case.is_active)


def _over(record: LeadRecord, case: Case) -> Judged | None:
    """Where one side says that it is over: a file neither closes nor reopens a lead."""
    if not case.is_active:
        return Judged(Verdict.SAME, Reason("imports.lead_over"))
    if (record.stage or Stage.OPEN) in ACTIVE:
        return None
    if case.was_lost and record.stage == Stage.LOST:
        return Judged(Verdict.SAME, Reason("imports.lead_woken"))
    raise Held("imports.lead_closed_in_file")


def _wanted(record: LeadRecord, case: Case, picture: LeadPicture) -> list[Change]:
    """What the row says and the lead does not, as far as a file may say it."""
    found: list[Change] = []

    def say(name: str, old: Any, new: Any) -> None:
        if new not in ("", None) and new != old:
            found.append((name, old, new))

    channel, detail = picture.channel(record)
    say("channel", case.channel, "" if case.channel else channel)
    say("source", case.channel_detail, "" if case.channel_detail else detail)
    model = picture.model(record)
    say("interest", case.interest, "" if picture.words.kept(Word.MODEL, case.interest) == model else model)
    say("grade", case.grade, _better(record, case))
    if case.owner_id is None and picture.people.seller(record.advisor_name) is not None:
        say("advisor_name", "", record.advisor_name)
    later = record.contact_on is not None and (case.contact_on is None or record.contact_on > case.contact_on)
    if later:
        say("contact_on", case.contact_on, record.contact_on)
    if record.next_on is not None and record.next_on >= picture.today and (later or case.next_on is None):
        say("next_on", case.next_on, record.next_on)
    say("visit_count", case.visit_count, max(case.visit_count, record.visit_count or 0) or None)
    say("visited_on", case.last_visit_on, max(filter(None, (case.last_visit_on, record.visited_on)), default=None))
    say("driven_on", case.test_driven_on, case.test_driven_on or record.driven_on)
    return found


def _better(record: LeadRecord, case: Case) -> str:
    """A grade may rise, or be the first one (F-04)."""
    if record.grade in ("", Grade.N) or is_downgrade(Grade(case.grade), Grade(record.grade)):
        return ""
    return record.grade


def _kept(record: LeadRecord, case: Case, picture: LeadPicture) -> Reason | None:
    """What the file would have liked otherwise."""
    name = record.advisor_name
    if name and case.owner_id is not None and not picture.people.is_called(case.owner_id, name):
        return Reason("imports.owner_stays", {"name": picture.people.shown.get(case.owner_id, "?")})
    if record.grade and is_downgrade(Grade(case.grade), Grade(record.grade)):
        return Reason("imports.grade_lower", {"old": case.grade, "new": record.grade})
    return None
