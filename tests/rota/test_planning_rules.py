"""The week's plan as a rule: who stands where, and when the door would be short."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from crm.rota.rules import instant
from crm.rota.rules.planning import (
    Cell,
    Gap,
    Hours,
    Post,
    Worker,
    changed,
    days_of,
    gaps,
    halves,
    stations,
    week_of,
)

OPEN = Hours(time(9), time(18))
EARLY = Cell(Post.DOOR, Hours(time(9), time(13, 30)))
LATE = Cell(Post.DOOR, Hours(time(13, 30), time(18)))
SAM, VERA, LEO, OTTO = Worker(1, 10), Worker(2, 20), Worker(3, 10, stands=False), Worker(4, None)
ALL = (SAM, VERA, LEO, OTTO)


def test_without_a_plan_nobody_is_placed_and_the_default_rota_stands() -> None:
    assert stations(ALL, {}, {}) == {}


def test_a_group_stands_and_the_others_are_its_reserve() -> None:
    assert stations(ALL, {10: EARLY}, {}) == {1: EARLY, 2: Cell(Post.RESERVE), 4: Cell(Post.RESERVE)}


def test_what_is_said_for_a_person_comes_before_their_group() -> None:
    found = stations(ALL, {10: EARLY, 20: LATE}, {1: Cell(Post.OFF), 3: EARLY})
    assert found == {1: Cell(Post.OFF), 2: LATE, 3: EARLY, 4: Cell(Post.RESERVE)}


def test_a_group_leader_stands_only_when_named() -> None:
    assert 3 not in stations(ALL, {10: EARLY}, {})


def test_only_what_is_another_place_has_changed() -> None:
    before, after = {1: EARLY, 2: LATE, 3: EARLY}, {1: EARLY, 2: EARLY}
    assert changed(before, after) == {2: EARLY, 3: None}


def test_a_gap_is_when_fewer_stand_than_must() -> None:
    assert gaps([EARLY, EARLY, LATE, LATE], OPEN, 2) == []
    assert gaps([EARLY, EARLY, LATE], OPEN, 2) == [Gap(time(13, 30), time(18), 1)]
    assert gaps([EARLY, EARLY], OPEN, 2) == [Gap(time(13, 30), time(18), 0)]
    assert gaps([], OPEN, 2) == [Gap(time(9), time(18), 0)]
    assert gaps([Cell(Post.RESERVE), Cell(Post.OFF)], OPEN, 1) == [Gap(time(9), time(18), 0)]
    assert gaps([], None, 2) == []  # closed
    assert gaps([], OPEN, 0) == []


times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))


@given(st.lists(st.tuples(times, times), max_size=8), st.integers(1, 4), times)
def test_a_gap_is_named_exactly_where_one_is(spans: list[tuple[time, time]], wanted: int, at: time) -> None:
    cells = [Cell(Post.DOOR, Hours(*sorted(span))) for span in spans]
    found = gaps(cells, OPEN, wanted)
    standing = sum(cell.hours.starts <= at < cell.hours.ends for cell in cells if cell.hours)
    named = [gap for gap in found if gap.starts <= at < gap.ends]
    assert bool(named) == (OPEN.starts <= at < OPEN.ends and standing < wanted)
    assert all(gap.standing == standing for gap in named)


def test_the_day_is_halved_at_the_half_hour() -> None:
    found = halves(Hours(time(8, 30), time(17, 45)))
    assert found["early"] == Hours(time(8, 30), time(13))
    assert found["late"] == Hours(time(13), time(17, 45))
    assert halves(None)["all_day"] == OPEN


def test_a_week_begins_on_monday() -> None:
    assert week_of(date(2026, 3, 18)) == date(2026, 3, 16)
    assert days_of(date(2026, 3, 16))[-1] == date(2026, 3, 22)


def test_a_change_of_the_clocks_does_not_shift_a_shift() -> None:
    """Wall time stays: on the day the clocks go forward the shift begins at nine by the store's clock, as ever."""
    zone = ZoneInfo("Europe/Berlin")
    for day in (date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 25)):
        at = instant(day, time(9), "Europe/Berlin")
        assert at.astimezone(zone) == datetime.combine(day, time(9), zone)
        assert at.astimezone(zone).time() == time(9)
