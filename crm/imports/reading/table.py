"""The table inside a sheet: which row has the headings, what the headings are called, which columns count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crm.imports.columns import is_known

LOOKED_AT = 30  # banners are short; headings stand in the first rows
Cells = Sequence[Any]


@dataclass(frozen=True)
class Heading:
    """Where the headings stand: `row` counts from 0, `rows` of them, and the columns that are kept."""

    row: int
    rows: int
    columns: tuple[int, ...]
    names: tuple[str, ...]
    known: int

    @property
    def first_data_row(self) -> int:
        return self.row + self.rows


def text_of(cell: Any) -> str:
    return "" if cell is None else " ".join(str(cell).split())


def find_heading(rows: Sequence[Cells]) -> Heading | None:
    """The row with most known headings, joined with a second heading row below it; None for an empty sheet."""
    first = rows[:LOOKED_AT]
    best: Heading | None = None
    for number, row in enumerate(first):
        below = first[number + 1] if number + 1 < len(first) else ()
        for candidate in (_single(number, row), _double(number, row, below)):
            if candidate and (best is None or candidate.known > best.known):
                best = candidate
    if best is None:
        return None
    return _kept(best, rows)


def _single(number: int, row: Cells) -> Heading | None:
    names = tuple(text_of(cell) for cell in row)
    if sum(map(bool, names)) < (2 if len(names) > 1 else 1):
        return None
    # Without one known heading the first row of at least two words is taken: a person maps it by hand.
    return Heading(number, 1, tuple(range(len(names))), names, sum(is_known(name) for name in names if name))


def _double(number: int, upper: Cells, lower: Cells) -> Heading | None:
    """Merged headings: 上次保养 over 日期 and 里程; a merged cell has its text in the first column only."""
    tops, bottoms = [text_of(cell) for cell in upper], [text_of(cell) for cell in lower]
    width = max(len(tops), len(bottoms))
    tops += [""] * (width - len(tops))
    bottoms += [""] * (width - len(bottoms))
    if not any(bottoms) or sum(map(bool, tops)) < 2 or any(_like_data(name) for name in bottoms):
        return None
    names, group = [], ""
    for top, bottom in zip(tops, bottoms, strict=True):
        group = top or (group if bottom else "")
        names.append(_joined(group, bottom))
    return Heading(number, 2, tuple(range(width)), tuple(names), sum(is_known(name) for name in names if name))


def _joined(top: str, bottom: str) -> str:
    for name in (top + bottom, bottom, top):
        if name and is_known(name):
            return name
    return top if top == bottom or not bottom else f"{top}{bottom}"


def _like_data(name: str) -> bool:
    return sum(sign.isdigit() for sign in name) >= 4


def _kept(found: Heading, rows: Sequence[Cells]) -> Heading:
    """Only columns with a heading, or with something below; a column without a heading is called by its number."""
    used = {
        column
        for row in rows[found.first_data_row :]
        for column, cell in enumerate(row)
        if cell is not None and cell != "" and (not isinstance(cell, str) or cell.strip())
    }
    width = max([len(found.names), *(column + 1 for column in used)]) if used else len(found.names)
    names = list(found.names) + [""] * (width - len(found.names))
    kept = [column for column in range(width) if names[column] or column in used]
    return Heading(
        found.row, found.rows, tuple(kept), tuple(names[column] or f"#{column + 1}" for column in kept), found.known
    )
