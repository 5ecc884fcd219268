"""Files out, without a database: who needs approval, what a cell and a name may hold, what a reader does not see."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from crm.exports.files import Text, mark_of, read
from crm.exports.rules import Form, clean, dangerous, file_name, neutral, why_approval
from crm.shared.sheets import Cell, Column, Sheet
from crm.shared.stamp import Person

ZONE = ZoneInfo("Asia/Shanghai")
FREE = {"full": False, "persons": True, "rows": 10, "taken_today": 0, "alone": 1000, "approved": False}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, None),
        ({"rows": 1000}, None),
        ({"rows": 1001}, "exports.above"),
        ({"rows": 10, "taken_today": 995}, "exports.above"),
        ({"rows": 0, "taken_today": 5000}, None),
        ({"rows": 10**6, "persons": False}, None),
        ({"full": True}, "exports.full"),
        ({"full": True, "persons": False}, "exports.full"),
        ({"full": True, "rows": 10**6, "approved": True}, None),
    ],
)
def test_what_needs_a_manager(more, code):
    why = why_approval(**{**FREE, **more})
    assert (why.code if why else None) == code


@pytest.mark.parametrize("text", ["=1", "+86", "-1", "@x", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠x", "  =1", "　=1", "|x", "%x"])
def test_what_a_spreadsheet_could_take_for_a_formula_is_made_text(text):
    assert dangerous(text) and neutral(text) == "'" + text


@pytest.mark.parametrize("text", ["周建国", "a=b", "13800000001", "", "1-2", "'=1"])
def test_other_texts_stay_as_they_are(text):
    assert not dangerous(text) and neutral(text) == text


def test_signs_that_a_file_cannot_hold_go():
    assert clean("a\x00b\x0bc\ud800d\ufffee\tf\ng") == "abcde\tf\ng"


def test_the_name_says_what_when_who_and_what_for():
    name = file_name("客户/名单 1", "Report or meeting", "max", datetime(2026, 3, 5, 9, 7), Form.XLSX)
    assert name == "客户_名单_1-20260305-0907-max-Report_or_meeting.xlsx"


def test_values_are_read_as_the_file_shall_hold_them():
    at = datetime(2026, 3, 5, 16, 30, 12, tzinfo=UTC)
    row = SimpleNamespace(phone="13800000001", at=at, day=date(2026, 3, 5), fen=-150, on=True, off=False, code="x", none=None)

    def value(attribute, cell=Cell.TEXT, *, full=False, **more):
        return read(Column("x", attribute, cell, **more), row, ZONE, full=full)

    mask = {"mask": lambda text: text[:3] + "****"}
    assert value("phone", **mask) == "138****" and value("phone", full=True, **mask) == "13800000001"
    assert value("at", Cell.MOMENT) == datetime(2026, 3, 6, 0, 30) and value("at", Cell.DAY) == date(2026, 3, 6)
    assert value("day", Cell.DAY) == date(2026, 3, 5) and value("fen", Cell.MONEY) == -150
    assert value("on", Cell.FLAG) and value("off", Cell.FLAG) is None and value("none") is None
    assert value("code", words={"x": "Another word"}) == "Another word" and value("code", words={}) == "x"
    assert len(value(lambda _row: "x" * 40_000)) == 32_767


def test_a_column_is_there_only_for_who_may_see_it():
    open_one, closed = Column("a", "a"), Column("b", "b", right=("family_notes",))
    sheet = Sheet("k", "l", (open_one, closed), ("sell",), lambda stamp, filters: [])
    sam, olga = (Person(1, 1, "x", rights=frozenset(rights)) for rights in ({"sell", "family_notes"}, {"sell"}))
    assert sheet.columns_for(sam) == [open_one, closed] and sheet.columns_for(olga) == [open_one]
    assert sheet.open_to(olga) and not sheet.open_to(Person(1, 1, "x"))


def test_only_the_filters_that_a_sheet_knows_are_kept():
    sheet = Sheet("k", "l", (), ("sell",), lambda stamp, filters: [], filters=("view", "of"))
    assert sheet.chosen({"view": "open", "of": 7, "q": "13800000001", "x": ""}) == {"view": "open", "of": "7"}
    assert sheet.chosen({"view": "a\x00b", "of": None}) == {}


def test_csv_takes_no_word_for_a_number():
    mark = mark_of({"Purpose": "=1"}, "=List", "Asia/Shanghai")
    writer = Text((Column("n", "n", Cell.COUNT), Column("m", "m", Cell.MONEY)), mark)
    writer.row(["=1+1", 12345])
    lines = writer.close().decode("utf-8-sig").splitlines()
    assert lines[0].startswith("'=List") and lines[2] == "'=1+1,123.45"
