"""What a cell says, in all the ways that people and old systems write it (C3, C4, C5)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.imports.reading import cells, days

MARCH = date(2026, 3, 5)


@pytest.mark.parametrize(
    "cell",
    ["2026/3/5", "2026-03-05", "2026.3.5", "2026年3月5日", "2026 年 3 月 5 日", "20260305", 20260305, 46086, 46086.75, "46086",
     "46086.5", "2026/3/5 14:30", "2026-03-05 14:30:00", "2026-03-05T14:30:00", "2026-03-05T14:30:00+08:00", "20260305143000",
     "2026年3月5日 下午2:30", "2026年3月5日 14时30分", "2026年3月5日 星期四", "２０２６／３／５", "26/3/5", "2026/03/05 ", "2026-03-05 2:30:00 PM"],
)  # fmt: skip
def test_a_day_is_read_in_every_usual_spelling(cell):
    assert days.day(cell) == MARCH


def test_the_same_serial_is_four_years_later_in_a_1904_workbook():
    assert days.day(46086 - 1462, era=1904) == MARCH
    assert days.day(44624, era=1900) == date(2022, 3, 4)


@pytest.mark.parametrize("cell", [None, "", " ", "-", "无", "NULL", "1900-01-01", "9999-12-31", 0, 1, 2958465, 99991231, "0000-00-00"])
def test_a_day_that_says_nothing_is_empty(cell):
    assert days.day(cell) is None


@pytest.mark.parametrize(
    ("cell", "code"),
    [("2027/13/05", "imports.date_month"), ("2026年2月29日", "imports.date_day"), ("3/5/2026", "imports.date_order"), (60, "imports.date_wrong"),
     ("昨天", "imports.date_wrong"), ("2026年3月", "imports.date_wrong"), (-5, "imports.date_wrong"), (9e9, "imports.date_wrong"),
     ("2026-3-5-7", "imports.date_wrong"), (True, "imports.date_wrong"), ("1849-01-01", "imports.date_far"), ("99991230", "imports.date_far"),
     ("2026\ufffd3", "imports.unreadable_cell")],
)  # fmt: skip
def test_a_day_that_is_none_says_why(cell, code):
    with pytest.raises(cells.Problem) as problem:
        days.day(cell)
    assert problem.value.code == code


def test_a_day_with_the_year_last_is_taken_when_only_one_reading_is_possible():
    assert days.day("25/3/2026") == date(2026, 3, 25)
    assert days.day("3/25/2026") == date(2026, 3, 25)
    assert days.day("3/3/2026") == date(2026, 3, 3)


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [(13812345678, ["13812345678"]), (13812345678.0, ["13812345678"]), ("1.3812345678E+10", ["13812345678"]), ("138 1234 5678", ["13812345678"]),
     ("138-1234-5678", ["13812345678"]), ("+86 13812345678", ["13812345678"]), ("008613812345678", ["13812345678"]), ("１３８１２３４５６７８", ["13812345678"]),
     ("13812345678/13912345678", ["13812345678", "13912345678"]), ("13812345678、13912345678", ["13812345678", "13912345678"]),
     ("13812345678 13912345678", ["13812345678", "13912345678"]), ("13812345678\n13912345678", ["13812345678", "13912345678"]),
     ("13812345678;13812345678", ["13812345678"]), ("", []), ("无", []), ("13812345678.0", ["13812345678"])],
)  # fmt: skip
def test_phones_of_one_cell(cell, numbers):
    assert cells.phones(cell) == numbers


@pytest.mark.parametrize(
    ("cell", "code", "facts"),
    [("1.38E+10", "imports.phone_shortened", {"value": "1.38E+10"}), ("1380013800", "imports.phone_length", {"digits": 10}),
     ("138001380001", "imports.phone_length", {"digits": 12}), ("马先生的电话", "imports.phone_wrong", {"value": "马先生的电话"}),
     ("13812345678/1391234", "imports.phone_length", {"digits": 7}), (138001380, "imports.phone_length", {"digits": 9})],
)  # fmt: skip
def test_a_phone_that_is_none_says_what_is_missing(cell, code, facts):
    with pytest.raises(cells.Problem) as problem:
        cells.phones(cell)
    assert (problem.value.code, problem.value.facts) == (code, facts)


@pytest.mark.parametrize(
    ("cell", "plate"),
    [("粤B·12345", "粤B12345"), ("粤BO1234", "粤B01234"), ("粤b1234I", "粤B12341"), ("粤B D12345", "粤BD12345"), ("粤Ｂ１２３４５", "粤B12345"),
     ("", ""), ("未上牌", ""), ("暂无", ""), ("无牌", ""), ("新车", ""), ("临", ""), ("粤B1234学", "粤B1234学")],
)  # fmt: skip
def test_a_plate_with_o_and_i_put_right(cell, plate):
    assert cells.plate(cell) == plate


def test_vins_lose_spaces_and_impossible_letters_and_need_17_signs():
    assert cells.vin("lsvaa4187e2 123456") == "LSVAA4187E2123456"
    assert cells.vin("LSVAA4187E2I2345O") == "LSVAA4187E2123450"
    with pytest.raises(cells.Problem) as problem:
        cells.vin("LSVAA4187E212345")
    assert problem.value.facts == {"signs": 16}


@pytest.mark.parametrize(
    ("cell", "fen"),
    [("¥1,234.50", 123_450), ("￥１，２３４.５", 123_450), ("1234元", 123_400), ("1.2万", 1_200_000), (640, 64_000), (640.5, 64_050), (0.1 + 0.2, 30),
     ("", None), ("-", None), ("免费", 0), (0, 0), ("RMB 88", 8_800), (64.005, 6_401)],
)  # fmt: skip
def test_amounts_in_fen(cell, fen):
    assert cells.amount_fen(cell) == fen


@pytest.mark.parametrize(("cell", "code"), [("-5", "imports.amount_negative"), ("八百", "imports.amount_wrong"), ("=1+1", "imports.amount_wrong"), (1e12, "imports.amount_wrong")])
def test_amounts_that_are_none(cell, code):
    with pytest.raises(cells.Problem) as problem:
        cells.amount_fen(cell)
    assert problem.value.code == code


@pytest.mark.parametrize(("cell", "km"), [("64,000", 64_000), ("6.4万", 64_000), ("64000km", 64_000), ("64000 公里", 64_000), (64000.0, 64_000), ("", None), ("６４０００", 64_000)])
def test_mileages(cell, km):
    assert cells.mileage(cell) == km


ANY = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=True), st.text(max_size=60), st.dates().map(str))


@given(ANY)
def test_no_cell_ends_in_anything_but_a_value_or_a_reason(cell):
    """C1: whatever stands in a cell, it is read or refused with a code that has a sentence."""
    from crm.imports import rules

    for reader in (days.day, cells.phones, cells.plate, cells.vin, cells.amount_fen, cells.mileage, cells.name, cells.text):
        try:
            reader(cell)
        except cells.Problem as problem:
            assert problem.code in rules.SENTENCES


@given(st.dates(date(1950, 1, 1), date(2069, 12, 31)))
def test_every_day_survives_every_spelling(day):
    serial = (day - date(1899, 12, 30)).days
    for cell in (day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day:%Y%m%d}", serial, f"{day.year}/{day.month}/{day.day} 8:05"):
        assert days.day(cell) == day


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("13812345678", "138****5678"), ("138 1234 5678", "138 **** 5678"), ("１３８１２３４５６７８", "１３８****５６７８"), ("13812345678/13912345678", "138****5678/139****5678"),
     ("LSVAA4187E2123456", "L**********3456"), ("粤B·12A45", "粤B·12**5"), ("粤BD12345", "粤BD12**5"), ("20260305143000", "20260305143000"), ("马先生", "马先生")],
)  # fmt: skip
def test_cells_are_shown_with_numbers_covered(typed, shown):
    from crm.imports.faces import masked

    assert masked(typed) == shown
