"""A QR code as one path of an SVG, so that a page and a sheet of paper show it without a picture file."""

from __future__ import annotations

from functools import lru_cache

import segno


@lru_cache(maxsize=256)
def qr_drawing(text: str) -> tuple[int, str]:
    """The side and the path of a QR code with a quiet border."""
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=2)]
    path = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            width = 1
            if row[x]:
                while x + width < len(row) and row[x + width]:
                    width += 1
                path.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return len(rows), "".join(path)
