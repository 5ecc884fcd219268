"""What a visit is for, what is noted about it, where it stands, and when it is recorded completely (F-12)."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from crm.shared.numbers import Number, Wording
from crm.shared.reasons import sentences
from crm.shared.words import N_

WELCOME = Wording(
    "reception.welcome",
    N_("Welcome! How may we help you today?"),
    N_("Welcome line at the door (R-204)"),
    120,
)
WAITING_MINUTES = Number(
    "reception.waiting_minutes", 5, "min", N_("A visitor who waits longer than this is shown in red"), 1, 60
)
JOIN_MINUTES = Number(
    "reception.join_minutes", 10, "min", N_("The same customer recorded again within this time is one visit"), 0, 120
)
LATE = timedelta(minutes=5)  # taken down offline: nobody is called any more
NOTE_LONGEST = 60  # a limit of the law's spirit, not of the store's taste


class Purpose(StrEnum):
    """What brings them (F-12). Only LOOK makes a lead; the others are non-buyers."""

    LOOK = "look"
    PHONE = "phone"
    SERVICE = "service"
    PAPERWORK = "paperwork"
    DELIVERY = "delivery"
    CANCELLATION = "cancellation"
    COMPLAINT = "complaint"
    OTHER = "other"


PURPOSE_NAMES = {
    Purpose.LOOK: N_("Looking at cars"),
    Purpose.PHONE: N_("Phone enquiry"),
    Purpose.SERVICE: N_("Workshop"),
    Purpose.PAPERWORK: N_("Paperwork"),
    Purpose.DELIVERY: N_("Picking up the new car"),
    Purpose.CANCELLATION: N_("Cancelling an order"),
    Purpose.COMPLAINT: N_("Complaint"),
    Purpose.OTHER: N_("Somebody or something else"),
}
PURPOSE_CHIPS = {  # short words for the first chips
    Purpose.LOOK: N_("Look at cars"),
    Purpose.SERVICE: N_("Workshop"),
    Purpose.DELIVERY: N_("Delivery"),
    Purpose.COMPLAINT: N_("Complaint"),
    Purpose.PHONE: N_("By phone"),
    Purpose.OTHER: N_("Other"),
}
RARE = (Purpose.PAPERWORK, Purpose.CANCELLATION)  # below, with what may be asked as well
BUYING = (Purpose.LOOK, Purpose.PHONE)

# Who takes care of it. Buyers go by the rota; what concerns an order, to its advisor; the others to whoever is told.
BY_ROTA = (None, "", Purpose.LOOK, Purpose.PHONE)
OWNERS = (Purpose.DELIVERY, Purpose.PAPERWORK, Purpose.CANCELLATION)
ROUTES: dict[Purpose, tuple[tuple[str, ...], str]] = {  # the roles that are told, and the reason they read
    Purpose.SERVICE: (("service",), "reception.for_workshop"),
    Purpose.COMPLAINT: (("care", "manager"), "reception.for_care"),
}
SENTENCES = sentences(
    {
        "reception.for_workshop": N_("A visitor for the workshop is at the desk."),
        "reception.for_care": N_("A visitor with a complaint is at the desk. Please come at once."),
        "reception.not_completed": N_("Not completed by {name} before the day ended."),
    }
)


class Step(StrEnum):
    """One tap about a visit."""

    CAME = "came"
    GIVEN = "given"
    FETCHED = "fetched"  # somebody who was told has accepted
    DRIVE_OUT = "drive_out"
    DRIVE_BACK = "drive_back"
    LEFT = "left"
    LAPSED = "lapsed"  # its day ended before it was completed
    UNDONE = "undone"


# four short notes with neutral words to tap; facts, no judgement, no guess on wealth.
NOTES: dict[str, tuple[str, tuple[str, ...]]] = {
    "note_appearance": (
        N_("To recognise them"),
        (N_("glasses"), N_("dark jacket"), N_("light coat"), N_("came with a pram")),
    ),
    "note_family": (
        N_("With them"),
        (N_("alone"), N_("with partner"), N_("with a child"), N_("with parents")),
    ),
    "note_background": (
        N_("Background they named"),
        (N_("drives our brand"), N_("drives another brand"), N_("first car"), N_("company car")),
    ),
    "note_needs": (
        N_("Need and budget they named"),
        (N_("seven seats"), N_("trade-in"), N_("wants a loan"), N_("electric")),
    ),
}

# A visit whose name is not known yet is told from others by neutral words.
DESCRIBING: tuple[str, ...] = (
    N_("one person"), N_("two people"), N_("a family"), N_("with a child"), N_("elderly"), N_("grey jacket"),
    N_("dark jacket"), N_("light coat"), N_("glasses"), N_("hat"), N_("pram"), N_("came by taxi"),
)  # fmt: skip

NOTE_FIELDS = {  # the notes also begin the customer's profile
    "note_appearance": "appearance",
    "note_family": "family",
    "note_background": "occupation",
    "note_needs": "need",
    "interest": "model",
}


STEP_NAMES = {
    Step.CAME: N_("Recorded at the desk"),
    Step.GIVEN: N_("Given to an advisor"),
    Step.FETCHED: N_("Somebody came for them"),
    Step.DRIVE_OUT: N_("Out on a test drive"),
    Step.DRIVE_BACK: N_("Back from the test drive"),
    Step.LEFT: N_("Left the store"),
    Step.LAPSED: N_("Not completed on the day"),
}


class Standing(StrEnum):
    """Where a visit stands on the board."""

    WAITING = "waiting"
    WITH_ADVISOR = "with"
    DRIVING = "driving"
    LEFT = "left"


def standing(assigned_at: datetime | None, left_at: datetime | None, driving_at: datetime | None = None) -> Standing:
    if left_at:
        return Standing.LEFT
    if driving_at:
        return Standing.DRIVING
    return Standing.WITH_ADVISOR if assigned_at else Standing.WAITING


def buttons_for(purpose: str | None, where: Standing) -> tuple[tuple[str, str, str], ...]:
    """The taps that a visit of today offers: the address's last word, the label, and a value."""
    leave = ("departure", N_("Leaves"), "")
    if where is Standing.LEFT:
        return (("undoing", N_("Is still here"), ""),)
    if where is Standing.DRIVING:
        return (("drive-back", N_("Is back"), ""),)
    if where is Standing.WITH_ADVISOR:
        return (("drive-out", N_("Test drive"), ""), leave) if purpose == Purpose.LOOK else (leave,)
    return (("assignment", N_("To the next"), "next"),) if purpose == Purpose.LOOK else (leave,)


def minutes_in(
    arrived_at: datetime, assigned_at: datetime | None, left_at: datetime | None, at: datetime,
    driving_at: datetime | None = None,
) -> int:  # fmt: skip
    """Minutes waited, with the advisor, on the drive, or in the store altogether; never negative."""
    began = {
        Standing.WAITING: arrived_at, Standing.WITH_ADVISOR: assigned_at, Standing.DRIVING: driving_at,
        Standing.LEFT: arrived_at,
    }  # fmt: skip
    start = began[standing(assigned_at, left_at, driving_at)] or arrived_at
    return max(0, int(((left_at or at) - start).total_seconds() // 60))


def what_is_missing(*, purpose: str | None, channel: str | None, has_phone: bool, nothing_left: bool) -> list[str]:
    """What keeps a visit in the queue of the unfinished (F-12, A-37); a looker may leave nothing, once that is said."""
    missing = []
    if not purpose:
        missing.append("purpose")
    if purpose in BUYING and not channel:
        missing.append("channel")
    if purpose in BUYING and not has_phone and not nothing_left:
        missing.append("phone")
    return missing


MISSING_NAMES = {"purpose": N_("No purpose"), "channel": N_("No way of arrival"), "phone": N_("No phone")}
