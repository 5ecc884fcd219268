"""A signature: strokes on a field of WIDTH × HEIGHT, as the canvas on the tablet tells them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import pairwise
from math import hypot

WIDTH, HEIGHT = 1000, 400
MOST_POINTS, MOST_STROKES = 6000, 200
LEAST_INK = 150  # the length of all strokes; a dot or a slip of the finger is shorter
Stroke = tuple[tuple[int, int], ...]


def strokes(text: str) -> tuple[Stroke, ...] | None:
    """The strokes that the canvas sends, [[x, y, x, y, …], …]; None when this is nothing that a pen can draw."""
    try:
        told = json.loads(text or "[]")
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, list) or len(told) > MOST_STROKES:
        return None
    if not all(isinstance(one, list) and len(one) >= 2 and len(one) % 2 == 0 for one in told):
        return None
    if sum(map(len, told)) > 2 * MOST_POINTS or not all(_fits(one) for one in told):
        return None
    return tuple(tuple(zip(one[::2], one[1::2], strict=True)) for one in told)


def _fits(line: list[object]) -> bool:
    """Whole numbers on the field, x and y by turns."""
    return all(type(n) is int and 0 <= n <= (HEIGHT if at % 2 else WIDTH) for at, n in enumerate(line))


def ink(drawn: Iterable[Stroke]) -> float:
    """How far the pen went."""
    return sum(hypot(b[0] - a[0], b[1] - a[1]) for line in drawn for a, b in pairwise(line))


def path(drawn: Iterable[Stroke]) -> str:
    """The signature as the path of a drawing."""
    lines = ("M" + " L".join(f"{x} {y}" for x, y in (line if len(line) > 1 else line * 2)) for line in drawn)
    return " ".join(lines)
