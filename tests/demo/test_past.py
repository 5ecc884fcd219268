"""What the dice make of cars and hopes, without a database: seasons, rhythms, leavers, grades, the gift."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from statistics import mean, pstdev

import pytest

from crm.demo import loading
from crm.demo.past import cars, hopes, people, season
from crm.demo.past.cars import Frame
from crm.demo.past.people import Plan
from crm.demo.past.season import Season
from crm.grading.rules.measures import auc
from crm.workshop.rules import Job

END = date(2026, 3, 17)
BEGIN = END - timedelta(days=5 * 365)
FRAME = Frame(BEGIN, END, Season(BEGIN, END, season.workshop), END - timedelta(days=240))
SHOWROOM = Season(BEGIN, END, season.showroom)
PLAN = Plan("7:0", FRAME, SHOWROOM, END, datetime(2026, 3, 18, 2, tzinfo=UTC), 0.6, 0.1, 0)


@pytest.fixture(scope="module")
def lives() -> list[cars.Life]:
    chance = Random(7)
    return [cars.live(chance, FRAME, BEGIN + timedelta(days=chance.randrange(1500)), n % 1000) for n in range(3000)]


def test_saturdays_and_month_ends_fill_the_showroom_and_the_spring_festival_empties_it() -> None:
    chance = Random(7)
    days = [SHOWROOM.draw(chance) for _n in range(20_000)]
    saturdays, tuesdays = (sum(day.weekday() == weekday for day in days) for weekday in (5, 1))
    assert saturdays > 2 * tuesdays
    feast = [season.festival(day) for day in days]
    assert sum(day is not None and 0 <= day <= 5 for day in feast) < 0.3 * sum(
        day is not None and -11 <= day <= -6 for day in feast
    )
    assert season.showroom(date(2026, 3, 30)) > season.showroom(date(2026, 3, 16)), "two Mondays"


@pytest.mark.parametrize(
    ("day", "away"), [("2026-02-17", 0), ("2026-02-10", -7), ("2026-03-01", 12), ("2026-07-01", None)]
)
def test_the_spring_festival_is_known_by_the_moon(day: str, away: int | None) -> None:
    assert season.festival(date.fromisoformat(day)) == away


def test_each_car_has_a_rhythm_of_its_own(lives: list[cars.Life]) -> None:
    told = [
        (life.rhythm, mean(steps))
        for life in lives
        if life.left_on is None and len(steps := [(b.on - a.on).days for a, b in pairwise(life.stops)]) >= 6
    ]
    assert len(told) > 200
    assert pstdev(rhythm for rhythm, _seen in told) > 20, "cars differ"
    assert mean(abs(rhythm - seen) for rhythm, seen in told) < 14, "and keep to their own"


def test_those_who_leave_thin_out_before_they_stop(lives: list[cars.Life]) -> None:
    last = [
        (life.stops[-1].on - life.stops[-2].on).days / life.rhythm
        for life in lives
        if len(life.stops) > 3 and life.left_on == life.stops[-1].on and life.trial is None
    ]
    assert len(last) > 100
    assert mean(last) > 1.3


def test_mileage_and_days_only_go_up_and_the_first_free_service_comes_first(lives: list[cars.Life]) -> None:
    for life in lives:
        assert all(a.on < b.on and a.km <= b.km for a, b in pairwise(life.stops))
        assert all(BEGIN <= stop.on <= END for stop in life.stops)
        assert all(stop.job is not Job.FIRST for stop in life.stops[1:])


def test_the_gift_moves_what_it_should_beside_its_hold_out(lives: list[cars.Life]) -> None:
    trials = [life.trial for life in lives if life.trial]
    given, held = ([one for one in trials if one.given is side] for side in (True, False))
    assert 0.22 < len(held) / len(trials) < 0.38
    came = [mean(one.back_on is not None for one in side) for side in (given, held)]
    true = mean(one.moved for one in trials)
    assert 0.08 < true < 0.12
    assert abs(came[0] - came[1] - true) < 0.08
    assert not any(one.presented for one in held)


def test_a_hotter_hope_buys_sooner_and_gets_the_better_grade() -> None:
    chance = Random(7)
    some = [
        hopes.hope(chance, SHOWROOM, END, won=n % 4 == 0, ordered_on=END if n % 4 == 0 else None) for n in range(3000)
    ]
    won = [int(one.won) for one in some]
    assert (auc([one.heat for one in some], won) or 0) > 0.8
    letters = {letter: [one.won for one in some if one.grade == letter] for letter in "HABC"}
    rates = [mean(letters[letter]) for letter in "HABC"]
    assert rates == sorted(rates, reverse=True)
    assert mean(one.ended for one in some if one.ended and one.heat > 0.7) < mean(
        one.ended for one in some if one.ended and one.heat < 0.3
    )
    assert all(one.visits for one in some if one.won), "nobody signs without having been here"


def test_the_same_seed_makes_the_same_people_and_no_number_comes_twice() -> None:
    first, again, second = people.batch(PLAN, 0, 500), people.batch(PLAN, 0, 500), people.batch(PLAN, 1, 500)
    assert first == again
    numbers = [one.row["phone"] for one in (*first, *second) if one.row["phone"]]
    assert len(numbers) == len(set(numbers))
    twins = [one for one in first if one.twin_of is not None]
    assert 3 <= len(twins) <= 25
    assert all(first[one.twin_of or 0].row["phone"] != one.row["phone"] for one in twins)
    assert {one.fault for one in (*first, *second)} >= {"", "model", "no_phone"}


def test_a_size_with_other_numbers_keeps_a_stores_share_and_the_cars() -> None:
    from crm.demo.commands import _sized

    group = loading.SIZES["l"]
    assert _sized(group, None, None) == group
    assert _sized(group, 3, None).customers == 3 * (700_000 // 30)
    assert _sized(group, 2, 600) == replace(group, stores=2, customers=600, vehicles=600 * 3 // 7)
    assert _sized(loading.SIZES["s"], None, 300).vehicles == 180
    assert [size.stores for size in loading.SIZES.values()] == [1, 1, 30, 420]
