"""What points at a customer: found from the foreign keys, so a feature that is written tomorrow is counted, too."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Column, Table, func, literal, select, union_all

from crm.shared.db import APPEND_ONLY, BIG, Base, db

OWN = frozenset({"suspected_pairs", "merges", "search_terms"})
CUSTOMERS: Table = Base.metadata.tables["customers"]


class Moved(NamedTuple):
    """How many rows of a table point at a file, and the last row that there is."""

    rows: int
    last: int


@cache
def references() -> tuple[tuple[Table, Column[Any]], ...]:
    """Every column that points at a customer and moves with them; asked for once all features are loaded."""
    found = []
    for table in Base.metadata.sorted_tables:
        if table.name not in OWN and table.name not in APPEND_ONLY:
            found += [(table, key.parent) for key in table.foreign_keys if key.column is CUSTOMERS.c.id]
    return tuple(sorted(found, key=lambda one: (one[0].name, one[1].name)))


def pointing_at(customer_id: int) -> dict[str, Moved]:
    """What points at a file, by "table.column"; one statement."""
    asked = []
    for table, column in references():
        mine = select(func.count()).select_from(table).where(column == customer_id).scalar_subquery()
        last = select(func.max(table.c.id)).scalar_subquery() if "id" in table.c else literal(0, BIG)
        asked.append(select(literal(f"{table.name}.{column.name}").label("name"), mine.label("n"), last.label("last")))
    rows = db.session.execute(union_all(*asked))
    return {row.name: Moved(row.n, row.last or 0) for row in rows}


def held_by(customer_ids: tuple[int, ...]) -> dict[int, dict[str, int]]:
    """How much each of these files holds, by "table.column"; one statement."""
    asked = [
        select(literal(f"{table.name}.{column.name}").label("name"), column.label("file"), func.count().label("n"))
        .where(column.in_(customer_ids))
        .group_by(column)
        for table, column in references()
    ]
    found: dict[int, dict[str, int]] = {one: {} for one in customer_ids}
    for row in db.session.execute(union_all(*asked)):
        found[row.file][row.name] = row.n
    return found


def come_since(customer_id: int, marks: Mapping[str, int]) -> dict[str, int]:
    """How many rows have come to the kept file since the merge, by "table.column"; one statement."""
    asked = [
        select(literal(f"{table.name}.{column.name}").label("name"), func.count().label("n"))
        .select_from(table)
        .where(column == customer_id, table.c.id > marks[f"{table.name}.{column.name}"])
        for table, column in references()
        if "id" in table.c and f"{table.name}.{column.name}" in marks and table is not CUSTOMERS
    ]
    return {row.name: row.n for row in db.session.execute(union_all(*asked)) if row.n} if asked else {}
