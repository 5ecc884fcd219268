"""The agenda: what the next call with a customer must bring up, whoever put it there (R-224, R-229)."""

from __future__ import annotations

from enum import StrEnum

from crm.shared.reasons import sentences
from crm.shared.words import N_

RULE_VERSION = 1


class AgendaKind(StrEnum):
    """Why it must be brought up; those that a customer waits for come first."""

    ANSWER = "answer"  # a specialist has answered what could not be answered on the phone
    NO_SHOW = "no_show"  # did not come: a reason and a new time are owed
    SENT_BACK = "sent_back"  # the supervisor did not believe the loss, and said why (F-15)
    WOKEN = "woken"  # a lost customer is worth a call again
    NEW_ADVISOR = "new_advisor"  # who looks after them, or the number, has changed


AGENDA_NAMES: dict[str, str] = {
    AgendaKind.ANSWER: N_("Answer the question"),
    AgendaKind.NO_SHOW: N_("Did not come"),
    AgendaKind.SENT_BACK: N_("Sent back by the supervisor"),
    AgendaKind.WOKEN: N_("A reason to call again"),
    AgendaKind.NEW_ADVISOR: N_("Tell the customer"),
}
AGENDA_ORDER = tuple(AgendaKind)

SENTENCES = sentences(
    {
        "leads.new_advisor": N_("You look after this customer now, before you it was {before}. Introduce yourself."),
        "leads.first_advisor": N_("You look after this customer now. Introduce yourself."),
        "leads.new_number": N_("Your number is a new one. Tell the customer."),
    }
)
