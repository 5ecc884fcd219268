"""One batch of an undo: what one batch of the writing did, taken back as far as nobody has built on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from crm.imports.kinds import KINDS
from crm.imports.marks import as_json, compared_columns, derived, from_json, mark_of, table_named, unpacked_marks
from crm.imports.models import Import, ImportChange, ImportLeft, ImportMade
from crm.imports.pen import GONE, Pen, last_batch
from crm.imports.rules import BATCH_ROWS, RULE_VERSION, Kind
from crm.imports.stages import change
from crm.imports.standing import remove, standing_on
from crm.shared.db import db, insert_rows
from crm.shared.journal import images
from crm.shared.stamp import Stamp

COUNTS = ("removed", "restored", "put_away", "left")
Row = Mapping[str, Any]


class UndoBatch:
    """The newest batch that is still remembered."""

    def __init__(self, record: Any, stamp: Stamp) -> None:
        self.record, self.stamp = record, stamp
        self.pen = Pen(record.id, stamp, remembers=False)
        self.counts = dict.fromkeys(COUNTS, 0)
        self.left: list[dict[str, Any]] = []

    def run(self) -> int:
        """Take them back, the last first; how many there were, 0 when nothing is left to do."""
        batch = last_batch(self.record.id)
        if batch is None:
            return 0
        mine = [(model.import_id == self.record.id) & (model.batch == batch) for model in (ImportMade, ImportChange)]
        made = db.session.execute(select(ImportMade.no, ImportMade.table_name, ImportMade.rows).where(mine[0])).all()
        changed = db.session.execute(
            select(ImportChange.no, ImportChange.table_name, ImportChange.row_id, ImportChange.pairs).where(mine[1])
        ).all()
        looked_at = 0
        for memories in _newest_first([*made, *changed]):
            looked_at += self._take_back(memories)
        for model, which in zip((ImportMade, ImportChange), mine, strict=True):
            db.session.execute(delete(model).where(which).execution_options(synchronize_session=False))
        KINDS[Kind(self.record.kind)].settle(self.pen.touched, self.pen)
        insert_rows(ImportLeft, self.left)
        self._count(looked_at)
        return looked_at

    def _take_back(self, memories: Sequence[Any]) -> int:
        if hasattr(memories[0], "rows"):
            return self._unmake(memories[0])
        return self._bring_back(memories) if GONE in memories[0].pairs else self._unchange(memories)

    def _count(self, looked_at: int) -> None:
        stood = db.session.scalar(select(Import.undo).where(Import.id == self.record.id)) or {}
        counts = {name: stood.get(name, 0) + self.counts[name] for name in COUNTS}
        change(self.record.id, undo=counts, rows_done=self.record.rows_done + looked_at)

    def _leave(self, table: Any, row_id: int, code: str, facts: Row | None = None, pairs: Row | None = None) -> None:
        self.left.append({
            "import_id": self.record.id, "table_name": table.name, "row_id": row_id, "reason_code": code,
            "rule_version": RULE_VERSION, "facts": dict(facts or {}), "pairs": dict(pairs or {}),
        })  # fmt: skip
        self.counts["left"] += 1

    # ------------------------------------------------------------ rows that the import made

    def _unmake(self, memory: Any) -> int:
        table, marks = table_named(memory.table_name), dict(unpacked_marks(memory.rows))
        columns = [table.c.id, *(table.c[name] for name in compared_columns(table))]
        wanted = select(*columns).where(table.c.id.in_(marks)).order_by(table.c.id).with_for_update()
        now = {row["id"]: dict(row) for row in db.session.execute(wanted).mappings()}
        worked_on = {one for one, row in now.items() if mark_of(table, row) != marks[one]}
        for one in sorted(worked_on):
            self._leave(table, one, "imports.left_changed")
        self._clear_away(table, now.keys() - worked_on)
        return len(marks)

    def _clear_away(self, table: Any, ids: set[int]) -> None:
        if not ids:
            return
        stands = standing_on(table, ids)
        away = stands.machine if "archived_at" in table.c else set()
        for one in sorted(stands.people.keys() | (stands.machine - away)):
            self._leave(table, one, "imports.left_stands", {"what": stands.people.get(one, "machine")})
        free = ids - stands.people.keys() - stands.machine
        links = [column for column in table.columns if column.foreign_keys]
        if free:
            parents = select(*links).where(table.c.id.in_(free)) if links else None
            self.pen.touched.add_parents(table, db.session.execute(parents).mappings() if parents is not None else ())
            remove(table, free)
            self.pen.touched.forget(table, free)
        if away:
            values = {"archived_at": self.stamp.at}
            raised = {"version": table.c.version + 1} if "version" in table.c else {}
            db.session.execute(update(table).where(table.c.id.in_(away)).values({**values, **raised}))
            for one in away:
                self.pen.touched.add_changed(table, one, ("archived_at",))
        self.counts["removed"] += len(free)
        self.counts["put_away"] += len(away)

    # ------------------------------------------------------------ rows that the import changed

    def _unchange(self, rows: Sequence[Any]) -> int:
        table = table_named(rows[0].table_name)
        names = sorted({name for row in rows for name in row.pairs})
        wanted = select(table.c.id, *(table.c[name] for name in names)).where(table.c.id.in_([r.row_id for r in rows]))
        locked = wanted.order_by(table.c.id).with_for_update()
        now = {row["id"]: row for row in db.session.execute(locked).mappings()}
        back = [self._way_back(table, row, now.get(row.row_id)) for row in rows]
        self._put_back(table, [row for row in back if row])
        return len(rows)

    def _bring_back(self, rows: Sequence[Any]) -> int:
        """Rows that the import removed, as they lay in the table; under a new number when theirs was given away."""
        table = table_named(rows[0].table_name)
        for row in rows:
            image = row.pairs[GONE][0]
            self.pen.touched.add_parents(table, [image])
            if not any(_inserted(table, one) for one in (image, {k: v for k, v in image.items() if k != "id"})):
                self._leave(table, row.row_id, "imports.left_taken")
                continue
            self.counts["restored"] += 1
        return len(rows)

    def _way_back(self, table: Any, row: Any, now: Any) -> dict[str, Any] | None:
        """The old values of those columns that still say what the file said."""
        if now is None:
            return None  # somebody has removed the row: there is nothing to put back
        since = {name: as_json(now[name]) for name, (_old, new) in row.pairs.items() if as_json(now[name]) != new}
        told = {name: [*row.pairs[name], value] for name, value in since.items() if not derived(table.name, name)}
        if told:
            self._leave(table, row.row_id, "imports.left_value", pairs=told)
        back = {name: from_json(table.c[name], old) for name, (old, _new) in row.pairs.items() if name not in since}
        return {"id": row.row_id, **back} if back else None

    def _put_back(self, table: Any, rows: Sequence[dict[str, Any]]) -> None:
        """All at once; when one of them would stand in another's place by now, one by one, and that one is left."""
        try:
            with db.session.begin_nested():
                self.pen.update(table, rows)
            self.counts["restored"] += len(rows)
        except IntegrityError:
            for row in rows:
                self._put_one_back(table, row)

    def _put_one_back(self, table: Any, row: dict[str, Any]) -> None:
        try:
            with db.session.begin_nested():
                self.pen.update(table, [row])
            self.counts["restored"] += 1
        except IntegrityError:
            self._leave(table, row["id"], "imports.left_taken")


def _inserted(table: Any, image: Row) -> bool:
    try:
        with db.session.begin_nested():
            db.session.execute(insert(table).values(images.written(table, image)))
    except IntegrityError:
        return False
    return True


def _newest_first(memories: list[Any]) -> Iterator[list[Any]]:
    """The memories backwards; changes of one table that follow each other together, each row once and 500 at most."""
    group: list[Any] = []
    seen: set[int] = set()
    for memory in sorted(memories, key=lambda one: one.no, reverse=True):
        made = hasattr(memory, "rows")
        fits = group and not made and _alike(memory, group[0]) and memory.row_id not in seen
        if group and (not fits or len(group) >= BATCH_ROWS):
            yield group
            group, seen = [], set()
        if made:
            yield [memory]
            continue
        group.append(memory)
        seen.add(memory.row_id)
    if group:
        yield group


def _alike(one: Any, other: Any) -> bool:
    return one.table_name == other.table_name and (GONE in one.pairs) == (GONE in other.pairs)
