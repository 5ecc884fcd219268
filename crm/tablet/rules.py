"""What a tablet kept while the network was away: when it really happened, and whether it is recorded by itself.

Nothing is lost in silence: what is not recorded by itself waits, with its reason, for a person (T9, Decision 24).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from crm.shared.numbers import Number
from crm.shared.reasons import Reason, sentences
from crm.shared.words import N_

BATCH = 50  # letters in one upload
LONGEST_LETTER = 24_000  # signs of one sealed letter; a whole intake takes about 2,500
LONGEST_UPLOAD = 1_500_000
CLOCK_OFF = timedelta(minutes=2)  # a clock that differs less than this is right
DRAFT_AGE = timedelta(hours=12)  # a draft is for today
STILL_NEXT = timedelta(minutes=5)  # so long "the next one" means whoever is next now
ENTRY_DAYS = Number(
    "tablet.entry_days", 3, "d", N_("A visit kept on a tablet is recorded by itself up to this age"), 1, 14
)
ENTRIES_AN_HOUR = Number(
    "tablet.entries_an_hour", 600, "", N_("Visits that one tablet may upload in an hour"), 60, 5000
)
IDLE_UPLOADS = 300  # uploads of one tablet in 15 minutes that brought nothing new


class State(StrEnum):
    """Where an entry of a tablet stands."""

    RECORDED = "recorded"  # by itself, or by a person
    REFUSED = "refused"  # waits for a person
    SET_ASIDE = "set_aside"  # a person has decided that it is no visit


SENTENCES = sentences(
    {
        "tablet.unreadable": N_("It was sealed for a key that this server does not have"),
        "tablet.not_understood": N_("What was typed does not fit: {why}"),
        "tablet.too_old": N_("It is older than {days} days"),
        "tablet.revoked": N_("It was written after the tablet was no longer shared"),
        "tablet.nobody": N_("Whoever wrote it was not signed in on this tablet that day"),
        "tablet.may_not": N_("{name} may not receive visitors"),
        "tablet.failed": N_("It could not be recorded; the reason is in the server's log"),
        "tablet.gone": N_("{name} did not work here any more at that time"),
        "tablet.first_came_first": N_("The visit kept on a tablet came first, at {time}"),
    }
)


@dataclass(frozen=True)
class Arrival:
    """When it happened by the server's clock, and how far the tablet's clock was off, in whole seconds."""

    at: datetime
    off_seconds: int

    @property
    def corrected(self) -> bool:
        return abs(self.off_seconds) > CLOCK_OFF.total_seconds()


def arrival(
    *,
    written_at: datetime,
    sent_at: datetime,
    received_at: datetime,
    known_off: timedelta | None = None,
    contact_at: datetime | None = None,
) -> Arrival:
    """Correct the tablet's clock by its difference at the upload; by the one known while writing, where that fits.

    It fits when the result lies between the tablet's last contact with the server and now: a clock that somebody set
    right in between gives itself away.
    """
    offers = [received_at - sent_at]
    if known_off is not None:
        offers.append(known_off)
    since = (contact_at or datetime.min.replace(tzinfo=received_at.tzinfo) + CLOCK_OFF) - CLOCK_OFF
    fitting = [off for off in offers if since <= written_at + off <= received_at + CLOCK_OFF]
    off = (fitting or offers)[0]
    return Arrival(min(written_at + off, received_at), round(off.total_seconds()))


@dataclass(frozen=True)
class Facts:
    """What is known about an entry when it arrives."""

    arrived_at: datetime
    received_at: datetime
    name: str | None  # who wrote it; None: nobody of this store
    was_here: bool  # had a session on this tablet that day
    may_receive: bool
    left_at: datetime | None  # when the person stopped working here
    revoked_at: datetime | None  # when the tablet was no longer shared


def refuse(facts: Facts, days: int) -> Reason | None:
    """Why this entry waits for a person, or None."""
    if facts.received_at - facts.arrived_at > timedelta(days=days):
        return Reason("tablet.too_old", {"days": days})
    if facts.revoked_at and facts.arrived_at >= facts.revoked_at:
        return Reason("tablet.revoked")
    if facts.name is None or not facts.was_here:
        return Reason("tablet.nobody")
    if facts.left_at and facts.arrived_at >= facts.left_at:
        return Reason("tablet.gone", {"name": facts.name})
    if not facts.may_receive:
        return Reason("tablet.may_not", {"name": facts.name})
    return None
