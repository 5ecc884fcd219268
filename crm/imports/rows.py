"""One row of the file, read field by field through the mapping; every cell checked, with the reason if it fails.

What a row of each kind says as a whole is read in crm.imports.kinds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from crm.customers.rules import check_code, normalise_code
from crm.imports.reading import cells
from crm.imports.reading.days import day
from crm.imports.reading.repairs import Tell, silent
from crm.shared.reasons import Reason

MOST_COUNT = 10_000


class RowRefused(Exception):
    """The row cannot be taken, and why."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.reason = Reason(code, facts)


class Row:
    """The mapped cells of one row, read field by field; a problem is told with the column's own heading.

    `repairs` counts, by field and code, what was put right on the way.
    """

    def __init__(
        self, mapping: Mapping[str, int], headings: Sequence[str], values: Sequence[Any], era: int,
        repairs: Counter[tuple[str, str]] | None = None,
    ) -> None:  # fmt: skip
        self.mapping, self.headings, self.values, self.era = mapping, headings, values, era
        self.repairs: Counter[tuple[str, str]] = Counter() if repairs is None else repairs
        self._reading = ""

    def has(self, field: str) -> bool:
        return field in self.mapping

    def heading(self, field: str) -> str:
        return self.headings[self.mapping[field]]

    def read(self, field: str, reader: Any, empty: Any = "", **more: Any) -> Any:
        at = self.mapping.get(field)
        if at is None:
            return empty
        self._reading = field
        try:
            cell = self.values[at] if at < len(self.values) else None  # what is empty at the end may be left out
            return reader(cell, tell=self._tell, **more)
        except cells.Problem as problem:
            raise RowRefused(problem.code, column=self.heading(field), **problem.facts) from None

    def _tell(self, code: str) -> None:
        self.repairs[self._reading, code] += 1

    def text(self, field: str, most: int = 120) -> str:
        return str(self.read(field, cells.text, most=most))

    def day(self, field: str, latest: date | None = None) -> date | None:
        """A day, not after `latest`: a visit of tomorrow is a typing mistake."""
        found: date | None = self.read(field, day, None, era=self.era)
        if found and latest and found > latest:
            raise RowRefused("imports.date_future", column=self.heading(field), day=found.isoformat())
        return found


def count(cell: Any, tell: Tell = silent) -> int | None:
    """A number of things: 12, 12次, 12.0."""
    plain = cells.text(cell, 30, tell)
    if not plain:
        return None
    found = re.fullmatch(r"(\d{1,9})(?:\.0*)?\s*[次回]?", plain.replace(",", ""))
    if found is None or int(found[1]) > MOST_COUNT:
        raise cells.Problem("imports.number_wrong", value=plain)
    return int(found[1])


def credit_code(cell: Any, tell: Tell = silent) -> str:
    """A firm's credit code with a good last sign (F-53); another number that firms have is said to be none."""
    plain = cells.text(cell, 40, tell)
    found = normalise_code(plain) if plain else None
    if found and check_code(found):
        raise cells.Problem("imports.credit_code_wrong", value=plain)
    return found or ""
