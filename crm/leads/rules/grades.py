"""How likely a customer buys, and how soon: the intent grade and its cadence.

H within a week, A within two, B within a month, C within three; N is new and not judged yet (F-01, A-13).
Due dates of the calls are computed here when the fact is written, and stand on the lead as plain dates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from crm.shared.numbers import Number
from crm.shared.words import N_


class Grade(StrEnum):
    """Intent, hottest first. N is a state of knowledge, not a rank (F-02: the letter is ambiguous between brands)."""

    H = "H"
    A = "A"
    B = "B"
    C = "C"
    N = "N"


class Stage(StrEnum):
    """Where an opportunity stands (F-10). `lost_pending` still belongs to its advisor until the review (F-15)."""

    OPEN = "open"
    LOST_PENDING = "lost_pending"
    LOST = "lost"
    ORDERED = "ordered"
    DELIVERED = "delivered"
    INVALID = "invalid"  # there was no intention to buy (F-13): neither live nor lost


STAGE_NAMES = {
    Stage.OPEN: N_("Following up"),
    Stage.LOST_PENDING: N_("Loss under review"),
    Stage.LOST: N_("Lost"),
    Stage.ORDERED: N_("Ordered"),
    Stage.DELIVERED: N_("Delivered"),
    Stage.INVALID: N_("No intention"),
}
LIVE = (Stage.OPEN, Stage.LOST_PENDING)  # an advisor follows up
ACTIVE = (*LIVE, Stage.ORDERED)  # a customer has at most one of these
LADDER = (Grade.C, Grade.B, Grade.A, Grade.H)

HORIZONS = {
    Grade.H: Number("leads.h_horizon_days", 7, "d", N_("Grade H buys within (F-01)"), 1, 365),
    Grade.A: Number("leads.a_horizon_days", 15, "d", N_("Grade A buys within (F-01)"), 1, 365),
    Grade.B: Number("leads.b_horizon_days", 30, "d", N_("Grade B buys within (F-01)"), 1, 365),
    Grade.C: Number("leads.c_horizon_days", 90, "d", N_("Grade C buys within (F-01)"), 1, 730),
}
CADENCES = {
    Grade.H: Number("leads.h_every_days", 2, "d", N_("Grade H is contacted every"), 1, 90),
    Grade.A: Number("leads.a_every_days", 4, "d", N_("Grade A is contacted every"), 1, 90),
    Grade.B: Number("leads.b_every_days", 7, "d", N_("Grade B is contacted every"), 1, 90),
    Grade.C: Number("leads.c_every_days", 15, "d", N_("Grade C is contacted every"), 1, 180),
    Grade.N: Number("leads.n_every_days", 1, "d", N_("A new lead without a grade is contacted every"), 1, 30),
}
ORDERED_EVERY_DAYS = Number(
    "leads.ordered_every_days", 7, "d", N_("A customer who waits for the car is contacted every"), 1, 90
)

AGEING_DAYS = Number("leads.ageing_days", 60, "d", N_("A lead changes its group after (A-06)"), 7, 365)
FIRST_CONTACT = Number("leads.first_contact_hours", 24, "h", N_("First contact with a new lead within (R-232)"), 1, 168)
AFTER_VISIT_DAYS = Number("leads.after_visit_days", 1, "d", N_("The call after a visit follows after (F-03)"), 1, 14)


@dataclass(frozen=True)
class Cadence:
    """The record behind a letter: buys within `horizon_days` (None: not judged yet), contacted every `every_days`."""

    grade: Grade
    horizon_days: int | None
    every_days: int


def cadence_of(grade: Grade, numbers: Mapping[Number, int]) -> Cadence:
    """The store's record for a grade (F-01)."""
    horizon = HORIZONS.get(grade)
    return Cadence(grade, numbers[horizon] if horizon else None, numbers[CADENCES[grade]])


def is_downgrade(old: Grade, new: Grade) -> bool:
    """A step down the ladder, which the supervisor sees (F-04). From and to N is no step."""
    return old in LADDER and new in LADDER and LADDER.index(new) < LADDER.index(old)


def next_contact_on(grade: Grade, contact_on: date, numbers: Mapping[Number, int]) -> date:
    """The day of the next contact by the grade's cadence (F-01)."""
    return contact_on + timedelta(days=cadence_of(grade, numbers).every_days)


def first_contact_by(opened_at: datetime, numbers: Mapping[Number, int]) -> datetime:
    """Until when a new lead is contacted for the first time (R-232)."""
    return opened_at + timedelta(hours=numbers[FIRST_CONTACT])
