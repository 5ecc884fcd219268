"""The process that opens an uploaded file: it limits itself, writes the rows as JSON lines, and may die alone.

Started by crm.imports.reading.reader with the file on its standard input; knows no database and no keys.
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from crm.imports import rules  # noqa: F401 - registers the reasons' sentences
from crm.imports.reading.sniff import MB, Limits, Unreadable, sniff
from crm.imports.reading.table import find_heading
from crm.imports.reading.text import decode, rows_of
from crm.imports.rules import MOST_COLUMNS

LONGEST_CELL = 4_000
SHEETS_LOOKED_AT = 10
_DAMAGED = (OSError, ValueError, KeyError, EOFError, NotImplementedError, RuntimeError, zlib.error, zipfile.BadZipFile)


def bound(limits: Limits) -> None:
    """From here on this process cannot take more memory, time or files than the limits say."""
    for what, most in (
        (resource.RLIMIT_AS, limits.memory_mb * MB),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # a stricter limit is there already, or the system has none of this kind
            continue


def plain(cell: Any) -> Any:
    """A cell as JSON: text, whole number, number, or None; days and instants as ISO text."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and abs(cell) < 1e15:
        return int(cell) if cell.is_integer() else cell
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    text = str(cell).replace("\x00", "").strip()
    return (text if len(text) <= LONGEST_CELL else text[:LONGEST_CELL] + "…") or None


def read_text(content: bytes) -> tuple[dict[str, Any], list[list[Any]]]:
    text, encoding = decode(content)
    rows, sign = rows_of(text)
    return {"encoding": encoding, "separator": sign, "sheet": "", "era": 1900}, _whole(rows)


def read_workbook(content: bytes) -> tuple[dict[str, Any], list[list[Any]]]:
    """The first visible sheet whose headings are known, else the first that has anything."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        found: tuple[int, str, list[list[Any]]] | None = None
        seen = [
            sheet
            for sheet in book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        ]
        for sheet in seen[:SHEETS_LOOKED_AT]:
            rows = _whole(book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False))
            heading = find_heading(rows[:100])
            known = heading.known if heading else -1
            if rows and (found is None or known > found[0]):
                found = known, sheet.name, rows
            if known >= 3:
                break
        era = _era(content)
    except PasswordError:
        raise Unreadable("imports.password") from None
    except (CalamineError, *_DAMAGED) as problem:
        raise Unreadable("imports.broken") from problem
    about = {"encoding": "xlsx", "separator": "", "sheet": found[1] if found else "", "era": era}
    return about, found[2] if found else []


def _era(content: bytes) -> int:
    """1904 when the workbook counts its days from there (old files of one maker), else 1900."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open("xl/workbook.xml") as part:
        head = part.read(200_000)
    return 1904 if re.search(rb"""date1904\s*=\s*["'](1|true)["']""", head) else 1900


def _whole(rows: Iterable[Iterable[Any]]) -> list[list[Any]]:
    """Plain cells, without the empty ones at the end of each row and the empty rows at the end."""
    found: list[list[Any]] = []
    for row in rows:
        cells = [plain(cell) for cell in row]
        while cells and cells[-1] is None:
            cells.pop()
        found.append(cells)
    while found and not found[-1]:
        found.pop()
    return found


def table(content: bytes, limits: Limits) -> Iterator[Any]:
    """First what the file is, then each row as [number in the file, cells]."""
    about, rows = read_workbook(content) if sniff(content, limits) == "xlsx" else read_text(content)
    heading = find_heading(rows)
    if heading is None or heading.first_data_row >= len(rows):
        raise Unreadable("imports.no_rows")
    if len(heading.columns) > MOST_COLUMNS:
        raise Unreadable("imports.too_many_columns", columns=len(heading.columns), limit=MOST_COLUMNS)
    data = [(number, row) for number, row in enumerate(rows, 1) if number > heading.first_data_row and row]
    if len(data) > limits.rows:
        raise Unreadable("imports.too_many_rows", rows=len(data), limit=limits.rows)
    yield about | {"headings": heading.names, "heading_row": heading.row + 1, "known": heading.known, "rows": len(data)}
    for number, row in data:
        yield [number, [row[column] if column < len(row) else None for column in heading.columns]]


def main() -> int:
    limits = Limits(*(int(one) for one in sys.argv[1:6]))
    content = sys.stdin.buffer.read()
    bound(limits)
    out = sys.stdout
    try:
        for line in table(content, limits):
            out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
    except Unreadable as problem:
        out.write(json.dumps({"refused": problem.reason.code, "facts": dict(problem.reason.facts)}) + "\n")
    except MemoryError:
        out.write(json.dumps({"refused": "imports.out_of_bounds", "facts": {"limit": limits.memory_mb}}) + "\n")
    except RecursionError:
        out.write(json.dumps({"refused": "imports.broken", "facts": {}}) + "\n")
    out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
