"""Any csv file as columns of text, whatever its encoding, its separator and the banner above its headings."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crm.duplicates.sheet import LOOKED_AT, decoded, separator
from crm.grading.rules.cells import plain
from crm.grading.rules.history import Unclear


@dataclass(frozen=True)
class Table:
    """Columns by heading, each with the cells of all rows."""

    columns: dict[str, list[str]]
    rows: int

    def named(self, wanted: str) -> str:
        """The heading that is meant, however it is typed."""
        found = next((heading for heading in self.columns if heading == wanted), None)
        found = found or next((heading for heading in self.columns if plain(heading) == plain(wanted)), None)
        if found is None:
            raise Unclear(f"There is no column “{wanted}”. The columns of this file are: {', '.join(self.columns)}.")
        return found


def read_table(path: Path, outcome: str) -> Table:
    """Read a csv file; the row that names the outcome is the row of headings."""
    try:
        text = decoded(path.read_bytes())
    except OSError as error:
        raise Unclear(f"{path} cannot be read: {error.strerror}.") from None
    try:
        csv.field_size_limit(16 * 1024 * 1024)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator(text), skipinitialspace=True)
        rows = [row for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise Unclear(f"{path} is no csv file: {error}.") from None
    if not rows:
        raise Unclear(f"{path} is empty.")
    start = next((at for at, row in enumerate(rows[:LOOKED_AT]) if plain(outcome) in map(plain, row)), 0)
    headings = _headings(rows[start])
    body = rows[start + 1 :]
    if not body:
        raise Unclear(f"{path} has headings but no rows.")
    wide = len(headings)
    cells = zip(*((row + [""] * wide)[:wide] for row in body), strict=True)
    return Table(
        {heading: list(map(str.strip, column)) for heading, column in zip(headings, cells, strict=True)}, len(body)
    )


def _headings(row: Sequence[str]) -> list[str]:
    """Each heading once: a nameless column goes by its place, a second one of a name by its number."""
    found: list[str] = []
    for place, cell in enumerate(row, 1):
        name = base = " ".join(cell.replace("\ufeff", "").split()) or f"column {place}"
        again = 2
        while name in found:
            name, again = f"{base} ({again})", again + 1
        found.append(name)
    return found
