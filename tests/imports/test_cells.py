"""Amounts and mileages of cells, and what no cell may do; the other cells stand in the tables (test_cell_tables.py)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.imports.reading import cells, days


@pytest.mark.parametrize(
    ("cell", "fen"),
    [("¥1,234.50", 123_450), ("￥１，２３４.５", 123_450), ("1234元", 123_400), ("1.2万", 1_200_000), (640, 64_000), (640.5, 64_050), (0.1 + 0.2, 30),
     ("", None), ("-", None), ("免费", 0), (0, 0), ("RMB 88", 8_800), (64.005, 6_401)],
)  # fmt: skip
def test_amounts_in_fen(cell, fen):
    assert cells.amount_fen(cell) == fen


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("-5", "imports.amount_negative"),
        ("八百", "imports.amount_wrong"),
        ("=1+1", "imports.amount_wrong"),
        (1e12, "imports.amount_wrong"),
    ],
)
def test_amounts_that_are_none(cell, code):
    with pytest.raises(cells.Problem) as problem:
        cells.amount_fen(cell)
    assert problem.value.code == code


@pytest.mark.parametrize(
    ("cell", "km"),
    [
        ("64,000", 64_000),
        ("6.4万", 64_000),
        ("64000km", 64_000),
        ("64000 公里", 64_000),
        (64000.0, 64_000),
        ("", None),
        ("６４０００", 64_000),
    ],
)
def test_mileages(cell, km):
    assert cells.mileage(cell) == km


ANY = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=True), st.text(max_size=60), st.dates().map(str)
)


@given(ANY)
def test_no_cell_ends_in_anything_but_a_value_or_a_reason(cell):
    """C1: whatever stands in a cell, it is read or refused with a code that has a sentence."""
    from crm.imports import rules

    for reader in (
        days.day,
        cells.phones,
        cells.plate,
        cells.vin,
        cells.amount_fen,
        cells.mileage,
        cells.name,
        cells.text,
    ):
        try:
            reader(cell)
        except cells.Problem as problem:
            assert problem.code in rules.SENTENCES


@given(st.dates(date(1950, 1, 1), date(2069, 12, 31)))
def test_every_day_survives_every_spelling(day):
    serial = (day - date(1899, 12, 30)).days
    for cell in (
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        serial,
        f"{day.year}/{day.month}/{day.day} 8:05",
    ):
        assert days.day(cell) == day


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("13812345678", "138****5678"), ("138 1234 5678", "138 **** 5678"), ("１３８１２３４５６７８", "１３８****５６７８"), ("13812345678/13912345678", "138****5678/139****5678"),
     ("LSVAA4187E2123456", "L**********3456"), ("粤B·12A45", "粤B·12**5"), ("粤BD12345", "粤BD12**5"), ("20260305143000", "20260305143000"), ("马先生", "马先生")],
)  # fmt: skip
def test_cells_are_shown_with_numbers_covered(typed, shown):
    from crm.imports.faces import masked

    assert masked(typed) == shown
