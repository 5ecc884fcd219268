"""When an answer is owed, who owes it, what may be sent in; without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.enquiries import rules
from crm.enquiries.rules import Calendar, Candidate, How, Owner, Routing, WhyNot
from crm.enquiries.rules.intake import FIELDS, tidy
from crm.shared.numbers import NUMBERS

DEFAULTS = {number: number.default for number in NUMBERS.values()}
WALL = ZoneInfo("Asia/Shanghai")
NINE_TO_SIX = Calendar({day: (time(9), time(18)) for day in range(7)})
NOW = datetime(2026, 3, 18, 2, 0, tzinfo=UTC)  # a Wednesday, ten o'clock on the wall


def at(hour: int, minute: int = 0, day: int = 18) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=WALL)


# --- opening time


@pytest.mark.parametrize(
    ("since", "until", "minutes"),
    [
        (at(10), at(10, 30), 30),
        (at(23), at(9, 0, 19), 0),  # an enquiry of 23:00 has not waited before the doors open
        (at(23), at(9, 30, 19), 30),
        (at(17, 50), at(9, 20, 19), 30),
        (at(8), at(9, 5), 5),
        (at(10), at(10), 0),
        (at(10), at(9), 0),
    ],
)
def test_only_opening_time_counts(since: datetime, until: datetime, minutes: int) -> None:
    assert rules.open_minutes(since, until, NINE_TO_SIX) == minutes


@pytest.mark.parametrize(
    ("asked", "minutes", "due"),
    [
        (at(10), 30, at(10, 30)),
        (at(17, 50), 30, at(9, 20, 19)),
        (at(23), 30, at(9, 30, 19)),
        (at(3), 120, at(11)),
    ],
)
def test_the_minutes_run_while_the_store_is_open(asked: datetime, minutes: int, due: datetime) -> None:  # F-05
    assert rules.after_open_minutes(asked, minutes, NINE_TO_SIX) == due


def test_a_holiday_counts_nothing_and_a_make_up_day_counts_like_its_weekday() -> None:
    closed_sunday = {day: hours for day, hours in NINE_TO_SIX.hours.items() if day != 6}
    calendar = Calendar(closed_sunday, {date(2026, 3, 19): False, date(2026, 3, 22): True})
    assert rules.after_open_minutes(at(23), 30, calendar) == at(9, 30, 20)
    assert rules.is_open(at(10, 0, 22), calendar)
    assert not rules.is_open(at(10, 0, 29), calendar)
    assert rules.after_open_minutes(at(10), 30, Calendar({})) is None


@given(
    start=st.integers(0, 60 * 24 * 20), minutes=st.integers(1, 3000),
    opens=st.integers(0, 20), long=st.integers(1, 3), off=st.sets(st.integers(18, 31), max_size=5),
)  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_what_is_due_after_n_open_minutes_has_waited_n_minutes(
    start: int, minutes: int, opens: int, long: int, off: set[int]
) -> None:
    calendar = Calendar(
        {day: (time(opens), time(opens + long)) for day in range(7)}, {date(2026, 3, day): False for day in off}
    )
    asked = datetime(2026, 3, 10, tzinfo=WALL) + timedelta(minutes=start)
    due = rules.after_open_minutes(asked, minutes, calendar)
    assert due is not None
    assert rules.open_minutes(asked, due, calendar) == minutes


def test_the_answer_is_never_owed_later_than_24_hours() -> None:  # F-05, R-232
    assert rules.answer_by(at(10), 120, False, NINE_TO_SIX, 24) == at(12)
    assert rules.answer_by(at(23), 120, False, NINE_TO_SIX, 24) == at(1, 0, 19)
    assert rules.answer_by(at(23), 30, True, NINE_TO_SIX, 24) == at(9, 30, 19)
    assert rules.answer_by(at(10), 1440, True, NINE_TO_SIX, 24) == at(10, 0, 19)
    assert rules.answer_by(at(10), 30, True, Calendar({}), 24) == at(10, 0, 19)


# --- who answers (F-14)

DORA, DAN = Candidate(1, "Dora", 2, at(9)), Candidate(2, "Dan", 2, at(8))


def test_who_looks_after_the_customer_answers() -> None:
    for rule in Routing:
        found = rules.route(Owner(7, "Sam", here=True), rule, [DORA])
        assert (found.staff_id, found.how, found.reason.code) == (7, How.OWNER, "enquiries.owner")


def test_the_backup_stands_in_for_who_has_left() -> None:
    found = rules.route(Owner(7, "Sam", False, 8, "Vera"), Routing.AGENTS, [DORA])
    assert (found.staff_id, found.reason.facts) == (8, {"gone": "Sam", "name": "Vera"})


@pytest.mark.parametrize(
    ("candidates", "chosen"),
    [
        ([DORA, DAN], 2),  # equal: who was given one longer ago
        ([Candidate(1, "Dora", 1), DAN], 1),  # the fewest unanswered
        ([Candidate(3, "Di", 2), DORA], 3),  # never given one
        ([Candidate(5, "X"), Candidate(4, "Y")], 4),
    ],
)
def test_agents_take_turns_by_the_fewest_unanswered(candidates: list[Candidate], chosen: int) -> None:
    found = rules.route(None, Routing.AGENTS, candidates)
    assert (found.staff_id, found.how) == (chosen, How.RULE)
    assert found.reason.facts["among"] == len(candidates)
    alone = rules.route(None, Routing.AGENTS, candidates[:1])
    assert (alone.staff_id, alone.reason.code) == (candidates[0].staff_id, "enquiries.only")


def test_the_rota_gives_its_first_and_an_empty_rule_the_pool() -> None:
    assert rules.route(None, Routing.ROTA, [DORA, DAN]).staff_id == 1  # in the rota's order, not by count
    for rule in (Routing.AGENTS, Routing.TEAM, Routing.ROTA):
        found = rules.route(None, rule, [])
        assert (found.staff_id, found.how, found.reason.code) == (None, How.POOL, "enquiries.pool_nobody")
    assert rules.route(None, Routing.POOL, [DORA]).reason.code == "enquiries.pool"


@pytest.mark.parametrize("rule", list(Routing))
def test_every_answer_has_a_sentence_in_both_languages(rule: Routing) -> None:
    from crm.shared.reasons import SENTENCES
    from crm.shared.words import catalogue

    for owner in (None, Owner(7, "Sam", False)):
        for people in ([], [DORA], [DORA, DAN]):
            why = rules.route(owner, rule, people, "A").reason
            english, chinese = SENTENCES[why.code], catalogue("zh").ugettext(SENTENCES[why.code])
            assert chinese != english
            for text in (english, chinese):
                assert "{" not in text.format(**why.facts)


# --- the pool


@pytest.mark.parametrize(
    ("counts", "refused"),
    [((4, 9, 39), False), ((5, 0, 0), True), ((0, 10, 10), True), ((0, 0, 40), True)],
)
def test_nobody_hoards(counts: tuple[int, int, int], refused: bool) -> None:
    assert (rules.too_many(*counts, DEFAULTS) is not None) == refused


# --- no intention (F-13)


def test_repeatedly_no_answer_needs_its_calls_and_something_else_its_words() -> None:
    assert rules.why_refused(WhyNot.NO_ANSWER, "", 2, DEFAULTS) is not None
    assert rules.why_refused(WhyNot.NO_ANSWER, "", 3, DEFAULTS) is None
    assert rules.why_refused(WhyNot.OTHER, "  ", 9, DEFAULTS) is not None
    assert rules.why_refused(WhyNot.OTHER, "moved", 0, DEFAULTS) is None
    assert rules.why_refused(WhyNot.OTHER_PROVINCE, "", 0, DEFAULTS) is None


# --- what may be sent in


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", 5), ("name", ["Carl"]), ("name", {"a": 1}), ("name", True), ("name", "x" * 41),
        ("phone", 13812341234), ("phone", 1.38e10), ("message", "x" * 501), ("model", "\ud800"),
        ("consent", "yes"), ("consent", 1), ("consent", "true"), ("consent_text_version", 1),
        ("at", "yesterday"), ("at", "2026-03-18T10:00:00"), ("at", 1773799200), ("at", "2999-01-01T00:00:00+08:00"),
        ("at", "2026-03-01T00:00:00+08:00"), ("at", "x" * 99), ("at", "0001-01-01T00:00:00+23:59"),
        ("staff_id", 1), ("store_id", 2), ("owner_id", 3), ("<script>", 1),
    ],
)  # fmt: skip
def test_each_wrong_field_is_named(field: str, value: Any) -> None:
    found = rules.read({"phone": "13812341234", field: value}, NOW)
    assert [name.strip("?") for name in found.errors] == [field.strip("<>")], found.errors


def test_a_yes_names_its_words() -> None:  # F-72
    assert "consent_text_version" in rules.read({"consent": True}, NOW).errors
    assert not rules.read({"consent": True, "consent_text_version": "2026-01"}, NOW).errors
    assert not rules.read({"consent": False}, NOW).errors


def test_a_form_may_bring_its_button_and_says_yes_as_forms_do() -> None:
    found = rules.read({"phone": "1", "submit": "Go", "consent": "on", "consent_text_version": "1"}, NOW, strict=False)
    assert found.consent
    assert not found.errors
    assert "consent" in rules.read({"consent": "perhaps"}, NOW, strict=False).errors


def test_what_cannot_be_seen_is_taken_out() -> None:
    assert tidy("Ca\x00rl\u202e \u200b Zhou\n") == "Carl Zhou"
    assert tidy("one\r\ntwo\x07", lines=True) == "one \ntwo"
    assert tidy("𠮷野 买买提·艾力") == "𠮷野 买买提·艾力"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=60),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3), max_leaves=5,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from((*FIELDS, "more")) | st.text(max_size=20), JSON, max_size=8))
@settings(max_examples=300, deadline=None)
def test_whatever_is_sent_is_read_or_refused(body: dict[str, Any]) -> None:
    found = rules.read(body, NOW)
    for text in (found.name, found.phone, found.model, found.message, found.source_detail):
        text.encode()
        assert "\x00" not in text
        assert len(text) <= 500
    assert all(sentence.format() and isinstance(facts, dict) for sentence, facts in found.errors.values())
