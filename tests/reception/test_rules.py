"""Whose turn it is at the door, and what a visit still lacks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.reception import rules
from crm.reception.rules import (
    Stand,
    Standing,
    choose,
    order_of,
    standing,
    thin_since,
    what_is_missing,
    who_receives,
)

TEN = time(10)
NOW = datetime(2026, 3, 18, 2, 0, tzinfo=UTC)
SAM = Stand(1, "Sam", position=1, turns=1, lot=7, starts=time(9), ends=time(18))
VERA = Stand(2, "Vera", position=2, turns=0, lot=3, starts=time(9), ends=time(18))


def test_the_one_with_fewest_turns_is_next() -> None:
    said = who_receives([SAM, VERA], TEN)
    assert (said.staff_id, said.counts, said.reason.code) == (2, True, "reception.fewest_turns")
    assert said.reason.facts == {"name": "Vera", "turns": 0, "free": 2}


def test_equal_turns_follow_the_order_at_the_door() -> None:
    said = who_receives([SAM, replace(VERA, turns=1)], TEN)
    assert (said.staff_id, said.reason.code) == (1, "reception.by_position")


def test_equal_positions_follow_the_lot() -> None:
    assert order_of([replace(SAM, position=2, turns=0), VERA], TEN)[0].name == "Vera"


@pytest.mark.parametrize("busy", [{"away": True}, {"visits": 1}, {"ends": TEN}, {"starts": time(10, 1)}])
def test_who_is_not_free_is_passed_over(busy: dict[str, object]) -> None:
    assert who_receives([SAM, replace(VERA, **busy)], TEN).staff_id == 1  # type: ignore[arg-type]


def test_a_known_customer_goes_to_the_own_advisor_and_costs_no_turn() -> None:
    said = who_receives([replace(SAM, visits=1), VERA], TEN, owner_id=1, owner="Sam")
    assert (said.staff_id, said.counts, said.reason.code) == (1, False, "reception.owner")


def test_when_the_own_advisor_is_away_the_next_one_receives_and_the_reason_says_so() -> None:
    said = who_receives([replace(SAM, away=True), VERA], TEN, owner_id=1, owner="Sam")
    assert (said.staff_id, said.counts, said.reason.code) == (2, True, "reception.owner_away")
    assert said.reason.facts["owner"] == "Sam"


def test_the_reserve_steps_in_only_when_everybody_on_duty_is_busy() -> None:
    reserve = replace(SAM, turns=0, reserve=True)
    assert who_receives([reserve, replace(VERA, turns=5)], TEN).staff_id == 2
    said = who_receives([reserve, replace(VERA, visits=1)], TEN)
    assert (said.staff_id, said.reason.code) == (1, "reception.reserve")
    assert thin_since([reserve, VERA], NOW, TEN, 2) is not None  # who waits inside does not stand at the door


def test_nobody_free_is_said_and_not_invented() -> None:
    assert who_receives([], TEN).staff_id is None
    assert who_receives([replace(SAM, visits=1)], TEN).reason.code == "reception.nobody"


def test_passing_over_somebody_names_who_and_why() -> None:
    said = choose([SAM, VERA], TEN, 1, "Sam", owner_id=None, why="model")
    assert said.counts
    assert said.reason.code == "reception.skip_model"
    assert said.reason.facts == {"name": "Sam", "skipped": "Vera"}


def test_every_reason_for_passing_over_has_its_sentence() -> None:
    for why in rules.SKIP_REASONS:
        assert choose([SAM, VERA], TEN, 1, "Sam", owner_id=None, why=why).reason.code == f"reception.skip_{why}"


def test_choosing_who_is_next_anyway_is_no_skip() -> None:
    assert choose([SAM, VERA], TEN, 2, "Vera", owner_id=None).reason.code == "reception.fewest_turns"


def test_choosing_the_own_advisor_is_no_turn_even_when_off_duty() -> None:
    assert choose([VERA], TEN, 1, "Sam", owner_id=1).counts is False


@given(st.lists(st.integers(0, 5), min_size=1, max_size=6), st.integers(1, 40))
def test_turns_stay_even_over_a_day(start: list[int], visitors: int) -> None:
    """Nobody gets two more than another who is free all day (the start's differences aside)."""
    stands = [replace(SAM, staff_id=n, position=n, turns=0) for n, _turns in enumerate(start)]
    for _visitor in range(visitors):
        chosen = who_receives(stands, TEN).staff_id
        stands = [replace(one, turns=one.turns + (one.staff_id == chosen)) for one in stands]
    turns = [one.turns for one in stands]
    assert max(turns) - min(turns) <= 1


def test_two_people_stand_ready_and_fewer_are_an_alarm_after_two_minutes() -> None:
    assert thin_since([SAM, VERA], NOW, TEN, 2) is None
    taken = replace(SAM, visits=1, since=NOW - timedelta(minutes=2))
    since = thin_since([taken, VERA], NOW, TEN, 2)
    assert rules.is_alarm(since, NOW, 2)
    assert not rules.is_alarm(since, NOW - timedelta(seconds=1), 2)
    assert thin_since([taken], NOW, time(20), 2) is None  # outside of duty nobody is missed


def test_a_visit_waits_then_is_with_an_advisor_then_has_left() -> None:
    came, taken, left = NOW, NOW + timedelta(minutes=3), NOW + timedelta(minutes=45)
    assert [standing(None, None), standing(taken, None), standing(taken, left)] == list(Standing)
    assert rules.minutes_in(came, None, None, taken) == 3
    assert rules.minutes_in(came, taken, None, left) == 42
    assert rules.minutes_in(came, taken, left, left + timedelta(hours=3)) == 45
    assert rules.minutes_in(came, None, None, came - timedelta(seconds=5)) == 0


def test_what_a_visit_lacks() -> None:  # F-12, A-37
    assert what_is_missing(purpose="look", channel="", has_phone=False, nothing_left=False) == [
        "channel",
        "phone",
    ]
    assert what_is_missing(purpose="look", channel="walk_in", has_phone=False, nothing_left=True) == []
    assert what_is_missing(purpose="paperwork", channel="", has_phone=False, nothing_left=False) == []
    assert what_is_missing(purpose=None, channel="", has_phone=True, nothing_left=False) == ["purpose"]


def test_the_four_notes_offer_neutral_words_only() -> None:
    words = " ".join(word for _label, offered in rules.NOTES.values() for word in offered)
    assert not any(judging in words for judging in ("rich", "poor", "fat", "old", "rude"))
    assert len(rules.NOTES) == 4
    assert rules.NOTE_LONGEST == 60
