"""Who stands at the door, who is next, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from crm.rota import rules
from crm.rota.rules import (
    UNIT,
    Owner,
    Stand,
    choose,
    instant,
    on_rota,
    order_of,
    sharing,
    thin_since,
    time_on_duty,
    who_receives,
)

TEN = time(10)
NOW = datetime(2026, 3, 18, 2, 0, tzinfo=UTC)
SAM = Stand(1, "Sam", lot=7, starts=time(9), ends=time(18), balance=-UNIT // 2, turns=2, minutes=210)
VERA = Stand(2, "Vera", lot=3, starts=time(9), ends=time(18), balance=UNIT // 2, turns=2, minutes=210)


def test_the_one_with_most_credit_is_next_and_the_reason_says_turns_and_hours() -> None:
    said = who_receives([SAM, VERA], TEN)
    assert (said.staff_id, said.counts, said.reason.code) == (2, True, "rota.next")
    assert said.reason.facts == {"name": "Vera", "turns": 2, "hours": "3.5"}
    assert said.sharing == (1, 2)


def test_equal_credit_follows_the_draw() -> None:
    assert order_of([replace(SAM, balance=VERA.balance), VERA], TEN)[0].name == "Vera"


@pytest.mark.parametrize("busy", [{"away": True}, {"visits": 1}, {"ends": TEN}, {"starts": time(10, 1)}, {"blocked": True}])
def test_who_is_not_free_is_passed_over_and_not_credited(busy: dict[str, object]) -> None:
    said = who_receives([SAM, replace(VERA, **busy)], TEN)  # type: ignore[arg-type]
    assert (said.staff_id, said.sharing) == (1, (1,))


@pytest.mark.parametrize(
    ("busy", "code"),
    [
        ({"visits": 1}, "rota.next_with"),
        ({"visits": 1, "doing": "drive"}, "rota.next_drive"),
        ({"away": True}, "rota.next_away"),
        ({"blocked": True}, "rota.next_overdue"),
        ({"ends": TEN}, "rota.next"),
    ],
)
def test_the_reason_names_who_would_have_been_before(busy: dict[str, object], code: str) -> None:
    said = who_receives([SAM, replace(VERA, **busy)], TEN)  # type: ignore[arg-type]
    assert said.reason.code == code
    assert said.reason.facts.get("busy", "Vera") == "Vera"


def test_a_known_customer_goes_to_the_own_advisor_and_costs_no_turn() -> None:
    said = who_receives([replace(SAM, visits=1), VERA], TEN, owner=Owner(1, "Sam"))
    assert (said.staff_id, said.counts, said.reason.code, said.sharing) == (1, False, "rota.owner", ())


def test_while_the_own_advisor_is_away_the_backup_receives_and_it_is_no_turn() -> None:
    said = who_receives([replace(SAM, away=True), replace(VERA, balance=-UNIT)], TEN, owner=Owner(1, "Sam", 2))
    assert (said.staff_id, said.counts, said.reason.code) == (2, False, "rota.backup")
    assert said.reason.facts == {"name": "Vera", "owner": "Sam"}


def test_when_both_are_away_the_next_one_receives_and_the_reason_says_so() -> None:
    said = who_receives([replace(SAM, away=True), VERA], TEN, owner=Owner(1, "Sam", 9))
    assert (said.staff_id, said.counts, said.reason.code) == (2, True, "rota.owner_away")
    assert said.reason.facts["owner"] == "Sam"


def test_the_reserve_steps_in_only_when_everybody_on_duty_is_busy_and_shares_alone() -> None:
    reserve = replace(SAM, balance=UNIT, reserve=True)
    assert who_receives([reserve, VERA], TEN).staff_id == 2
    assert sharing([reserve, VERA], TEN) == (2,)
    said = who_receives([reserve, replace(VERA, visits=1)], TEN)
    assert (said.staff_id, said.reason.code, said.sharing) == (1, "rota.reserve", (1,))
    assert thin_since([reserve, VERA], NOW, TEN, 2) is not None  # who waits inside does not stand at the door


def test_nobody_free_is_said_and_not_invented() -> None:
    assert who_receives([], TEN).staff_id is None
    assert who_receives([replace(SAM, visits=1)], TEN).reason.code == "rota.nobody"


def test_who_was_asked_for_this_visitor_already_is_not_asked_again() -> None:
    assert who_receives([SAM, VERA], TEN, asked={2}).staff_id == 1
    assert who_receives([SAM, VERA], TEN, asked={1, 2}).staff_id is None


def test_passing_over_somebody_names_who_and_why() -> None:
    said = choose([SAM, VERA], TEN, 1, "Sam", why="model")
    assert said.counts
    assert said.reason.code == "rota.skip_model"
    assert said.reason.facts == {"name": "Sam", "skipped": "Vera", "skipped_id": 2}


def test_every_reason_for_passing_over_has_its_sentence() -> None:
    for why in (*rules.SKIP_REASONS, rules.OFFLINE):
        assert choose([SAM, VERA], TEN, 1, "Sam", why=why).reason.code == f"rota.skip_{why}"


def test_choosing_who_is_next_anyway_is_no_skip() -> None:
    assert choose([SAM, VERA], TEN, 2, "Vera").reason.code == "rota.next"


def test_choosing_the_own_advisor_is_no_turn_even_when_off_duty() -> None:
    assert choose([VERA], TEN, 1, "Sam", owner=Owner(1, "Sam")).counts is False


def test_two_people_stand_ready_and_fewer_are_an_alarm_after_two_minutes() -> None:
    assert thin_since([SAM, VERA], NOW, TEN, 2) is None
    taken = replace(SAM, visits=1, since=NOW - timedelta(minutes=2))
    since = thin_since([taken, VERA], NOW, TEN, 2)
    assert rules.is_alarm(since, NOW, 2)
    assert not rules.is_alarm(since, NOW - timedelta(seconds=1), 2)
    assert thin_since([taken], NOW, time(20), 2) is None  # outside of duty nobody is missed


# ---- hours
def test_a_shift_is_wall_time_and_a_change_of_the_clocks_does_not_move_it() -> None:
    """In Berlin, 29 March 2026 has 23 hours and 25 October has 25."""
    for on_day, hours in ((date(2026, 3, 29), 8), (date(2026, 3, 28), 9), (date(2026, 10, 25), 10)):
        span = on_rota(on_day, time(1), time(10), "Europe/Berlin")
        assert span.length == timedelta(hours=hours)
        assert span.until == instant(on_day, time(10), "Europe/Berlin")
        assert span.until.astimezone(span.until.tzinfo).hour == (8 if on_day.month > 3 or on_day.day == 29 else 9) + (on_day.month == 10)


def test_breaks_and_coming_late_are_not_on_duty() -> None:
    day, zone = date(2026, 3, 18), "Asia/Shanghai"
    nine = instant(day, time(9), zone)
    span = on_rota(day, time(9), time(18), zone, made_at=nine + timedelta(hours=1))
    lunch = (nine + timedelta(hours=3), nine + timedelta(hours=4))
    assert time_on_duty(span, [lunch], nine + timedelta(hours=5)) == timedelta(hours=3)
    assert time_on_duty(span, [(nine + timedelta(hours=3), None)], nine + timedelta(hours=5)) == timedelta(hours=2)
    assert time_on_duty(span, [], nine) == timedelta()
    assert time_on_duty(span, [lunch], nine + timedelta(days=2)) == timedelta(hours=7)
    assert on_rota(day, time.min, time.max, zone).length == timedelta(days=1)
    assert on_rota(day, time(9), time(18), zone, off_at=nine + timedelta(hours=2)).length == timedelta(hours=2)
