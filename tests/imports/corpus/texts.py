"""Text tables (C6): encodings, separators, line ends, quotes, banners, headings."""

from __future__ import annotations

import gzip

from tests.imports.corpus.case import CARL, HEAD, PLAIN, VERA, Case, read, refuse
from tests.imports.files import text

TRADITIONAL = [
    ["客戶名稱", "手機號碼", "車牌號"],
    ["馬先生", "13812345678", "粵B12345"],
    ["歐陽女士", "13912345678", "粵BD12345"],
]
RARE = [HEAD, ["𠮷㐂䶮先生", *CARL[1:]], VERA]
QUOTED = [["客户名称", "手机号码", "车牌号", "备注"], [*CARL, '他说"好",\n明天来'], [*VERA, ""]]
NO_NAMES = [["马先生", "13812345678", "x"], ["李女士", "13912345678", "y"]]
TWO_ROWS = [
    ["客户名称", "手机号码", "上次保养", ""],
    ["", "", "日期", "里程"],
    [*CARL[:2], "2026-03-05", "64000"],
    [*VERA[:2], "2026-02-01", "5000"],
]


def quoted(rows: list[list[str]]) -> bytes:
    return "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows).encode()


def lines(*rows: bytes) -> bytes:
    return b"\n".join(rows)


def line(row: list[str], encoding: str) -> bytes:
    return ",".join(row).encode(encoding)


ENCODINGS: list[Case] = [
    read("utf-8", text(PLAIN), about={"encoding": "utf-8", "separator": ","}),
    read("utf-8 with BOM", text(PLAIN, "utf-8-sig"), about={"encoding": "utf-8"}),
    read("utf-16 LE with BOM", b"\xff\xfe" + text(PLAIN, "utf-16-le"), about={"encoding": "utf-16-le"}),
    read("utf-16 BE with BOM", b"\xfe\xff" + text(PLAIN, "utf-16-be"), about={"encoding": "utf-16-be"}),
    read("utf-16 LE without BOM", text(PLAIN, "utf-16-le"), about={"encoding": "utf-16-le"}),
    read("utf-16 BE without BOM", text(PLAIN, "utf-16-be"), about={"encoding": "utf-16-be"}),
    read("utf-32 LE with BOM", b"\xff\xfe\x00\x00" + text(PLAIN, "utf-32-le"), about={"encoding": "utf-32-le"}),
    read("GBK", text(PLAIN, "gbk"), about={"encoding": "gb18030"}),
    read("GB18030 with signs of four bytes", text(RARE, "gb18030"), rows=(RARE[1], VERA), about={"encoding": "gb18030"}),
    read("Big5 with headings", text(TRADITIONAL, "cp950"), rows=TRADITIONAL[1:], headings=TRADITIONAL[0], about={"encoding": "big5"}),
    read("Big5 without known headings", text([["甲", "乙", "丙"], *TRADITIONAL[1:]], "cp950"), rows=TRADITIONAL[1:], about={"encoding": "big5"}),
    read("traditional headings in utf-8", text(TRADITIONAL), rows=TRADITIONAL[1:], about={"known": 3}),
    read("GBK read as Big5 on a person's word", text(PLAIN, "gbk"), rows=[[], []], choice={"encoding": "big5"}, about={"encoding": "big5"}),
    read("Big5 read as GB18030 on a person's word", text(TRADITIONAL, "cp950"), rows=[[], []], choice={"encoding": "gb18030"}, about={"encoding": "gb18030"}),
    Case("utf-16 is not what the person says", lambda: text([HEAD, *[CARL] * 40]), refused=("imports.wrong_encoding", "imports.no_rows"), choice={"encoding": "utf-16-be"}),
    read("one odd byte in utf-8", lines(*(line(row, "utf-8") for row in PLAIN), b"\xe7\x8e\x8b\xff,13712345678,"), rows=(CARL, VERA, ["王\ufffd", "13712345678"]), notes={"odd_signs"}),
    read("one odd byte in GBK", lines(*(line(row, "gbk") for row in PLAIN), "王".encode("gbk") + b"\xff,13712345678,"), rows=(CARL, VERA, ["王\ufffd", "13712345678"]), notes={"odd_signs"}),
    read("utf-8 cut within its last sign", text([*PLAIN, ["13712345678", "王先生"]])[:-1], rows=(CARL, VERA, ["13712345678"]), notes={"odd_signs"}),
    read("lines of GBK within utf-8", lines(line(HEAD, "utf-8"), line(CARL, "utf-8"), line(VERA, "gbk")), notes={"mixed"}),
    read("NUL in a cell", text([HEAD, ["马先\x00生", *CARL[1:]], VERA])),
    read("padded with NULs", text(PLAIN) + b"\x00" * 300),
    read("end mark of old systems", text(PLAIN) + b"\x1a"),
    read("only plain letters", text([["name", "phone", "plate"], ["Carl", "13812345678", "B12345"]]), rows=(["Carl", "13812345678", "B12345"],), about={"encoding": "utf-8"}),
]  # fmt: skip

