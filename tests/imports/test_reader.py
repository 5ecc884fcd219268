"""Awkward and hostile files (C6, C7, C8; T13): each is read as stated here, or refused with the stated reason.

The reading happens in the real child process with its real limits.
"""

from __future__ import annotations

import gzip
import time
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.imports import rules
from crm.imports.reading import reader
from crm.imports.reading.sniff import Limits, Unreadable, sniff
from tests.imports import files
from tests.imports.files import changed, text, with_member, workbook

HEAD = ["客户名称", "手机号码", "车牌号"]
CARL = ["马先生", "13812345678", "粤B12345"]
PLAIN = [HEAD, CARL]


def read(content: bytes, **limits: int) -> tuple[reader.Table, list[tuple[int, list[Any]]]]:
    with reader.reading(content, Limits(**limits)) as table:
        return table, list(table.rows)


def huge_dimension() -> bytes:
    return changed(workbook(PLAIN), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'ref="A1:C2"', b'ref="A1:XFD1048576"'))


def second_sheet(first: list[list[str]], hide: bool = False) -> bytes:
    def more(book: Any, paper: Any) -> None:
        second = book.add_worksheet("客户")
        for number, row in enumerate(PLAIN):
            second.write_row(number, 0, row)
        if hide:
            paper.hide()
            second.activate()
            second.set_first_sheet()

    return workbook(first, more=more)


def many_merges() -> bytes:
    ranges = b"".join(b'<mergeCell ref="D%d:E%d"/>' % (row, row) for row in range(3, 42_003))
    return changed(
        workbook(PLAIN),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"</sheetData>", b'</sheetData><mergeCells count="42000">' + ranges + b"</mergeCells>"),
    )


