"""Points of the store's own card from what became of its leads: the same regression as for any file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from crm.grading.rules.landmark import Case
from crm.grading.rules.limits import limits_for
from crm.grading.rules.logistic import Fit
from crm.leads.rules import Facts, Grade, suggest
from crm.leads.rules.grades import HORIZONS
from crm.leads.rules.suggestion import (
    AGREED,
    BUDGET,
    COMPETITOR,
    DRIVE_DOUBTS,
    DRIVE_PLEASED,
    LEAST,
    NEED,
    SILENCE,
    SILENCE_DAYS,
    TEST_DRIVE,
    UNANSWERED,
    URGENT_A,
    URGENT_B,
    URGENT_H,
    VISIT,
    VISITS_MOST,
)
from crm.shared.numbers import Number

Numbers = Mapping[Number, int]
RIDGE = 12.0  # own history is short: weights are held back firmly
STEP = 5  # points come in fives, as people set them
SELDOM = 15  # a fact seen in fewer cases says nothing yet: its points stay
YES: dict[Number, Callable[[Facts], bool]] = {
    BUDGET: lambda f: f.budget,
    NEED: lambda f: f.need,
    TEST_DRIVE: lambda f: f.test_driven,
    DRIVE_PLEASED: lambda f: f.drive_pleased,
    AGREED: lambda f: f.agreed and f.last_call_counts is True,
}
OFF: dict[Number, Callable[[Facts], bool]] = {
    COMPETITOR: lambda f: f.competitor,
    DRIVE_DOUBTS: lambda f: f.drive_doubts,
    UNANSWERED: lambda f: f.last_call_counts is False,
}


def scores(cases: Sequence[Case], numbers: Numbers) -> list[int]:
    """What the card gives each case; nothing known is nothing."""
    told = (suggest(case.facts, numbers) for case in cases)
    return [one.score if one else 0 for one in told]


def weigh(cases: Sequence[Case], numbers: Numbers) -> dict[Number, int]:
    """The points that these cases ask for, in the scale of the present ones, and the limits that go with them."""
    fit = Fit([case.won for case in cases], RIDGE)
    flags: dict[Number, Callable[[Facts], bool]] = {**YES, **OFF, SILENCE: partial(_silent, numbers)}
    for holds in flags.values():
        fit.add([int(holds(case.facts)) for case in cases], 2)
    fit.add([_urgency(case.facts, numbers) for case in cases], 4)
    visits = [min(case.facts.recent_visits, numbers[VISITS_MOST]) for case in cases]
    fit.add(visits, numbers[VISITS_MOST] + 1)
    fit.run(60)
    weights = [[one - answers[0] for one in answers] for answers in fit.weights.answers]
    told = {
        number: (answers[1] if number in YES else -answers[1]) for number, answers in zip(flags, weights, strict=False)
    }
    told |= dict(zip((URGENT_H, URGENT_A, URGENT_B), weights[-2][1:], strict=True))
    told[VISIT] = _each_visit(weights[-1], visits)
    seen = {number: sum(holds(case.facts) for case in cases) for number, holds in flags.items()}
    urgent = Counter(_urgency(case.facts, numbers) for case in cases)
    seen |= {URGENT_H: urgent[1], URGENT_A: urgent[2], URGENT_B: urgent[3], VISIT: sum(many > 0 for many in visits)}
    points = _in_scale({number: weight for number, weight in told.items() if seen[number] >= SELDOM}, numbers)
    return points | _limits(cases, {**numbers, **points})


def _silent(numbers: Numbers, facts: Facts) -> bool:
    last = facts.last_contact_on
    return last is not None and (facts.today - last).days > numbers[SILENCE_DAYS]


def _urgency(facts: Facts, numbers: Numbers) -> int:
    days = facts.urgency_days
    order = (Grade.H, Grade.A, Grade.B)
    fits = (place for place, grade in enumerate(order, 1) if days is not None and days <= numbers[HORIZONS[grade]])
    return next(fits, 0)


def _each_visit(weights: Sequence[float], visits: Sequence[int]) -> float:
    """What one visit is worth, where several are worth so many times as much."""
    counts = Counter(visits)
    known = [(many, counts[many]) for many in range(1, len(weights)) if counts[many]]
    whole = sum(many * many * rows for many, rows in known)
    return sum(many * weights[many] * rows for many, rows in known) / whole if whole else 0.0


def _in_scale(told: Mapping[Number, float], numbers: Numbers) -> dict[Number, int]:
    """In fives, with as much to give away as today; a weight of the wrong sign is none at all."""
    held = {number: max(0.0, weight) for number, weight in told.items()}
    unit = sum(held.values()) / max(1, sum(numbers[number] for number in held)) or 1.0
    return {number: min(number.high, STEP * round(weight / unit / STEP)) for number, weight in held.items()}


def _limits(cases: Sequence[Case], numbers: Numbers) -> dict[Number, int]:
    """H, A and B from how many points on, each at least one above the next."""
    h, a, b = limits_for(scores(cases, numbers), [case.won for case in cases])
    b = max(LEAST[Grade.B].low, b)
    a = max(a, b + 1)
    return {LEAST[Grade.H]: max(h, a + 1), LEAST[Grade.A]: a, LEAST[Grade.B]: b}