SHAPES: list[Case] = [
    read("semicolons", text(PLAIN, separator=";"), about={"separator": ";"}),
    read("tabs", text(PLAIN, separator="\t"), about={"separator": "\t"}),
    read("bars", text(PLAIN, separator="|"), about={"separator": "|"}),
    read("full-width commas", text(PLAIN, separator="，"), about={"separator": "，"}),
    read("carets", text(PLAIN, separator="^"), about={"separator": "^"}),
    read("unit separators", text(PLAIN, separator="\x1f"), about={"separator": "\x1f"}),
    read("the first line names the separator", b"sep=;\n" + text(PLAIN, separator=";"), about={"separator": ";", "heading_row": 2}),
    read("CRLF", text(PLAIN, end="\r\n")),
    read("CR only", text(PLAIN, end="\r")),
    read("line ends of every kind", text(PLAIN[:2]) + b"\r" + text(PLAIN[2:]) + b"\r\n"),
    read("quoted, with a line break and quotes within", quoted(QUOTED), rows=([*CARL, '他说"好",\n明天来'], VERA)),
    read("a quotation mark without its partner", text([HEAD, ['"马先生', *CARL[1:]], *[VERA] * 40]), rows=(['"马先生', *CARL[1:]],), notes={"quotes"}),
    read("an inch sign within a cell", text([HEAD, ['马先生18"', *CARL[1:]], VERA]), rows=(['马先生18"', *CARL[1:]], VERA)),
    read("banner, empty line, date of export", text([["某某4S店客户档案"], ["", "", ""], ["导出日期：2026-03-05"], *PLAIN]), about={"heading_row": 4}),
    read("empty lines above, between and below", b"\n\n" + text([PLAIN[0], ["", "", ""], *PLAIN[1:], *[["", "", ""]] * 500])),
    read("100 empty columns behind", text([row + [""] * 100 for row in PLAIN]), headings=HEAD),
    read("empty columns in front", text([["", "", *row] for row in PLAIN]), headings=HEAD),
    read("a column without a heading", text([[*HEAD[:2], "", HEAD[2]], [*CARL[:2], "甲", CARL[2]], [*VERA[:2], "", VERA[2]]]), rows=([*CARL[:2], "甲"],), headings=[*HEAD[:2], "#3", HEAD[2]]),
    read("rows longer than the headings", text([HEAD, [*CARL, "甲"], VERA]), headings=[*HEAD, "#4"]),
    read("rows shorter than the headings", text([[*HEAD, "备注"], CARL, VERA])),
    read("headings with stars, spaces and brackets", text([["*客户名称 ", " 手机号码（必填）", "车 牌 号："], CARL, VERA]), about={"known": 3}),
    read("headings in full width", text([["ＶＩＮ", "手机号码", "客户名称"], ["LSVAA4187E2123456", "13812345678", "马先生"]]), rows=(["LSVAA4187E2123456"],), about={"known": 3}),
    read("two rows of headings", text(TWO_ROWS), rows=([*CARL[:2], "2026-03-05", "64000"],), headings=["客户名称", "手机号码", "上次保养日期", "上次保养里程"], notes={"two_headings"}),
    read("headings again on each page", text([HEAD, CARL, HEAD, VERA, HEAD]), notes={"headings_again"}),
    read("no headings", text(NO_NAMES), rows=NO_NAMES, headings=["#1", "#2", "#3"], notes={"no_headings"}, about={"heading_row": 0}),
    read("no headings on a person's word", text([["甲", "乙"], ["丙", "丁"]]), rows=([["甲", "乙"], ["丙", "丁"]]), choice={"heading_row": -1}, notes={"no_headings"}),
    read("the heading row on a person's word", text([["甲", "乙", "丙"], ["丁", "戊", "己"], CARL]), rows=(CARL,), headings=["丁", "戊", "己"], choice={"heading_row": 2}),
    read("one column only", text([["手机号码"], ["13812345678"], ["13912345678"]]), rows=(["13812345678"], ["13912345678"])),
    read("300 columns", text([[*HEAD, *(f"c{n}" for n in range(297))], [*CARL, *["1"] * 297]]), rows=(CARL,)),
    read("a cell of 10,000 signs", text([[*HEAD, "备注"], [*CARL, "长" * 10_000], VERA]), rows=([*CARL, "长" * 4_000 + "…"], VERA), notes={"long_cells"}),
    read("formulas as text", text([HEAD, ["=1+1", *CARL[1:]], ["@SUM(A1)", *VERA[1:]]]), rows=(["=1+1"], ["@SUM(A1)"])),
    read("formulas that an export has made harmless", text([HEAD, ["'=1+1", "'+8613812345678", "'粤B12345"], ["'－1", "'@x", "'"]]), rows=(["=1+1", "+8613812345678", "'粤B12345"], ["－1", "@x", "'"])),
    read("a remark with a tag", text([[*HEAD, "备注"], [*CARL, "<table>"], VERA])),
]  # fmt: skip

