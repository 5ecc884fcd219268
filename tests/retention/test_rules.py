"""The states and grades of cars, read as a price list: R-120…R-136, A-01, A-02."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.retention import rules
from crm.retention.rules import Grade, State
from crm.shared.numbers import NUMBERS

TODAY = date(2026, 3, 18)
DEFAULTS = {number: number.default for number in NUMBERS.values()}
LIMITS = rules.Limits.on(TODAY, DEFAULTS)


def state(last: date | None, due: date | None, grade: Grade | None = None, kept: bool = False) -> rules.Standing:
    return rules.standing(last_visit_on=last, due_on=due, grade=grade, kept=kept, limits=LIMITS)


@pytest.mark.parametrize(
    ("last", "due", "expected", "code"),
    [
        (None, None, State.NEVER, "retention.never_unplanned"),
        (None, date(2026, 5, 1), State.NEVER, "retention.never"),
        (None, date(2025, 5, 1), State.NEVER, "retention.never_overdue"),
        # absence alone is nothing while no maintenance is overdue: a battery car comes once a year
        (date(2025, 4, 1), date(2026, 4, 1), State.GENERAL, "retention.general"),
        (date(2024, 1, 1), None, State.GENERAL, "retention.general_unplanned"),
        # due today is not overdue yet
        (date(2024, 1, 1), TODAY, State.GENERAL, "retention.general"),
        # overdue by mileage, yet here a month ago
        (date(2026, 2, 18), date(2026, 3, 1), State.GENERAL, "retention.general_recent"),
        # exactly three months is not more than three months
        (date(2025, 12, 18), date(2026, 1, 1), State.GENERAL, "retention.general_recent"),
        (date(2025, 12, 17), date(2026, 1, 1), State.LAPSING, "retention.lapsing"),
        (date(2025, 9, 18), date(2026, 1, 1), State.LAPSING, "retention.lapsing"),
        (date(2025, 9, 17), date(2026, 1, 1), State.AT_RISK, "retention.at_risk"),
        (date(2025, 3, 18), date(2025, 9, 1), State.AT_RISK, "retention.at_risk"),
        (date(2025, 3, 17), date(2025, 9, 1), State.CHURNED, "retention.churned"),
    ],
)
def test_time_since_the_last_visit_counts_once_maintenance_is_overdue(last, due, expected, code) -> None:
    answer = state(last, due)
    assert (answer.state, answer.reason.code) == (expected, code)


def test_loyal_is_top_grade_with_two_kept_intervals_and_absence_beats_it() -> None:
    recent, soon = date(2026, 2, 1), date(2026, 8, 1)
    assert state(recent, soon, Grade.A, kept=True).state is State.LOYAL
    assert state(recent, soon, Grade.A, kept=False).state is State.GENERAL
    assert state(recent, soon, Grade.B, kept=True).state is State.GENERAL
    assert state(date(2025, 1, 1), date(2025, 7, 1), Grade.A, kept=True).state is State.CHURNED


def test_the_reason_names_the_days_and_the_stores_own_limit() -> None:
    own = rules.Limits.on(TODAY, DEFAULTS | {rules.AT_RISK_MONTHS: 5})
    answer = rules.standing(
        last_visit_on=date(2025, 10, 1), due_on=date(2026, 2, 1), grade=None, kept=False, limits=own
    )
    assert answer.reason.facts == {"last_visit_on": "2025-10-01", "due_on": "2026-02-01", "months": 5}


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 5, 31), 3, date(2026, 2, 28)),
        (date(2024, 5, 31), 3, date(2024, 2, 29)),
        (date(2026, 1, 31), 1, date(2025, 12, 31)),
        (date(2026, 3, 18), 12, date(2025, 3, 18)),
    ],
)
def test_month_steps_clamp_to_the_months_end(day, months, expected) -> None:
    assert rules.months_before(day, months) == expected


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 240))
def test_months_before_never_goes_forward_and_never_skips_a_month(day, months) -> None:
    earlier = rules.months_before(day, months)
    assert earlier <= day and (day.year - earlier.year) * 12 + day.month - earlier.month == months


DATES = st.one_of(st.none(), st.dates(date(2015, 1, 1), date(2027, 1, 1)))


@given(DATES, DATES, st.sampled_from([None, *Grade]), st.booleans())
def test_a_longer_absence_is_never_a_better_state(last, due, grade, kept) -> None:
    worse_order = [State.LOYAL, State.GENERAL, State.LAPSING, State.AT_RISK, State.CHURNED]
    now = state(last, due, grade, kept)
    if last is None:
        assert now.state is State.NEVER
        return
    longer = state(last - timedelta(days=40), due, grade, kept)
    assert worse_order.index(longer.state) >= worse_order.index(now.state)
    assert now.state in (State.LOYAL, State.GENERAL) or now.overdue


def kept(bought: date | None, *came: date) -> bool:
    return rules.intervals_kept(bought, came, first_months=3, next_months=6, grace=timedelta(days=30))


def test_the_last_two_intervals_are_kept_within_the_days_of_grace() -> None:
    bought = date(2025, 1, 10)
    assert kept(bought, date(2025, 4, 10), date(2025, 10, 10))
    assert kept(bought, date(2025, 5, 9), date(2025, 11, 1))  # 29 days late, then early
    assert not kept(bought, date(2025, 6, 10), date(2025, 11, 1))  # first one two months late
    assert not kept(bought, date(2025, 4, 10))  # one interval proves nothing
    assert not kept(None, date(2025, 4, 10), date(2025, 10, 10))  # unknown purchase: still one
    assert kept(None, date(2024, 10, 1), date(2025, 4, 1), date(2025, 10, 1))
    assert kept(bought, date(2025, 12, 1), date(2026, 5, 1), date(2026, 11, 1))  # an old slip is forgiven


def test_only_the_order_of_states_decides_which_car_speaks_for_the_customer() -> None:
    order = sorted([(s, late) for s in State for late in (False, True)], key=lambda pair: rules.rank(*pair))
    names = list(dict.fromkeys(f"{s}{' overdue' if s is State.NEVER and late else ''}" for s, late in order))
    assert names == ["loyal", "general", "never", "lapsing", "at_risk", "churned", "never overdue"]


def test_worth_is_spend_times_visits_times_interval() -> None:
    # four visits of ¥500 every 180 days against the same money in two visits a year apart
    assert rules.worth(200_000, 4, 180, 730) > rules.worth(200_000, 2, 365, 730)
    assert rules.worth(200_000, 1, None, 730) == 100_000
    assert rules.worth(0, 3, 90, 730) == 0


def test_grades_of_a_series_are_20_30_50() -> None:
    lines = rules.thresholds([("Qin", n) for n in range(1, 101)], share_a=20, share_b=30, least=5)
    grades = [rules.grade_of("Qin", n, lines) for n in range(1, 101)]
    assert [grades.count(g) for g in Grade] == [20, 30, 50]


def test_series_differ_and_small_ones_are_measured_together() -> None:
    cars = [("Cheap", n) for n in range(1, 11)] + [("Dear", n * 100) for n in range(1, 11)] + [("Odd", 7), ("Rare", 9)]
    lines = rules.thresholds(cars, share_a=20, share_b=30, least=5)
    assert rules.grade_of("Cheap", 10, lines) is Grade.A and rules.grade_of("Dear", 100, lines) is Grade.C
    assert rules.grade_of("Rare", 9, lines) is Grade.A and rules.grade_of("Odd", 7, lines) is Grade.C
    assert rules.grade_of("Never seen", 1, {}) is Grade.C


@given(st.lists(st.integers(0, 50), min_size=1, max_size=80), st.integers(1, 60), st.integers(1, 39))
def test_no_share_is_exceeded_and_equal_worth_is_equal_grade(values, share_a, share_b) -> None:
    lines = rules.thresholds([("S", v) for v in values], share_a=share_a, share_b=share_b, least=1)
    grades = [rules.grade_of("S", v, lines) for v in values]
    top = -(-len(values) * share_a // 100)
    upper = -(-len(values) * (share_a + share_b) // 100)
    assert grades.count(Grade.A) <= top and grades.count(Grade.A) + grades.count(Grade.B) <= upper
    assert len({(v, g) for v, g in zip(values, grades, strict=True)}) == len(set(values))


def test_every_number_has_a_rule_behind_it_and_bounds_around_its_default() -> None:
    own = [number for number in NUMBERS.values() if number.feature == "retention"]
    assert len(own) == 8 and all(number.low <= number.default <= number.high for number in own)
