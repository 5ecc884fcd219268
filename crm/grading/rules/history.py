"""The history in its order in time: which rows are decided, which came first, and who won."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crm.grading.rules.cells import NO, YES, days_first, is_empty, moment, number, plain


class Unclear(Exception):
    """A sentence for the person at the keyboard."""


@dataclass(frozen=True)
class History:
    """Rows by time, the earliest first. `columns` are those that may be asked."""

    columns: dict[str, list[str]]
    won: list[int]
    yes: str
    open_rows: int = 0
    timeless: int = 0

    @property
    def cut(self) -> int:
        """Rows before this one are the earlier two thirds; the later third judges."""
        return len(self.won) * 2 // 3

    def part(self, later: bool) -> tuple[dict[str, list[str]], list[int]]:
        some = slice(self.cut, None) if later else slice(0, self.cut)
        return {name: cells[some] for name, cells in self.columns.items()}, self.won[some]


def history_of(
    columns: Mapping[str, Sequence[str]], *, outcome: str, time: str | None, drop: Sequence[str], won: str | None = None
) -> History:
    """The decided rows of a table, sorted by the column of time, or as they stand (a row's place is its time)."""
    truth, yes = truth_of(columns[outcome], outcome, won)
    decided = [row for row, known in enumerate(truth) if known is not None]
    order, timeless = decided, 0
    if time:
        order, timeless = _in_time(columns[time], decided, time)
    hidden = {outcome, *drop} | ({time} if time else set())
    asked = {name: [cells[row] for row in order] for name, cells in columns.items() if name not in hidden}
    told = [truth[row] or 0 for row in order]
    if not told:
        raise Unclear(f"No row says in “{outcome}” how it ended.")
    return History(asked, told, yes, len(truth) - len(decided), timeless)


def truth_of(cells: Sequence[str], outcome: str, won: str | None = None) -> tuple[list[int | None], str]:
    """1 for won, 0 for not, None for a row that does not say; and the word that means won."""
    counts = Counter(cell for cell in cells if not is_empty(cell))
    meant = {cell: _meaning(cell, won) for cell in counts}
    unknown = [cell for cell, known in meant.items() if known is None]
    if unknown:
        meant = _two_words(counts, unknown, outcome)
    yes = [cell for cell, known in meant.items() if known]
    if won and not yes:
        raise Unclear(f"“{outcome}” never says “{won}”. It says: {_listed(counts)}.")
    return [meant.get(cell) for cell in cells], plain(yes[0]) if yes else (won or "1")


def _meaning(cell: str, won: str | None) -> int | None:
    word, value = plain(cell), number(cell)
    if won is not None:
        wanted = number(won)
        return int(word == plain(won) or (wanted is not None and value == wanted))
    if value is not None and value in (0, 1, -1):
        return int(value == 1)
    return 1 if word in YES else 0 if word in NO else None


def _two_words(counts: Counter[str], unknown: Sequence[str], outcome: str) -> dict[str, int | None]:
    """Two answers of which one is a known yes or no settle each other; anything else has to be said."""
    kinds = {plain(cell) for cell in counts}
    sides = {plain(cell): _meaning(cell, None) for cell in counts}
    known = [side for side in sides.values() if side is not None]
    if len(kinds) == 2 and len(known) == 1:
        return {cell: sides[plain(cell)] if sides[plain(cell)] is not None else 1 - known[0] for cell in counts}
    raise Unclear(
        f"What means won in “{outcome}”? It says: {_listed(counts)}. Give it by --won, such as --won “{unknown[0]}”."
    )


def _listed(counts: Counter[str]) -> str:
    named = [cell[:40] for cell, _count in counts.most_common(8)]
    return ", ".join(named) + (" …" if len(counts) > 8 else "")


def _in_time(cells: Sequence[str], rows: Sequence[int], time: str) -> tuple[list[int], int]:
    """Rows by their moment, those of one moment as they stand; rows without one are left out."""
    day_first = days_first([cells[row] for row in rows])
    known = {cell: None if is_empty(cell) else moment(cell, day_first) for cell in set(cells)}
    placed = [(when, row) for row in rows if (when := known[cells[row]]) is not None]
    if len(placed) < 0.5 * len(rows):
        example = next((cells[row] for row in rows if known[cells[row]] is None), "")
        raise Unclear(f"“{time}” cannot be read as a time: “{example[:40]}”. Days such as 2024-03-05 can.")
    return [row for _when, row in sorted(placed)], len(rows) - len(placed)
