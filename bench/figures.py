"""One measured figure, and how a list of them is printed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass


@dataclass
class Figure:
    """`ours` beside `bare` (what it is held against) and their ratio; `unit` and `goal` say how to read them."""

    name: str
    database: str
    size: int
    ours: float
    bare: float
    ratio: float
    p50_ms: float | None = None
    p95_ms: float | None = None
    cpu_ms: float | None = None
    queries: int | None = None
    bytes: int | None = None
    unit: str = "ms CPU"
    goal: str = ""
    kept: bool = True


def figure(name: str, database: str, size: int, ours: float, bare: float, *, most: float | None = None, goal: str = "",
           **more: object) -> Figure:  # fmt: skip
    """A figure with its ratio; `most` is the ratio that is still good."""
    ratio = ours / bare if bare else 0.0
    said = goal or (f"≤ {most:g}×" if most is not None else "")
    kept = most is None or ratio <= most
    return Figure(name, database, size, round(ours, 3), round(bare, 3), round(ratio, 2), goal=said, kept=kept, **more)  # type: ignore[arg-type]


def as_json(figures: Iterable[Figure]) -> str:
    return json.dumps([asdict(one) for one in figures], ensure_ascii=False, indent=1)


HEAD = ("what", "database", "size", "ours", "bare", "ratio", "goal", "", "p50 ms", "p95 ms", "SQL", "bytes")


def as_table(figures: Iterable[Figure]) -> str:
    rows = [HEAD, *(_cells(one) for one in figures)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEAD))]
    return "\n".join("  ".join(_set(row, widths)).rstrip() for row in rows)


def _set(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    """Words to the left, numbers to the right."""
    for place, (cell, width) in enumerate(zip(row, widths, strict=True)):
        yield cell.ljust(width) if place < 2 else cell.rjust(width)


def _cells(one: Figure) -> tuple[str, ...]:
    return (
        one.name, one.database, f"{one.size:,}" if one.size else "", f"{one.ours:g} {one.unit}", f"{one.bare:g}",
        f"{one.ratio:.2f}", one.goal, "" if not one.goal else ("ok" if one.kept else "FALLS SHORT"),
        _or_blank(one.p50_ms, ".1f"), _or_blank(one.p95_ms, ".1f"), _or_blank(one.queries, "d"),
        _or_blank(one.bytes, ",d"),
    )  # fmt: skip


def _or_blank(value: float | None, shape: str) -> str:
    return "" if value is None else format(value, shape)
