"""Is this car still ours? The state and the value of every vehicle in the base (R-120…R-124, R-133…R-136, A-01, A-02).

A car that nobody has ever brought is *never*. Otherwise the time since its last visit decides, but only once a
maintenance is overdue: lapsing (久未进站), at risk (准流失), churned (流失). A car of the top value grade whose
last two maintenance intervals were kept is *loyal* (忠诚), every other one *general* (一般).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import ceil

from crm.shared.numbers import Number
from crm.shared.reasons import Reason, sentences
from crm.shared.words import N_

RULE_VERSION = 1


class State(StrEnum):
    """Where a vehicle stands, in the words of A-01."""

    LOYAL = "loyal"
    GENERAL = "general"
    LAPSING = "lapsing"
    AT_RISK = "at_risk"
    CHURNED = "churned"
    NEVER = "never"


class Grade(StrEnum):
    """What customer-paid work on a car is worth, within its series (R-120…R-122)."""

    A = "A"
    B = "B"
    C = "C"


STATE_NAMES: Mapping[State, str] = {
    State.LOYAL: N_("Loyal"),
    State.GENERAL: N_("General"),
    State.LAPSING: N_("Lapsing"),
    State.AT_RISK: N_("At risk"),
    State.CHURNED: N_("Churned"),
    State.NEVER: N_("Never visited"),
}

LAPSING_MONTHS = Number("retention.lapsing_months", 3, "mon", N_("Lapsing without a visit for (A-01)"), 1, 60)
AT_RISK_MONTHS = Number("retention.at_risk_months", 6, "mon", N_("At risk without a visit for (R-135)"), 1, 60)
CHURNED_MONTHS = Number("retention.churned_months", 12, "mon", N_("Churned without a visit for (F-40)"), 1, 120)
GRACE_DAYS = Number("retention.grace_days", 30, "d", N_("An interval counts as kept when late by at most"), 0, 180)
VALUE_MONTHS = Number("retention.value_months", 24, "mon", N_("The value of a car is counted over"), 3, 120)
SHARE_A = Number("retention.share_a", 20, "%", N_("Share of cars of a series in value grade A (A-02)"), 1, 98)
SHARE_B = Number("retention.share_b", 30, "%", N_("Share of cars of a series in value grade B (A-02)"), 1, 98)
SERIES_LEAST = Number("retention.series_least", 5, "", N_("Paying cars that make a series of its own"), 1, 500)

_LATE = N_("No visit for more than {months} months (last on {last_visit_on}); maintenance overdue since {due_on}.")
SENTENCES = sentences(
    {
        "retention.never": N_("Has never been to the workshop; first maintenance is due on {due_on}."),
        "retention.never_overdue": N_("Has never been to the workshop; first maintenance was due on {due_on}."),
        "retention.never_unplanned": N_("Has never been to the workshop, and no due date is known."),
        "retention.loyal": N_("Value grade A, last two maintenance intervals kept; last visit on {last_visit_on}."),
        "retention.general": N_("Last visit on {last_visit_on}; next maintenance is due on {due_on}."),
        "retention.general_recent": N_("Overdue since {due_on}, but the last visit was on {last_visit_on}."),
        "retention.general_unplanned": N_("Last visit on {last_visit_on}; no due date is known."),
        "retention.lapsing": _LATE,
        "retention.at_risk": _LATE,
        "retention.churned": _LATE,
    }
)


@dataclass(frozen=True)
class Limits:
    """The store's numbers turned into dates once a day: `last_visit_on` before one of them is past that limit."""

    today: date
    steps: tuple[tuple[State, int, date], ...]
    grace: timedelta

    @classmethod
    def on(cls, today: date, numbers: Mapping[Number, int]) -> Limits:
        """The longest absence first; month steps clamp to the month's end (Decision 16)."""
        months = ((State.CHURNED, CHURNED_MONTHS), (State.AT_RISK, AT_RISK_MONTHS), (State.LAPSING, LAPSING_MONTHS))
        steps = tuple((state, numbers[n], months_before(today, numbers[n])) for state, n in months)
        return cls(today, steps, timedelta(days=numbers[GRACE_DAYS]))


