"""Lists that can leave the house as a file: each feature says what its sheet's columns are and who may read them.

A sheet is registered beside the list it belongs to, in `crm/<feature>/exports.py`; `on` names the pages that show it.
The page's head then carries the export button by itself, and crm.exports makes the file: as a job, only with the rows
and columns of whoever asked, numbers masked unless a manager has approved them in full (F-84, T14).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from crm.shared.stamp import Person, Stamp

Filters = Mapping[str, str]
Rows = Any  # a Select, streamed as one picture, or an iterable of rows (gone through twice: counted, then written)


class Cell(StrEnum):
    """How a value is written: text stays text for ever, numbers and days stay what they are."""

    TEXT = "text"
    DAY = "day"
    MOMENT = "moment"
    MONEY = "money"  # fen, written as yuan
    COUNT = "count"
    TIME = "time"  # a time of day
    FLAG = "flag"  # yes or nothing


@dataclass(frozen=True)
class Column:
    """One column. `read` is the row's attribute or a function of the row; `words` names codes in English msgids.

    `right`: only who holds one of these sees the column at all. `mask`: what stands there unless approved in full.
    """

    label: str
    read: str | Callable[[Any], Any]
    cell: Cell = Cell.TEXT
    right: tuple[str, ...] = ()
    mask: Callable[[Any], Any] | None = None
    words: Mapping[Any, str] | None = None

    def value(self, row: Any) -> Any:
        return getattr(row, self.read) if isinstance(self.read, str) else self.read(row)


@dataclass(frozen=True)
class Sheet:
    """A list as a file. `persons`: it names customers, so it counts against what a person may take in a day."""

    key: str
    label: str
    columns: Sequence[Column]
    rights: tuple[str, ...]
    rows: Callable[[Stamp, Filters], Rows]
    on: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    persons: bool = True
    full: bool = False  # cannot be masked (an import's own columns): always waits for approval
    order: int = 50

    def open_to(self, person: Person) -> bool:
        return person.can(*self.rights)

    def columns_for(self, person: Person) -> list[Column]:
        return [one for one in self.columns if not one.right or person.can(*one.right)]

    def chosen(self, asked: Mapping[str, Any]) -> dict[str, str]:
        """The page's filters, as far as this sheet knows them."""
        found = {name: str(asked[name])[:100] for name in self.filters if asked.get(name) not in (None, "")}
        return {name: value for name, value in found.items() if value.isprintable()}


SHEETS: dict[str, Sheet] = {}


def sheet(
    key: str, label: str, columns: Sequence[Column], *, rights: Iterable[str], on: Iterable[str] = (), **more: Any
) -> Callable[[Callable[[Stamp, Filters], Rows]], Callable[[Stamp, Filters], Rows]]:
    """Register `(stamp, filters) -> rows`; the stamp is the asker's own, so the rows are scoped as the list is."""

    def register(function: Callable[[Stamp, Filters], Rows]) -> Callable[[Stamp, Filters], Rows]:
        assert key not in SHEETS, key
        SHEETS[key] = Sheet(key, label, tuple(columns), tuple(rights), function, tuple(on), **more)
        return function

    return register


def sheets_on(endpoint: str, person: Person) -> list[Sheet]:
    """The sheets of one page that this person may read, the page's own first."""
    found = [one for one in SHEETS.values() if endpoint in one.on and one.open_to(person)]
    return sorted(found, key=lambda one: one.order)


def pages(
    fetch: Callable[[Any], Sequence[Any]], size: int, key: Callable[[Any], Any] = lambda row: row.id
) -> Iterator[Any]:
    """All rows of a list that is asked for page by page, each page with one row more when there is another."""
    at: Any = None
    while True:
        rows = fetch(at)
        yield from rows[:size]
        if len(rows) <= size:
            return
        at = key(rows[size - 1])
