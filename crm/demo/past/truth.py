"""The hidden truth of a made-up store, written beside its data: numbers of rows and what nobody in the store knows.

`VAR_DIR/truth/<store>/<what>.csv`, readable by the owner alone; no name, number or plate stands in it. A batch's lines
are written before its rows are committed, each batch to a file of its own, so a load that was killed and goes on
writes them anew: the parts become one file at the end.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "cars": ("vehicle_id", "bought_on", "rhythm_days", "km_a_day", "left_on", "never"),
    "leads": ("lead_id", "heat", "chance", "outcome", "opened_on", "ended_on"),
    "gifts": ("vehicle_id", "customer_id", "given", "chance_alone", "gift_adds", "back_on", "presented"),
    "twins": ("customer_id", "same_as_id", "how"),
    "faults": ("table", "row_id", "what"),
}
README = """What nobody in this made-up store knows. Numbers are ids of rows in the database; no name stands here.

cars.csv    each car's own rhythm: rhythm_days between visits, scattered by 14 %; left_on: the day after which its owner
            does not mean to come any more (empty: still a customer); never: has never meant to come.
leads.csv   heat: the hidden wish to buy, 0 to 1; chance: how often that heat buys here in the end; outcome of the past
            (won, lost, open). Leads of the days that the store has lived have an empty outcome: the rows tell it.
gifts.csv   who was away for a year when the winning-back gift went out: given 1, held back 0 (three in ten, by the
            customer's lot). chance_alone: to come back within 90 days without it; gift_adds: what the gift adds to that
            (the true effect is its mean); back_on: the day on which the car came back; presented: showed the coupon.
twins.csv   customer_id is the same person as same_as_id, filed once more: how.
faults.csv  what was written wrong on purpose: model (a spelling that no dictionary has), vin_check, no_phone, mileage.

./yuke demo judge holds the product's pages against these files.
"""


class Truth:
    """The truth of one store as it is written; None as folder writes nothing."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.lines: dict[str, list[Sequence[Any]]] = {what: [] for what in COLUMNS}

    def begin(self) -> None:
        """Nothing of another store that had this code before is true any longer."""
        if self.folder is None:
            return
        for what in COLUMNS:
            for old in (*self.folder.glob(f"{what}.csv"), *self.folder.glob(f"parts/{what}-*.csv")):
                old.unlink()

    def note(self, what: str, *values: Any) -> None:
        self.lines[what].append([_plain(value) for value in values])

    def keep(self, part: str) -> None:
        """What was noted, as this part's files; an older try of the same part is replaced."""
        for what, lines in self.lines.items():
            if self.folder is not None and lines:
                _write(self.folder / "parts" / f"{what}-{part}.csv", lines)
        self.lines = {what: [] for what in COLUMNS}

    def close(self) -> None:
        """One file of each kind."""
        if self.folder is None:
            return
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        parts = self.folder / "parts"
        for what, heading in COLUMNS.items():
            found, whole = sorted(parts.glob(f"{what}-*.csv")), self.folder / f"{what}.csv"
            _write(whole, _joined(heading, [whole, *found] if whole.exists() else found))
            for part in found:
                part.unlink()
        if parts.exists():
            parts.rmdir()
        (self.folder / "README.txt").write_text(README, encoding="utf-8")


def read(folder: Path, what: str) -> Iterator[dict[str, str]]:
    """The lines of one kind."""
    with (folder / f"{what}.csv").open(newline="", encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def _joined(heading: tuple[str, ...], parts: Iterable[Path]) -> Iterator[tuple[str, ...]]:
    """Each line once, although a load that was killed here joins its parts a second time."""
    seen = {heading: None}
    for part in parts:
        with part.open(newline="", encoding="utf-8") as lines:
            seen |= dict.fromkeys(map(tuple, csv.reader(lines)))
    yield from seen


def _write(path: Path, lines: Iterable[Sequence[Any]]) -> None:
    for folder in (path.parent.parent, path.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.touch(mode=0o600)
    with draft.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows(lines)
    draft.replace(path)


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    return f"{value:.4f}" if isinstance(value, float) else "" if value is None else value
