"""The price list of redistribution: when, to whom, never back, and until when it is confirmed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from crm.ageing.rules import Due, Group, House, Person, confirm_until, share
from crm.ageing.rules.words import SENTENCES
from crm.leads.rules.ageing import CHIEFS_DAYS, COUNTDOWN_DAYS, OFFICE_DAYS, Kind, is_soon, next_step
from crm.leads.rules.grades import AGEING_DAYS
from crm.shared.numbers import NUMBERS
from crm.shared.reasons import say

NUMBERS_NOW = {number: number.default for number in NUMBERS.values()}
OPENED = date(2026, 1, 16)


@pytest.mark.parametrize(
    ("age", "taken", "kind", "left"),
    [
        (0, 0, Kind.SWAP, 60), (57, 0, Kind.SWAP, 3), (60, 0, Kind.SWAP, 0), (61, 1, Kind.CHIEFS, 29),
        (90, 0, Kind.CHIEFS, 0), (95, 1, Kind.CHIEFS, -5), (95, 2, Kind.OFFICE, 25), (120, 0, Kind.OFFICE, 0),
        (400, 2, Kind.OFFICE, -280),
    ],
)  # fmt: skip
def test_the_next_step_by_age(age: int, taken: int, kind: Kind, left: int) -> None:
    step = next_step(OPENED, taken, OPENED + timedelta(days=age), NUMBERS_NOW)
    assert step is not None
    assert (step.kind, step.days_left) == (kind, left)


def test_with_the_gm_office_there_is_no_further_step() -> None:
    assert next_step(OPENED, 3, OPENED + timedelta(days=900), NUMBERS_NOW) is None


def test_the_countdown_begins_a_week_ahead_and_at_the_least_three_days() -> None:
    def soon(age: int) -> bool:
        return is_soon(next_step(OPENED, 0, OPENED + timedelta(days=age), NUMBERS_NOW), NUMBERS_NOW)

    assert (soon(52), soon(53), soon(60)) == (False, True, True)
    assert COUNTDOWN_DAYS.low == 3


def test_the_numbers_are_the_seeds_own() -> None:
    assert (AGEING_DAYS.default, CHIEFS_DAYS.default, OFFICE_DAYS.default) == (60, 90, 120)


def house(**more: object) -> House:
    """Groups A (1, 2) and B (3, 4); 8 is a supervisor, 9 the manager, 10 and 11 the GM office, 7 key accounts."""
    groups = [Group(1, [Person(1, 5), Person(2, 1)]), Group(2, [Person(3, 4), Person(4, 2)])]
    given = {"groups": groups, "chiefs": [Person(8)], "watchers": [Person(9)], "office": [Person(10), Person(11)],
             "key_accounts": frozenset({7}), "group_of": {1: 0, 2: 0, 3: 1, 4: 1}}  # fmt: skip
    return House(**{**given, **more})  # type: ignore[arg-type]


def placed(due: Due, at: House | None = None) -> tuple[str, int | None, int | None] | None:
    found = list(share([due], at or house()))
    return (found[0][1].code, found[0][1].owner_id, found[0][1].watcher_id) if found else None


def test_group_a_to_b_and_b_to_a_whoever_has_fewest() -> None:
    assert placed(Due(1, 1, Kind.SWAP)) == ("ageing.swap", 4, None)
    assert placed(Due(1, 4, Kind.SWAP)) == ("ageing.swap", 2, None)


def test_never_back_to_somebody_who_has_had_it() -> None:
    assert placed(Due(1, 1, Kind.SWAP, frozenset({4}))) == ("ageing.swap", 3, None)
    assert placed(Due(1, 1, Kind.SWAP, frozenset({3, 4}))) == ("ageing.same_group", 2, None)
    assert placed(Due(1, 1, Kind.SWAP, frozenset({2, 3, 4}))) == ("ageing.all_had_it", None, None)


def test_with_one_group_to_another_advisor() -> None:
    alone = house(groups=[Group(1, [Person(1), Person(2)])], group_of={1: 0, 2: 0})
    assert placed(Due(1, 1, Kind.SWAP), alone) == ("ageing.same_group", 2, None)
    assert placed(Due(1, 1, Kind.SWAP), house(groups=[])) == ("ageing.nobody", None, None)


def test_three_groups_go_round() -> None:
    three = house(groups=[Group(n, [Person(n)]) for n in (1, 2, 3)], group_of={1: 0, 2: 1, 3: 2})
    assert [placed(Due(1, n, Kind.SWAP), three) for n in (1, 2, 3)] == [("ageing.swap", to, None) for to in (2, 3, 1)]


def test_the_chiefs_keep_what_they_have_and_it_does_not_go_back_down() -> None:
    assert placed(Due(1, 1, Kind.CHIEFS)) == ("ageing.chiefs", 8, 9)
    assert placed(Due(1, 8, Kind.CHIEFS)) == ("ageing.chiefs", 8, 9)
    assert placed(Due(1, 8, Kind.SWAP)) is None
    assert placed(Due(1, 10, Kind.CHIEFS)) is None
    assert placed(Due(1, None, Kind.CHIEFS)) == ("ageing.chiefs", 8, 9)
    assert placed(Due(1, 7, Kind.CHIEFS)) == ("ageing.key_account", None, None)
    assert placed(Due(1, 1, Kind.OFFICE), house(office=[])) == ("ageing.nobody", None, None)


def test_a_thousand_leads_are_shared_evenly_and_the_same_input_gives_the_same_answer() -> None:
    due = [Due(n, Random(n).choice((1, 2, 3, 4)), Kind.SWAP) for n in range(1000)]
    once, again = list(share(due, house())), list(share(due, house()))
    assert once == again
    got = [sum(one.owner_id == person for _due, one in once) for person in (1, 2, 3, 4)]
    assert abs(got[0] - got[1]) <= 5 and abs(got[2] - got[3]) <= 3
    assert all(one.owner_id != due.owner_id for due, one in once)


def test_three_working_days_from_thursday_end_on_tuesday_evening() -> None:
    thursday, zone = date(2026, 3, 19), ZoneInfo("Asia/Shanghai")
    weekdays = {thursday + timedelta(days=n) for n in range(60) if (thursday + timedelta(days=n)).weekday() < 5}
    assert confirm_until(thursday, weekdays, 3, 18, "Asia/Shanghai") == datetime(2026, 3, 24, 18, tzinfo=zone)
    assert confirm_until(thursday, set(), 3, 18, "Asia/Shanghai") == datetime(2026, 3, 22, 18, tzinfo=zone)


def test_every_reason_is_a_sentence() -> None:
    facts = {
        "days": 61,
        "since": "2026-01-16",
        "until": "2026-03-19",
        "gained": 1,
        "gone": 2,
        "n": 3,
        "day": "2026-03-19",
    }
    for code in SENTENCES:
        assert "?" not in say(code, facts) and "{" not in say(code, facts)
