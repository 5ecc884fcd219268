"""The credits behind the door: exact, even among the same people, and never far from what everybody is owed."""

from __future__ import annotations

from collections import Counter, defaultdict
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.rota.rules import BOUND, UNIT, Booking, arrival, handed_over, in_turns, split, undone

PEOPLE = st.integers(1, 14)
CHANCE = st.integers(0, 2**32).map(Random)


class House:
    """The ledger as the door runs it, without a database: who is free comes, the largest credit receives."""

    def __init__(self, chance: Random, start: dict[int, int] | None = None) -> None:
        self.chance, self.balance = chance, defaultdict(int, start or {})
        self.turns: Counter[int] = Counter()
        self.credit: defaultdict[int, Fraction] = defaultdict(Fraction)
        self.history: list[dict[int, int]] = [dict(self.balance)]

    def first(self, free: list[int]) -> int:
        return min(free, key=lambda one: (-self.balance[one], self.chance.random()))

    def book(self, booking: Booking) -> Booking:
        for one, units in booking.shares.items():
            self.balance[one] += units
            self.credit[one] += in_turns(units)
        for one, units in booking.turns.items():
            self.balance[one] += units
            self.turns[one] -= units // UNIT
        self.history.append(dict(self.balance))
        assert sum(self.balance.values()) == 0
        assert all(abs(one) <= BOUND for one in self.balance.values())
        return booking

    def arrive(self, free: list[int], receiver: int | None = None) -> tuple[int, Booking]:
        who = self.first(free) if receiver is None else receiver
        return who, self.book(arrival(self.balance, free, who))


@settings(deadline=None)
@given(PEOPLE, st.integers(0, 200), CHANCE)
def test_the_same_people_stay_within_one_turn_of_each_other(n: int, visitors: int, chance: Random) -> None:
    house, free = House(chance), list(range(n))
    for _visitor in range(visitors):
        house.arrive(free)
        got = [house.turns[one] for one in free]
        assert max(got) - min(got) <= 1


@settings(deadline=None)
@given(PEOPLE, st.integers(1, 60), CHANCE)
def test_what_was_carried_over_is_made_up_and_then_turns_and_carry_over_stay_within_one(
    n: int, visitors: int, chance: Random
) -> None:
    house, free = House(chance), list(range(n))
    for _before in range(40):  # any history: whoever happens to be free
        house.arrive(chance.sample(free, chance.randint(1, n)))
    for _making_up in range(3 * n):
        house.arrive(free)
    owed, before = dict(house.balance), Counter(house.turns)
    for _visitor in range(visitors):
        house.arrive(free)
        got = [(house.turns[one] - before[one]) * UNIT - owed[one] for one in free]
        assert max(got) - min(got) <= UNIT


@settings(deadline=None)
@given(PEOPLE, CHANCE)
def test_over_thirty_days_of_any_rota_nobody_is_more_than_two_turns_from_the_credit(n: int, chance: Random) -> None:
    """Shifts, breaks, busy times, turns not accepted, wishes for one person, wrong taps: any thirty days, any window."""
    house, people = House(chance), list(range(n))
    passing, skipping, recalling = (chance.choice((0, 0.1, 0.5, 1)) for _ in range(3))
    favourite, busy = chance.choice(people), dict.fromkeys(people, 0)
    for day in range(30):
        shift = chance.sample(people, chance.randint(1, n))
        for visitor in range(chance.randint(0, 30)):
            now = day * 1000 + visitor
            free = [one for one in shift if busy[one] <= now and chance.random() < 0.9]
            if not free:
                continue
            receiver = favourite if chance.random() < skipping else None
            who, booking = house.arrive(free, receiver)
            shared = Counter(booking.shares)
            left = [one for one in free if one != who]
            while left and chance.random() < passing:
                then = house.first(left)
                shared.update(house.book(handed_over(house.balance, shared, who, then)).shares)
                left.remove(then)
                who = then
            if chance.random() < recalling / 4:
                house.book(undone(house.balance, shared, who))
            busy[who] = now + chance.randint(0, 2 * n)
    low = {one: min(state.get(one, 0) for state in house.history) for one in people}
    high = {one: max(state.get(one, 0) for state in house.history) for one in people}
    assert all(high[one] - low[one] <= 2 * UNIT for one in people)  # any window
    assert all(abs(house.turns[one] - house.credit[one]) <= 1 for one in people)


