"""The grade that the facts suggest: a sum of stated points, each of them a reason for or against (F-01, R-233…R-235).

The machine only suggests; a person accepts or keeps. What a point is worth is a setting of the store.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from crm.leads.rules.grades import HORIZONS, Grade
from crm.shared.numbers import Number
from crm.shared.reasons import Reason, sentences
from crm.shared.words import N_

# What each fact is worth (points), and from how many points on a grade is suggested.
BUDGET = Number("leads.points_budget", 15, "pts", N_("Points: the budget is named"), 0, 100)
NEED = Number("leads.points_need", 10, "pts", N_("Points: the need is named"), 0, 100)
URGENT_H = Number("leads.points_urgent_h", 35, "pts", N_("Points: wants to buy within the horizon of H"), 0, 100)
URGENT_A = Number("leads.points_urgent_a", 25, "pts", N_("Points: wants to buy within the horizon of A"), 0, 100)
URGENT_B = Number("leads.points_urgent_b", 10, "pts", N_("Points: wants to buy within the horizon of B"), 0, 100)
VISIT = Number("leads.points_visit", 10, "pts", N_("Points: each recent visit to the showroom"), 0, 100)
VISITS_MOST = Number("leads.visits_most", 3, "", N_("Recent visits that count at most"), 1, 10)
VISIT_DAYS = Number("leads.visit_days", 7, "d", N_("A visit is recent for"), 1, 90)
TEST_DRIVE = Number("leads.points_test_drive", 15, "pts", N_("Points: a test drive was taken"), 0, 100)
DRIVE_PLEASED = Number("leads.points_drive_pleased", 10, "pts", N_("Points: wants an offer after the drive"), 0, 100)
AGREED = Number("leads.points_agreed", 10, "pts", N_("Points: something was agreed in the last call"), 0, 100)
COMPETITOR = Number("leads.points_competitor", 10, "pts", N_("Points off: another brand is compared"), 0, 100)
DRIVE_DOUBTS = Number("leads.points_drive_doubts", 10, "pts", N_("Points off: the drive disappointed"), 0, 100)
UNANSWERED = Number("leads.points_unanswered", 10, "pts", N_("Points off: the last call did not count"), 0, 100)
SILENCE = Number("leads.points_silence", 20, "pts", N_("Points off: silence for too long"), 0, 100)
SILENCE_DAYS = Number("leads.silence_days", 14, "d", N_("Silence is too long after"), 1, 180)
LEAST = {
    Grade.H: Number("leads.h_least_points", 70, "pts", N_("H is suggested from"), 1, 300),
    Grade.A: Number("leads.a_least_points", 45, "pts", N_("A is suggested from"), 1, 300),
    Grade.B: Number("leads.b_least_points", 20, "pts", N_("B is suggested from"), 1, 300),
}

# What a version of the card holds; whatever else the suggestion reads (horizons, days) is no point.
ON_CARD = (
    BUDGET, NEED, URGENT_H, URGENT_A, URGENT_B, VISIT, VISITS_MOST, TEST_DRIVE, DRIVE_PLEASED, AGREED, COMPETITOR,
    DRIVE_DOUBTS, UNANSWERED, SILENCE, *LEAST.values(),
)  # fmt: skip

SENTENCES = sentences(
    {
        "leads.budget": N_("The budget is named"),
        "leads.need": N_("The need is named"),
        "leads.urgent": N_("Wants to buy within {days} days"),
        "leads.visits": N_("Visits in the last {days} days: {visits}"),
        "leads.test_drive": N_("Test drive taken"),
        "leads.drive_pleased": N_("Asked for an offer or an order after the drive"),
        "leads.drive_doubts": N_("The drive disappointed"),
        "leads.agreed": N_("Something was agreed in the last call"),
        "leads.competitor": N_("Another brand is still compared"),
        "leads.unanswered": N_("The last call did not count"),
        "leads.silence": N_("No contact for {days} days"),
        "leads.suggested": N_("{points} points: {grade} is suggested"),
    }
)


@dataclass(frozen=True)
class Facts:
    """What is known about an opportunity today. None means not known."""

    today: date
    budget: bool = False
    need: bool = False
    urgency_days: int | None = None
    recent_visits: int = 0
    test_driven: bool = False
    drive_pleased: bool = False  # what was said after the last drive (F-19)
    drive_doubts: bool = False
    competitor: bool = False
    last_call_counts: bool | None = None
    agreed: bool = False
    last_contact_on: date | None = None


class Point(NamedTuple):
    """One line of the score: so many points (negative: against), and why."""

    points: int
    reason: Reason


@dataclass(frozen=True)
class Suggestion:
    """The grade that the points add up to, with every point stated."""

    grade: Grade
    points: tuple[Point, ...]

    @property
    def score(self) -> int:
        return sum(p.points for p in self.points)

    @property
    def reason(self) -> Reason:
        stated = [{"code": p.reason.code, "points": p.points, **p.reason.facts} for p in self.points]
        return Reason("leads.suggested", {"points": self.score, "grade": self.grade.value, "stated": stated})


def suggest(facts: Facts, numbers: Mapping[Number, int]) -> Suggestion | None:
    """The grade that the facts add up to, or None while nothing speaks for or against."""
    points = tuple(p for p in _points(facts, numbers) if p.points)
    if not points:
        return None
    score = sum(p.points for p in points)
    grade = next((g for g in (Grade.H, Grade.A, Grade.B) if score >= numbers[LEAST[g]]), Grade.C)
    return Suggestion(grade, points)


def _points(facts: Facts, n: Mapping[Number, int]) -> list[Point]:
    found: list[Point] = []

    def add(holds: bool, points: int, code: str, **said: int) -> None:
        if holds:
            found.append(Point(points, Reason(f"leads.{code}", said)))

    visits, days = min(facts.recent_visits, n[VISITS_MOST]), facts.urgency_days
    add(facts.recent_visits > 0, visits * n[VISIT], "visits", visits=facts.recent_visits, days=n[VISIT_DAYS])
    add(facts.test_driven, n[TEST_DRIVE], "test_drive")
    add(facts.drive_pleased, n[DRIVE_PLEASED], "drive_pleased")
    if days is not None:
        add(True, _urgency(days, n), "urgent", days=days)
    add(facts.budget, n[BUDGET], "budget")
    add(facts.need, n[NEED], "need")
    add(facts.agreed and facts.last_call_counts is True, n[AGREED], "agreed")
    add(facts.competitor, -n[COMPETITOR], "competitor")
    add(facts.drive_doubts, -n[DRIVE_DOUBTS], "drive_doubts")
    add(facts.last_call_counts is False, -n[UNANSWERED], "unanswered")
    silent = (facts.today - facts.last_contact_on).days if facts.last_contact_on else 0
    add(silent > n[SILENCE_DAYS], -n[SILENCE], "silence", days=silent)
    return found


def _urgency(days: int, n: Mapping[Number, int]) -> int:
    for grade, points in ((Grade.H, URGENT_H), (Grade.A, URGENT_A), (Grade.B, URGENT_B)):
        if days <= n[HORIZONS[grade]]:
            return n[points]
    return 0
