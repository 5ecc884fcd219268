"""Text tables: which separator, and the rows; tolerant of what old systems write."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from crm.imports.reading.encodings import decode, offered
from crm.imports.reading.notes import Note
from crm.imports.reading.sniff import Unreadable

SEPARATORS = (",", "\t", ";", "|", "，", "^", "\x1f")
LONGEST_FIELD = 1_000_000
_CALCULATES = frozenset("=+-@＝＋－＠|%\t\n")
_SAID = re.compile(r'"?sep=(.)"?\n', re.IGNORECASE)  # how spreadsheet programs name the separator in the first line


def read_text(content: bytes, encoding: str = "") -> tuple[dict[str, Any], Iterator[list[str]], list[Note]]:
    """What the file is, its rows, and what was noticed."""
    text, name, notes = decode(content, encoding)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    sign = separator(text)
    if _SAID.match(text):
        text = "\n" + text.partition("\n")[2]  # the line stays, empty, so that rows keep their numbers
    quoting: Any = csv.QUOTE_MINIMAL
    if _swallows(text, sign):
        quoting = csv.QUOTE_NONE
        notes.append(("imports.note_quotes", {}))
    about = {
        "encoding": name, "encodings": offered(content, name), "separator": sign,
        "sheet": "", "sheets": [], "era": 1900,
    }  # fmt: skip
    return about, _rows(text, sign, quoting), notes


def separator(text: str) -> str:
    """The sign that cuts most of the first lines into the same number of cells, more than one."""
    if said := _SAID.match(text):
        return said[1]
    best, found = (0, 0), ","
    for sign in SEPARATORS:
        widths = Counter(len(row) for row in _first_rows(text, sign) if any(cell.strip() for cell in row))
        if not widths:
            continue
        width, lines = max(widths.items(), key=lambda one: (one[1] * (one[0] > 1), one[0]))
        if width > 1 and (lines * min(width, 8), width) > best:
            best, found = (lines * min(width, 8), width), sign
    return found


def _first_rows(text: str, sign: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text[:65536], newline=""), delimiter=sign):
            rows.append(row)
            if len(rows) >= 60:
                break
    except csv.Error:
        pass
    return rows


def _rows(text: str, sign: str, quoting: Any) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_FIELD)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign, quoting=quoting):
            yield [_bare(cell) for cell in row] if any(cell[:1] == "'" for cell in row) else row
    except csv.Error:
        raise Unreadable("imports.broken") from None


def _bare(cell: str) -> str:
    """Without the one ' that exports put before a sign that spreadsheet programs would calculate with (T14)."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _CALCULATES else cell


def _swallows(text: str, sign: str) -> bool:
    """A stray quote that would swallow the rest of the file; then quotes are plain signs."""
    if '"' not in text:
        return False
    csv.field_size_limit(LONGEST_FIELD)
    try:
        return any(
            cell.count("\n") > 20 for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign) for cell in row
        )
    except csv.Error:
        return True
