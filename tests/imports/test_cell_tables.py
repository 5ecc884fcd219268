"""The tables of cells (C1–C5): every spelling is read as what is meant, or refused with its reason."""

from __future__ import annotations

from typing import Any

import pytest

from crm.imports.reading import cells, child, days
from crm.imports.reading.repairs import NAMES, told
from crm.imports.reading.sheaf import unbound
from crm.imports.reading.sniff import Limits
from crm.shared.reasons import SENTENCES
from tests.imports.corpus import cells as tables
from tests.imports.corpus import names

READERS = (
    days.day,
    cells.phones,
    cells.plate,
    cells.vin,
    cells.amount_fen,
    cells.mileage,
    cells.name,
    cells.text,
    cells.note,
)


def wrong(reader: Any, table: dict[Any, list[Any]], **more: Any) -> list[Any]:
    """The spellings that are read as something else than what is meant."""
    return [
        (spelling, found, meant)
        for meant, spellings in table.items()
        for spelling in spellings
        if (found := taken(reader, spelling, **more)) != meant
    ]


def taken(reader: Any, cell: Any, **more: Any) -> Any:
    try:
        found = reader(cell, **more)
    except cells.Problem as problem:
        assert problem.code in SENTENCES
        return problem.code
    return tuple(found) if isinstance(found, list) else found


@pytest.mark.parametrize(
    ("reader", "table", "refused", "least"),
    [
        (cells.phones, tables.PHONES, tables.NO_PHONES, 120),
        (cells.plate, tables.PLATES, tables.NO_PLATES, 110),
        (cells.vin, tables.VINS, tables.NO_VINS, 30),
        (days.day, tables.DAYS, tables.NO_DAYS, 120),
        (cells.name, names.NAMES, names.NO_NAMES, 160),
    ],
    ids=["C3 phones", "C4 plates", "C4 VINs", "C5 dates", "C2 names"],
)
def test_every_spelling_is_read_as_what_is_meant(reader, table, refused, least):
    assert wrong(reader, table) == []
    assert wrong(reader, refused) == []
    assert sum(map(len, table.values())) + sum(map(len, refused.values())) >= least


def test_serials_of_1904_workbooks():
    assert wrong(days.day, tables.DAYS_OF_1904, era=1904) == []


@pytest.mark.parametrize("reader", READERS, ids=lambda one: one.__name__)
def test_no_awkward_text_breaks_a_reader(reader):
    """C1: a value, or a reason with a sentence; and every repair told has its words."""
    for cell in names.AWKWARD:
        codes: list[str] = []
        taken(reader, cell, tell=codes.append)
        assert set(codes) <= set(NAMES)


def test_awkward_texts_come_back_from_a_file_as_they_were():
    kept = [
        cell
        for cell in names.AWKWARD
        if '"' not in cell and cell.strip() and len(cell) <= 4_000 and not set(cell) & set("\r\n\ufeff")
    ]
    content = "客户名称,备注\n" + "\n".join(f'马,"{cell}"' for cell in kept)
    _about, *blocks = child.table(content.encode(), Limits())
    found = [cells_of[1] for block in blocks for _number, cells_of in unbound(block, [0, 1])]
    assert found == [cell.strip().replace("\x00", "") for cell in kept]


REPAIRS = [
    (cells.phones, "1.3812345678E+10", {"scientific"}), (cells.phones, "13812345678/13912345678", {"two_numbers"}), (cells.phones, "13812345678", set()),
    (cells.phones, 13812345678, set()), (cells.phones, "+86 13812345678", {"prefix"}), (cells.phones, "021-12345678-801", {"extension"}),
    (cells.phones, "13812345678,13912345678,13712345678", {"two_numbers", "more_numbers"}), (cells.phones, "138O0138000", {"letter_o"}),
    (cells.phones, "１３８１２３４５６７８", {"full_width"}), (cells.phones, "138 1234 5678", set()),
    (cells.plate, "粤BO1234", {"letter_o"}), (cells.plate, "粤b1234I", {"letter_i", "lower_case"}), (cells.plate, "粵B12345", {"traditional"}), (cells.plate, "粤B·12345", set()),
    (cells.vin, "LSVAA4187E2Q23I5O", {"letter_q", "letter_i", "letter_o"}), (cells.vin, "LSVAA4187E2123456", set()), (cells.vin, "#N/A", {"error_value"}),
    (cells.amount_fen, "1.2万", {"ten_thousands"}), (cells.amount_fen, "12.345", {"rounded"}), (cells.amount_fen, "¥1,234.50", set()), (cells.mileage, "6.4w", {"ten_thousands"}),
    (cells.name, "买买提.艾力", {"name_dot"}), (cells.name, "马\u200b先生", {"invisible"}), (cells.name, "\ue863先生", {"rare_sign"}), (cells.name, "马先生", set()),
    (days.day, 46086, {"serial"}), (days.day, "26/3/5", {"short_year"}), (days.day, "民国115年3月5日", {"republic_year"}), (days.day, "二〇二六年三月五日", {"chinese_digits"}),
    (days.day, "9999-12-31", {"no_date"}), (days.day, "2026/3/5", set()), (days.day, "", set()),
]  # fmt: skip


@pytest.mark.parametrize(("reader", "cell", "codes"), REPAIRS)
def test_what_was_put_right_is_told(reader, cell, codes):
    found: list[str] = []
    reader(cell, tell=found.append)
    assert set(found) == codes
    assert len(found) == len(codes), "once for each kind"


def test_an_amount_in_brackets_is_below_zero():
    codes: list[str] = []
    assert [
        cells.amount_fen(cell, codes.append, below_zero=True)
        for cell in ("(1,234.50)", "（100）", "100-", "-¥8", "¥-8")
    ] == [-123450, -10000, -10000, -800, -800]
    assert codes.count("brackets") == 3
    assert taken(cells.amount_fen, "(100)") == "imports.amount_negative"
    assert taken(cells.amount_fen, "1.234,50") == "imports.amount_wrong", (
        "one of two readings would be a hundred times too little"
    )


def test_the_repairs_of_a_column_in_words():
    counts = {"letter_o": 6, "scientific": 1_214, "two_numbers": 37, "of_a_later_version": 1}
    assert told(counts) == "科学计数已还原 1,214 格 · 双号拆开 37 格 · 字母 O 改为数字 0，6 格"
