"""The next date: what the grade allows, what was promised, and how far ahead a promise reaches (F-01, R-231)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from crm.callbacks.rules.contact import Topic
from crm.callbacks.rules.queue import Rule
from crm.leads.rules import Grade, Stage, cadence_of, next_contact_on
from crm.leads.rules.grades import ORDERED_EVERY_DAYS
from crm.shared.numbers import Number
from crm.shared.words import N_

AGREED_AHEAD = Number("callbacks.agreed_ahead", 90, "d", N_("A call may be agreed so far ahead"), 7, 365)

# What a task is about unless its advisor says otherwise.
THEMES: dict[str, Topic] = {
    Rule.FIRST_CONTACT: Topic.WELCOME,
    Rule.AFTER_VISIT: Topic.AFTER_VISIT,
    Rule.SEVEN_DAY: Topic.NEW_CAR,
    Rule.FIRST_SERVICE: Topic.BOOKING,
}


class Bounds(NamedTuple):
    """The days between which a next contact may lie: `latest` without words, `horizon` with an agreement."""

    latest: date
    horizon: date | None  # None: no grade says when they buy
    furthest: date


def theme_of(rule: str | None) -> Topic:
    """What the contact is about when nothing else is said."""
    return THEMES.get(rule or "", Topic.ROUTINE)


def bounds(stage: str, grade: str, today: date, numbers: Mapping[Number, int]) -> Bounds:
    """By the grade's record, or by the rhythm of those who wait for their car."""
    furthest = today + timedelta(days=numbers[AGREED_AHEAD])
    if stage == Stage.ORDERED:
        return Bounds(today + timedelta(days=numbers[ORDERED_EVERY_DAYS]), None, furthest)
    days = cadence_of(Grade(grade), numbers).horizon_days
    latest = next_contact_on(Grade(grade), today, numbers)
    return Bounds(latest, max(latest, today + timedelta(days=days)) if days else None, furthest)


def next_refusal(next_on: date, today: date, within: Bounds, agreed: str) -> str | None:
    """Why a next date is refused: gone by, beyond what the grade means, or later than it allows without words."""
    if next_on <= today:
        return N_("The next call is tomorrow or later.")
    if next_on > within.furthest:
        return N_("So far ahead nobody keeps a promise. Choose an earlier day, or let the lead rest with a date.")
    if within.horizon and next_on > within.horizon:
        return N_("By its grade this customer has bought by then. Choose an earlier day, or change the grade first.")
    if next_on > within.latest and not agreed.strip():
        return N_("This grade asks for an earlier call. Write down what was agreed, or choose an earlier day.")
    return None
