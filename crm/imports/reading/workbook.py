"""Workbooks: which sheet has the table, its rows, and what the sheet hides from who looks at it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from crm.imports.reading.notes import Note
from crm.imports.reading.sniff import MB, WORKBOOK, Unreadable
from crm.imports.reading.table import LOOKED_AT, find_heading

SHEETS_LOOKED_AT = 10
SHEETS_NAMED = 50
_DAMAGED = (OSError, ValueError, KeyError, EOFError, NotImplementedError, RuntimeError, zlib.error, zipfile.BadZipFile)
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\s[^<>]*?\bhidden\s*=\s*["'](?:1|true)["']""")
_NO_VALUE = re.compile(rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f(?:\s[^<>]*)?/>)(?:<v\s*/>|<v></v>)?</(?:\w+:)?c>")


def read_workbook(content: bytes, wanted: str = "") -> tuple[dict[str, Any], Iterator[list[Any]], list[Note]]:
    """The wanted sheet, else the first visible one whose headings are known, else the first that has anything."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        visible, hidden = _sheets(book)
        if hidden and not visible:
            raise Unreadable("imports.only_hidden")
        sheet, heights = _choose(book, visible, wanted)
        about = {
            "encoding": "xlsx", "encodings": [], "separator": "", "sheet": sheet.name if sheet else "",
            "sheets": [[name, heights.get(name, -1)] for name in visible[:SHEETS_NAMED]], "era": _era(content),
        }  # fmt: skip
        notes: list[Note] = [("imports.note_hidden_sheets", {"n": hidden})] if hidden else []
    except PasswordError:
        raise Unreadable("imports.password") from None
    except (CalamineError, *_DAMAGED) as problem:
        raise Unreadable("imports.broken") from problem
    if sheet is None:
        return about, iter(()), notes
    return about, sheet.iter_rows(), notes + _noticed(content, book.sheet_names.index(sheet.name), sheet)


def _sheets(book: Any) -> tuple[list[str], int]:
    """The names of visible sheets with cells, and how many are hidden."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    tables = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    visible = [sheet.name for sheet in tables if sheet.visible == SheetVisibleEnum.Visible]
    return visible, len(tables) - len(visible)


def _choose(book: Any, visible: Sequence[str], wanted: str) -> tuple[Any, dict[str, int]]:
    """The sheet, and the heights of those that were looked at."""
    best, most, heights = None, -1, {}
    for name in [wanted] if wanted in visible else visible[:SHEETS_LOOKED_AT]:
        sheet = book.get_sheet_by_name(name)
        heights[name] = sheet.height
        heading = find_heading(list(_first(sheet)))
        known = heading.known if heading else -1
        if sheet.height and known > most:
            best, most = sheet, known
        if known >= 3:
            break
    return best, heights


def _first(sheet: Any) -> list[list[Any]]:
    return [[None if cell == "" else cell for cell in row] for row in sheet.to_python(False, LOOKED_AT)]


def _era(content: bytes) -> int:
    """1904 when the workbook counts its days from there (old files of one maker), else 1900."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name = next(name for name in archive.namelist() if WORKBOOK.fullmatch(name))
        with archive.open(name) as part:
            head = part.read(200_000)
    return 1904 if re.search(rb"""date1904\s*=\s*["'](1|true)["']""", head) else 1900


# ---------------------------------------------------------------- what calamine does not tell


def _noticed(content: bytes, number: int, sheet: Any) -> list[Note]:
    """Hidden rows, formulas nobody has calculated, merged ranges; never a reason to refuse the file."""
    hidden = empty = 0
    try:
        for chunk in _part(content, number):
            hidden += len(_HIDDEN_ROW.findall(chunk))
            empty += len(_NO_VALUE.findall(chunk))
        top = (sheet.start or (0, 0))[0] + 3
        merged = sum(one[0][0] >= top for one in sheet.merged_cell_ranges or [])
    except (*_DAMAGED, IndexError, StopIteration):
        return []
    found = (("hidden_rows", hidden), ("formulas_empty", empty), ("merged", merged))
    return [(f"imports.note_{name}", {"n": n}) for name, n in found if n]


def _part(content: bytes, number: int) -> Iterator[bytes]:
    """The sheet's own part, in pieces that end with a whole tag."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        ids = re.findall(rb"""<(?:\w+:)?sheet\s[^<>]*?\w+:id\s*=\s*["']([^"']+)["']""", archive.read("xl/workbook.xml"))
        relations = archive.read("xl/_rels/workbook.xml.rels")
        tag = next(one for one in re.findall(rb"<Relationship\s[^<>]*>", relations) if _says(one, b"Id") == ids[number])
        target = _says(tag, b"Target").decode()
        with archive.open(target.lstrip("/") if target.startswith("/") else f"xl/{target}") as part:
            rest = b""
            while piece := part.read(MB):
                whole, closed, rest = (rest + piece).rpartition(b"row>")
                yield whole + closed
                rest = rest[-MB:]
            yield rest


def _says(tag: bytes, name: bytes) -> bytes:
    found = re.search(rb"\b" + name + rb"""\s*=\s*["']([^"']*)["']""", tag)
    return found[1] if found else b""
