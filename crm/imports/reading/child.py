"""The process that opens an uploaded file: it limits itself, writes the rows as JSON lines, and may die alone.

Started by crm.imports.reading.reader with the file on its standard input; knows no database and no keys.
"""

from __future__ import annotations

import json
import resource
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from typing import Any

from crm.imports import rules  # noqa: F401 - registers the reasons' sentences
from crm.imports.reading.notes import Note
from crm.imports.reading.sniff import MB, Limits, Unreadable, sniff
from crm.imports.reading.table import LOOKED_AT, Heading, find_heading, kept
from crm.imports.reading.text import read_text
from crm.imports.reading.workbook import read_workbook
from crm.imports.rules import MOST_COLUMNS

LONGEST_CELL = 4_000
BLOCK = 500
FURTHEST_HEADING = 1_000
Numbered = tuple[int, list[Any]]


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
    if isinstance(cell, str):
        text = cell.replace("\x00", "").strip()
        return (text if len(text) <= LONGEST_CELL else text[:LONGEST_CELL] + "…") or None
    if cell is None or isinstance(cell, bool):
        return cell if cell is None else "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        if cell != cell or abs(cell) >= 1e15:
            return str(cell)
        return int(cell) if cell.is_integer() else cell
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return str(cell) if isinstance(cell, timedelta) else cell


def _trimmed(rows: Iterable[Iterable[Any]]) -> Iterator[list[Any]]:
    """Plain cells, without the empty ones at the end of each row."""
    for row in rows:
        cells = list(map(plain, row))
        while cells and cells[-1] is None:
            cells.pop()
        yield cells


def table(
    content: bytes, limits: Limits, encoding: str = "", sheet: str = "", heading_row: int = 0
) -> Iterator[dict[str, Any] | list[Numbered]]:
    """First what the file is, then its rows in blocks, each row as (number in the file, cells)."""
    workbook = sniff(content, limits) == "xlsx"
    about, found, notes = read_workbook(content, sheet) if workbook else read_text(content, encoding)
    rows = _trimmed(found)
    first = list(islice(rows, max(LOOKED_AT, min(heading_row, FURTHEST_HEADING) + 1)))
    heading = find_heading(first, heading_row)
    if heading is None:
        raise Unreadable("imports.no_rows")
    again = first[heading.row : heading.first_data_row] if heading.known >= 2 else []
    data, repeated = _data(chain(first, rows), heading.first_data_row, again, limits)
    heading = kept(heading, [row for _number, row in data])
    if not data:
        raise Unreadable("imports.no_rows")
    if len(heading.columns) > MOST_COLUMNS:
        raise Unreadable("imports.too_many_columns", columns=len(heading.columns), limit=MOST_COLUMNS)
    notes += _noticed(heading, repeated, data)
    yield about | {
        "headings": heading.names, "heading_row": heading.row + 1 if heading.rows else 0, "known": heading.known,
        "rows": len(data), "notes": notes,
    }  # fmt: skip
    yield from _blocks(data, heading)


def _data(rows: Iterable[list[Any]], above: int, again: list[list[Any]], limits: Limits) -> tuple[list[Numbered], int]:
    """The rows below the headings that say anything; a page's repeated headings are left out and counted."""
    data: list[Numbered] = []
    total = repeated = 0
    for number, row in enumerate(rows, 1):
        if number <= above or not row:
            continue
        if row in again:
            repeated += 1
            continue
        total += 1
        if total <= limits.rows:
            data.append((number, row))
    if total > limits.rows:
        raise Unreadable("imports.too_many_rows", rows=total, limit=limits.rows)
    return data, repeated


def _noticed(heading: Heading, repeated: int, data: list[Numbered]) -> list[Note]:
    seen: Counter[str] = Counter()
    seen["headings_again"] = repeated
    seen["two_headings"] = heading.rows == 2
    seen["no_headings"] = heading.rows == 0
    notes: list[Note] = [(f"imports.note_{name}", {"n": int(n)}) for name, n in seen.items() if n]
    cut = sum(1 for _number, row in data for cell in row if type(cell) is str and len(cell) > LONGEST_CELL)
    return [*notes, ("imports.note_long_cells", {"n": cut, "limit": LONGEST_CELL})] if cut else notes


def _blocks(data: list[Numbered], heading: Heading) -> Iterator[list[Numbered]]:
    """The kept columns of each row; most files keep them all, then only the missing ends are filled up."""
    columns, width = heading.columns, len(heading.columns)
    whole = columns == tuple(range(width))
    for start in range(0, len(data), BLOCK):
        block = data[start : start + BLOCK]
        if whole:
            yield [(number, row + [None] * (width - len(row)) if len(row) < width else row) for number, row in block]
        else:
            yield [(n, [row[column] if column < len(row) else None for column in columns]) for n, row in block]


def main() -> int:
    limits = Limits(*(int(one) for one in sys.argv[1:6]))
    encoding, sheet, heading_row = sys.argv[6], sys.argv[7], int(sys.argv[8])
    content = sys.stdin.buffer.read()
    bound(limits)
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    out = sys.stdout
    try:
        for line in table(content, limits, encoding, sheet, heading_row):
            out.write(encode(line) + "\n")
    except Unreadable as problem:
        out.write(encode({"refused": problem.reason.code, "facts": dict(problem.reason.facts)}) + "\n")
    except MemoryError:
        out.write(encode({"refused": "imports.out_of_bounds", "facts": {"limit": limits.memory_mb}}) + "\n")
    except RecursionError:
        out.write(encode({"refused": "imports.broken", "facts": {}}) + "\n")
    out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
