"""Who is due, in what order, and which contact counts: the price list of the advisor's day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.callbacks.rules import contact, promise, reach
from crm.callbacks.rules import queue as rules
from crm.callbacks.rules.contact import Band, Channel, Result, Said, Topic
from crm.callbacks.rules.queue import Rule, Section
from crm.shared.numbers import NUMBERS

TODAY = date(2026, 3, 18)
AT = datetime(2026, 3, 18, 2, 0, tzinfo=UTC)  # 10:00 in the store
DEFAULTS = {number: number.default for number in NUMBERS.values()}


def said(**changes: object) -> Said:
    given: dict[str, object] = {"channel": Channel.PHONE, "result": Result.REACHED, "topic": Topic.QUOTE, "said": "20.98 wan"}
    return Said(**(given | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        (said(), "callbacks.counts"),
        (said(said="", learnt="首付已备好"), "callbacks.counts"),
        (said(said="", agreed="Sat 10:00"), "callbacks.counts"),
        (said(said=""), "callbacks.no_content"),
        (said(said=" 。… \n"), "callbacks.no_content"),
        (said(said="嗯"), "callbacks.no_content"),
        (said(topic=None), "callbacks.no_topic"),
        (said(result=Result.NO_ANSWER), "callbacks.not_reached"),
        (said(result=Result.LATER), "callbacks.not_reached"),
        (said(result=Result.BAD_NUMBER), "callbacks.not_reached"),
        (said(channel=Channel.SMS, said=""), "callbacks.no_content"),  # delivered is not answered
        (said(channel=Channel.WECHAT, result=Result.NO_ANSWER), "callbacks.not_reached"),
        (said(channel=Channel.WECHAT, learnt="asks for the white one"), "callbacks.counts"),
    ],
)
def test_only_a_contact_with_content_counts(call: Said, answer: str) -> None:
    assert contact.verdict(call, 2).code == answer


@given(
    st.sampled_from(Channel),
    st.sampled_from([r for r in Result if r is not Result.REACHED]),
    st.none() | st.sampled_from(Topic),
    st.text(max_size=30),
    st.text(max_size=30),
    st.text(max_size=30),
)
def test_nobody_reached_never_counts_and_never_promises(
    channel: Channel, result: Result, topic: Topic | None, told: str, learnt: str, agreed: str
) -> None:  # F-03
    call = Said(channel, result, topic, told, learnt, agreed)
    assert not contact.counts(call, 1)
    if agreed.strip() or channel is Channel.SHOWROOM:
        assert contact.contradiction(call) is not None


def test_who_came_to_the_showroom_was_reached() -> None:  # F-03: a failed contact cannot be a visit
    refusal = contact.contradiction(said(channel=Channel.SHOWROOM, result=Result.NO_ANSWER, said=""))
    assert refusal is not None
    assert refusal[0] == "result"
    assert contact.contradiction(said(channel=Channel.SHOWROOM)) is None


@pytest.mark.parametrize(
    ("days", "agreed", "refused"),
    [
        (0, "", "tomorrow or later"), (-1, "x", "tomorrow or later"), (1, "", ""), (2, "", ""), (3, "", "earlier call"),
        (3, "back from Hainan", ""), (7, "signs on Sunday", ""), (8, "later", "has bought by then"), (91, "x", "nobody keeps"),
    ],
)
def test_the_next_date_keeps_to_the_grade_or_to_an_agreement(days: int, agreed: str, refused: str) -> None:  # F-01
    answer = promise.next_refusal(TODAY + timedelta(days=days), TODAY, promise.bounds("open", "H", TODAY, DEFAULTS), agreed)
    assert refused in (answer or "") and bool(answer) == bool(refused)


def test_who_waits_for_the_car_is_called_every_week_and_has_no_horizon() -> None:  # F-01, grade O
    within = promise.bounds("ordered", "H", TODAY, DEFAULTS)
    assert (within.latest, within.horizon) == (TODAY + timedelta(days=7), None)
    assert promise.next_refusal(TODAY + timedelta(days=20), TODAY, within, "the car comes then") is None


@given(st.sampled_from("HABCN"), st.integers(-400, 400), st.text(max_size=5))
def test_no_date_in_the_past_and_none_beyond_the_horizon_is_taken(grade: str, days: int, agreed: str) -> None:
    within = promise.bounds("open", grade, TODAY, DEFAULTS)
    day = TODAY + timedelta(days=days)
    if promise.next_refusal(day, TODAY, within, agreed) is None:
        assert TODAY < day <= (within.horizon or within.furthest)
        assert day <= within.latest or agreed.strip()


def test_24_hours_beat_the_visit_beat_the_agreed_beat_the_cadence() -> None:
    every = dict.fromkeys(rules.SALES_ORDER, TODAY)
    assert rules.strongest(every, TODAY) == (Rule.FIRST_CONTACT, (Rule.ENQUIRED, Rule.AFTER_VISIT, *rules.BY_DATE))
    del every[Rule.FIRST_CONTACT], every[Rule.ENQUIRED]
    assert rules.strongest(every, TODAY) == (Rule.AFTER_VISIT, rules.BY_DATE)


@pytest.mark.parametrize("asking", [c for n in range(4) for c in combinations(rules.SALES_ORDER, n)])
def test_one_task_names_all_the_rest(asking: tuple[Rule, ...]) -> None:
    answer = rules.strongest(dict.fromkeys(asking, TODAY), TODAY)
    if not asking:
        assert answer is None
    else:
        assert answer == (asking[0], asking[1:])
        assert set(asking[1:]) <= set(rules.weaker(asking[0]))


def test_tomorrow_asks_for_nothing_today() -> None:
    assert rules.strongest({Rule.CADENCE: TODAY + timedelta(days=1)}, TODAY) is None


@pytest.mark.parametrize(
    ("rule", "until", "hours_left", "where"),
    [
        (Rule.FIRST_CONTACT, TODAY, 3.9, Section.SOON),
        (Rule.FIRST_CONTACT, TODAY, 4.1, Section.NEW),
        (Rule.FIRST_CONTACT, TODAY, -0.1, Section.OVERDUE),
        (Rule.ENQUIRED, TODAY, 0.5, Section.SOON),
        (Rule.ENQUIRED, TODAY, -0.1, Section.OVERDUE),
        (Rule.CADENCE, TODAY, None, Section.TODAY),
        (Rule.CADENCE, TODAY - timedelta(days=1), None, Section.OVERDUE),
        (Rule.SEVEN_DAY, TODAY + timedelta(days=2), None, Section.TODAY),
    ],
)
def test_where_a_task_stands(rule: Rule, until: date, hours_left: float | None, where: Section) -> None:
    due_at = None if hours_left is None else AT + timedelta(hours=hours_left)
    assert rules.section(rule, until, due_at, AT, TODAY, 4) is where


def test_little_time_left_stands_before_the_overdue() -> None:  # issue 2, station 4
    assert rules.SECTION_ORDER == (Section.SOON, Section.OVERDUE, Section.NEW, Section.TODAY)


def test_the_new_car_call_is_due_on_day_seven_open_from_six_to_eight() -> None:
    due_on, reason = rules.seven_day_on(date(2026, 2, 25), DEFAULTS)
    assert due_on == date(2026, 3, 4)
    assert reason.facts["days"] == 7
    assert rules.care_window(Rule.SEVEN_DAY, due_on, DEFAULTS) == (date(2026, 3, 3), date(2026, 3, 5))


def test_the_first_service_is_announced_a_fortnight_ahead() -> None:  # F-42
    assert rules.care_window(Rule.FIRST_SERVICE, TODAY, DEFAULTS) == (TODAY - timedelta(days=14), TODAY)


def test_three_parts_of_the_day_then_after_sales_gives_up() -> None:  # F-42, A-19
    assert not rules.given_up("care", "ma", 3)
    assert not rules.given_up("care", "mmmm", 3)
    assert rules.given_up("care", "mae", 3)
    assert not rules.given_up("sales", "mae", 3)
    assert reach.untried_in("ma") == [Band.EVENING]


@pytest.mark.parametrize(
    ("hour", "code"),
    [(8, "callbacks.too_early"), (9, None), (12, "callbacks.noon"), (13, "callbacks.noon"), (14, None), (19, None), (20, "callbacks.too_late")],
)
def test_the_hours_for_calls(hour: int, code: str | None) -> None:  # R-227, F-62
    hint = contact.hours_hint(datetime(2026, 3, 18, hour, 30), DEFAULTS)
    assert (hint.code if hint else None) == code


@pytest.mark.parametrize(("hour", "part"), [(9, "m"), (11, "m"), (12, "a"), (16, "a"), (17, "e"), (20, "e")])
def test_parts_of_the_day(hour: int, part: str) -> None:
    assert contact.band(datetime(2026, 3, 18, hour), DEFAULTS) == part


def test_every_rule_result_channel_and_topic_has_a_name() -> None:
    assert set(rules.RULE_NAMES) == set(Rule)
    assert set(rules.HOW_NAMES) == set(rules.How)
    for names, codes in ((contact.CHANNEL_NAMES, Channel), (contact.RESULT_NAMES, Result), (contact.TOPIC_NAMES, Topic)):
        assert set(names) == set(codes)
    assert set(contact.SALES_TOPICS) | set(contact.FIRST_TOPICS) | set(contact.CARE_TOPICS) == set(Topic)
    assert max(len(contact.SALES_TOPICS), len(contact.FIRST_TOPICS)) <= 8  # chips: 3 to 8 short choices
