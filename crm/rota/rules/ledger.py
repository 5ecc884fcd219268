"""The credits behind the door: every arrival is worth one turn, shared by those who could have received it.

Each of the n people on duty and free is credited 1/n of a turn; who receives pays one turn. Next is whoever has most
left, and equals are ordered by a draw that stands in the row. Whole units are counted, so nothing ever drifts.

Nobody is ever more than one turn from their credit (BOUND). Where the plain split would lead further (somebody is
chosen by hand again and again, or keeps a place and never accepts), the arrival belongs to whoever receives it alone:
one turn of credit for one turn received. So over any period nobody is more than two turns from the credit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import NamedTuple

UNIT = lcm(*range(1, 31))  # one turn: up to thirty people share one exactly; beyond that the receiver takes the rest
BOUND = UNIT


class Booking(NamedTuple):
    """What one decision writes: turns paid or returned, credit given or withdrawn; `how` names the split."""

    turns: dict[int, int]
    shares: dict[int, int]
    how: str


def split(free: Sequence[int], receiver: int) -> dict[int, int]:
    """One turn shared by everybody who was on duty and free; nobody was: the receiver's alone."""
    if not free:
        return {receiver: UNIT}
    found = dict.fromkeys(free, UNIT // len(free))
    found[receiver if receiver in found else min(found)] += UNIT % len(free)
    return found


def arrival(balances: Mapping[int, int], free: Sequence[int], receiver: int) -> Booking:
    """A visitor is received by `receiver`: the plain split, unless it leads past the bound."""
    turns = {receiver: -UNIT}
    return _first_within(balances, turns, [("share", split(free, receiver))])


def handed_over(balances: Mapping[int, int], shared: Mapping[int, int], first: int, then: int) -> Booking:
    """The turn goes from one to another: the first keeps place and credit, the other pays (`shared`: as it stands)."""
    turns = {first: UNIT, then: -UNIT}
    return _first_within(balances, turns, [("kept", {}), ("whole", _total(_negative(shared), {then: UNIT}))])


def undone(balances: Mapping[int, int], shared: Mapping[int, int], receiver: int) -> Booking:
    """The arrival was none: what it moved goes back."""
    return _first_within(balances, {receiver: UNIT}, [("withdrawn", _negative(shared))])


def _first_within(
    balances: Mapping[int, int], turns: Mapping[int, int], ways: Iterable[tuple[str, dict[int, int]]]
) -> Booking:
    """The first way that keeps everybody within the bound; the last resort moves no balance at all."""
    for how, shares in ways:
        moved = _total(turns, shares)
        if all(abs(balances.get(one, 0) + units) <= BOUND for one, units in moved.items()):
            return Booking(dict(turns), {one: units for one, units in shares.items() if units}, how)
    return Booking(dict(turns), _negative(turns), "own")


def _negative(units: Mapping[int, int]) -> dict[int, int]:
    return {one: -number for one, number in units.items()}


def _total(*parts: Mapping[int, int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for part in parts:
        for one, units in part.items():
            found[one] = found.get(one, 0) + units
    return found


def in_turns(units: int) -> Fraction:
    """Units as turns, exactly."""
    return Fraction(units, UNIT)
