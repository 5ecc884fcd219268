"""The month's losses as its page shows them: the same counts cut by reason, car, advisor and competitor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from crm.leads.rules import BRANCHES, branch_of

COLUMNS_MOST, LINES_MOST = 6, 12
DIMENSIONS = ("model", "advisor", "rival")


class Line(NamedTuple):
    """One value of a cut: what the address calls it, its row (for names), how many, and how many look given up."""

    key: Any
    row: Any
    n: int
    given_up: int


@dataclass(frozen=True)
class Cross:
    """Branches of reasons down, values of one cut across; `others` are the columns that found no room."""

    columns: Sequence[Line]
    lines: Sequence[tuple[Any, Sequence[int], int, int]]  # branch, cells, others, total
    others: int


def key_of(row: Any, dimension: str) -> Any:
    return branch_of(row.reason).code if dimension == "branch" else getattr(row, dimension)


def cut(rows: Iterable[Any], dimension: str) -> list[Line]:
    """The counts by one dimension, the most first."""
    n, given_up, first = Counter[Any](), Counter[Any](), dict[Any, Any]()
    for row in rows:
        key = key_of(row, dimension)
        n[key] += row.n
        given_up[key] += row.given_up
        first.setdefault(key, row)
    return [Line(key, first[key], n[key], given_up[key]) for key, _n in n.most_common()]


def cross(rows: Sequence[Any], dimension: str) -> Cross:
    """Reasons × one dimension."""
    every = [line for line in cut(rows, dimension) if line.key not in ("", None)]
    columns = every[:COLUMNS_MOST]
    cells = Counter[tuple[str, Any]]()
    for row in rows:
        cells[branch_of(row.reason).code, key_of(row, dimension)] += row.n
    lines = []
    for branch in BRANCHES:
        total = sum(n for (code, _key), n in cells.items() if code == branch.code)
        shown = [cells[branch.code, column.key] for column in columns]
        if total:
            lines.append((branch, shown, total - sum(shown), total))
    lines.sort(key=lambda line: -line[3])
    return Cross(columns, lines, sum(line[2] for line in lines))
