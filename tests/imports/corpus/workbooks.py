"""Workbooks (C7): sheets, merged and doubled headings, dates, formulas, hidden things, odd dimensions."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from tests.imports.corpus.case import CARL, HEAD, PLAIN, VERA, Case, read, refuse
from tests.imports.files import changed, ole, renamed, text, with_member, workbook

SHEET = "xl/worksheets/sheet1.xml"
DAY = date(2026, 3, 5)
SECRET = [HEAD, ["别人", "13900000000", ""]]


def edited(old: bytes, new: bytes, rows: Sequence[Sequence[Any]] = PLAIN, name: str = SHEET) -> Callable[[], bytes]:
    """The plain workbook with one place of a part rewritten; the place must be there."""

    def edit(xml: bytes) -> bytes:
        assert old in xml
        return xml.replace(old, new, 1)

    return lambda: changed(workbook(rows), name, edit)


def sheets(*tables: tuple[str, Sequence[Sequence[Any]]], hide: str = "") -> Callable[[], bytes]:
    """One sheet for each table; the first is the plain one of the builder."""

    def more(book: Any, paper: Any) -> None:
        for name, rows in tables[1:]:
            other = book.add_worksheet(name)
            for number, row in enumerate(rows):
                other.write_row(number, 0, row)
            if name != hide:
                other.activate()
                other.set_first_sheet()
        if hide:
            (paper if tables[0][0] == hide else book.get_worksheet_by_name(hide)).hide()

    return lambda: workbook(tables[0][1], sheet=tables[0][0], more=more)


def merged(book: Any, paper: Any) -> None:
    """A banner over the whole width, and headings merged over two rows and over two columns."""
    paper.merge_range(0, 0, 0, 5, "某某汽车销售服务有限公司 客户车辆档案")
    paper.merge_range(1, 0, 2, 0, "客户名称")
    paper.merge_range(1, 1, 2, 1, "手机号码")
    paper.merge_range(1, 2, 1, 3, "上次保养")
    paper.write_row(2, 2, ["日期", "里程"])
    paper.write_row(3, 0, ["马先生", 13812345678, 46086, 64000])


def formulas(_book: Any, paper: Any) -> None:
    paper.write_formula(1, 3, "=60000+4000", None, 64000)
    paper.write_formula(2, 3, "=1/0", None, "#DIV/0!")


def hidden_rows(_book: Any, paper: Any) -> None:
    paper.set_row(1, None, None, {"hidden": True})


def merges(count: int) -> Callable[[], bytes]:
    ranges = b"".join(b'<mergeCell ref="D%d:E%d"/>' % (row, row) for row in range(5, count + 5))
    return edited(b"</sheetData>", b'</sheetData><mergeCells count="%d">' % count + ranges + b"</mergeCells>")


def uncounted(content: bytes) -> bytes:
    """Formulas as programs write them that do not calculate: no value is kept."""
    return changed(content, SHEET, lambda xml: re.sub(rb"</f><v>[^<]*</v>", b"</f>", xml))


STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": b"http://purl.oclc.org/ooxml/officeDocument/relationships",
}


def everywhere(edit: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    """The dated workbook with its workbook, sheet, texts and styles rewritten."""

    def build() -> bytes:
        content = workbook(DATED)
        for name in ("xl/workbook.xml", SHEET, "xl/sharedStrings.xml", "xl/styles.xml"):
            content = changed(content, name, edit)
        return content

    return build


def strict(xml: bytes) -> bytes:
    for old, new in STRICT.items():
        xml = xml.replace(old, new)
    return xml


def prefixed(xml: bytes) -> bytes:
    """Every tag with a prefix, as some exporters write them."""
    return re.sub(rb"<(/?)(?!\?)([a-zA-Z])", rb"<\1x:\2", xml).replace(b'xmlns="', b'xmlns:x="', 1)


def grid(rows: int, columns: int) -> Callable[[], bytes]:
    """One more cell far away from the table."""
    return lambda: workbook(PLAIN, more=lambda _book, paper: paper.write(rows - 1, columns - 1, "x"))


WITH_KM = [[*HEAD, "里程"], CARL, VERA]
DATED = [[*HEAD, "最近进店日期"], [*CARL, DAY], VERA]

READ: list[Case] = [
    read("plain", lambda: workbook(PLAIN), headings=HEAD, about={"encoding": "xlsx", "sheet": "Sheet1", "sheets": [["Sheet1", 3]]}),
    read("an empty sheet before it", sheets(("空", []), ("客户", PLAIN)), about={"sheet": "客户"}),
    read("notes on a sheet before it", sheets(("说明", [["说明", "请勿修改"], ["a", "b"]]), ("客户", PLAIN)), about={"sheet": "客户"}),
    read("a hidden sheet before it", sheets(("旧", SECRET), ("客户", PLAIN), hide="旧"), about={"sheet": "客户"}, notes={"hidden_sheets"}),
    read("a sheet on a person's word", sheets(("一店", SECRET), ("二店", PLAIN)), choice={"sheet": "二店"}, about={"sheet": "二店"}),
    read("a sheet that is not there", sheets(("一店", PLAIN), ("二店", SECRET)), choice={"sheet": "三店"}, about={"sheet": "一店"}),
    read("hidden rows", lambda: workbook(PLAIN, more=hidden_rows), notes={"hidden_rows"}),
    read("banner and merged headings", lambda: workbook([], more=merged), rows=(["马先生", 13812345678, 46086, 64000],), headings=["客户名称", "手机号码", "上次保养日期", "上次保养里程"], notes={"two_headings"}, about={"heading_row": 2}),
    read("the table begins at C5", lambda: workbook([], more=lambda _book, paper: [paper.write_row(4 + n, 2, row) for n, row in enumerate(PLAIN)]), headings=HEAD, about={"heading_row": 5}),
    read("one column", lambda: workbook([["手机号码"], [13812345678], ["13912345678"]]), rows=([13812345678], ["13912345678"])),
    read("formulas with kept values, errors", lambda: workbook(WITH_KM, more=formulas), rows=([*CARL, 64000], [*VERA, None])),
    read("formulas without values", lambda: uncounted(workbook(WITH_KM, more=formulas)), rows=([*CARL, None], VERA), notes={"formulas_empty"}),
    read("days of 1900", lambda: workbook(DATED), rows=([*CARL, "2026-03-05"],), about={"era": 1900}),
    read("days of 1904", lambda: workbook(DATED, options={"date_1904": True}), rows=([*CARL, "2026-03-05"],), about={"era": 1904}),
    read("days with a time", lambda: workbook([[*HEAD, "进店时间"], [*CARL, datetime(2026, 3, 5, 14, 30)]]), rows=([*CARL, "2026-03-05 14:30:00"],)),
    read("numbers, truth values, long numbers", lambda: workbook([[*HEAD, "甲", "乙"], ["马", 13812345678, 0.5, True, 1.5e17]]), rows=(["马", 13812345678, 0.5, "TRUE", "1.5e+17"],)),
    read("days as ISO text", lambda: changed(workbook(DATED), SHEET, lambda xml: re.sub(rb'<c r="D2"([^>]*)><v>[^<]*</v>', rb'<c r="D2" t="d"><v>2026-03-05T00:00:00</v>', xml)), rows=([*CARL, "2026-03-05"],)),
    read("a workbook of the strict standard", everywhere(strict), rows=([*CARL, "2026-03-05"], VERA)),
    read("every tag with a prefix", everywhere(prefixed), rows=([*CARL, "2026-03-05"], VERA)),
    read("a workbook without styles: days are serials", lambda: renamed(workbook(DATED), lambda name: name.replace("styles", "other")), rows=([*CARL, 46086],)),
    read("members named with backslashes", lambda: renamed(workbook(PLAIN), lambda name: name.replace("/", "\\"))),
    read("members named in capitals", lambda: renamed(workbook(PLAIN), str.upper)),
    read("100 empty columns behind", lambda: workbook([[*row, *[""] * 100] for row in PLAIN]), headings=HEAD),
    read("42,000 merged ranges", merges(42_000), notes={"merged"}),
    read("a stated dimension of a million rows", edited(b'ref="A1:C3"', b'ref="A1:XFD1048576"')),
    read("a last cell at row 1,048,576", grid(1_048_576, 3), rows=(CARL, VERA, [None, None, "x"])),
    read("no dimension", edited(b'<dimension ref="A1:C3"/>', b"")),
    read("rows without numbers", lambda: changed(workbook(PLAIN), SHEET, lambda xml: re.sub(rb' r="[A-Z]*\d+"', b"", xml))),
    read("macro workbook", lambda: with_member(workbook(PLAIN), "xl/vbaProject.bin", b"\x00" * 100)),
    read("links to other workbooks", lambda: with_member(workbook(PLAIN), "xl/externalLinks/externalLink1.xml", b'<externalLink><externalBook r:id="rId1"/></externalLink>')),
    read("headings again on each page", lambda: workbook([HEAD, CARL, HEAD, VERA]), notes={"headings_again"}),
    read("no headings", lambda: workbook([CARL, VERA]), headings=["#1", "#2", "#3"], notes={"no_headings"}),
    read("pictures and charts", lambda: with_member(workbook(PLAIN), "xl/media/image1.png", b"\x89PNG" * 100)),
    read("pivot sheet beside it", sheets(("透视", [["行标签", "计数"], ["深圳", 5]]), ("客户", PLAIN)), about={"sheet": "客户"}),
    read("a name of four bytes and emoji", lambda: workbook([HEAD, ["𠮷👨‍👩‍👧", *CARL[1:]]]), rows=(["𠮷👨‍👩‍👧", *CARL[1:]],)),
    read("cells of 32,767 signs", lambda: workbook([[*HEAD, "备注"], [*CARL, "长" * 32_767]]), rows=([*CARL, "长" * 4_000 + "…"],), notes={"long_cells"}),
    read("a formula that would run a program", lambda: workbook([HEAD, ["=cmd|' /C calc'!A0", *CARL[1:]]]), rows=(["=cmd|' /C calc'!A0"],)),
]  # fmt: skip

REFUSED: list[Case] = [
    refuse("only headings", lambda: workbook([HEAD]), "imports.no_rows"),
    refuse("no cell at all", lambda: workbook([]), "imports.no_rows"),
    refuse("all sheets hidden", edited(b'name="Sheet1"', b'name="Sheet1" state="hidden"', name="xl/workbook.xml"), "imports.only_hidden"),
    refuse("a workbook that names no sheet", lambda: changed(workbook(PLAIN), "xl/workbook.xml", lambda _: b"<workbook/>"), "imports.no_rows"),
    refuse("a sheet without its part", lambda: changed(workbook(PLAIN), "xl/_rels/workbook.xml.rels", lambda xml: xml.replace(b"sheet1", b"sheet9")), "imports.broken"),
    refuse("texts in a part that is missing", lambda: renamed(workbook(PLAIN), lambda name: name.replace("sharedStrings", "other")), "imports.broken"),
    refuse("old .xls", ole(), "imports.xls"),
    refuse("a password", ole(with_password=True), "imports.password"),
    refuse("binary workbook", lambda: with_member(b"", "xl/workbook.bin", b"x"), "imports.xlsb"),
    refuse("open document", lambda: with_member(with_member(b"", "mimetype", b"x"), "content.xml", b"x"), "imports.xlsb"),
    refuse("text document", lambda: with_member(b"", "word/document.xml", b"x"), "imports.not_a_table"),
    refuse("any archive", lambda: with_member(b"", "a.txt", text(PLAIN)), "imports.not_a_table"),
    refuse("301 columns", lambda: workbook([[f"c{n}" for n in range(301)], [*CARL, *range(298)]]), "imports.too_many_columns"),
    refuse("16,384 columns", lambda: workbook([[f"c{n}" for n in range(16_384)], CARL]), "imports.too_many_columns"),
    refuse("101 rows where 100 are allowed", lambda: workbook([HEAD, *[CARL] * 101]), "imports.too_many_rows", rows=100),
    refuse("the last cell of the grid", grid(1_048_576, 16_384), "imports.out_of_bounds"),
]  # fmt: skip

HEAVY = (
    "plain",
    "days of 1904",
    "42,000 merged ranges",
    "a stated dimension of a million rows",
    "a last cell at row 1,048,576",
)
CASES = [*READ, *REFUSED]
