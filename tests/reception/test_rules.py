"""Where a visit stands, and what it still lacks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from crm.reception import rules
from crm.reception.rules import (
    Standing,
    standing,
    what_is_missing,
)

NOW = datetime(2026, 3, 18, 2, 0, tzinfo=UTC)


def test_a_visit_waits_then_is_with_an_advisor_then_has_left() -> None:
    came, taken, left = NOW, NOW + timedelta(minutes=3), NOW + timedelta(minutes=45)
    assert [standing(None, None), standing(taken, None), standing(taken, left)] == [
        Standing.WAITING, Standing.WITH_ADVISOR, Standing.LEFT
    ]
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
