"""What ends an enquiry: an answer, a visit, or that there was no intention to buy (F-13), which is no lost sale."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from crm.shared.numbers import Number
from crm.shared.words import N_

NO_ANSWER_CALLS = Number(
    "enquiries.no_answer_calls", 3, "", N_("Failed calls before 'repeatedly no answer' is believed (F-13)"), 1, 10
)


class Closed(StrEnum):
    """How an enquiry was closed."""

    ANSWERED = "answered"
    CAME = "came"  # the customer was in the showroom before anybody called
    NO_INTENTION = "no_intention"
    OVER = "over"  # its lead was closed by another way


CLOSED_NAMES = {
    Closed.ANSWERED: N_("Answered"),
    Closed.CAME: N_("Came to the showroom"),
    Closed.NO_INTENTION: N_("No intention"),
    Closed.OVER: N_("Lead closed"),
}


class WhyNot(StrEnum):
    """The reasons of F-13."""

    WRONG_NUMBER = "wrong_number"
    NO_ANSWER = "no_answer"
    NO_INTENTION = "no_intention"
    BOUGHT_OURS = "bought_ours"
    BOUGHT_OTHER = "bought_other"
    OTHER_PROVINCE = "other_province"
    OTHER_AREA = "other_area"
    OTHER = "other"


NO_INTENTION_NAMES: dict[WhyNot, str] = {
    WhyNot.WRONG_NUMBER: N_("Wrong or dead number"),
    WhyNot.NO_ANSWER: N_("Repeatedly no answer"),
    WhyNot.NO_INTENTION: N_("No intention to buy"),
    WhyNot.BOUGHT_OURS: N_("Has bought our brand"),
    WhyNot.BOUGHT_OTHER: N_("Has bought another brand"),
    WhyNot.OTHER_PROVINCE: N_("In another province"),
    WhyNot.OTHER_AREA: N_("In another area of the province"),
    WhyNot.OTHER: N_("Another reason"),
}


def why_refused(reason: WhyNot, note: str, failed_calls: int, numbers: Mapping[Number, int]) -> tuple[str, str] | None:
    """What this reason still lacks, as (field, sentence); None when it is complete."""
    if reason is WhyNot.OTHER and not note.strip():
        return "note", N_("Say in a few words what it was.")
    if reason is WhyNot.NO_ANSWER and failed_calls < numbers[NO_ANSWER_CALLS]:
        return "reason", N_("This reason needs %(wanted)s failed calls; so far there are %(failed)s.")
    return None
