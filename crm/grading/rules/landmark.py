"""What was known of a lead on one day of its life, and what became of it afterwards.

Every lead is looked at on the same day of its life, the landmark, and only with what was known by then: a visit after
it, a grade given after it, the order itself are the future. Who had ordered or was lost before it takes no part. The
outcome is an order within a window after it; leads whose window has not ended are not counted yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from crm.leads.rules import Facts
from crm.leads.rules.suggestion import VISIT_DAYS
from crm.shared.numbers import Number
from crm.shared.words import N_

LANDMARK_DAYS = Number("grading.landmark_days", 7, "d", N_("A grade is judged as of this day after the opening"), 1, 60)
OUTCOME_DAYS = Number("grading.outcome_days", 30, "d", N_("It holds when an order follows within"), 7, 180)
BACK_DAYS = 730  # leads opened longer ago tell about another market
MOST = 5_000  # the latest ones are enough


@dataclass
class Told:
    """What happened around one lead, each with its day."""

    lead_id: int
    opened_on: date
    visits: list[date] = field(default_factory=list)
    calls: list[tuple[date, bool, bool]] = field(default_factory=list)  # day, counts, something was agreed
    drives: list[tuple[date, bool, bool, bool]] = field(default_factory=list)  # day, drove, pleased, disappointed
    facts: list[tuple[date, str, str]] = field(default_factory=list)  # day, field, value
    grades: list[tuple[date, str]] = field(default_factory=list)
    ordered: list[date] = field(default_factory=list)
    lost: list[date] = field(default_factory=list)


@dataclass(frozen=True)
class Case:
    """One lead on its landmark: the grade that people had given, the facts of that day, and whether it bought."""

    on_day: date
    grade: str
    facts: Facts
    won: int


def last_opening(today: date, numbers: Mapping[Number, int]) -> date:
    """Leads opened later have a window that has not ended."""
    return today - timedelta(days=numbers[LANDMARK_DAYS] + numbers[OUTCOME_DAYS])


def cases_of(told: Sequence[Told], numbers: Mapping[Number, int]) -> list[Case]:
    """The leads that were still open on their landmark, in the order of their openings."""
    found = (case_of(one, numbers) for one in sorted(told, key=lambda one: (one.opened_on, one.lead_id)))
    return [one for one in found if one]


def case_of(told: Told, numbers: Mapping[Number, int]) -> Case | None:
    on_day = told.opened_on + timedelta(days=numbers[LANDMARK_DAYS])
    if any(day <= on_day for day in (*told.ordered, *told.lost)):
        return None
    until = on_day + timedelta(days=numbers[OUTCOME_DAYS])
    grades = [letter for day, letter in sorted(told.grades, key=lambda one: one[0]) if day <= on_day]
    won = int(any(day <= until for day in told.ordered))
    return Case(on_day, grades[-1] if grades else "N", facts_as_of(told, on_day, numbers), won)


def facts_as_of(told: Told, on_day: date, numbers: Mapping[Number, int]) -> Facts:
    """The facts that the suggestion would have seen on that day."""
    known = {name: value for day, name, value in sorted(told.facts, key=lambda one: one[0]) if day <= on_day}
    calls = [call for call in sorted(told.calls, key=lambda one: one[0]) if call[0] <= on_day]
    drives = [drive for drive in sorted(told.drives, key=lambda one: one[0]) if drive[0] <= on_day]
    visits = [day for day in told.visits if day <= on_day]
    met = [*visits, *(day for day, counts, _agreed in calls if counts)]
    urgency = (known.get("urgency") or "").strip()
    return Facts(
        today=on_day,
        budget=bool(known.get("budget")),
        need=bool(known.get("need")),
        urgency_days=int(urgency) if urgency.isascii() and urgency.isdigit() else None,
        recent_visits=sum((on_day - day).days <= numbers[VISIT_DAYS] for day in visits),
        test_driven=any(drive[1] for drive in drives),
        drive_pleased=bool(drives) and drives[-1][2],
        drive_doubts=bool(drives) and drives[-1][3],
        competitor=bool(known.get("competitor")),
        last_call_counts=calls[-1][1] if calls else None,
        agreed=bool(calls) and calls[-1][2],
        last_contact_on=max(met) if met else None,
    )
