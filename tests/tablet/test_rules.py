"""When it really happened, and what waits for a person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.tablet.rules import Facts, arrival, refuse

NOON = datetime(2026, 3, 18, 4, 0, tzinfo=UTC)
H, M = timedelta(hours=1), timedelta(minutes=1)


def test_a_right_clock_is_taken_as_it_is() -> None:
    came = arrival(written_at=NOON - 3 * H, sent_at=NOON, received_at=NOON)
    assert came.at == NOON - 3 * H and came.off_seconds == 0 and not came.corrected


@pytest.mark.parametrize("off", [5 * H, -5 * H, timedelta(days=400), 3 * M])
def test_a_clock_off_by_hours_is_corrected_and_noted(off: timedelta) -> None:
    came = arrival(written_at=NOON - 2 * H + off, sent_at=NOON + off, received_at=NOON)
    assert came.at == NOON - 2 * H and came.corrected and came.off_seconds == -off.total_seconds()


def test_a_clock_that_somebody_set_right_meanwhile_gives_itself_away() -> None:
    """Written at 10 while the tablet said 15; at the upload its clock is right. 15 would be in the future."""
    came = arrival(
        written_at=NOON + 3 * H, sent_at=NOON, received_at=NOON, known_off=-5 * H, contact_at=NOON - 4 * H
    )
    assert came.at == NOON - 2 * H


def test_an_entry_is_never_from_the_future() -> None:
    assert arrival(written_at=NOON + 9 * H, sent_at=NOON, received_at=NOON).at == NOON


@given(off=st.integers(-10**7, 10**7), ago=st.integers(0, 8 * 3600))
def test_any_steady_error_of_the_clock_makes_no_difference(off: int, ago: int) -> None:
    wrong = timedelta(seconds=off)
    came = arrival(
        written_at=NOON - timedelta(seconds=ago) + wrong, sent_at=NOON + wrong, received_at=NOON, known_off=-wrong,
        contact_at=NOON - 9 * H,
    )  # fmt: skip
    assert came.at == NOON - timedelta(seconds=ago)


def facts(**more: object) -> Facts:
    known = {
        "arrived_at": NOON - H, "received_at": NOON, "name": "Rita", "was_here": True, "may_receive": True,
        "left_at": None, "revoked_at": None,
    }  # fmt: skip
    return Facts(**{**known, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, None),
        ({"arrived_at": NOON - 73 * H}, "tablet.too_old"),
        ({"was_here": False}, "tablet.nobody"),
        ({"name": None, "was_here": False}, "tablet.nobody"),
        ({"may_receive": False}, "tablet.may_not"),
        ({"left_at": NOON - 2 * H}, "tablet.gone"),
        ({"left_at": NOON - M}, None),  # still worked here when it was written
        ({"revoked_at": NOON - 2 * H}, "tablet.revoked"),
        ({"revoked_at": NOON - M}, None),  # written before
    ],
)
def test_what_waits_for_a_person(more: dict[str, object], code: str | None) -> None:
    why = refuse(facts(**more), 3)
    assert (why.code if why else None) == code
