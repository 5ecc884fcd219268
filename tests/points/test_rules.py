"""Who decides about whom, how a row stands, and which are drawn."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crm.points.rules.ledger import State, Verdict, rank, state_of, supervisor_of, why_not_decide
from crm.points.rules.sampling import drawn
from crm.staff.rules import Role


def test_only_a_confirmed_row_that_was_not_taken_back_counts() -> None:
    assert state_of(None, False) is State.PROPOSED
    assert state_of(Verdict.CONFIRMED, False) is State.CONFIRMED
    assert state_of(Verdict.DROPPED, False) is State.DROPPED
    assert state_of(Verdict.CONFIRMED, True) is State.REVOKED


def test_a_supervisor_decides_about_advisors_and_a_manager_about_supervisors() -> None:
    advisor, supervisor, manager, gm = rank([Role.ADVISOR]), rank([Role.SUPERVISOR]), rank([Role.MANAGER]), rank([Role.GM])
    assert why_not_decide(1, 2, (supervisor, advisor)) is None
    assert why_not_decide(1, 2, (supervisor, supervisor)) is not None
    assert why_not_decide(1, 2, (manager, supervisor)) is None
    assert why_not_decide(1, 2, (manager, manager)) is not None
    assert why_not_decide(1, 2, (gm, manager)) is None
    assert why_not_decide(1, 1, (gm, advisor)) is not None  # nobody about themselves, whatever the height


def test_whose_supervision_it_was() -> None:
    assert supervisor_of(7, {1: 7, 2: 8}) == 1
    assert supervisor_of(None, {1: None}) == 1
    assert supervisor_of(9, {1: 7, 2: 8}) is None  # nobody is blamed for a team that is not theirs
    assert supervisor_of(9, {}) is None


@given(st.integers(0, 2**31), st.lists(st.tuples(st.sampled_from(["call", "visit"]), st.integers(1, 999)), unique=True), st.integers(0, 9))
def test_the_draw_depends_on_the_seed_and_the_ids_alone(seed: int, pool: list[tuple[str, int]], most: int) -> None:
    first = drawn(seed, pool, most)
    assert first == drawn(seed, list(reversed(pool)), most)
    assert len(first) == min(most, len(pool)) and set(first) <= set(pool)
    assert drawn(seed, pool, most + 1)[:most] == first


def test_every_contact_is_drawn_about_equally_often() -> None:
    pool = [("call", n) for n in range(10)]
    hits = [0] * 10
    for seed in range(3000):
        for _kind, number in drawn(seed, pool, 3):
            hits[number] += 1
    assert all(750 < one < 1050 for one in hits), hits  # 900 each; six deviations are 150
