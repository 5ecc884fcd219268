"""Asking, answering, passing on and taking back a question."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from crm.leads.actions import put_on_agenda
from crm.leads.models import Lead
from crm.leads.queries import active_lead
from crm.leads.rules.agenda import AgendaKind
from crm.notices.actions import tell, withdraw
from crm.questions import queries
from crm.questions.models import Question, QuestionAnswer, QuestionPass
from crm.questions.rules import DUE_DAYS, MOST_DAYS, How, due_refusal
from crm.shared import settings
from crm.shared.db import db
from crm.shared.forms import Refused, expect_version
from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp
from crm.shared.words import _
from crm.staff.models import Staff
from crm.staff.rules import Right

SIGN = " → "  # between a question and its answer


def ask_specialist(
    lead: Lead, *, asked: str, specialist_id: int | None, due_on: date | None = None, stamp: Stamp
) -> Question:
    """A question goes to somebody who knows, with a day (R-229)."""
    numbers = settings.of(stamp.store_id)
    due = due_on or stamp.today + timedelta(days=numbers[DUE_DAYS])
    wrong = due_refusal(due, stamp.today, numbers[MOST_DAYS])
    if wrong:
        raise Refused(_(wrong), "due_on")
    to = _somebody(specialist_id, stamp)
    if queries.asked_already(lead.id, asked):
        raise Refused(_("This has been asked already and is not answered yet."), "asked")
    row = Question(
        store_id=stamp.store_id,
        customer_id=lead.customer_id,
        lead_id=lead.id,
        specialist_id=to,
        asked=asked,
        due_on=due,
    )
    row.sign(stamp)
    db.session.add(row)
    db.session.flush()
    _tell(row, stamp)
    return row


def _somebody(staff_id: int | None, stamp: Stamp) -> int:
    here = select(Staff.id).where(Staff.id == staff_id, Staff.store_id == stamp.store_id, Staff.disabled_at.is_(None))
    found = db.session.scalar(here)
    if found is None:
        raise Refused(_("Choose somebody who works in this store."), "specialist_id")
    return int(found)


def _tell(question: Question, stamp: Stamp) -> None:
    if question.specialist_id != stamp.by.id:
        facts = {"name": stamp.by.name, "due_on": question.due_on.isoformat()}
        tell(question.specialist_id, "question", question.id, reason=Reason("questions.asked", facts), stamp=stamp)


def _still_open(question: Question) -> None:
    if question.closed_at is not None:
        raise Refused(_("This question has been closed already."))


def answer(question: Question, *, text: str, version: int | None = None, stamp: Stamp) -> QuestionAnswer:
    """What is known goes back: it is a topic of the next call, and who asked hears that it is there."""
    expect_version(question, version)
    _still_open(question)
    row = QuestionAnswer(store_id=question.store_id, question_id=question.id, text=text)
    row.sign(stamp)
    db.session.add(row)
    question.closed_at, question.closed_how = stamp.at, How.ANSWERED.value
    lead = active_lead(question.customer_id) or db.session.get_one(Lead, question.lead_id)
    put_on_agenda(lead, AgendaKind.ANSWER, question.asked + SIGN + text, ref_id=question.id, stamp=stamp)
    withdraw("question", question.id, stamp=stamp)
    for staff_id in {question.by_id, lead.owner_id} - {None, stamp.by.id}:
        reason = Reason("questions.answered", {"name": stamp.by.name})
        tell(int(staff_id or 0), "answered", question.id, reason=reason, stamp=stamp)
    return row


def pass_on(question: Question, *, specialist_id: int | None, version: int | None = None, stamp: Stamp) -> QuestionPass:
    """Somebody else knows better; the day stays."""
    expect_version(question, version)
    _still_open(question)
    to = _somebody(specialist_id, stamp)
    if to == question.specialist_id:
        raise Refused(_("This person has the question already."), "specialist_id")
    row = QuestionPass(store_id=question.store_id, question_id=question.id, from_id=question.specialist_id, to_id=to)
    row.sign(stamp)
    db.session.add(row)
    withdraw("question", question.id, stamp=stamp)
    question.specialist_id = to
    _tell(question, stamp)
    return row


def take_back(question: Question, *, version: int | None = None, stamp: Stamp) -> None:
    """The question is settled otherwise; only who asked, or a chief, says so."""
    expect_version(question, version)
    _still_open(question)
    if question.by_id != stamp.by.id and not stamp.by.can(Right.ALL_LEADS):
        raise Refused(_("Only who has asked, or a supervisor, takes a question back."))
    question.closed_at, question.closed_how = stamp.at, How.WITHDRAWN.value
    withdraw("question", question.id, stamp=stamp)
