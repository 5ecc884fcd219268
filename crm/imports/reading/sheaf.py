"""The rows of one table while its file is read: counted, and bundled as JSON, which takes a fifth of the memory."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from crm.imports.reading.table import Heading
from crm.imports.rules import MOST_COLUMNS

BLOCK = 500
LONGEST_CELL = 4_000
encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
Numbered = tuple[int, list[Any]]


class Sheaf:
    """Rows go in one by one; out come the blocks, and the columns that have a heading or anything below it."""

    def __init__(self, heading: Heading, most: int) -> None:
        self.names = list(heading.names)
        self.most, self.total, self.cut = most, 0, 0
        self.blocks: list[str] = []
        self._rows: list[Numbered] = []
        self._nameless = [column for column, name in enumerate(self.names) if not name]
        self._used: set[int] = set()

    def add(self, number: int, row: list[Any]) -> None:
        """One row that says something; what is above the limit is only counted."""
        self.total += 1
        if self.total > self.most:
            self.blocks = []
            return
        if len(row) > len(self.names):
            self._nameless += range(len(self.names), len(row))
            self.names += [""] * (len(row) - len(self.names))
        if self._nameless:
            self._used.update(at for at in self._nameless if at < len(row) and row[at] is not None)
            self._nameless = [at for at in self._nameless if at not in self._used]
        self._rows.append((number, row))
        if len(self._rows) == BLOCK:
            self.bind()

    def bind(self) -> None:
        """The rows since the last block, as one line of text."""
        if not self._rows:
            return
        self.blocks.append(encode(self._rows))
        if len(self.blocks[-1]) > LONGEST_CELL:
            cells = (cell for _number, row in self._rows for cell in row)
            self.cut += sum(1 for cell in cells if type(cell) is str and len(cell) > LONGEST_CELL)
        self._rows = []

    def columns(self) -> list[int]:
        """The columns that count. A column without a heading counts when something stands in it."""
        return [at for at, name in enumerate(self.names) if name or at in self._used]

    def headings(self) -> list[str]:
        """Their headings; a column without one is called by its number."""
        return [self.names[at] or f"#{at + 1}" for at in self.columns()]

    @property
    def too_wide(self) -> bool:
        return len(self.columns()) > MOST_COLUMNS


def unbound(block: str | bytes, columns: Sequence[int]) -> list[list[Any]]:
    """A block's rows as [number in the file, the cells of these columns]."""
    rows: list[list[Any]] = json.loads(block)
    width = len(columns)
    whole = list(columns) == list(range(width))
    for row in rows:
        cells = row[1]
        if not whole:
            row[1] = [cells[at] if at < len(cells) else None for at in columns]
        elif len(cells) < width:
            cells.extend([None] * (width - len(cells)))
    return rows
