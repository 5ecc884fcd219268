"""Reading questions: somebody's list, one of them, those of a customer, and their lines in the story."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, Row, Select, and_, func, literal, or_, select, tuple_
from sqlalchemy.orm import aliased

from crm.customers.models import Customer
from crm.customers.timeline import entries, timeline_part
from crm.leads.models import Lead
from crm.questions.models import Question, QuestionAnswer
from crm.shared.db import db
from crm.shared.scope import NotYours
from crm.shared.stamp import Person
from crm.staff.models import Staff
from crm.staff.rules import Right

PAGE = 50
ANSWERED_SHOWN = 10
VIEWS = ("mine", "asked", "all")
asker, specialist = aliased(Staff), aliased(Staff)


class Place(NamedTuple):
    """Where a row stands: by its day, then by age."""

    due_on: date
    id: int

    def __str__(self) -> str:
        return f"{self.due_on}_{self.id}"

    @classmethod
    def parse(cls, text: str) -> Place | None:
        """A place from an address; None for anything else."""
        try:
            due_on, number = text.split("_")
            return cls(date.fromisoformat(due_on), int(number)) if 0 <= int(number) < 2**63 else None
        except ValueError:
            return None


def _rows(*where: ColumnElement[bool]) -> Any:
    rows: Any = select(
        Question, Customer.name, Customer.sex, Customer.kind, Lead.interest, asker.name.label("by"),
        asker.name_en.label("by_en"), specialist.name.label("to"), specialist.name_en.label("to_en"),
        QuestionAnswer.text.label("answer"), QuestionAnswer.at.label("answered_at"),
    )  # fmt: skip
    return (
        rows.join(Customer, Customer.id == Question.customer_id)
        .join(Lead, Lead.id == Question.lead_id)
        .outerjoin(asker, asker.id == Question.by_id)
        .join(specialist, specialist.id == Question.specialist_id)
        .outerjoin(QuestionAnswer, QuestionAnswer.question_id == Question.id)
        .where(*where)
    )


def _whose(person: Person, view: str) -> ColumnElement[bool]:
    store = Question.store_id == person.store_id
    if view == "all":
        return store
    return and_(store, (Question.specialist_id if view == "mine" else Question.by_id) == person.id)


def views_of(person: Person) -> tuple[str, ...]:
    """The lists that a person may open; all of them only the chiefs."""
    return VIEWS if person.can(Right.ALL_LEADS) else VIEWS[:2]


def open_ones(person: Person, view: str, after: Place | None = None) -> tuple[Sequence[Row[Any]], bool]:
    """One page of open questions, the most urgent first, and whether there are more."""
    rows = _rows(_whose(person, view), Question.closed_at.is_(None))
    if after is not None:
        rows = rows.where(tuple_(Question.due_on, Question.id) > tuple_(literal(after.due_on, Date), after.id))
    found = db.session.execute(rows.order_by(Question.due_on, Question.id).limit(PAGE + 1)).all()
    return found[:PAGE], len(found) > PAGE


def closed_lately(person: Person, view: str) -> Sequence[Row[Any]]:
    """The last answered ones."""
    rows = _rows(_whose(person, view), Question.closed_at.is_not(None))
    return db.session.execute(rows.order_by(Question.closed_at.desc(), Question.id.desc()).limit(ANSWERED_SHOWN)).all()


def waiting(person: Person, today: date) -> tuple[int, int]:
    """How many wait for this person's answer, and how many of them too long."""
    late = func.sum((Question.due_on < today).cast(Question.id.type))
    mine = select(func.count(), late).where(_whose(person, "mine"), Question.closed_at.is_(None))
    count, overdue = db.session.execute(mine).one()
    return count, overdue or 0


def question_for(person: Person, question_id: int) -> Question:
    """A question that concerns this person: theirs to answer, asked by them, or a chief's; 404 otherwise."""
    concerned = [Question.specialist_id == person.id, Question.by_id == person.id]
    if person.can(Right.ALL_LEADS):
        concerned.append(Question.store_id == person.store_id)
    found = db.session.scalar(
        select(Question).where(Question.id == question_id, Question.store_id == person.store_id, or_(*concerned))
    )
    if found is None:
        raise NotYours
    return found


def row_of(question_id: int) -> Row[Any]:
    """The same as the list shows it."""
    found: Row[Any] = db.session.execute(_rows(Question.id == question_id)).one()
    return found


def asked_already(lead_id: int, asked: str) -> bool:
    """The same words are open for this lead: a second tap, or a colleague was quicker."""
    same = select(Question.id).where(Question.lead_id == lead_id, Question.asked == asked, Question.closed_at.is_(None))
    return db.session.scalar(same.limit(1)) is not None


def open_of(lead_id: int) -> Sequence[Row[Any]]:
    """What a customer still waits for an answer to."""
    same = select(Lead.customer_id).where(Lead.id == lead_id).scalar_subquery()
    rows = _rows(Question.customer_id == same, Question.closed_at.is_(None))
    return db.session.execute(rows.order_by(Question.due_on, Question.id).limit(10)).all()


@timeline_part("question", "questions/_entry.html")
def _asked(customer: Any) -> Select[Any]:
    """text: the question; more: the answer; code: how it ended; also: who was asked."""
    part = entries(
        Question, at=Question.at, ref=Question.id, by=Question.by_id, code=Question.closed_how, text=Question.asked,
        more=QuestionAnswer.text, also=specialist.name,
    )  # fmt: skip
    part = part.outerjoin(QuestionAnswer, QuestionAnswer.question_id == Question.id)
    return part.join(specialist, specialist.id == Question.specialist_id).where(Question.customer_id == customer)