READ: dict[str, bytes] = {
    "xlsx": workbook(PLAIN),
    "named as .xls": workbook(PLAIN),
    "empty sheet before it": second_sheet([]),
    "hidden sheet before it": second_sheet([["客户名称", "手机号码", "车牌号"], ["secret", "13900000000", ""]], hide=True),
    "notes sheet before it": second_sheet([["说明", "请勿修改"], ["a", "b"]]),
    "huge dimension stated": huge_dimension(),
    "42,000 merged ranges": many_merges(),
    "100 empty trailing columns": workbook([row + [""] * 100 for row in PLAIN]),
    "macro workbook": with_member(workbook(PLAIN), "xl/vbaProject.bin", b"\x00" * 100),
    "entities in a member": with_member(workbook(PLAIN), "docProps/custom.xml", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'),
    "zip slip member": with_member(workbook(PLAIN), "../../etc/evil", b"x"),
    "utf-8": text(PLAIN),
    "utf-8 with bom": text(PLAIN, "utf-8-sig"),
    "utf-16 with bom": text(PLAIN, "utf-16"),
    "utf-16-le without bom": text(PLAIN, "utf-16-le"),
    "utf-16-be without bom": text(PLAIN, "utf-16-be"),
    "gbk": text(PLAIN, "gbk"),
    "gb18030": text(PLAIN, "gb18030"),
    "big5": text([["客戶名稱", "手機", "車牌號"], ["馬先生", "13812345678", "粤B12345".replace("粤", "粵")]], "big5"),
    "semicolons": text(PLAIN, separator=";"),
    "tabs": text(PLAIN, separator="\t"),
    "pipes": text(PLAIN, separator="|"),
    "full-width commas": text(PLAIN, separator="，"),
    "crlf": text(PLAIN, end="\r\n"),
    "cr only": text(PLAIN, end="\r"),
    "nul in a cell": text([HEAD, ["马先\x00生", *CARL[1:]]]),
    "dos end mark": text(PLAIN) + b"\x1a",
    "quoted": "\n".join(",".join(f'"{cell}"' for cell in row) for row in PLAIN).encode(),
    "banner and empty rows": text([["某某4S店客户档案"], ["", "", ""], ["导出日期：2026-03-05"], *PLAIN]),
    "padded with empty rows": text([*PLAIN, *[["", "", ""]] * 500]),
    "stars and spaces in headings": text([["*客户名称 ", " 手机号码（必填）", "车 牌 号："], CARL]),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_an_awkward_file_gives_its_one_row(name):
    table, rows = read(READ[name])
    assert len(rows) == 1 == table.total
    if name != "big5":
        assert [str(cell) for cell in rows[0][1][:3]] == CARL
    assert len(table.headings) == 3


def refused() -> dict[str, tuple[bytes, str]]:
    book = workbook(PLAIN)
    bomb = with_member(book, "xl/media/image1.png", bytes(60 * 1024 * 1024))
    return {
        "empty": (b"", "imports.empty_file"),
        "only spaces": (b"\n \r\n\t", "imports.empty_file"),
        "only a bom": (b"\xef\xbb\xbf", "imports.empty_file"),
        "only headings": (text([HEAD]), "imports.no_rows"),
        "only headings, xlsx": (workbook([HEAD]), "imports.no_rows"),
        "no cell at all": (workbook([]), "imports.no_rows"),
        "old xls": (files.ole(), "imports.xls"),
        "password": (files.ole(with_password=True), "imports.password"),
        "locked zip": (files.locked(book), "imports.password"),
        "html as xls": (b"<html><table><tr><td>1</td></tr></table></html>", "imports.html"),
        "html with a bom": ("\ufeff <!DOCTYPE html><html>".encode(), "imports.html"),
        "html in utf-16": ("<html><body><table>".encode("utf-16"), "imports.html"),
        "xml workbook of 2003": (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "imports.html"),
        "billion laughs": (b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><l>&b;</l>', "imports.html"),
        "pdf": (b"%PDF-1.7\n" + bytes(100), "imports.not_a_table"),
        "picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "imports.not_a_table"),
        "gzip": (gzip.compress(text(PLAIN)), "imports.not_a_table"),
        "program": (b"\x7fELF" + bytes(200), "imports.not_a_table"),
        "noise": (bytes(range(256)) * 40, "imports.not_a_table"),
        "any zip": (with_member(b"", "a.txt", b"hello"), "imports.not_a_table"),
        "binary workbook": (with_member(b"", "xl/workbook.bin", b"x"), "imports.xlsb"),
        "open document": (with_member(with_member(b"", "mimetype", b"x"), "content.xml", b"x"), "imports.xlsb"),
        "cut off": (book[: len(book) // 2], "imports.broken"),
        "damaged inside": (files.damaged(book), "imports.broken"),
        "sheet is no xml": (changed(book, "xl/worksheets/sheet1.xml", lambda _: b"<<<<"), "imports.broken"),
        "workbook names no sheet": (changed(book, "xl/workbook.xml", lambda _: b"<workbook/>"), "imports.no_rows"),
        "bomb": (bomb, "imports.bursts"),
        "20,000 members": (_crowded(), "imports.too_many_parts"),
        "too big": (b"a,b\n" + b"1,2\n" * 700_000, "imports.too_big"),
        "too many columns": (text([["客户名称", *(f"c{n}" for n in range(400))], [*(str(n) for n in range(401))]]), "imports.too_many_columns"),
        "last cell of the grid": (workbook(PLAIN, more=lambda book, paper: paper.write(1_048_575, 16_383, 1)), "imports.out_of_bounds"),
    }  # fmt: skip


def _crowded() -> bytes:
    import io
    import zipfile

    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for number in range(3_000):
            archive.writestr(f"xl/{number}", b"")
    return kept.getvalue()


REFUSED = refused()


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_taken_is_refused_with_its_reason(name):
    content, code = REFUSED[name]
    with pytest.raises(Unreadable) as refusal:
        read(content, file_mb=2)
    assert refusal.value.reason.code == code
    assert refusal.value.reason.code in rules.SENTENCES


def test_a_bomb_that_lies_about_its_size_ends_only_the_child():
    with pytest.raises(Unreadable) as refusal:
        read(files.lying_bomb(workbook(PLAIN)), memory_mb=300, seconds=20)
    assert refusal.value.reason.code in ("imports.broken", "imports.out_of_bounds", "imports.no_rows", "imports.too_slow")


def test_a_file_that_takes_too_long_is_stopped():
    slow = workbook([[f"c{n}" for n in range(40)]] * 20_000)
    begun = time.monotonic()
    with pytest.raises(Unreadable) as refusal:
        read(slow, seconds=0)
    assert refusal.value.reason.code == "imports.too_slow"
    assert time.monotonic() - begun < 10


def test_more_rows_than_allowed_are_refused():
    with pytest.raises(Unreadable) as refusal:
        read(text([HEAD, *[CARL] * 101]), rows=100)
    assert refusal.value.reason.facts == {"rows": 101, "limit": 100}


def test_nothing_is_opened_before_the_zip_list_was_looked_at(monkeypatch):
    monkeypatch.setattr(reader.subprocess, "Popen", lambda *a, **k: pytest.fail("the file was opened"))
    with pytest.raises(Unreadable), reader.reading(REFUSED["bomb"][0], Limits()):
        pass


def test_merged_headings_over_two_rows_are_joined():
    def more(book: Any, paper: Any) -> None:
        paper.merge_range(0, 0, 0, 5, "某某汽车销售服务有限公司 客户车辆档案")
        paper.merge_range(1, 0, 2, 0, "客户名称")
        paper.merge_range(1, 1, 2, 1, "手机号码")
        paper.merge_range(1, 2, 1, 3, "上次保养")
        paper.write_row(2, 2, ["日期", "里程"])
        paper.write_row(3, 0, ["马先生", 13812345678, 46086, 64000])

    table, rows = read(workbook([], more=more))
    assert table.headings == ["客户名称", "手机号码", "上次保养日期", "上次保养里程"]
    assert table.about["heading_row"] == 2
    assert rows == [[4, ["马先生", 13812345678, 46086, 64000]]]


def test_a_formula_gives_the_value_that_was_kept_with_it():
    _, rows = read(workbook([[*HEAD, "里程"], CARL], more=lambda book, paper: paper.write_formula(1, 3, "=60000+4000", None, 64000)))
    assert rows[0][1][3] == 64000


def test_days_of_a_1904_workbook_are_the_days_that_were_meant():
    table, rows = read(workbook([[*HEAD, "最近进店日期"], [*CARL, date(2026, 3, 5)]], options={"date_1904": True}))
    assert table.era == 1904
    assert rows[0][1][3] == "2026-03-05"


def test_error_cells_do_not_stop_a_workbook():
    def more(book: Any, paper: Any) -> None:
        paper.write_formula(1, 3, "=1/0", None, "#DIV/0!")
        paper.write_boolean(1, 4, True)

    _, rows = read(workbook([[*HEAD, "里程", "备注"], CARL], more=more))
    assert rows[0][1][:3] == CARL


def test_a_stray_quote_does_not_swallow_the_rest():
    content = text([HEAD, ['"马先生', "13812345678", "粤B12345"], *[CARL] * 40])
    _, rows = read(content)
    assert len(rows) == 41


def test_odd_bytes_stay_visible_as_unreadable_signs():
    _, rows = read("客户名称,手机号码\n".encode() + "马先生".encode()[:-1] + b"\xff,13812345678\n")
    assert "\ufffd" in rows[0][1][0]


def test_rare_signs_survive():
    _table, rows = read(text([HEAD, ["𠮷㐂䶮", *CARL[1:]]], "gb18030"))
    assert rows[0][1][0] == "𠮷㐂䶮"


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.binary(max_size=2_000))
def test_fuzz_any_bytes_are_text_or_refused(content):
    """The same functions as in the child, without the process: nothing else than Unreadable may come out."""
    from crm.imports.reading.child import table

    limits = Limits()
    try:
        if sniff(content, limits) == "text":
            list(table(content, limits))
    except Unreadable as problem:
        assert problem.reason.code in rules.SENTENCES


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_fuzz_a_workbook_with_flipped_bytes_is_read_or_refused(data):
    from crm.imports.reading.child import table

    content = bytearray(READ["xlsx"])
    for _ in range(data.draw(st.integers(1, 12))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        list(table(bytes(content), Limits()))
    except Unreadable as problem:
        assert problem.reason.code in rules.SENTENCES
