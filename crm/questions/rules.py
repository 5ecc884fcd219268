"""A question that cannot be answered now goes to somebody who knows, with a day; the answer is the topic of the next
call (R-229). A question is never simply gone: it is answered, passed on, or taken back by who asked."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from crm.shared.numbers import Number
from crm.shared.reasons import sentences
from crm.shared.words import N_

LONGEST = 300
DUE_DAYS = Number("questions.due_days", 1, "d", N_("A specialist answers a customer's question within (R-229)"), 0, 14)
MOST_DAYS = Number("questions.most_days", 14, "d", N_("An answer may be asked for so far ahead"), 1, 60)

SENTENCES = sentences(
    {
        "questions.asked": N_("{name} asks; due {due_on}."),
        "questions.answered": N_("{name} has answered. It is a topic of the next call."),
    }
)


class How(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


def due_refusal(due_on: date, today: date, most: int) -> str | None:
    """Why an answer cannot be asked for by that day."""
    if due_on < today:
        return N_("This day has gone by.")
    if due_on > today + timedelta(days=most):
        return N_("No customer waits that long for an answer. Choose an earlier day.")
    return None
