"""Telling somebody at once: a guest waits for you, the door is short, an enquiry has nobody.

A notice is honest about itself. Sent: it stands in the house. Seen: a page of the person has fetched it. Accepted:
they have said yes. Failed: no page of theirs has fetched it in time, or nobody said yes in time. It names a colleague
at most, never a customer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from crm.shared.numbers import Number
from crm.shared.reasons import sentences
from crm.shared.words import N_

RULE_VERSION = 1

REACH_SECONDS = Number(
    "notices.reach_seconds", 15, "s", N_("A notice that no page of the person has fetched has failed after"), 10, 300
)


class Outcome(StrEnum):
    """How a notice ended."""

    ACCEPTED = "accepted"
    DECLINED = "declined"  # they said that they cannot
    EXPIRED = "expired"  # nobody said yes in time
    WITHDRAWN = "withdrawn"  # no longer needed


class State(StrEnum):
    """What reception sees of a notice."""

    SENT = "sent"
    SEEN = "seen"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    UNREACHED = "unreached"  # failed: no open page of the person has fetched it
    EXPIRED = "expired"  # failed: fetched, but not accepted in time
    WITHDRAWN = "withdrawn"

    @property
    def failed(self) -> bool:
        return self in (State.UNREACHED, State.EXPIRED)


STATE_NAMES: dict[State, str] = {
    State.SENT: N_("Notified"),
    State.SEEN: N_("Seen"),
    State.ACCEPTED: N_("Accepted"),
    State.DECLINED: N_("Cannot come"),
    State.UNREACHED: N_("Not reached"),
    State.EXPIRED: N_("Not accepted"),
    State.WITHDRAWN: N_("No longer needed"),
}


@dataclass(frozen=True)
class Kind:
    """What a notice is about: its sentence, the words on its buttons, whether it sounds, and who watches it."""

    title: str
    accept: str
    decline: str = N_("I cannot come")
    accepted: str = N_("Accepted.")
    sounds: bool = True
    watched: str = ""  # the topic of the pages that show its state


KINDS: dict[str, Kind] = {
    "turn": Kind(
        N_("A guest is waiting for you at the door"), N_("Accept"), accepted=N_("Accepted. Go to the door."),
        watched="reception",
    ),  # fmt: skip
    "arrival": Kind(
        N_("A visitor is at the desk"), N_("Accept"), accepted=N_("Accepted. Go to the desk."), watched="reception"
    ),
    "door_short": Kind(N_("Too few people at the door"), N_("I am sending somebody"), watched="reception"),
    "unassigned": Kind(N_("An enquiry has nobody yet"), N_("I am looking after it")),
    "enquiry": Kind(N_("An enquiry is yours"), N_("I am looking after it")),
    "swap": Kind(N_("A colleague asks to change shifts"), N_("Agree"), decline=N_("Decline"), sounds=False),
    "list_late": Kind(N_("Tomorrow's appointments are not registered"), N_("I am registering them"), sounds=False),
    "lost_late": Kind(N_("A lost sale waits too long for its review"), N_("I am deciding it"), sounds=False),
    "lost_back": Kind(N_("A lost sale was sent back to you"), N_("I have read it"), sounds=False),
    "cancelling": Kind(
        N_("An order is to be cancelled"), N_("I am looking at it"), accepted=N_("It stands with the orders."),
        sounds=False,
    ),  # fmt: skip
    "cancelled": Kind(N_("Your cancellation was decided"), N_("I have read it"), sounds=False),
    "handover": Kind(N_("A new owner comes to after-sales"), N_("I am looking at it"), sounds=False),
    "reassigned": Kind(N_("Leads have changed hands"), N_("I have read it"), sounds=False),
    "to_confirm": Kind(N_("A redistribution waits for you"), N_("I am looking at it"), sounds=False),
    "climbed": Kind(N_("Overdue contacts have come up to you"), N_("I am looking after it"), sounds=False),
    "question": Kind(
        N_("A customer's question waits for your answer"), N_("I am looking at it"),
        accepted=N_("It stands with your questions."), sounds=False,
    ),  # fmt: skip
    "answered": Kind(N_("Your question has an answer"), N_("I have read it"), sounds=False),
    "export": Kind(
        N_("An export waits for your approval"), N_("I am looking at it"), accepted=N_("It stands with the exports."),
        sounds=False,
    ),  # fmt: skip
    "exported": Kind(N_("Your export was decided"), N_("I have read it"), sounds=False),
    "drop_done": Kind(N_("A file from a watched folder was imported"), N_("I have read it"), sounds=False),
    "drop_waits": Kind(N_("A file from a watched folder waits for you"), N_("I am looking at it"), sounds=False),
    "drop_refused": Kind(N_("A file from a watched folder could not be taken"), N_("I am looking at it"), sounds=False),
    "drop_trouble": Kind(N_("A watched folder needs a look"), N_("I am looking at it"), sounds=False),
    "merged": Kind(N_("A customer of yours was filed twice"), N_("I have read it"), sounds=False),
}

SENTENCES = sentences(
    {
        "notices.guest": N_("You are next on the rota."),
        "notices.passed_on": N_("It has been passed on to {name}."),
        "notices.recalled": N_("It was taken back at the desk."),
        "notices.too_late": N_("Nobody accepted in time."),
        "notices.over": N_("It has been settled."),
    }
)


def state_of(
    *, outcome: str | None, sent_at: datetime, seen_at: datetime | None, answer_by: datetime | None,
    at: datetime, reach_seconds: int,
) -> State:  # fmt: skip
    """Where a notice stands now; one that ran out of time has failed also before anybody has swept it up."""
    if outcome == Outcome.EXPIRED:
        return State.EXPIRED if seen_at else State.UNREACHED
    if outcome:
        return State(outcome)
    if seen_at is None:
        due = sent_at + timedelta(seconds=reach_seconds)
        late = at >= due or (answer_by is not None and at >= answer_by)
        return State.UNREACHED if late else State.SENT
    return State.EXPIRED if answer_by is not None and at >= answer_by else State.SEEN


def seconds_left(answer_by: datetime | None, at: datetime) -> int | None:
    """Whole seconds in which it can still be accepted; None when there is no limit."""
    return None if answer_by is None else max(0, int((answer_by - at).total_seconds()))
