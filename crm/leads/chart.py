"""How the intent moved: a step line over H A B C, drawn by the server as one small SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

ROWS = {"H": 18, "A": 46, "B": 74, "C": 102}
LEFT, RIGHT, SUGGESTED = 40, 272, 292
LABEL_WIDTH = 52  # labels nearer to each other than this would run together


@dataclass
class Steps:
    """Ready-made coordinates: `line` what was, `dashed` what is suggested, a dot for each change."""

    line: str
    dots: list[tuple[int, int]]
    labels: list[tuple[int, date | None]]  # None stands for today
    dashed: str = ""
    goal: tuple[int, int] | None = None
    story: list[tuple[date, str]] = field(default_factory=list)


def steps(changes: Sequence[tuple[date, str]], today: date, suggested: str | None) -> Steps | None:
    """The chart of the (day, grade) changes, or None while there is no grade yet."""
    known = [(day, grade) for day, grade in changes if grade in ROWS]
    if not known:
        return None
    first = known[0][0]
    days = max((today - first).days, 1)
    at = [LEFT + (RIGHT - LEFT) * min((day - first).days, days) // days for day, _ in known]
    dots = [(x, ROWS[grade]) for x, (_, grade) in zip(at, known, strict=True)]
    line = f"M{dots[0][0]} {dots[0][1]}" + "".join(f"H{x}V{y}" for x, y in dots[1:]) + f"H{RIGHT}"
    drawn = Steps(line, dots, _labels(at, [day for day, _ in known], today), story=known)
    if suggested in ROWS and suggested != known[-1][1]:
        y = ROWS[suggested]
        drawn.dashed, drawn.goal = f"M{RIGHT} {dots[-1][1]}V{y}H{SUGGESTED}", (SUGGESTED - 8, y - 7)
    return drawn


def _labels(at: Sequence[int], days: Sequence[date], today: date) -> list[tuple[int, date | None]]:
    """Today's label always, the others as long as there is room, from the left."""
    kept: list[tuple[int, date | None]] = []
    for x, day in zip(at, days, strict=True):
        if day != today and x + LABEL_WIDTH <= RIGHT and (not kept or x - kept[-1][0] >= LABEL_WIDTH):
            kept.append((x, day))
    return [*kept, (RIGHT, None)]
