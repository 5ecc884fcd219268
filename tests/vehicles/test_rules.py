"""What the workshop promises: the next maintenance by date or by mileage, whichever comes first."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.vehicles import rules
from crm.vehicles.rules import Plan, Reading, add_months, daily_km, next_due

NUMBERS = {n: n.default for n in (rules.DAILY_KM, rules.DAILY_KM_MOST)}
PLAN = Plan(first_months=6, first_km=5_000, next_months=12, next_km=10_000)
BOUGHT = date(2026, 1, 31)


def due(readings=(), bought_on=BOUGHT, plan=PLAN):
    return next_due(plan, bought_on, readings, NUMBERS)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 31), 12, date(2027, 3, 31)),
        (date(2026, 3, 31), 0, date(2026, 3, 31)),
    ],
)
def test_month_steps_clamp_to_the_end_of_the_month(day, months, then):
    assert add_months(day, months) == then


def test_first_maintenance_comes_by_mileage_when_the_default_says_so():
    # R-305, F-44: 5,000 km at 42 km a day are 120 days, earlier than six months.
    answer = due()
    assert answer.on == date(2026, 5, 31)
    assert answer.km == 5_000
    assert answer.reason.code == "vehicles.first_by_km"
    assert answer.reason.facts == {"km": 5_000, "daily_km": 42}


def test_a_slow_driver_comes_by_date():
    answer = due([Reading(date(2026, 2, 1), 100), Reading(date(2026, 3, 3), 400)])
    assert answer.on == date(2026, 7, 31)
    assert answer.reason.code == "vehicles.first_by_date"
    assert answer.km == 5_000


def test_a_fast_driver_comes_earlier_than_the_date():
    # 100 km a day between the last two readings: 2,000 km left are 20 days.
    answer = due([Reading(date(2026, 2, 1), 1_000), Reading(date(2026, 2, 21), 3_000)])
    assert answer.on == date(2026, 3, 13)


def test_after_a_maintenance_the_next_interval_counts_from_it():
    # from the last maintenance, by date and by mileage.
    answer = due([Reading(date(2026, 6, 1), 4_800, True), Reading(date(2026, 7, 1), 6_000)])
    assert answer.on == date(2027, 2, 6)
    assert answer.km == 14_800
    assert answer.reason.code == "vehicles.next_by_km"
    slow = due([Reading(date(2026, 6, 1), 4_800, True), Reading(date(2026, 7, 1), 5_000)])
    assert slow.on == date(2027, 6, 1)
    assert slow.reason.code == "vehicles.next_by_date"


def test_a_maintenance_without_mileage_counts_by_date_alone():
    answer = due([Reading(date(2026, 6, 1), None, True)])
    assert answer.on == date(2027, 6, 1)
    assert answer.km is None


def test_a_mileage_already_passed_is_due_on_the_day_it_was_seen():
    assert due([Reading(date(2026, 3, 1), 5_400)]).on == date(2026, 3, 1)


def test_without_purchase_and_maintenance_nothing_is_due_and_it_says_so():
    answer = due([Reading(date(2026, 3, 1), 40_000)], bought_on=None)
    assert answer.on is None
    assert answer.reason.code == "vehicles.due_unknown"


@pytest.mark.parametrize(
    ("readings", "rate"),
    [
        ([], 42),
        ([Reading(date(2026, 3, 1), 500)], 42),
        ([Reading(date(2026, 3, 1), 500), Reading(date(2026, 3, 11), 1_000)], 50),
        ([Reading(date(2026, 3, 11), 1_000), Reading(date(2026, 3, 1), 500)], 50),
        # the odometer that runs back, stands still, or leaps is a misreading
        ([Reading(date(2026, 3, 1), 5_000), Reading(date(2026, 3, 11), 500)], 42),
        ([Reading(date(2026, 3, 1), 500), Reading(date(2026, 3, 11), 500)], 42),
        ([Reading(date(2026, 3, 1), 500), Reading(date(2026, 3, 2), 90_000)], 42),
        # two on one day: the higher one counts, and the day before it
        ([Reading(date(2026, 3, 1), 100), Reading(date(2026, 3, 11), 500), Reading(date(2026, 3, 11), 600)], 50),
    ],
)
def test_daily_kilometres_come_from_the_last_two_readings(readings, rate):
    assert daily_km(readings, 42, 600) == rate


DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))
READINGS = st.lists(st.builds(Reading, DAYS, st.one_of(st.none(), st.integers(0, 900_000)), st.booleans()), max_size=6)
PLANS = st.builds(Plan, *(st.integers(1, 36), st.integers(500, 50_000)) * 2)


@given(plan=PLANS, bought_on=DAYS, readings=READINGS)
def test_mileage_may_bring_it_forward_but_never_puts_it_off(plan, bought_on, readings):
    answer = next_due(plan, bought_on, readings, NUMBERS)
    maintained = [r.on for r in readings if r.maintained]
    base = max(maintained) if maintained else bought_on
    latest = add_months(base, plan.next_months if maintained else plan.first_months)
    assert base <= answer.on <= latest
    assert answer.reason.facts["months" if answer.reason.code.endswith("date") else "km"]


def test_what_another_system_says_counts_only_where_nothing_else_is_known():
    told = date(2026, 3, 10), 71_500
    assert next_due(PLAN, None, [], NUMBERS, *told)[:2] == told
    assert next_due(PLAN, date(2026, 1, 1), [], NUMBERS, *told).reason.code.startswith("vehicles.first")