REFUSED: list[Case] = [
    refuse("empty", b"", "imports.empty_file"),
    refuse("only white space", b"\n \r\n\t", "imports.empty_file"),
    refuse("only a BOM", b"\xef\xbb\xbf", "imports.empty_file"),
    refuse("only NULs", bytes(5000), "imports.empty_file"),
    refuse("only headings", text([HEAD]), "imports.no_rows"),
    refuse("301 columns", text([[*HEAD, *(f"c{n}" for n in range(298))], ["1"] * 301]), "imports.too_many_columns"),
    refuse("16,000 columns", text([["x"] * 16_000, ["1"] * 16_000]), "imports.too_many_columns"),
    refuse("101 rows where 100 are allowed", text([HEAD, *[CARL] * 101]), "imports.too_many_rows", rows=100),
    refuse("3 MB where 2 are allowed", b"a,b\n" + b"1,2\n" * 700_000, "imports.too_big"),
    refuse("a field of 2 MB", b"a,b\n1," + b"x" * 1_900_000, "imports.broken"),
    refuse("web page named .xls", b"<html><table><tr><td>1</td></tr></table></html>", "imports.html"),
    refuse("web page with a BOM", "\ufeff <!DOCTYPE html><html>".encode(), "imports.html"),
    refuse("web page in utf-16", "<html><body><table>".encode("utf-16"), "imports.html"),
    refuse("web page behind a comment", b"<!-- export --><TABLE border=1>", "imports.html"),
    refuse("web archive", b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n", "imports.html"),
    refuse("XML workbook of 2003", b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "imports.html"),
    refuse("billion laughs", b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><l>&b;</l>', "imports.html"),
    refuse("PDF", b"%PDF-1.7\n" + bytes(100), "imports.not_a_table"),
    refuse("picture", b"\x89PNG\r\n\x1a\n" + bytes(100), "imports.not_a_table"),
    refuse("gzip", lambda: gzip.compress(text(PLAIN)), "imports.not_a_table"),
    refuse("program", b"\x7fELF" + bytes(200), "imports.not_a_table"),
    refuse("JSON", b'[{"name": "x"}]', "imports.not_a_table"),
    refuse("SYLK", b"ID;PWXL;N;E\nC;Y1;X1", "imports.not_a_table"),
    refuse("noise", bytes(range(256)) * 40, "imports.not_a_table"),
]  # fmt: skip

CASES = [*ENCODINGS, *SHAPES, *REFUSED]
