"""Everything that points at one file is made to point at the other, whatever table it lies in.

Found from the foreign keys themselves, so a feature that is written tomorrow is moved, too. Where a unique key would
hold the same thing twice (a tag, the state of a customer), the row of the file that goes is taken away; the journal
keeps it. Two kinds of tables stay as they are:

* append-only ones (consents, reveals). Their lines are evidence: who answered what in which file, who looked at
  which number. Rewriting them, even one column, would need a hole in the guard through which any line could be given
  to somebody else. So they stay with the file in which they were said; that file stays as a row (`merged_into_id`),
  and what counts for consent is a new line in the kept file (merging.close_consents).
* the tables of this feature and the search terms, which are written anew from the files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Column, PrimaryKeyConstraint, Table, UniqueConstraint, literal, select, update
from sqlalchemy.exc import IntegrityError

from crm.customers.models import CompanyContact, Customer
from crm.duplicates.parts import Merging
from crm.duplicates.queries.pointing import CUSTOMERS, Moved, references
from crm.shared.db import db
from crm.shared.journal import images


def move(merging: Merging, found: Mapping[str, Moved]) -> None:
    """Give the rows of the file that goes to the file that stays."""
    _end_doubled_contacts(merging)
    for table, column in references():
        if found[f"{table.name}.{column.name}"].rows:
            _drop_doubled(merging, table, column)
            _repoint(merging, table, column)


def _repoint(merging: Merging, table: Table, column: Column[Any]) -> None:
    keep, gone = merging.both
    if not column.primary_key:
        merging.batch.update(table, (column == gone) & _other_file(table, gone), {column.name: keep})
        return
    rows = images.read(table, column == gone)
    merging.batch.delete(table, column == gone)
    merging.batch.insert(table, [images.written(table, {**row, column.name: keep}) for row in rows.values()])


def _other_file(table: Table, gone: int) -> Any:
    """Of the customers themselves (files merged into this one before) not the file itself, which points at the kept."""
    return table.c.id != gone if table is CUSTOMERS else literal(True)


def _drop_doubled(merging: Merging, table: Table, column: Column[Any]) -> None:
    keep, gone = merging.both
    for names, condition in _unique_keys(table, column):
        others: list[Any] = [table.c[name] for name in names if name != column.name]
        where = [condition] if condition is not None else []
        theirs = db.session.execute(select(*table.primary_key, *others).where(column == gone, *where)).all()
        if not theirs:
            continue
        ours = set(map(tuple, db.session.execute(select(*others or [literal(1)]).where(column == keep, *where))))
        width = len(table.primary_key)
        doubled = [
            "|".join(str(part) for part in row[:width])
            for row in theirs
            if (tuple(row[width:]) or (1,)) in ours and None not in row[width:]
        ]
        if doubled:
            merging.batch.delete(table, images.these(table, doubled))


def _unique_keys(table: Table, column: Column[Any]) -> Iterator[tuple[list[str], Any]]:
    """The unique keys that hold the column, each with the condition under which it counts."""
    for key in table.constraints:
        if isinstance(key, (UniqueConstraint, PrimaryKeyConstraint)) and column.name in key.columns:
            yield [one.name for one in key.columns], None
    dialect = db.engine.dialect.name
    for index in table.indexes:
        if index.unique and column.name in index.columns:
            yield [one.name for one in index.columns], index.dialect_options[dialect]["where"]


def _end_doubled_contacts(merging: Merging) -> None:
    """Somebody who stood twice for one firm stands once; the doubled line ends, because cars may name it (F-53)."""
    keep, gone = merging.both
    mine = select(CompanyContact.company_id, CompanyContact.role)
    for row in db.session.execute(mine.where(CompanyContact.person_id == keep, CompanyContact.to_on.is_(None))).all():
        doubled = (
            (CompanyContact.person_id == gone) & CompanyContact.to_on.is_(None)
            & (CompanyContact.company_id == row.company_id) & (CompanyContact.role == row.role)
        )  # fmt: skip
        values = {"to_on": merging.stamp.today, "ended_by_id": merging.stamp.by.id}
        merging.batch.update(CompanyContact, doubled, values)


def bring_stragglers(store_id: int) -> int:
    """What a slow tablet filed under a file in the very moment in which it was merged away follows it at night."""
    gone = select(CUSTOMERS.c.id).where(CUSTOMERS.c.store_id == store_id, CUSTOMERS.c.merged_into_id.is_not(None))
    brought = 0
    for table, column in references():
        if column.primary_key or table is CUSTOMERS:
            continue
        into = select(CUSTOMERS.c.merged_into_id).where(CUSTOMERS.c.id == column).scalar_subquery()
        try:
            with db.session.begin_nested():
                done: Any = db.session.execute(update(table).where(column.in_(gone)).values({column.name: into}))
                brought += done.rowcount
        except IntegrityError:
            continue  # the kept file has the same already
    return brought


def files_of(customer_ids: tuple[int, ...]) -> dict[int, Customer]:
    """Both files, held until the merge is through, so that nothing new is filed under one of them meanwhile."""
    locked = select(Customer).where(Customer.id.in_(customer_ids)).order_by(Customer.id).with_for_update()
    return {row.id: row for row in db.session.scalars(locked.execution_options(populate_existing=True))}
