"""The words of the maker's list, and the days over which it is counted."""

from __future__ import annotations

from datetime import date

import pytest

from crm.elsewhere.rules import Span, in_region_of, natural_key, period, share


@pytest.mark.parametrize("said", ["区域内", "是", "省内", "本区域", "内", "Y", "1", "本地店"])
def test_within_the_region(said):
    assert in_region_of(said) is True


@pytest.mark.parametrize("said", ["区域外", "否", "外省", "省外", "外", "N", "0", "异地", "非本区域"])
def test_outside_the_region(said):
    assert in_region_of(said) is False


@pytest.mark.parametrize("said", ["", "华南", "?", "第三大区"])
def test_other_words_say_nothing(said):
    assert in_region_of(said) is None


def test_the_days_of_each_span_never_go_beyond_today():
    today = date(2026, 3, 18)
    assert [(one.first, one.last) for one in (period(span, today) for span in Span)] == [
        (date(2025, 3, 19), today), (date(2026, 1, 1), today), (date(2025, 1, 1), date(2025, 12, 31)),
    ]  # fmt: skip


def test_the_same_visit_is_one_row_however_the_store_is_written():
    one, other = (natural_key("index", date(2026, 1, 5), name) for name in ("澄野（南山）店", "澄野 (南山) 店"))
    assert one == other != natural_key("index", date(2026, 1, 6), "澄野(南山)店")


def test_a_share_of_nothing_is_not_said():
    assert (share(356, 556), share(0, 0)) == (64, None)
