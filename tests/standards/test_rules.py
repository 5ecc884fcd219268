"""How standards are grouped and shown, and what hours and days may be."""

from __future__ import annotations

from datetime import date, time

import crm.leads.rules  # noqa: F401 - declares the numbers of the grades
from crm.shared.numbers import NUMBERS, Number
from crm.standards.rules import grade_table, groups, scale_of, standards_of, wrong_day, wrong_hours


def test_every_number_is_shown_once_in_some_group():
    shown = [one.key for group in groups() for one in standards_of(group)]
    in_table = [key for _letter, keys in grade_table() for key in keys if key in NUMBERS]
    assert sorted(shown + in_table) == sorted({*shown, *in_table})
    assert set(NUMBERS) <= {*shown, *in_table}


def test_the_grade_table_knows_its_numbers():
    keys = [key for _letter, row in grade_table() for key in row]
    assert [key for key in keys if key not in NUMBERS] == ["leads.c_least_points"]  # C is what is left


def test_money_is_typed_in_yuan():
    fen = Number("standards_test.money", 100, "fen", "x")
    NUMBERS.pop(fen.key)
    assert scale_of(fen) == 100


def test_opening_hours_need_two_times_in_order():
    assert wrong_hours(time(9), time(18)) is None
    assert wrong_hours(time(18), time(9)) and wrong_hours(time(9), time(9)) and wrong_hours(None, time(9))


def test_a_special_day_is_near():
    today = date(2026, 3, 18)
    assert wrong_day(date(2026, 10, 1), today) is None
    assert wrong_day(date(2206, 10, 1), today) and wrong_day(date(2020, 1, 1), today)
