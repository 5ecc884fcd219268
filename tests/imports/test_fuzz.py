"""Fuzz of the reader: valid files with something broken in them are read or refused with a reason, inside the limits.

Each seed is a test of its own name, so a failure names the seed that repeats it. YUKE_FUZZ=2000 runs that many of each.
"""

from __future__ import annotations

import io
import os
import random
import re
import time
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from crm.imports.reading import child
from crm.imports.reading.reader import reading
from crm.imports.reading.sheaf import unbound
from crm.imports.reading.sniff import Limits, Unreadable
from crm.shared.reasons import SENTENCES
from tests.imports.corpus.case import PLAIN
from tests.imports.files import text, workbook

LONG = int(os.environ.get("YUKE_FUZZ", "0"))
BOUNDS = Limits(file_mb=2, unpacked_mb=60, rows=5_000, seconds=10, memory_mb=300)
BOOK = workbook([*PLAIN, *[["马先生", 13812345678, "粤B12345"]] * 20])
TABLES = [
    text(PLAIN * 5, encoding, separator, end)
    for encoding, separator, end in (
        ("utf-8", ",", "\n"), ("gb18030", "\t", "\r\n"), ("utf-16", ",", "\n"), ("gbk", ";", "\r"), ("utf-8-sig", "|", "\n"),
    )
]  # fmt: skip
ODD = [
    b"\x00",
    b"\xff",
    b'"',
    b"\r",
    b"\n\n\n",
    b"\xef\xbb\xbf",
    b",",
    b"\t",
    b"<",
    b"&",
    b"\x81",
    b"=",
    b"\x1a",
    b"9" * 40,
    b"\x80\x80",
]
ODD_XML = [
    b"<row>",
    b"</sheetData>",
    b"&amp;amp;",
    b"&#0;",
    b"&#x110000;",
    b"<!--",
    b"]]>",
    b"<?x?>",
    b"<c/>",
    b'r=""',
    b't="zz"',
    b"<f>A1</f>",
]
NUMBERS = [b"0", b"-1", b"4294967296", b"99999999999999999999", b"1e400", b"NaN", b""]


def mutated(content: bytes, dice: random.Random, odd: list[bytes]) -> bytes:
    """A few places cut, doubled, overwritten, or filled with what does not belong there."""
    body = bytearray(content)
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(len(body) + 1)
        span = at + dice.choice((1, 2, 7, 60, 400))
        change: Callable[[], bytes] = dice.choice(
            [
                lambda: b"",
                lambda part=bytes(body[at:span]): part * 2,  # type: ignore[misc]
                lambda: dice.choice(odd) * dice.choice((1, 1, 50)),
                lambda: dice.randbytes(dice.choice((1, 3, 30))),
            ]
        )
        body[at : span if dice.random() < 0.7 else at] = change()
    return bytes(body)


def within(content: bytes, dice: random.Random) -> bytes:
    """The workbook with one of its parts mutated: its text, or one of its numbers."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = dice.choice([name for name in old.namelist() if name.startswith(("xl/w", "xl/s", "[", "xl/_"))])
        for name in old.namelist():
            body = old.read(name)
            if name == chosen:
                numbers = list(re.finditer(rb"\d+", body))
                if numbers and dice.random() < 0.5:
                    found = dice.choice(numbers)
                    body = body[: found.start()] + dice.choice(NUMBERS) + body[found.end() :]
                else:
                    body = mutated(body, dice, ODD + ODD_XML)
            new.writestr(name, body)
    return kept.getvalue()


def sound(about: dict[str, Any], rows: list[Any]) -> None:
    """Whatever was read is a table: as many cells as headings, every cell plain."""
    assert rows
    assert all(len(cells) == len(about["headings"]) for _number, cells in rows)
    assert all(cell is None or isinstance(cell, (str, int, float)) for _number, cells in rows for cell in cells)
    assert [number for number, _cells in rows] == sorted({number for number, _cells in rows})


@pytest.mark.parametrize("seed", range(max(LONG, 150)))
def test_a_broken_text_table_is_read_or_refused(seed):
    dice = random.Random(seed)
    content = mutated(dice.choice(TABLES), dice, ODD)
    chosen = dice.choice(
        [
            {},
            {},
            {"encoding": dice.choice(["utf-8", "gb18030", "big5", "utf-16-le"])},
            {"heading_row": dice.choice([-1, 1, 3, 99])},
        ]
    )
    try:
        lines = child.table(content, BOUNDS, **chosen)
        about = next(lines)
        sound(about, [row for block in lines for row in unbound(block, about["columns"])])
    except Unreadable as refusal:
        assert refusal.reason.code in SENTENCES


@pytest.mark.parametrize("seed", range(max(LONG, 15)))
def test_a_broken_workbook_is_read_or_refused_by_the_real_child(seed):
    dice = random.Random(seed)
    content = mutated(BOOK, dice, ODD) if dice.random() < 0.2 else within(BOOK, dice)
    begun = time.monotonic()
    try:
        with reading(content, BOUNDS) as table:
            sound(table.about, list(table.rows))
    except Unreadable as refusal:
        assert refusal.reason.code in SENTENCES
    assert time.monotonic() - begun < BOUNDS.seconds + 5
