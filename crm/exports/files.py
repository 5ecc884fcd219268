"""A sheet as a file: xlsx row by row, or csv in UTF-8 with its mark. Who took it, when and what for stands in it.

Text is written as text and never as a formula; what a spreadsheet could take for one carries the mark "this is text"
(xlsx) or a quote in front (csv, which knows no types): T14. Numbers, days and money stay numbers, days and money.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from crm.exports.rules import Form, clean, dangerous, neutral
from crm.shared.sheets import Cell, Column
from crm.shared.words import _

MEDIA = {
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.CSV: "text/csv; charset=utf-8",
}
WIDTHS = {Cell.DAY: 12, Cell.MOMENT: 17, Cell.MONEY: 13, Cell.COUNT: 10, Cell.TIME: 8, Cell.FLAG: 8}
FORMATS = {Cell.DAY: "yyyy-mm-dd", Cell.MOMENT: "yyyy-mm-dd hh:mm", Cell.MONEY: "0.00", Cell.COUNT: "0"}
LONGEST = 32_767  # signs in a cell of xlsx
EXACT = 10**15  # a spreadsheet keeps fifteen digits of a number; a longer one is written as text


@dataclass(frozen=True)
class Mark:
    """The watermark: one line above the headings, and the same as a table on a sheet of its own."""

    line: str
    about: Sequence[tuple[str, str]]
    title: str
    zone: str


class Writer(Protocol):
    """Takes rows one by one, gives the file at the end."""

    def row(self, values: Sequence[Any]) -> None: ...
    def close(self) -> bytes: ...


def read(column: Column, row: Any, zone: ZoneInfo, *, full: bool) -> Any:
    """One value as the file shall hold it."""
    value = column.value(row)
    if value is None or value == "":
        return None
    if column.words is not None:
        value = _(column.words[value]) if value in column.words else str(value)
    if column.mask and not full:
        value = column.mask(value)
    if column.cell is Cell.DAY and isinstance(value, datetime):
        return value.astimezone(zone).date()
    if column.cell is Cell.MOMENT and isinstance(value, datetime):
        return value.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
    if column.cell is Cell.FLAG:
        return _("yes") if value else None
    if column.cell is Cell.TEXT:
        return clean(str(value))[:LONGEST] or None
    return value


def open_file(form: Form, columns: Sequence[Column], mark: Mark, folder: str) -> Writer:
    """Begin a file; `folder` is for what the workbook's writer puts down on its way."""
    return Workbook(columns, mark, folder) if form is Form.XLSX else Text(columns, mark)


class Workbook:
    """xlsx in constant memory: rows go straight through; the watermark, the headings, then the rows."""

    def __init__(self, columns: Sequence[Column], mark: Mark, folder: str) -> None:
        import xlsxwriter  # 10 MB, wanted once in a while

        self._kept, self._columns, self._mark, self._line = io.BytesIO(), columns, mark, 1
        self._book = xlsxwriter.Workbook(self._kept, {
            "constant_memory": True, "tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False,
            "strings_to_numbers": False,
        })  # fmt: skip
        self._book.set_properties({"title": clean(mark.title), "comments": clean(mark.line)})
        self._as = {cell: self._book.add_format({"num_format": text}) for cell, text in FORMATS.items()}
        self._quoted = self._book.add_format({"quote_prefix": True})
        self._bold = self._book.add_format({"bold": True, "bg_color": "#EAF1F1", "bottom": 1})
        self._grey = self._book.add_format({"italic": True, "font_color": "#5A6B6E"})
        self._sheet = self._book.add_worksheet(_sheet_name(mark.title))
        self._head()

    def _head(self) -> None:
        sheet = self._sheet
        for number, column in enumerate(self._columns):
            sheet.set_column(number, number, WIDTHS.get(column.cell, 16))
        sheet.set_footer("&L" + clean(self._mark.line).replace("&", "&&")[:200] + "&R&P / &N")
        sheet.write_string(0, 0, clean(self._mark.line), self._grey)
        for number, column in enumerate(self._columns):
            sheet.write_string(1, number, _(column.label), self._bold)
        sheet.freeze_panes(2, 1)

    def row(self, values: Sequence[Any]) -> None:
        self._line += 1
        for number, (column, value) in enumerate(zip(self._columns, values, strict=True)):
            if value is not None:
                self._cell(number, column, value)

    def _cell(self, number: int, column: Column, value: Any) -> None:
        if column.cell in (Cell.DAY, Cell.MOMENT) and isinstance(value, date):
            self._sheet.write_datetime(self._line, number, value, self._as[column.cell])
        elif column.cell is Cell.MONEY and isinstance(value, int):
            self._sheet.write_number(self._line, number, value / 100, self._as[Cell.MONEY])
        elif column.cell is Cell.COUNT and isinstance(value, (int, float)) and abs(value) < EXACT:
            self._sheet.write_number(self._line, number, value, self._as[Cell.COUNT])
        else:
            text = plain(value)
            self._sheet.write_string(self._line, number, text, self._quoted if dangerous(text) else None)

    def close(self) -> bytes:
        if self._columns:
            self._sheet.autofilter(1, 0, max(1, self._line), len(self._columns) - 1)
        about = self._book.add_worksheet(_("About this file"))
        about.set_column(0, 0, 18)
        about.set_column(1, 1, 70)
        for line, (name, value) in enumerate(self._mark.about):
            about.write_string(line, 0, name, self._bold)
            about.write_string(line, 1, clean(value), self._quoted if dangerous(value) else None)
        self._book.close()
        return self._kept.getvalue()


class Text:
    """csv as spreadsheets open it: UTF-8 with its mark, the watermark in the first line."""

    def __init__(self, columns: Sequence[Column], mark: Mark) -> None:
        self._columns, self._kept = columns, io.StringIO(newline="")
        self._csv = csv.writer(self._kept, lineterminator="\r\n")
        self._csv.writerow([neutral(clean(mark.line))])
        self._csv.writerow([neutral(_(column.label)) for column in columns])

    def row(self, values: Sequence[Any]) -> None:
        self._csv.writerow([self._cell(*pair) for pair in zip(self._columns, values, strict=True)])

    def _cell(self, column: Column, value: Any) -> str:
        if value is None:
            return ""
        if column.cell is Cell.MONEY and isinstance(value, int):
            return f"{value / 100:.2f}"
        return plain(value) if isinstance(value, (int, float)) else neutral(plain(value))

    def close(self) -> bytes:
        return b"\xef\xbb\xbf" + self._kept.getvalue().encode("utf-8")


def plain(value: Any) -> str:
    """A value as text: days and times in the one way that every spreadsheet reads."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return str(value)


def _sheet_name(title: str) -> str:
    """31 signs at most, without those that Excel refuses in a sheet's name."""
    bare = "".join(" " if sign in "[]:*?/\\'" else sign for sign in clean(title))
    return bare.strip()[:31] or "Yuke"


def mark_of(facts: Mapping[str, str], title: str, zone: str) -> Mark:
    """The watermark from its facts, in the order in which they are told."""
    line = " · ".join((title, *(f"{name}: {value}" for name, value in facts.items())))
    return Mark(line, [(_("List"), title), *facts.items()], title, zone)
