"""What stands on rows that an import has made: nothing that counts, only the machine's work, or the work of people.

Every table that points at the rows by a foreign key is looked at, so a new feature is heard without being named here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, and_, case, delete, exists, false, or_, select, true

from crm.shared.db import Base, db

Condition = Callable[[Table], Any]


def _always(_table: Table) -> Any:
    return true()


def _untouched_task(table: Table) -> Any:
    """A task that nobody has worked on and nothing was concluded from."""
    other = Base.metadata.tables
    concluded = [
        exists().where(other[name].c.task_id == table.c.id).correlate(table) for name in ("calls", "point_proposals")
    ]
    return and_(table.c.tries == 0, table.c.closed_at.is_(None), table.c.call_id.is_(None), ~or_(*concluded))


# What only mirrors the row goes with it …
ALONG: Mapping[str, Condition] = {
    "search_terms": _always,
    "vehicle_states": _always,
    "customer_states": _always,
    "state_changes": _always,
    "suspected_pairs": lambda table: table.c.state.in_(("open", "unlikely")),
    "tasks": _untouched_task,
}
# … what the machine has decided about it keeps it, but out of sight; every other table is people's work.
MACHINE: Mapping[str, Condition] = {
    "tasks": lambda table: and_(table.c.tries == 0, table.c.call_id.is_(None)),
    "coupons": lambda table: and_(table.c.giver_id.is_(None), table.c.entry_no == 1),
    "campaign_members": _always,
    "vehicles": lambda table: table.c.archived_at.is_not(None),
}


@dataclass
class Standing:
    """Of some rows: those under the work of people, with the table that says so, and those under the machine's only."""

    people: dict[int, str] = field(default_factory=dict)
    machine: set[int] = field(default_factory=set)


def links_to(table: Table) -> Iterator[tuple[Table, Any]]:
    """Every table that points at this one, and by which column."""
    for other in Base.metadata.sorted_tables:
        for key in other.foreign_keys:
            if key.column.table is table:
                yield other, key.parent


def standing_on(table: Table, ids: Collection[int]) -> Standing:
    """What stands on these rows."""
    found = Standing()
    for other, column in links_to(table):
        goes = ALONG[other.name](other) if other.name in ALONG else false()
        whose = case((_by_machine(other), 1), else_=0)
        rows = select(column, whose).where(column.in_(ids), ~goes).distinct()
        for row_id, by_machine in db.session.execute(rows):
            if by_machine:
                found.machine.add(row_id)
            else:
                found.people.setdefault(row_id, other.name)
    found.machine -= found.people.keys()
    return found


def _by_machine(table: Table) -> Any:
    if table.name in MACHINE:
        return MACHINE[table.name](table)
    return table.c.by_id.is_(None) if "by_id" in table.c else false()


def remove(table: Table, ids: Collection[int]) -> None:
    """Delete these rows with whatever only mirrors them."""
    for other, column in links_to(table):
        if other.name in ALONG:
            db.session.execute(delete(other).where(column.in_(ids), ALONG[other.name](other)))
    db.session.execute(delete(table).where(table.c.id.in_(ids)))