@dataclass(frozen=True)
class Standing:
    """What a vehicle's state is and why."""

    state: State
    reason: Reason
    overdue: bool


def months_before(day: date, months: int) -> date:
    """The same day that many months earlier; the 31st becomes the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def standing(
    *, last_visit_on: date | None, due_on: date | None, grade: Grade | None, kept: bool, limits: Limits
) -> Standing:
    """The state of one vehicle. `kept`: its last two maintenance intervals were kept. A-01, R-133…R-136."""
    overdue = due_on is not None and due_on < limits.today
    due = due_on.isoformat() if due_on else None
    if last_visit_on is None:
        code = "retention.never_unplanned" if due is None else f"retention.never{'_overdue' * overdue}"
        return Standing(State.NEVER, Reason(code, {"due_on": due}), overdue)
    facts = {"last_visit_on": last_visit_on.isoformat(), "due_on": due}
    if overdue:
        for state, months, limit in limits.steps:
            if last_visit_on < limit:
                return Standing(state, Reason(f"retention.{state}", facts | {"months": months}), True)
    if grade is Grade.A and kept:
        return Standing(State.LOYAL, Reason("retention.loyal", facts), overdue)
    code = "retention.general_unplanned" if due is None else f"retention.general{'_recent' * overdue}"
    return Standing(State.GENERAL, Reason(code, facts), overdue)


def intervals_kept(
    bought_on: date | None, came: Sequence[date], *, first_months: int, next_months: int, grace: timedelta
) -> bool:
    """Whether the last two maintenance intervals were kept; the first one begins at the purchase (F-44).

    `came` are the days of first and periodic maintenance, oldest first. Fewer than two intervals prove nothing.
    """
    starts = [(bought_on, first_months)] if bought_on else []
    starts += [(day, next_months) for day in came]
    ends = came if bought_on else came[1:]
    pairs = [(start, months, end) for (start, months), end in zip(starts, ends, strict=False)][-2:]
    return len(pairs) == 2 and all(months_before(end - grace, months) <= start for start, months, end in pairs)


def rank(state: State, overdue: bool) -> int:
    """Best first, for choosing the customer's state among the cars: a new car not yet due beats an absent one."""
    if state is State.NEVER:
        return 6 if overdue else 2
    return {State.LOYAL: 0, State.GENERAL: 1, State.LAPSING: 3, State.AT_RISK: 4, State.CHURNED: 5}[state]


def worth(spend_fen: int, visits: int, interval_days: int | None, window_days: int) -> int:
    """Spend per visit × visits × how often: fen a year of customer-paid work (R-120, R-121).

    One visit has no interval yet: it counts as once in the whole window.
    """
    return spend_fen * 365 // max(1, interval_days if visits > 1 and interval_days else window_days)


def thresholds(
    worths: Iterable[tuple[str, int]], *, share_a: int, share_b: int, least: int
) -> dict[str, tuple[int, int]]:
    """The worth from which a car of a series is A, and from which B (A-02, R-122).

    Equal worth always gets the equal grade, and never more than the share of a series gets one. Small series are
    measured together under the name "".
    """
    by_series: dict[str, list[int]] = {}
    for series, value in worths:
        by_series.setdefault(series, []).append(value)
    small = [name for name, values in by_series.items() if len(values) < least]
    by_series[""] = [value for name in small for value in by_series.pop(name)]
    return {
        name: (_line(ordered, share_a), _line(ordered, share_a + share_b))
        for name, values in by_series.items()
        if (ordered := sorted(values, reverse=True))
    }


def _line(ordered: Sequence[int], share: int) -> int:
    """The least worth that at most `share` percent (rounded up to a whole car) reach."""
    room = min(len(ordered), ceil(len(ordered) * share / 100))
    last = ordered[room - 1]
    return last + 1 if room < len(ordered) and ordered[room] == last else last


def grade_of(series: str, value: int, lines: Mapping[str, tuple[int, int]]) -> Grade:
    """The value grade of a car that has paid for work: A and B from the series' lines on, else C."""
    line = lines.get(series) or lines.get("")
    if line is None:
        return Grade.C
    return Grade.A if value >= line[0] else Grade.B if value >= line[1] else Grade.C
