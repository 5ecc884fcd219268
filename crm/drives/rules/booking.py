"""What a car is given away for, how long, which steps of time that takes, and what the customer said afterwards.

A ride (试乘) is not a drive (试驾): only a drive counts as a test drive (F-19).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from crm.shared.numbers import Number
from crm.shared.words import N_

MINUTES = Number("drives.minutes", 45, "min", N_("A test drive takes, with what is signed before"), 10, 240)
PHOTO_DAYS = Number("drives.photo_days", 30, "d", N_("A licence photo is erased after the drive (F-82)"), 1, 30)

STEP = 5  # minutes; part of the key of drive_slots, so it is no setting
MOST_MINUTES = 24 * 60
AHEAD_DAYS = 90
HERE_MINUTES = 15  # a car is given out "now" although the form has been open for a while


class Kind(StrEnum):
    """What a car is given away for."""

    DRIVE = "drive"
    RIDE = "ride"
    BLOCK = "block"


KIND_NAMES = {Kind.DRIVE: N_("Test drive"), Kind.RIDE: N_("Ride along"), Kind.BLOCK: N_("Not available")}
WITH_CUSTOMER = {one: KIND_NAMES[one] for one in (Kind.DRIVE, Kind.RIDE)}


class Verdict(StrEnum):
    """Against what the customer had hoped for."""

    BETTER = "better"
    AS_HOPED = "as_hoped"
    WORSE = "worse"


VERDICT_NAMES = {
    Verdict.BETTER: N_("Better than hoped"),
    Verdict.AS_HOPED: N_("As hoped"),
    Verdict.WORSE: N_("Worse than hoped"),
}


class Wish(StrEnum):
    """What the customer wants next; it feeds the suggested grade."""

    ORDER = "order"
    QUOTE = "quote"
    THINK = "think"
    OTHER_CAR = "other_car"
    NONE = "none"


WISH_NAMES = {
    Wish.ORDER: N_("To order"),
    Wish.QUOTE: N_("A quotation"),
    Wish.THINK: N_("To think about it"),
    Wish.OTHER_CAR: N_("Another car"),
    Wish.NONE: N_("Nothing more"),
}


# ---- which steps of time a car is taken
def steps(starts_at: datetime, ends_at: datetime) -> range:
    """The steps that a time touches; what begins where another one ends does not touch it."""
    width = STEP * 60
    return range(int(starts_at.timestamp()) // width, -(-int(ends_at.timestamp()) // width))


def step_of(at: datetime) -> int:
    return int(at.timestamp()) // (STEP * 60)


def why_not_then(starts_at: datetime, ends_at: datetime, at: datetime) -> tuple[str, str] | None:
    """The field and the sentence why a car cannot be given away for this time, or None."""
    if starts_at < at - timedelta(minutes=HERE_MINUTES):
        return "at_time", N_("Choose a time that is still to come.")
    if starts_at > at + timedelta(days=AHEAD_DAYS):
        return "on_day", N_("This is too far ahead.")
    if ends_at <= starts_at:
        return "minutes", N_("The end comes after the beginning.")
    if ends_at - starts_at > timedelta(minutes=MOST_MINUTES):
        return "minutes", N_("One booking lasts a day at most.")
    return None