@settings(deadline=None)
@given(st.integers(2, 12), CHANCE)
def test_even_a_rota_made_to_be_unfair_does_not_get_further(n: int, chance: Random) -> None:
    """Only those who stand alike come together, again and again: the worst case of a plain split."""
    house = House(chance)
    for _visitor in range(300):
        order = sorted(range(n), key=lambda one: (house.balance[one], chance.random()))
        start = chance.randrange(n)
        free = [one for one in order if house.balance[one] == house.balance[order[start]]] or order
        house.arrive(free[: chance.randint(1, len(free))] if len(free) > 1 else order[max(0, start - 1) : start + 2])


def test_a_free_day_among_three_is_plain_thirds() -> None:
    assert split([1, 2, 3], 1) == {1: UNIT // 3, 2: UNIT // 3, 3: UNIT // 3}
    assert arrival({}, [1, 2, 3], 1) == Booking({1: -UNIT}, split([1, 2, 3], 1), "share")
    assert in_turns(UNIT // 3) == Fraction(1, 3)


@pytest.mark.parametrize("n", [31, 37, 100])
def test_a_crowd_that_does_not_divide_is_still_one_whole_turn(n: int) -> None:
    assert sum(split(list(range(n)), 5).values()) == UNIT


def test_chosen_from_outside_while_nobody_is_free_it_is_their_own_turn() -> None:
    assert arrival({}, [], 7) == Booking({7: -UNIT}, {7: UNIT}, "share")


def test_who_does_not_accept_keeps_the_place_and_the_credit() -> None:
    balance = Counter({1: UNIT // 2, 2: 0, 3: -UNIT // 2})
    booking = arrival(balance, [1, 2, 3], 1)
    balance.update(booking.shares)
    balance.update(booking.turns)
    then = handed_over(balance, booking.shares, 1, 2)
    assert (then.turns, then.shares, then.how) == ({1: UNIT, 2: -UNIT}, {}, "kept")
    balance.update(then.turns)
    assert max(balance, key=lambda one: balance[one]) == 1  # still first


def test_who_never_accepts_saves_up_one_turn_and_no_more() -> None:
    house = House(Random(1))
    for _visitor in range(50):
        who, booking = house.arrive([1, 2, 3])
        if who == 1:
            house.book(handed_over(house.balance, booking.shares, 1, house.first([2, 3])))
    assert house.turns[1] == 0
    assert 0 < house.balance[1] <= UNIT


def test_a_favourite_of_the_desk_does_not_run_into_debt_for_ever() -> None:
    house = House(Random(1))
    for _visitor in range(50):
        house.arrive([1, 2, 3], receiver=3)
    assert house.turns[3] == 50
    assert abs(house.credit[3] - 50) <= 1  # beyond one turn it is theirs alone, and the report shows it


def test_coming_back_from_a_break_neither_wins_nor_loses_a_turn() -> None:
    """Who was away is not credited meanwhile, so nothing is owed and nothing was lost."""
    house = House(Random(3))
    for _round in range(2):
        for _visitor in range(3):
            house.arrive([1, 2, 3])
        assert not any(house.balance.values())
        for _visitor in range(10):
            house.arrive([1, 2])
        assert house.balance[3] == 0
    assert house.turns == Counter({1: 12, 2: 12, 3: 2})


def test_a_visitor_that_was_none_leaves_no_trace() -> None:
    house = House(Random(1))
    who, booking = house.arrive([1, 2, 3])
    assert house.book(undone(house.balance, booking.shares, who)).how == "withdrawn"
    assert not any(house.balance.values())
    assert not any(house.credit.values())
