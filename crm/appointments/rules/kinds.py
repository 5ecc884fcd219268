"""What an appointment is for, how long it takes, what may become of it, and why somebody did not come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from crm.drives.rules import MINUTES as DRIVE_MINUTES
from crm.shared.numbers import Number
from crm.shared.reasons import sentences
from crm.shared.words import N_

AHEAD_DAYS = Number("appointments.ahead_days", 60, "d", N_("Appointments can be made so far ahead"), 1, 365)
VISIT_MINUTES = Number("appointments.minutes", 60, "min", N_("An appointment in the showroom takes"), 15, 240)
HOME_MINUTES = Number("appointments.home_minutes", 120, "min", N_("A home visit takes, with the way there"), 30, 480)
HOME_FROM = Number("appointments.home_from", 9, "h", N_("Home visits begin at the earliest at (R-227)"), 6, 12)
HOME_UNTIL = Number("appointments.home_until", 20, "h", N_("Home visits have ended by (R-227)"), 14, 22)
REGISTER_BY = Number("appointments.register_by", 18, "h", N_("Tomorrow's list is registered by (R-230)"), 9, 23)


RULE_VERSION = 1
SENTENCES = sentences(
    {"appointments.list_late": N_("{waiting} of them stand on no list; it is registered by {hour}:00.")}
)


class Kind(StrEnum):
    """What the customer comes for, or the advisor goes for."""

    VISIT = "visit"
    TEST_DRIVE = "test_drive"
    SIGNING = "signing"
    HOME = "home"


KIND_NAMES = {
    Kind.VISIT: N_("Visit"),
    Kind.TEST_DRIVE: N_("Test drive"),
    Kind.SIGNING: N_("Sign the order"),
    Kind.HOME: N_("Home visit"),
}


def length(kind: str, numbers: Mapping[Number, int]) -> int:
    """How many minutes of the advisor's day it takes."""
    longer = {Kind.TEST_DRIVE: DRIVE_MINUTES, Kind.HOME: HOME_MINUTES}
    return numbers[longer.get(Kind(kind), VISIT_MINUTES)]


class Change(StrEnum):
    """What became of an appointment; each is a row, and none is ever rewritten."""

    MADE = "made"
    CONFIRMED = "confirmed"
    REGISTERED = "registered"
    MOVED = "moved"
    CANCELLED = "cancelled"
    CAME = "came"
    NOT_COME = "not_come"  # the arrival was taken back at the desk
    MISSED = "missed"


CHANGE_NAMES = {
    Change.MADE: N_("Agreed"),
    Change.CONFIRMED: N_("Confirmed"),
    Change.REGISTERED: N_("Registered"),
    Change.MOVED: N_("Moved"),
    Change.CANCELLED: N_("Cancelled"),
    Change.CAME: N_("Came"),
    Change.NOT_COME: N_("Arrival taken back"),
    Change.MISSED: N_("Did not come"),
}


class Missed(StrEnum):
    """Why a customer did not come (R-231)."""

    FORGOT = "forgot"
    BUSY = "busy"
    COMPETITOR = "competitor"
    FAMILY = "family"
    PRICE = "price"
    UNREACHED = "unreached"
    OURS = "ours"


MISSED_NAMES = {
    Missed.FORGOT: N_("Forgot"),
    Missed.BUSY: N_("Something came up"),
    Missed.COMPETITOR: N_("Went to a competitor"),
    Missed.FAMILY: N_("The family is against it"),
    Missed.PRICE: N_("No agreement on the price"),
    Missed.UNREACHED: N_("Could not be reached"),
    Missed.OURS: N_("We put it off"),
}


def why_not_then(starts_at: datetime, at: datetime, ahead_days: int) -> str | None:
    """Why an appointment cannot be at this time, as a sentence, or None."""
    if starts_at <= at:
        return N_("Choose a time that is still to come.")
    if starts_at > at + timedelta(days=ahead_days):
        return N_("This is too far ahead.")
    return None
