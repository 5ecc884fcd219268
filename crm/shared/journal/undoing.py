"""Taking a batch back: row by row the other way round, and not where somebody has written since."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Table, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from crm.shared.db import Base, db
from crm.shared.forms import Refused
from crm.shared.journal import images
from crm.shared.journal.images import Image
from crm.shared.journal.models import JournalBatch, JournalRow
from crm.shared.stamp import Stamp
from crm.shared.words import _


class Left(NamedTuple):
    """A row that somebody has changed since the batch, and where."""

    table: str
    key: str
    columns: tuple[str, ...]


class Changed(Refused):
    """The undo would destroy what was written since; `rows` says where."""

    def __init__(self, rows: Sequence[Left]) -> None:
        super().__init__(_("%(n)s rows have been changed since; undoing would lose that.", n=len(rows)))
        self.rows = list(rows)


def undo(
    batch_id: int, stamp: Stamp, *, leave: bool = False, spare: Mapping[str, Collection[str]] | None = None
) -> list[Left]:
    """Put everything back as the batch found it. With `leave` what was changed since stays as it is, and is named.

    The rows of `spare` (keys by table) stay wholly as they are now: somebody has built on them.
    """
    batch = db.session.get_one(JournalBatch, batch_id, with_for_update=True, populate_existing=True)
    if batch.undone_at:
        raise Refused(_("This has been undone already."))
    if batch.scrubbed_at or batch.kept_until < stamp.at:
        raise Refused(_("The time for undoing this is over."))
    db.session.flush()
    newest_first = select(JournalRow).where(JournalRow.batch_id == batch_id).order_by(JournalRow.no.desc())
    spared = spare or {}
    rows = [row for row in db.session.scalars(newest_first) if row.row_key not in spared.get(row.table_name, ())]
    try:
        with db.session.begin_nested():
            left = [one for group in _groups(rows) for one in _take_back(group)]
            if left and not leave:
                raise Changed(left)
    except IntegrityError:
        raise Refused(_("Something new stands in the way, for example another file with the same number.")) from None
    batch.undone_at, batch.undone_by_id = stamp.at, stamp.by.id
    _drop([batch_id])
    db.session.flush()
    db.session.expire_all()
    return left


def size(batch_id: int) -> int:
    """How many rows a batch has changed."""
    return db.session.scalar(select(func.count()).where(JournalRow.batch_id == batch_id)) or 0


def forget(table: str, keys: Sequence[int | str]) -> int:
    """Erasure: every image of a batch that knows one of these rows goes, and that batch can no longer be undone."""
    mine = JournalRow.table_name == table, JournalRow.row_key.in_([str(key) for key in keys])
    found = list(db.session.scalars(select(JournalRow.batch_id).where(*mine).distinct()))
    _scrub(found)
    return len(found)


def sweep(stamp: Stamp) -> int:
    """The images that are too old go; that something was done, by whom and when, stays."""
    old = JournalBatch.store_id == stamp.store_id, JournalBatch.kept_until < stamp.at
    found = list(db.session.scalars(select(JournalBatch.id).where(*old, JournalBatch.scrubbed_at.is_(None)).limit(500)))
    _scrub(found, stamp)
    return len(found)


def _scrub(batches: Sequence[int], stamp: Stamp | None = None) -> None:
    from crm.shared.clock import clock

    _drop(batches)
    at = stamp.at if stamp else clock.now()
    db.session.execute(update(JournalBatch).where(JournalBatch.id.in_(batches)).values(scrubbed_at=at))


def _drop(batches: Sequence[int]) -> None:
    db.session.execute(delete(JournalRow).where(JournalRow.batch_id.in_(batches)))


def _groups(rows: Sequence[JournalRow]) -> Iterator[list[JournalRow]]:
    """Neighbours of one table and kind, each row once: they are read and written together."""
    group: list[JournalRow] = []
    for row in rows:
        same = group and (group[0].table_name, group[0].what) == (row.table_name, row.what)
        if group and (not same or len(group) >= 500 or any(one.row_key == row.row_key for one in group)):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _take_back(group: Sequence[JournalRow]) -> list[Left]:
    table = Base.metadata.tables[group[0].table_name]
    names = sorted({name for row in group for name in row.after} | {"version"})
    now = images.read(table, images.these(table, [row.row_key for row in group]), names, lock=True)
    if group[0].what == "updated":
        left = _restore(table, group, now)
    elif group[0].what == "inserted":
        left = _remove(table, group, now)
    else:
        left = _bring_back(table, group, now)
    return [] if table.info.get("derived") else left  # the night computes those anew


def _restore(table: Table, group: Sequence[JournalRow], now: Mapping[str, Image]) -> list[Left]:
    left: list[Left] = []
    same: dict[str, tuple[Image, list[str]]] = {}
    for row in group:
        stands = now.get(row.row_key)
        columns = [name for name in row.after if name != "version"]
        since = [name for name in columns if stands is None or stands[name] != row.after[name]]
        if since:
            left.append(Left(table.name, row.row_key, tuple(since)))
        if stands is None or len(since) == len(columns):
            continue
        values = {name: row.before[name] for name in columns if name not in since}
        if "version" in stands:
            untouched = not since and stands["version"] == row.version_after
            values["version"] = row.before["version"] if untouched else stands["version"] + 1
        same.setdefault(repr(sorted(values.items())), (values, []))[1].append(row.row_key)
    for values, keys in same.values():
        where = images.these(table, keys)
        db.session.execute(
            update(table)
            .where(where)
            .values(images.written(table, values))
            .execution_options(synchronize_session=False)
        )
    return left


def _remove(table: Table, group: Sequence[JournalRow], now: Mapping[str, Image]) -> list[Left]:
    since = [row for row in group if row.row_key in now and now[row.row_key] != row.after]
    kept = {row.row_key for row in since}
    keys = [row.row_key for row in group if row.row_key in now and row.row_key not in kept]
    if keys:
        where = images.these(table, keys)
        db.session.execute(delete(table).where(where).execution_options(synchronize_session=False))
    return [Left(table.name, row.row_key, _different(now[row.row_key], row.after)) for row in since]


def _bring_back(table: Table, group: Sequence[JournalRow], now: Mapping[str, Image]) -> list[Left]:
    for row in group:
        if row.row_key not in now:
            db.session.execute(insert(table).values(images.written(table, row.before)))
    return [Left(table.name, row.row_key, ()) for row in group if row.row_key in now]


def _different(one: Image, other: Image) -> tuple[str, ...]:
    return tuple(name for name in other if one.get(name) != other[name])
