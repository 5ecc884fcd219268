"""The price list of the grade: what each fact is worth, and which grade the sum suggests."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.leads.rules import (
    BRANCHES,
    Facts,
    Grade,
    LostReason,
    cadence_of,
    grades,
    is_downgrade,
    lost,
    next_contact_on,
    suggest,
    suggestion,
)
from crm.leads.rules.lost import (
    REASON_NAMES,
    branch_of,
    failed_days,
    missing_facts,
    reopen_day_fits,
)
from crm.shared.numbers import NUMBERS
from crm.shared.reasons import say

TODAY = date(2026, 3, 18)
DEFAULTS = {number: number.default for number in NUMBERS.values()}


def facts(**known):
    return Facts(today=TODAY, **known)


def codes(suggestion):
    return [(point.reason.code.removeprefix("leads."), point.points) for point in suggestion.points]


@pytest.mark.parametrize(
    ("grade", "horizon", "every"),
    [("H", 7, 2), ("A", 15, 4), ("B", 30, 7), ("C", 90, 15), ("N", None, 1)],
)
def test_each_grade_has_a_horizon_and_a_cadence(grade, horizon, every):  # F-01
    cadence = cadence_of(Grade(grade), DEFAULTS)
    assert (cadence.horizon_days, cadence.every_days) == (horizon, every)


def test_the_next_contact_follows_the_cadence():
    assert next_contact_on(Grade.H, TODAY, DEFAULTS) == date(2026, 3, 20)
    assert next_contact_on(Grade.C, TODAY, DEFAULTS) == date(2026, 4, 2)


def test_the_store_sets_its_own_cadence():
    own = {**DEFAULTS, grades.CADENCES[Grade.H]: 1}
    assert cadence_of(Grade.H, own).every_days == 1


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"budget": True}, [("budget", 15)]),
        ({"need": True}, [("need", 10)]),
        ({"urgency_days": 7}, [("urgent", 35)]),
        ({"urgency_days": 15}, [("urgent", 25)]),
        ({"urgency_days": 30}, [("urgent", 10)]),
        ({"recent_visits": 2}, [("visits", 20)]),
        ({"recent_visits": 9}, [("visits", 30)]),
        ({"test_driven": True}, [("test_drive", 15)]),
        ({"agreed": True, "last_call_counts": True}, [("agreed", 10)]),
        ({"agreed": True, "last_call_counts": False}, [("unanswered", -10)]),
        ({"competitor": True}, [("competitor", -10)]),
        ({"last_call_counts": False}, [("unanswered", -10)]),
        ({"last_contact_on": TODAY - timedelta(days=15)}, [("silence", -20)]),
    ],
)
def test_each_fact_is_worth_its_stated_points(known, expected):
    assert codes(suggest(facts(**known), DEFAULTS)) == expected


@pytest.mark.parametrize(
    "known", [{}, {"urgency_days": 90}, {"last_contact_on": TODAY - timedelta(days=14)}, {"last_call_counts": True}]
)
def test_nothing_known_suggests_nothing(known):
    assert suggest(facts(**known), DEFAULTS) is None


@pytest.mark.parametrize(
    ("known", "grade"),
    [
        ({"competitor": True}, "C"),
        ({"budget": True}, "C"),
        ({"budget": True, "need": True}, "B"),
        ({"budget": True, "need": True, "recent_visits": 2}, "A"),
        ({"budget": True, "need": True, "recent_visits": 2, "test_driven": True}, "A"),
        (
            {
                "budget": True,
                "need": True,
                "recent_visits": 2,
                "test_driven": True,
                "agreed": True,
                "last_call_counts": True,
            },
            "H",
        ),
        ({"budget": True, "urgency_days": 7, "recent_visits": 2}, "H"),
        ({"budget": True, "urgency_days": 7, "recent_visits": 2, "competitor": True}, "A"),
    ],
)
def test_the_sum_suggests_the_grade(known, grade):
    assert suggest(facts(**known), DEFAULTS).grade == grade


def test_the_suggestion_says_why_for_and_against():
    told = suggest(facts(test_driven=True, competitor=True, budget=True), DEFAULTS)
    assert told.score == 20
    assert told.reason.facts["grade"] == "B"
    assert [stated["points"] for stated in told.reason.facts["stated"]] == [15, 15, -10]


@pytest.mark.parametrize(
    ("old", "new", "down"),
    [("H", "A", True), ("A", "C", True), ("A", "H", False), ("B", "B", False), ("N", "C", False), ("C", "N", False)],
)
def test_a_downgrade_is_a_step_down_the_ladder(old, new, down):  # F-04
    assert is_downgrade(Grade(old), Grade(new)) is down


KNOWN = st.builds(
    Facts,
    today=st.just(TODAY),
    budget=st.booleans(),
    need=st.booleans(),
    urgency_days=st.none() | st.integers(0, 400),
    recent_visits=st.integers(0, 20),
    test_driven=st.booleans(),
    competitor=st.booleans(),
    last_call_counts=st.none() | st.booleans(),
    agreed=st.booleans(),
    last_contact_on=st.none() | st.dates(date(2025, 1, 1), TODAY),
)
RANK = {grade: rank for rank, grade in enumerate("CBAH")}


@given(KNOWN)
def test_every_suggestion_is_the_sum_of_what_it_states(known):
    told = suggest(known, DEFAULTS)
    if told is None:
        return
    assert told.score == sum(stated["points"] for stated in told.reason.facts["stated"])
    assert told.points and told.grade in RANK
    assert all(point.points for point in told.points)


@given(KNOWN, st.sampled_from(["budget", "need", "test_driven", "competitor"]))
def test_a_fact_for_never_lowers_and_a_fact_against_never_raises(known, name):
    values = {**vars(known), name: False}
    without, with_it = suggest(Facts(**values), DEFAULTS), suggest(Facts(**{**values, name: True}), DEFAULTS)
    before = without.score if without else 0
    assert (with_it.score < before) is (name == "competitor")


def test_every_reason_is_the_leaf_of_exactly_one_branch():  # F-17
    leaves = [reason for branch in BRANCHES for reason in branch.reasons]
    assert sorted(leaves) == sorted(LostReason)
    assert set(REASON_NAMES) == set(LostReason)
    assert branch_of(LostReason.TRADE_IN_VALUE).code == "price"


@pytest.mark.parametrize(
    ("reason", "told", "asked"),
    [
        ("competitor", {}, ["competitor_brand", "competitor_model"]),
        ("competitor", {"competitor_brand": "Shuowang"}, ["competitor_model"]),
        ("competitor", {"competitor_brand": "Shuowang", "competitor_model": "S5"}, []),
        ("postponed", {}, ["reopen_on"]),
        ("postponed", {"reopen_on": TODAY}, []),
        ("duplicate", {"note": "twice"}, ["duplicate_of"]),
        ("duplicate", {"duplicate_of": 7}, []),
        ("other", {"note": ""}, ["note"]),
        ("price", {}, []),
    ],
)
def test_some_reasons_owe_a_fact(reason, told, asked):
    assert [field for field, _ in missing_facts(LostReason(reason), told)] == asked


def test_three_failed_calls_on_one_day_are_one_day():
    assert failed_days([TODAY, TODAY, TODAY]) == 1
    assert failed_days([TODAY, TODAY - timedelta(days=1), TODAY - timedelta(days=3)]) == 3


def test_a_lost_lead_comes_back_between_tomorrow_and_the_limit():
    assert not reopen_day_fits(TODAY, TODAY, 730)
    assert reopen_day_fits(TODAY + timedelta(days=1), TODAY, 730)
    assert not reopen_day_fits(TODAY + timedelta(days=731), TODAY, 730)


@pytest.mark.parametrize("code", [*suggestion.SENTENCES, *lost.SENTENCES])
def test_every_reason_is_said_without_a_gap(code):
    told = say(code, {"days": 15, "visits": 2, "points": 85, "grade": "H", "reason": "price"})
    assert told and "?" not in told and "{" not in told
