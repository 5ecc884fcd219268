"""When everybody is free, and what a calendar programme reads."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.appointments.rules import (
    Event,
    Kind,
    Span,
    calendar,
    free_times,
    length,
    touching,
    why_not_then,
    within,
)
from crm.appointments.rules.ical import WIDTH, folded
from crm.appointments.rules.kinds import HOME_MINUTES, VISIT_MINUTES
from crm.drives.rules import MINUTES

ZONE = "Asia/Shanghai"
DAY = date(2026, 3, 19)
BEFORE = datetime(2026, 3, 18, 10, tzinfo=ZoneInfo(ZONE))
HOURS = (time(9), time(12))


def at(hour: int, minute: int = 0) -> datetime:
    return datetime.combine(DAY, time(hour, minute), ZoneInfo(ZONE))


def span(begins: int, ends: int) -> Span:
    return Span(at(begins), at(ends))


def walls(times: list[time]) -> list[str]:
    return [one.strftime("%H:%M") for one in times]


def test_what_begins_where_another_ends_does_not_touch_it() -> None:
    assert touching(span(10, 11), [span(9, 10), span(11, 12)]) is None
    assert touching(span(10, 11), [Span(at(10, 59), at(12))])


def test_only_times_at_which_the_advisor_and_one_car_are_free_are_offered() -> None:
    times = free_times(
        DAY, HOURS, 60, BEFORE, ZONE, advisor=[Span(at(9), at(9, 30))],
        cars={1: [span(9, 12)], 2: [Span(at(10), at(10, 45))]},
    )  # fmt: skip
    assert walls(times) == ["11:00"]
    assert walls(free_times(DAY, HOURS, 60, BEFORE, ZONE)) == ["09:00", "09:30", "10:00", "10:30", "11:00"]


def test_nothing_of_the_past_and_nothing_beyond_closing_is_offered() -> None:
    assert walls(free_times(DAY, HOURS, 60, at(10, 10), ZONE)) == ["10:30", "11:00"]
    assert free_times(DAY, (time(9), time(9, 30)), 60, BEFORE, ZONE) == []
    assert not within(span(11, 13), *HOURS, ZONE)
    assert not within(Span(at(23), at(23) + timedelta(hours=2)), time(0), time(23, 59), ZONE)


def test_how_long_it_takes_is_the_stores_number() -> None:
    numbers = {VISIT_MINUTES: 60, HOME_MINUTES: 120, MINUTES: 45}
    assert [length(kind, numbers) for kind in Kind] == [60, 45, 60, 120]


def test_when_an_appointment_can_be() -> None:
    now = datetime.fromisoformat("2026-03-18T10:00+08:00")
    assert why_not_then(now, now, 60)
    assert why_not_then(now + timedelta(days=61), now, 60)
    assert why_not_then(now + timedelta(hours=1), now, 60) is None


def event(summary: str = "邓女士 · 试驾 E5", status: str = "CONFIRMED") -> Event:
    return Event("appointment-7@yuke", at(14), at(14, 45), BEFORE, 3, summary, status)


def test_a_calendar_reads_utc_times_marked_signs_and_its_own_line_ends() -> None:
    text = calendar("预约 · Sam; 东城店", [event("A, B; C\\D\nE"), event(status="CANCELLED")])
    lines = text.replace("\r\n ", "").split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "X-WR-CALNAME:预约 · Sam\\; 东城店" in lines
    assert "DTSTART:20260319T060000Z" in lines
    assert "DTEND:20260319T064500Z" in lines
    assert "SEQUENCE:3" in lines
    assert "SUMMARY:A\\, B\\; C\\\\D\\nE" in lines
    assert "STATUS:CANCELLED" in lines
    assert "\n" not in text.replace("\r\n", "")


@given(st.text(max_size=300))
def test_no_line_is_too_long_and_none_is_broken_within_a_sign(summary: str) -> None:
    text = calendar("x", [event(summary)])
    assert all(len(line.encode()) <= WIDTH for line in text.split("\r\n"))
    assert text.count("BEGIN:") == 2  # nothing typed begins a thing of its own


@pytest.mark.parametrize("line", ["SUMMARY:" + "试" * 60, "a" * 75, "a" * 76, ""])
def test_folding_loses_nothing(line: str) -> None:
    first, *more = folded(line)
    assert first + "".join(part[1:] for part in more) == line
