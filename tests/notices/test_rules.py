"""Where a notice stands, said honestly."""

from datetime import UTC, datetime, timedelta

import pytest

from crm.notices.rules import KINDS, STATE_NAMES, Outcome, State, seconds_left, state_of

SENT = datetime(2026, 3, 18, 2, 42, tzinfo=UTC)


def after(seconds: int) -> datetime:
    return SENT + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("now", "seen", "limit", "outcome", "state"),
    [
        (5, None, None, None, State.SENT),
        (14, None, 60, None, State.SENT),
        (15, None, 60, None, State.UNREACHED),  # no page of theirs has fetched it within 15 s
        (20, 16, 60, None, State.SEEN),  # their page came late, and healed it
        (20, 3, 60, None, State.SEEN),
        (60, 3, 60, None, State.EXPIRED),  # fetched, but nobody said yes
        (999, 3, None, None, State.SEEN),
        (70, 3, 60, Outcome.ACCEPTED, State.ACCEPTED),
        (70, 3, 60, Outcome.EXPIRED, State.EXPIRED),
        (70, None, 60, Outcome.EXPIRED, State.UNREACHED),
        (70, None, 60, Outcome.WITHDRAWN, State.WITHDRAWN),
        (70, 3, 60, Outcome.DECLINED, State.DECLINED),
    ],
)
def test_the_state_of_a_notice(
    now: int, seen: int | None, limit: int | None, outcome: Outcome | None, state: State
) -> None:
    found = state_of(
        outcome=outcome, sent_at=SENT, seen_at=after(seen) if seen else None,
        answer_by=after(limit) if limit else None, at=after(now), reach_seconds=15,
    )  # fmt: skip
    assert found == state
    assert found.failed == (state in (State.UNREACHED, State.EXPIRED))


def test_a_shorter_limit_fails_sooner_than_the_reach() -> None:
    assert state_of(
        outcome=None, sent_at=SENT, seen_at=None, answer_by=after(8), at=after(8), reach_seconds=15
    ) == State.UNREACHED


def test_the_seconds_that_are_left_never_go_below_none() -> None:
    assert [seconds_left(after(60), after(one)) for one in (0, 59, 61)] == [60, 1, 0]
    assert seconds_left(None, SENT) is None


def test_every_state_has_its_name_and_every_kind_its_buttons() -> None:
    assert set(STATE_NAMES) == set(State)
    assert all(kind.title and kind.accept for kind in KINDS.values())
