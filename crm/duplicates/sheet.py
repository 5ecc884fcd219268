"""Any table of people as records: whatever the encoding, the separator and the banner above the headings."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from crm.duplicates.rules import Record

EMPTY = frozenset(("", "nan", "null", "none", "n/a", "\\n", "-", "--", "?", "无", "未知", "unknown", "<na>", "nat"))
LOOKED_AT = 20  # lines above the headings
MANY = ("name", "address", "birth", "phone")  # may be given as several columns


class Unreadable(Exception):
    """A sentence for the person at the keyboard."""


@dataclass(frozen=True)
class Sheet:
    """The records of a file and, for each, the id of its person."""

    records: list[Record]
    truth: list[str]


def read_sheet(path: Path, columns: dict[str, str | None]) -> Sheet:
    """Read a csv file; `columns` says which of its columns holds which part, "truth" included."""
    try:
        text = decoded(path.read_bytes())
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}.") from None
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator(text)) if any(row)]
    if not rows:
        raise Unreadable(f"{path} is empty.")
    wanted = {part: given for part, given in columns.items() if given}
    start, places = _find(rows, wanted)
    records, truth = [], []
    for row in rows[start + 1 :]:
        cells = {part: [_cell(row, place) for place in numbers] for part, numbers in places.items()}
        records.append(_record(cells))
        truth.append(" ".join(cells["truth"]).strip())
    if not records:
        raise Unreadable(f"{path} has headings but no records.")
    return Sheet(records, truth)


def decoded(content: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, GBK, else the Western code page."""
    for mark, code in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(code, "replace")
    try:
        return content.decode("utf-8").replace("\x00", "")
    except UnicodeDecodeError:
        return content.decode("cp1252" if _western(content) else "gb18030", "replace").replace("\x00", "")


def _western(content: bytes) -> bool:
    """Accented letters stand alone among plain ones; Chinese signs are two bytes beside each other."""
    high = alone = 0
    for before, here, after in zip(b" " + content, content, content[1:] + b" ", strict=False):
        if here > 127:
            high += 1
            alone += before < 128 and after < 128
    return alone * 2 > high


def separator(text: str) -> str:
    head = [line for line in text.splitlines()[:LOOKED_AT] if line.strip()]
    return max(",;\t|", key=lambda sign: sum(line.count(sign) for line in head))


def _plain(heading: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", heading).replace("\ufeff", "").split()).casefold()


def _find(rows: Sequence[Sequence[str]], wanted: dict[str, str]) -> tuple[int, dict[str, list[int]]]:
    """The row of headings, and the places of the wanted columns."""
    best: tuple[int, list[str]] | None = None
    for number, row in enumerate(rows[:LOOKED_AT]):
        names = [_plain(heading) for heading in row]
        places, missing = _places(names, wanted)
        if not missing:
            return number, places
        if best is None or len(missing) < len(best[1]):
            best = number, missing
    number, missing = best or (0, [])
    there = ", ".join(heading.strip() for heading in rows[number] if heading.strip())
    said = " and ".join(f"“{name}”" for name in missing)
    raise Unreadable(f"There is no column {said}. The columns of this file are: {there}.")


def _places(names: list[str], wanted: dict[str, str]) -> tuple[dict[str, list[int]], list[str]]:
    places: dict[str, list[int]] = {}
    missing: list[str] = []
    for part, given in wanted.items():
        for name in _split(given, names) if part in MANY else (given.strip(),):
            if _plain(name) in names:
                places.setdefault(part, []).append(names.index(_plain(name)))
            else:
                missing.append(name)
    return places, missing


def _split(given: str, names: list[str]) -> Iterator[str]:
    """ "given_name,surname" names two columns, unless one column is called so."""
    if _plain(given) in names:
        yield given
        return
    yield from (name.strip() for name in given.replace("，", ",").split(",") if name.strip())


def _cell(row: Sequence[str], place: int) -> str:
    text = row[place].strip() if place < len(row) else ""
    return "" if text.casefold() in EMPTY else text


def _record(cells: dict[str, list[str]]) -> Record:
    def joined(part: str) -> str:
        return " ".join(filter(None, cells.get(part, ())))

    birth = [cell for cell in cells.get("birth", ()) if cell]
    sex = joined("sex").casefold()
    return Record(
        name=joined("name"),
        phones=tuple(filter(None, cells.get("phone", ()))),
        birth="-".join(birth) if len(birth) > 1 else joined("birth"),
        address=joined("address"),
        plates=tuple(filter(None, cells.get("plate", ()))),
        vins=tuple(filter(None, cells.get("vin", ()))),
        sex="f" if sex[:1] in ("f", "女", "w") else "m" if sex[:1] in ("m", "男") else None,
        code=joined("code"),
    )
