"""Through which an import writes: every row it makes or changes is remembered, so that the whole file can be undone.

A made row is remembered by its id and a keyed mark of its values; a changed one by its old and new values, sealed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select

from crm.imports.marks import as_json, mark_of, packed_marks
from crm.imports.models import ImportChange, ImportMade
from crm.shared.db import db
from crm.shared.journal import images
from crm.shared.pour import amend, next_ids, pour, table_of
from crm.shared.stamp import Stamp

AT_ONCE = 500
GONE = ""  # in the place of a column: the whole row was removed
Rows = Sequence[Mapping[str, Any]]


class Touched:
    """Which rows a batch has made, changed, or given or taken children; by model."""

    def __init__(self) -> None:
        self._made: defaultdict[str, set[int]] = defaultdict(set)
        self._changed: defaultdict[str, defaultdict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._beside: defaultdict[str, set[int]] = defaultdict(set)

    def __getitem__(self, model: Any) -> set[int]:
        """All rows of the model that the batch touched and that are there."""
        name = table_of(model).name
        return self._made[name] | self._changed[name].keys() | self._beside[name]

    def made(self, model: Any) -> set[int]:
        return set(self._made[table_of(model).name])

    def changed(self, model: Any, *columns: str) -> set[int]:
        """Rows of which one of these columns was changed; without columns all that were changed."""
        rows = self._changed[table_of(model).name]
        return {one for one, names in rows.items() if not columns or names & set(columns)}

    def add_made(self, table: Any, ids: Iterable[int]) -> None:
        self._made[table.name] |= set(ids)

    def add_changed(self, table: Any, row_id: int, columns: Iterable[str]) -> None:
        self._changed[table.name][row_id] |= set(columns)

    def add_parents(self, table: Any, rows: Iterable[Any]) -> None:
        """What the rows belong to, by their foreign keys."""
        links = [(one.name, key.column.table.name) for one in table.columns for key in one.foreign_keys]
        for row in rows:
            for column, parent in links:
                if row.get(column) is not None:
                    self._beside[parent].add(row[column])

    def forget(self, table: Any, ids: Collection[int]) -> None:
        """These rows are gone."""
        name = table.name
        self._made[name] -= set(ids)
        self._beside[name] -= set(ids)
        for one in ids:
            self._changed[name].pop(one, None)


class Pen:
    """One batch of one import. Whoever writes for an import writes by it, and by nothing else."""

    def __init__(self, import_id: int, stamp: Stamp, *, remembers: bool = True) -> None:
        self.import_id, self.stamp, self.store_id = import_id, stamp, stamp.store_id
        self.remembers = remembers  # an undo writes without being undone itself
        self.touched = Touched()
        self._notes: list[tuple[str, str, list[Any]]] = []  # made or changed, table, rows: in the order of the writing

    def insert(self, model: Any, rows: Rows) -> list[int]:
        """New rows, poured in with fresh ids; the ids, in the rows' order."""
        ids = list(next_ids(model, len(rows)))
        whole = [{**row, "id": one} for row, one in zip(rows, ids, strict=True)]
        pour(model, whole)
        self.made(model, whole)
        return ids

    def made(self, model: Any, rows: Rows) -> None:
        """Rows that another door has poured, whole and with their ids: only remembered."""
        table = table_of(model)
        self.touched.add_made(table, (row["id"] for row in rows))
        self.touched.add_parents(table, rows)
        if self.remembers and rows:
            self._notes.append(("made", table.name, [(row["id"], mark_of(table, row)) for row in rows]))

    def update(self, model: Any, rows: Rows) -> int:
        """Change rows by their `id`; a version goes up with them. Rows made in the same batch need no memory."""
        table = table_of(model)
        alike: defaultdict[tuple[str, ...], list[Mapping[str, Any]]] = defaultdict(list)
        for row in rows:
            alike[tuple(name for name in row if name not in ("id", "version"))].append(row)
        for names, some in alike.items():
            for piece in _pieces(some):
                self._change(table, names, piece)
        return len(rows)

    def delete(self, model: Any, ids: Collection[int]) -> int:
        """Rows that the file says are no more, such as a line of a visit; remembered as they lie in the table."""
        table = table_of(model)
        for some in _pieces(sorted(ids)):
            gone = images.read(table, table.c.id.in_(some), lock=True)
            self.touched.add_parents(table, gone.values())
            db.session.execute(delete(table).where(table.c.id.in_(some)).execution_options(synchronize_session=False))
            if gone and self.remembers:
                self._notes.append(("changed", table.name, [(row["id"], {GONE: [row, None]}) for row in gone.values()]))
        return len(ids)

    def _change(self, table: Any, names: Sequence[str], rows: Rows) -> None:
        stood = self._stood(table, names, [row["id"] for row in rows])
        given = [{name: row[name] for name in ("id", *names)} for row in rows]
        amend(table, given, raises="version" if "version" in table.c else "")
        changes = []
        for row in rows:
            old = stood.get(row["id"])
            differing = [name for name in names if old is not None and as_json(old[name]) != as_json(row[name])]
            self.touched.add_changed(table, row["id"], differing)
            if differing and old is not None:
                pairs = {name: [as_json(old[name]), as_json(row[name])] for name in differing}
                changes.append((row["id"], pairs))
        if changes and self.remembers:
            self._notes.append(("changed", table.name, changes))

    def _stood(self, table: Any, names: Sequence[str], ids: Sequence[int]) -> dict[int, Mapping[str, Any]]:
        """What stands there now, locked in the order of the ids, so that two who write the same rows do not cross."""
        fresh = self.touched._made[table.name]
        wanted = sorted(one for one in ids if one not in fresh)
        if not wanted:
            return {}
        columns = [table.c.id, *(table.c[name] for name in names)]
        found = select(*columns).where(table.c.id.in_(wanted)).order_by(table.c.id).with_for_update()
        return {row["id"]: dict(row) for row in db.session.execute(found).mappings()}

    def close(self) -> None:
        """Write down what the batch has done, in the same transaction."""
        if not self._notes:
            return
        number, batch = 0, self._last_batch() + 1
        made, changed = [], []
        for what, table_name, rows in self._notes:
            if what == "made":
                number += 1
                made.append({"import_id": self.import_id, "batch": batch, "no": number, "table_name": table_name,
                             "count": len(rows), "rows": packed_marks(rows)})  # fmt: skip
                continue
            for row_id, pairs in rows:
                number += 1
                changed.append({"import_id": self.import_id, "batch": batch, "no": number, "table_name": table_name,
                                "row_id": row_id, "pairs": pairs})  # fmt: skip
        pour(ImportMade, made)
        pour(ImportChange, changed)
        self._notes = []

    def _last_batch(self) -> int:
        return last_batch(self.import_id) or 0


def _pieces(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]


def last_batch(import_id: int) -> int | None:
    """The newest batch that is still remembered; in it the two kinds of memory share their numbers."""
    newest = (select(func.max(one.batch)).where(one.import_id == import_id) for one in (ImportMade, ImportChange))
    return max((found for found in map(db.session.scalar, newest) if found is not None), default=None)
