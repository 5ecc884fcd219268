"""Calling back: why a customer is due, what stands first in an advisor's day, and which call counts.

A lead has at most one open task. Where several rules ask for the same customer the first of `SALES_ORDER` makes the
task and names the others (A-32, F-03, F-01). Due dates stand on the lead as plain dates before any task is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from crm.shared.numbers import Number
from crm.shared.reasons import Reason, sentences
from crm.shared.words import N_

RULE_VERSION = 2


class Rule(StrEnum):
    """What makes a task."""

    FIRST_CONTACT = "first_contact"
    ENQUIRED = "enquired"  # a customer who was spoken to asks again (F-05)
    AFTER_VISIT = "after_visit"  # F-03
    AGREED = "agreed"  # the date said in the last call
    NO_SHOW = "no_show"  # did not come, and no new time was agreed
    SENT_BACK = "sent_back"  # the supervisor did not take it for lost (F-15)
    WOKEN = "woken"  # a lost customer is worth a call again
    FROZEN = "frozen"  # the customer asked for peace until that day (F-02)
    CADENCE = "cadence"  # F-01
    ORDERED = "ordered"  # who waits for the car hears from us until it is there (F-01)
    SEVEN_DAY = "seven_day"
    FIRST_SERVICE = "first_service"  # F-42


class Kind(StrEnum):
    SALES = "sales"
    CARE = "care"


FIRST_DUE = "vehicles.first_"  # how the reasons of a first service begin
TIMED = (Rule.FIRST_CONTACT, Rule.ENQUIRED)  # owed until an hour, not only until a day
# `Lead.next_rule` with `next_on`: one of them at a time.
BY_DATE = (Rule.AGREED, Rule.NO_SHOW, Rule.SENT_BACK, Rule.WOKEN, Rule.FROZEN, Rule.CADENCE, Rule.ORDERED)
SALES_ORDER = (Rule.FIRST_CONTACT, Rule.ENQUIRED, Rule.AFTER_VISIT, *BY_DATE)
RULE_NAMES: dict[str, str] = {
    Rule.FIRST_CONTACT: N_("First contact"),
    Rule.ENQUIRED: N_("Asked again"),
    Rule.AFTER_VISIT: N_("After the visit"),
    Rule.AGREED: N_("As agreed"),
    Rule.NO_SHOW: N_("Did not come"),
    Rule.SENT_BACK: N_("Sent back by the supervisor"),
    Rule.WOKEN: N_("A reason to call again"),
    Rule.FROZEN: N_("Back from a rest"),
    Rule.CADENCE: N_("Keep in touch"),
    Rule.ORDERED: N_("Waits for the car"),
    Rule.SEVEN_DAY: N_("7 days with the car"),
    Rule.FIRST_SERVICE: N_("First service"),
}


class How(StrEnum):
    """How a task was closed."""

    CALLED = "called"  # by a call that counts
    ABSORBED = "absorbed"  # a stronger rule asked for the same customer
    VISITED = "visited"  # the customer came, or called us, before anybody called them
    ORDERED = "ordered"  # the customer has ordered
    RESTED = "rested"  # the lead rests until a date
    UNDONE = "undone"  # the call that had set its date was undone
    LAPSED = "lapsed"  # the lead is lost, ordered or delivered
    UNREACHED = "unreached"  # after-sales: given up after enough bands (F-42, A-19)
    DOUBLED = "doubled"  # the customer was filed twice, and one of two tasks is enough


HOW_NAMES: dict[str, str] = {
    How.CALLED: N_("Done"),
    How.ABSORBED: N_("Taken over"),
    How.VISITED: N_("The customer came or called"),
    How.ORDERED: N_("Ordered"),
    How.RESTED: N_("The lead rests"),
    How.UNDONE: N_("The call before it was undone"),
    How.LAPSED: N_("Lapsed: the lead is closed"),
    How.UNREACHED: N_("Not reached, given up"),
    How.DOUBLED: N_("The customer was filed twice"),
}

SOON_HOURS = Number("callbacks.soon_hours", 4, "h", N_("A 24-hour contact stands first when less is left"), 1, 23)
SEVEN_DAYS = Number("callbacks.seven_days", 7, "d", N_("New-car call so many days after delivery (R-301)"), 1, 60)
SLACK_DAYS = Number("callbacks.slack_days", 1, "d", N_("The new-car call may be a day early or late (A-16)"), 0, 7)
SERVICE_AHEAD = Number("callbacks.service_ahead", 14, "d", N_("Remind of the first service ahead by (F-42)"), 1, 90)
SERVICE_BEHIND = Number(
    "callbacks.service_behind",
    365,
    "d",
    N_("No reminder of a first service that is overdue for longer (A-19)"),
    30,
    1095,
)
UNDO_DAYS = Number("callbacks.undo_days", 30, "d", N_("A call can be undone for"), 1, 90)
BANDS_TO_TRY = Number("callbacks.bands_to_try", 3, "", N_("After-sales gives up after parts of the day (F-42)"), 1, 3)

SENTENCES = sentences(
    {
        "callbacks.first_contact": N_("New lead: first contact within {hours} hours at the latest"),
        "callbacks.enquired": N_("Has asked again: an answer is owed"),
        "callbacks.after_visit": N_("Was in the showroom: a call the day after"),
        "callbacks.agreed": N_("The date agreed in the last call"),
        "callbacks.frozen": N_("Asked for peace until today"),
        "callbacks.no_show": N_("Did not come as agreed, and there is no new time yet"),
        "callbacks.sent_back": N_("Not taken for lost: the supervisor's words are for this call"),
        "callbacks.woken": N_("A lost customer is worth a call again"),
        "callbacks.cadence": N_("Grade {grade}: a contact every {days} days"),
        "callbacks.ordered": N_("Waits for the car: a contact every {days} days"),
        "callbacks.climbed": N_("Overdue contacts that are your matter by now: {n}"),
        "callbacks.seven_day": N_("Delivered on {delivered_on}: a call after {days} days"),
        "callbacks.first_service": N_("The first service comes up: remind {days} days ahead"),
    }
)


class Section(StrEnum):
    """Where a task stands in the day, in this order; the waiting guest stands before all, who ages behind all."""

    SOON = "soon"  # a 24-hour contact with little time left: before everything
    OVERDUE = "overdue"
    NEW = "new"  # 24-hour contacts with time left
    TODAY = "today"


SECTION_ORDER = tuple(Section)
GRADE_ORDER = "HABCN"


def section(rule: str, until_on: date, due_at: datetime | None, at: datetime, today: date, soon_hours: int) -> Section:
    """The section of an open task; `queries` says the same in SQL and a test holds both together."""
    if rule in TIMED and due_at is not None:
        if due_at < at:
            return Section.OVERDUE
        return Section.SOON if due_at < at + timedelta(hours=soon_hours) else Section.NEW
    return Section.OVERDUE if until_on < today else Section.TODAY


def strongest(asks_from: Mapping[Rule, date], today: date) -> tuple[Rule, tuple[Rule, ...]] | None:
    """Which rule makes the lead's one task today, and which are absorbed by it (A-32); None when nothing is due.

    A 24-hour contact asks from the day the lead was opened, every other rule from its due day.
    """
    asking = [rule for rule in SALES_ORDER if rule in asks_from and asks_from[rule] <= today]
    return (asking[0], tuple(asking[1:])) if asking else None


def weaker(rule: Rule) -> tuple[Rule, ...]:
    """The rules that `rule` takes a customer over from."""
    return SALES_ORDER[SALES_ORDER.index(rule) + 1 :]


def seven_day_on(delivered_on: date, numbers: Mapping[Number, int]) -> tuple[date, Reason]:
    """The day of the new-car call (R-301) and why."""
    days = numbers[SEVEN_DAYS]
    return delivered_on + timedelta(days=days), Reason(
        "callbacks.seven_day", {"days": days, "delivered_on": delivered_on.isoformat()}
    )


def care_window(rule: str, due_on: date, numbers: Mapping[Number, int]) -> tuple[date, date]:
    """The first and the last day on which an after-sales call is in time (A-16: the new-car call on day 6 to 8)."""
    slack = timedelta(days=numbers[SLACK_DAYS] if rule == Rule.SEVEN_DAY else 0)
    ahead = timedelta(days=numbers[SERVICE_AHEAD] if rule == Rule.FIRST_SERVICE else 0)
    return due_on - slack - ahead, due_on + slack


def given_up(kind: str, tried: str, bands_to_try: int) -> bool:
    """After-sales stops after calls in so many parts of the day (F-42, A-19); a lead is never given up by machine."""
    return kind == Kind.CARE and len(set(tried)) >= bands_to_try
