"""Text tables: which encoding, which separator, and the rows; tolerant of what old systems write."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import Any

from crm.imports.reading.sniff import Unreadable

SEPARATORS = (",", "\t", ";", "|", "，")
LONGEST_FIELD = 1_000_000
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decode(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding. What no encoding reads whole is read with U+FFFD in the odd places."""
    for bom, name in _BOMS:
        if content.startswith(bom):
            return content.decode(name, "replace").replace("\x00", ""), name
    head = content[:65536]
    if head[1::2].count(0) > len(head) // 5:
        return content.decode("utf-16-le", "replace").replace("\x00", ""), "utf-16-le"
    if head[::2].count(0) > len(head) // 5:
        return content.decode("utf-16-be", "replace").replace("\x00", ""), "utf-16-be"
    content = content.replace(b"\x00", b"").removesuffix(b"\x1a")  # NULs, and the end mark of old DOS files
    for name in ("utf-8", "gb18030"):
        try:
            return content.decode(name), name
        except UnicodeDecodeError:
            continue
    tries = [(content.decode(name, "replace"), name) for name in ("utf-8", "gb18030", "big5")]
    return min(tries, key=lambda one: one[0].count("\ufffd"))


def separator(text: str) -> str:
    """The sign that cuts most of the first lines into the same number of cells, more than one."""
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


def rows_of(text: str) -> tuple[Iterator[list[str]], str]:
    """The rows and their separator. Line ends may be LF, CRLF or a lone CR."""
    csv.field_size_limit(LONGEST_FIELD)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    sign = separator(text)
    return _rows(text, sign), sign


def _rows(text: str, sign: str) -> Iterator[list[str]]:
    """A stray quote that would swallow the rest of the file makes quotes plain signs instead."""
    quoting: Any = csv.QUOTE_NONE if _swallows(text, sign) else csv.QUOTE_MINIMAL
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=sign, quoting=quoting)
    except csv.Error:
        raise Unreadable("imports.broken") from None


def _swallows(text: str, sign: str) -> bool:
    if '"' not in text:
        return False
    try:
        return any(
            cell.count("\n") > 20 for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign) for cell in row
        )
    except csv.Error:
        return True
