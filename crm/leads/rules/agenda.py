"""The agenda: what the next call with a customer must bring up, whoever put it there (R-224, R-229)."""

from __future__ import annotations

from enum import StrEnum

from crm.shared.words import N_


class AgendaKind(StrEnum):
    """Why it must be brought up; those that a customer waits for come first."""

    ANSWER = "answer"  # a specialist has answered what could not be answered on the phone
    NO_SHOW = "no_show"  # did not come: a reason and a new time are owed
    SENT_BACK = "sent_back"  # the supervisor did not believe the loss, and said why (F-15)
    WOKEN = "woken"  # a lost customer is worth a call again


AGENDA_NAMES: dict[str, str] = {
    AgendaKind.ANSWER: N_("Answer the question"),
    AgendaKind.NO_SHOW: N_("Did not come"),
    AgendaKind.SENT_BACK: N_("Sent back by the supervisor"),
    AgendaKind.WOKEN: N_("A reason to call again"),
}
AGENDA_ORDER = tuple(AgendaKind)
