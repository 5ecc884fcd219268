"""The table inside a sheet: which row has the headings, what the headings are called, which columns count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crm.imports.columns import is_known

LOOKED_AT = 30  # banners are short; headings stand in the first rows
NONE = -1  # a person's word that the file has no headings
Cells = Sequence[Any]
_DATA = re.compile(
    r"1[3-9]\d{9}|[一-鿿][A-Z]·?[A-Z0-9]{5,6}|(?=.*\d)[A-HJ-NPR-Z0-9]{17}|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}.*|\d{5,}"
)


@dataclass(frozen=True)
class Heading:
    """Where the headings stand: `row` counts from 0, and there are `rows` of them; a column may have none."""

    row: int
    rows: int
    names: tuple[str, ...]
    known: int

    @property
    def first_data_row(self) -> int:
        return self.row + self.rows


def text_of(cell: Any) -> str:
    return "" if cell is None else " ".join(str(cell).split())[:120]


def find_heading(first: Sequence[Cells], chosen: int = 0) -> Heading | None:
    """The row with most known headings, joined with a second heading row below it; None for an empty sheet.

    `first` are the first rows of the sheet; `chosen` is the row that a person named, counted from 1, or NONE.
    """
    if chosen == NONE:
        return _nameless(first, 0)
    best: Heading | None = None
    for number, row in enumerate(first):
        if chosen > 0 and number != chosen - 1:
            continue
        below = first[number + 1] if number + 1 < len(first) else ()
        for candidate in (_single(number, row), _double(number, row, below)):
            if candidate and (best is None or candidate.known > best.known):
                best = candidate
    if best and not best.known and not chosen and _is_data(first[best.row]):
        return _nameless(first, best.row)
    return best


def _single(number: int, row: Cells) -> Heading | None:
    names = tuple(text_of(cell) for cell in row)
    if sum(map(bool, names)) < (2 if len(names) > 1 else 1):
        return None
    # Without one known heading the first row of at least two words is taken: a person maps it by hand.
    return Heading(number, 1, names, sum(is_known(name) for name in names if name))


def _nameless(first: Sequence[Cells], row: int) -> Heading | None:
    """No headings at all: the rows begin here, and what stands in them is nobody's heading."""
    if not any(first):
        return None
    return Heading(row, 0, (), 0)


def _is_data(row: Cells) -> bool:
    """A phone, a plate, a VIN, a date or a long number: no heading looks like that."""
    return any(
        isinstance(cell, (int, float)) or _DATA.fullmatch(text_of(cell).replace(" ", "")) for cell in row if cell
    )


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
    return Heading(number, 2, tuple(names), sum(is_known(name) for name in names if name))


def _joined(top: str, bottom: str) -> str:
    for name in (top + bottom, bottom, top):
        if name and is_known(name):
            return name
    return top if top == bottom or not bottom else f"{top}{bottom}"


def _like_data(name: str) -> bool:
    return sum(sign.isdigit() for sign in name) >= 4
