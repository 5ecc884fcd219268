"""The people of the store by the names that files call them: who sold a car, who looks after a lead."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from crm.staff.queries import people
from crm.staff.rules import Right, Role, rights_of


def folded(name: str) -> str:
    """A name without what people write differently: width, case, spaces, dots."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


class Advisors:
    """Looked up in memory, once for a batch."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._called: dict[str, list[Any]] = {}
        self._names: dict[int, set[str]] = {}
        self.shown: dict[int, str] = {}
        for row in rows:
            names = {folded(one) for one in (row.name, row.name_en, row.username) if one} - {""}
            self._names[row.id], self.shown[row.id] = names, row.name
            for name in names:
                self._called.setdefault(name, []).append(row)

    def seller(self, name: str) -> int | None:
        """The one person of this name who works here and may look after leads; None when there is none, or two."""
        found = [row for row in self._called.get(folded(name), []) if row.disabled_at is None and _sells(row)]
        return int(found[0].id) if len(found) == 1 else None

    def anybody(self, name: str) -> int | None:
        """The same, and who has left counts, too: for what is long over."""
        found = self._called.get(folded(name), [])
        here = [row for row in found if row.disabled_at is None] or found
        return int(here[0].id) if len(here) == 1 else None

    def is_called(self, staff_id: int | None, name: str) -> bool:
        return staff_id is not None and folded(name) in self._names.get(staff_id, ())


def _sells(row: Any) -> bool:
    return Right.SELL in rights_of(frozenset(Role(role) for role in (row.roles or "").split(",") if role))


def advisors(store_id: int) -> Advisors:
    """One statement."""
    return Advisors(people(store_id, with_disabled=True))
