"""Which days the board counts, and which step it points at."""

from __future__ import annotations

from datetime import date

from crm.reports.rules import Period, Span, Step, period, share, weakest


def test_this_month_ends_today() -> None:
    assert period(Span.MONTH, date(2026, 3, 18)) == Period(Span.MONTH, date(2026, 3, 1), date(2026, 3, 18))


def test_last_month_is_whole_also_over_the_year() -> None:
    assert period(Span.LAST_MONTH, date(2026, 1, 5)) == Period(Span.LAST_MONTH, date(2025, 12, 1), date(2025, 12, 31))


def test_today_is_one_day() -> None:
    assert period(Span.TODAY, date(2026, 3, 18)).after == date(2026, 3, 19)


def test_share_of_nobody_is_not_zero_per_cent() -> None:
    assert share(0, 0) is None
    assert share(1, 3) == 33


def _counts(*numbers: int) -> dict[Step, int]:
    return dict(zip(Step, numbers, strict=True))


def test_the_weakest_step_loses_the_largest_share() -> None:
    assert weakest(_counts(100, 90, 50, 40, 10, 1)) is Step.ORDERED


def test_a_handful_of_people_is_no_finding() -> None:
    assert weakest(_counts(9, 1, 0, 0, 0, 0)) is None


def test_delivery_is_not_blamed_on_the_team() -> None:
    assert weakest(_counts(100, 95, 90, 85, 80, 0)) is not Step.DELIVERED
