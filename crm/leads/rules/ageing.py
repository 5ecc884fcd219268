"""How long a lead may stay where it is: two months with an advisor, then the other group; at three months the manager
and the supervisor, at four the GM office (R-250, R-251, R-255, R-257).

Counted from the day on which the lead was opened, or taken up again after a loss; calls do not reset it, and neither
does changing hands (A-06). The last step that was taken stands on the lead as a number (`aged_step`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from crm.leads.rules.grades import AGEING_DAYS, Grade
from crm.shared.numbers import Number
from crm.shared.words import N_

CHIEFS_DAYS = Number(
    "leads.ageing_chiefs_days", 90, "d", N_("A lead goes to the manager and the supervisor after (R-255)"), 8, 730
)
OFFICE_DAYS = Number("leads.ageing_office_days", 120, "d", N_("A lead goes to the GM office after (R-257)"), 9, 1095)
COUNTDOWN_DAYS = Number("leads.ageing_countdown_days", 7, "d", N_("The advisor is told this long before"), 3, 30)
STAY_ON = Number("leads.ageing_stay_on", 0, "on", N_("Each grade also has a longest stay with one advisor"), 0, 1)
STAYS = {
    Grade.H: Number("leads.ageing_h_stay_days", 14, "d", N_("Grade H stays with one advisor at most"), 3, 365),
    Grade.A: Number("leads.ageing_a_stay_days", 30, "d", N_("Grade A stays with one advisor at most"), 3, 365),
    Grade.B: Number("leads.ageing_b_stay_days", 45, "d", N_("Grade B stays with one advisor at most"), 3, 365),
    Grade.C: Number("leads.ageing_c_stay_days", 60, "d", N_("Grade C stays with one advisor at most"), 3, 365),
}


COUNTDOWNS: dict[str, tuple[str, str, str]] = {  # in one day, in so many days, due
    "swap": (
        N_("%(n)s day until it changes teams"), N_("%(n)s days until it changes teams"), N_("due to change teams"),
    ),
    "chiefs": (
        N_("%(n)s day until the chiefs take over"), N_("%(n)s days until the chiefs take over"),
        N_("due to go to the chiefs"),
    ),
    "office": (
        N_("%(n)s day until the GM office takes over"), N_("%(n)s days until the GM office takes over"),
        N_("due to go to the GM office"),
    ),
}  # fmt: skip


class Kind(StrEnum):
    """Where an old lead goes, or why it goes at all."""

    SWAP = "swap"  # to the next group
    CHIEFS = "chiefs"  # to the supervisor, the manager watching
    OFFICE = "office"  # to the GM office
    STAY = "stay"  # too long in one grade with one advisor: to the next group as well


STEPS = (Kind.SWAP, Kind.CHIEFS, Kind.OFFICE)  # a lead's `aged_step` counts the steps taken
NUMBER_OF = {Kind.SWAP: AGEING_DAYS, Kind.CHIEFS: CHIEFS_DAYS, Kind.OFFICE: OFFICE_DAYS}


@dataclass(frozen=True)
class Step:
    """The next step of a lead and the day on which it is due; `days_left` is 0 or less from that day on."""

    kind: Kind
    on: date
    days_left: int


def next_step(opened_on: date, aged_step: int, today: date, numbers: Mapping[Number, int]) -> Step | None:
    """What becomes of an open lead next. Past several steps at once it is the furthest one that is due."""
    ahead = [Step(kind, on, (on - today).days) for kind in STEPS[aged_step:] for on in [_due(kind, opened_on, numbers)]]
    due = [step for step in ahead if step.days_left <= 0]
    return due[-1] if due else min(ahead, key=lambda step: step.on, default=None)


def is_soon(step: Step | None, numbers: Mapping[Number, int]) -> bool:
    """Whether the card and the lists count the days."""
    return step is not None and step.days_left <= numbers[COUNTDOWN_DAYS]


def opened_by(kind: Kind, today: date, numbers: Mapping[Number, int]) -> date:
    """The latest opening day for which this step is due today: for the statements that look for many."""
    return today - timedelta(days=numbers[NUMBER_OF[kind]])


def _due(kind: Kind, opened_on: date, numbers: Mapping[Number, int]) -> date:
    return opened_on + timedelta(days=numbers[NUMBER_OF[kind]])
