"""The process that opens an uploaded file: it limits itself, writes the rows as JSON lines, and may die alone.

Started by crm.imports.reading.reader with the file on its standard input; knows no database and no keys.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from typing import Any

from crm.imports import rules  # noqa: F401 - registers the reasons' sentences
from crm.imports.reading.notes import Note
from crm.imports.reading.sheaf import LONGEST_CELL, Sheaf, encode
from crm.imports.reading.sniff import MB, Limits, Unreadable, sniff
from crm.imports.reading.table import LOOKED_AT, Heading, find_heading
from crm.imports.reading.text import read_text
from crm.imports.reading.workbook import read_workbook
from crm.imports.rules import MOST_COLUMNS

FURTHEST_HEADING = 1_000


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
) -> Iterator[dict[str, Any] | str]:
    """First what the file is, then its rows in blocks, bound as text (crm.imports.reading.sheaf)."""
    workbook = sniff(content, limits) == "xlsx"
    about, found, notes = read_workbook(content, sheet) if workbook else read_text(content, encoding)
    rows = _trimmed(found)
    first = list(islice(rows, max(LOOKED_AT, min(heading_row, FURTHEST_HEADING) + 1)))
    heading = find_heading(first, heading_row)
    if heading is None:
        raise Unreadable("imports.no_rows")
    sheaf, again = Sheaf(heading, limits.rows), first[heading.row : heading.first_data_row]
    repeated = _gather(chain(first, rows), heading.first_data_row, again if heading.known >= 2 else [], sheaf)
    if sheaf.total > limits.rows:
        raise Unreadable("imports.too_many_rows", rows=sheaf.total, limit=limits.rows)
    if not sheaf.total:
        raise Unreadable("imports.no_rows")
    if sheaf.too_wide:
        raise Unreadable("imports.too_many_columns", columns=len(sheaf.columns()), limit=MOST_COLUMNS)
    yield about | {
        "headings": sheaf.headings(), "heading_row": heading.row + 1 if heading.rows else 0, "known": heading.known,
        "rows": sheaf.total, "columns": sheaf.columns(), "notes": notes + _noticed(heading, repeated, sheaf.cut),
    }  # fmt: skip
    yield from sheaf.blocks


def _gather(rows: Iterable[list[Any]], above: int, again: list[list[Any]], sheaf: Sheaf) -> int:
    """Put the rows below the headings that say anything into the sheaf; how often the headings came again."""
    repeated = 0
    for number, row in enumerate(rows, 1):
        if number <= above or not row:
            continue
        if row in again:
            repeated += 1
        else:
            sheaf.add(number, row)
    sheaf.bind()
    return repeated


def _noticed(heading: Heading, repeated: int, cut: int) -> list[Note]:
    seen = {"headings_again": repeated, "two_headings": int(heading.rows == 2), "no_headings": int(heading.rows == 0)}
    notes: list[Note] = [(f"imports.note_{name}", {"n": n}) for name, n in seen.items() if n]
    return [*notes, ("imports.note_long_cells", {"n": cut, "limit": LONGEST_CELL})] if cut else notes


def main() -> int:
    limits = Limits(*(int(one) for one in sys.argv[1:6]))
    encoding, sheet, heading_row = sys.argv[6], sys.argv[7], int(sys.argv[8])
    content = sys.stdin.buffer.read()
    bound(limits)
    out = sys.stdout
    try:
        for line in table(content, limits, encoding, sheet, heading_row):
            out.write((line if isinstance(line, str) else encode(line)) + "\n")
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
