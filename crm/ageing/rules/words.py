"""The numbers of a redistribution, until when it is confirmed, and the sentences of its rows."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from crm.leads.rules.ageing import Kind
from crm.shared.numbers import Number
from crm.shared.reasons import sentences
from crm.shared.words import N_

CONFIRM_DAYS = Number("ageing.confirm_days", 3, "d", N_("Confirmed within so many working days (A-35)"), 1, 20)
CONFIRM_HOUR = Number("ageing.confirm_hour", 18, "clock", N_("The confirmation is due at"), 8, 22)
AUTOMATIC = Number("ageing.automatic", 0, "on", N_("Unconfirmed, it is carried out by itself when it is due"), 0, 1)
LATE_POINTS = Number("ageing.late_points", 10, "pts", N_("The manager's points when nobody confirmed (R-254)"), 0, 100)
EXEMPT_AGREED = Number("ageing.exempt_agreed", 0, "on", N_("A lead with an agreed future date stays (A-36)"), 0, 1)
MANAGER_OWNS = Number("ageing.manager_owns", 0, "on", N_("At three months the manager owns, not the supervisor"), 0, 1)
KEPT_PERCENT = Number("ageing.kept_percent", 0, "%", N_("Of the commission the advisor before keeps (A-09)"), 0, 100)
REST_DAYS = Number("ageing.rest_days", 7, "d", N_("After an undo the leads are left alone for"), 0, 60)
UNDO_DAYS = 30  # what the journal keeps, too (Decision 18)


class State(StrEnum):
    """Where one lead of a run stands."""

    PLANNED = "planned"
    LEFT_OUT = "left_out"  # a person said: not this time
    HELD = "held"  # due, but a rule holds it
    MOVED = "moved"
    PASSED = "passed"  # it had changed since the plan, and was left as it is
    UNDONE = "undone"
    KEPT = "kept"  # the undo left it: sold, lost or handed on since


STATE_NAMES: dict[State, str] = {
    State.PLANNED: N_("Planned"),
    State.LEFT_OUT: N_("Not this time"),
    State.HELD: N_("Stays"),
    State.MOVED: N_("Changed hands"),
    State.PASSED: N_("Had changed since, left as it was"),
    State.UNDONE: N_("Taken back"),
    State.KEPT: N_("Changed since, not taken back"),
}
STEP_NAMES: dict[Kind, str] = {
    Kind.SWAP: N_("To the other group"),
    Kind.CHIEFS: N_("To manager and supervisor"),
    Kind.OFFICE: N_("To the GM office"),
    Kind.STAY: N_("Longest stay"),
}

SENTENCES = sentences(
    {
        "ageing.swap": N_("Open for {days} days (since {since}): to the next group, never back to the same person."),
        "ageing.same_group": N_("Open for {days} days (since {since}): to another advisor of the same group."),
        "ageing.stay": N_("{days} days in this grade with one advisor (since {since}): to the next group."),
        "ageing.chiefs": N_("Open for {days} days (since {since}): the chiefs take over; no commission from now on."),
        "ageing.office": N_("Open for {days} days (since {since}) and not sold: the GM office takes over."),
        "ageing.by_hand": N_("Open for {days} days (since {since}); the new advisor was chosen by hand."),
        "ageing.leaver": N_("The advisor leaves the store."),
        "ageing.undone": N_("The redistribution was taken back."),
        "ageing.agreed": N_("Something is agreed for {until}; the store's standard lets such leads stay."),
        "ageing.rests": N_("The last redistribution was taken back; looked at again from {until} on."),
        "ageing.key_account": N_("Key-account customers stay with their key-account manager."),
        "ageing.all_had_it": N_("Everybody in the rotation has had this lead."),
        "ageing.nobody": N_("There is nobody who could take it."),
        "ageing.told": N_("{gained} leads have come to you, {gone} have gone on. Their history goes along."),
        "ageing.told_undone": N_("A redistribution was taken back: {gained} leads are yours again, {gone} went back."),
        "ageing.waits": N_("{n} leads wait for your confirmation."),
        "ageing.late": N_("The redistribution of {day} was not confirmed in time (R-254)."),
    }
)


def confirm_until(planned_on: date, open_days: Container[date], days: int, hour: int, zone: str) -> datetime:
    """The end of the term: so many working days after the plan, at that hour of the store's clock (A-35).

    Where no day is an open one within two months there is no calendar, and every day counts.
    """
    on, left = planned_on, days
    while left and (on - planned_on).days < 60:
        on += timedelta(days=1)
        left -= on in open_days
    if left:
        on = planned_on + timedelta(days=days)
    return datetime.combine(on, time(hour), ZoneInfo(zone))
