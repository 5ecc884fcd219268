"""Changing rows so that it can be undone: every change goes through the batch, so that none is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, Table, delete, insert, inspect, update

from crm.shared.db import db, insert_missing, insert_rows
from crm.shared.journal import images
from crm.shared.journal.images import Image
from crm.shared.journal.models import KEPT_DAYS, JournalBatch, JournalRow
from crm.shared.pour import table_of
from crm.shared.stamp import Stamp

AT_ONCE = 500  # keys in one statement


@dataclass
class Batch:
    """The open batch: every change goes through it, so that none is missing from the journal."""

    id: int
    rows: list[dict[str, Any]] = field(default_factory=list)
    loaded: list[tuple[Table, str, Image]] = field(default_factory=list)

    def before(self, *objects: Any) -> None:
        """Keep these loaded rows as they are now; what becomes of them is read when the batch ends."""
        db.session.flush()
        for one in objects:
            table = table_of(type(one))
            key = "|".join(str(part) for part in inspect(one).identity)
            self.loaded.append((table, key, images.read(table, images.these(table, [key]))[key]))

    def update(self, model: Any, where: Any, values: Mapping[str, Any]) -> int:
        """UPDATE … SET values WHERE; the version goes up with it. The number of rows."""
        table = table_of(model)
        names = [*values, *(["version"] if "version" in table.c else [])]
        db.session.flush()
        found = images.read(table, where, names, lock=True)
        changed = {**values, "version": table.c.version + 1} if "version" in names else values
        for keys in _pieces(list(found)):
            these = images.these(table, keys)
            db.session.execute(update(table).where(these).values(changed).execution_options(synchronize_session=False))
            for key, after in images.read(table, these, names).items():
                self._note(table, key, found[key], after)
        return len(found)

    def insert(self, model: Any, rows: Sequence[Mapping[Any, Any]]) -> list[int]:
        """INSERT; the new ids."""
        table, made = table_of(model), []
        for row in rows:
            written = insert(table).values({getattr(key, "name", key): value for key, value in row.items()})
            done: Any = db.session.execute(written)
            made.append(done.inserted_primary_key)
        keys = ["|".join(str(part) for part in one) for one in made if one]
        for key, after in images.read(table, images.these(table, keys)).items() if keys else ():
            self._note(table, key, None, after)
        return [int(one[0]) for one in made if one]

    def pour(self, model: Any, rows: Select[Any], made: Any) -> int:
        """INSERT … SELECT in one statement; `made` is the condition that holds for exactly these rows afterwards."""
        table = table_of(model)
        db.session.flush()
        count = insert_missing(table, rows)
        for key, after in images.read(table, made).items():
            self._note(table, key, None, after)
        return count

    def delete(self, model: Any, where: Any) -> int:
        """DELETE WHERE; the number of rows."""
        table = table_of(model)
        db.session.flush()
        found = images.read(table, where, lock=True)
        for keys in _pieces(list(found)):
            db.session.execute(
                delete(table).where(images.these(table, keys)).execution_options(synchronize_session=False)
            )
        for key, before in found.items():
            self._note(table, key, before, None)
        return len(found)

    def close(self) -> None:
        """Read what became of the loaded rows, and write the journal."""
        db.session.flush()
        for table, key, before in self.loaded:
            self._note(table, key, before, images.read(table, images.these(table, [key])).get(key))
        insert_rows(JournalRow, [{**row, "batch_id": self.id, "no": no} for no, row in enumerate(self.rows)])
        db.session.expire_all()

    def _note(self, table: Table, key: str, before: Image | None, after: Image | None) -> None:
        what = "inserted" if before is None else "deleted" if after is None else "updated"
        if before is not None and after is not None:
            changed = [name for name in after if before.get(name) != after[name]]
            if not changed:
                return
            before, after = ({name: one[name] for name in changed} for one in (before, after))
        version = (after or {}).get("version")
        self.rows.append({
            "table_name": table.name, "row_key": key, "what": what, "version_after": version, "before": before or {},
            "after": after or {},
        })  # fmt: skip


@contextmanager
def batch(kind: str, stamp: Stamp, *, days: int = KEPT_DAYS) -> Iterator[Batch]:
    """Open a batch; when the block ends well, its journal is written."""
    row = JournalBatch(store_id=stamp.store_id, kind=kind, kept_until=stamp.at + timedelta(days=days))
    row.sign(stamp)
    db.session.add(row)
    db.session.flush()
    opened = Batch(row.id)
    yield opened
    opened.close()


def _pieces(keys: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]
